package training

import (
	"context"
	"sync"
	"time"
)

// Notice is one live message. Body is written as JSON as it is, and says its own
// type.
type Notice struct {
	Kind string
	Body any
}

// Kinds of notices.
const (
	NoticeClass    = "class"
	NoticeTrainee  = "trainee"
	NoticeListed   = "listed"
	NoticeGone     = "gone"
	NoticeChoice   = "choice"
	NoticeMessage  = "message"
	NoticeInjected = "injected"
	NoticeAttempt  = "attempt"
	NoticeEntry    = "entry"
	NoticeFrozen   = "frozen"
	NoticeMissed   = "missed"
	NoticeEnd      = "end"
)

// Bodies of notices that are made here.
type (
	missedBody struct {
		Type  string `json:"type"`
		Count uint64 `json:"count"`
	}
	endBody struct {
		Type string `json:"type"`
		Why  string `json:"why"`
	}
)

// board is where the notices of one class or one attempt hang: the latest of them,
// numbered. Nobody who posts waits for a reader.
type board struct {
	mu      sync.Mutex
	notices []Notice // the last ones, up to number next
	next    uint64
	most    int
	changed chan struct{}
	readers int
	ended   string
}

func newBoard(most int) *board { return &board{most: most, changed: make(chan struct{})} }

func (b *board) post(kind string, body any) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.next++
	if b.readers == 0 {
		b.notices = nil // who comes begins with everything as it is
		return
	}
	if len(b.notices) == b.most {
		b.notices = append(b.notices[:0], b.notices[1:]...)
	}
	b.notices = append(b.notices, Notice{kind, body})
	b.wake()
}

func (b *board) wake() {
	close(b.changed)
	b.changed = make(chan struct{})
}

// end ends all feeds of the board, those to come too.
func (b *board) end(why string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.ended = why
	b.wake()
}

func (b *board) open() int {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.readers
}

// Feed is a reader's end of a board. It is for one goroutine.
type Feed struct {
	board *board
	begin func() []Notice // everything as it is now
	leave func()
	at    uint64
	begun bool
}

func (b *board) subscribe(begin func() []Notice, leave func()) *Feed {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.readers++
	return &Feed{board: b, begin: begin, leave: leave}
}

// Close ends the feed.
func (f *Feed) Close() {
	f.board.mu.Lock()
	f.board.readers--
	f.board.mu.Unlock()
	f.leave()
}

// Next waits for notices. The first are everything as it is. A reader that was too
// slow is told how much it missed, and everything anew. last tells that nothing
// follows; a tick, or the end of ctx, gives nothing.
func (f *Feed) Next(ctx context.Context, tick <-chan time.Time) (list []Notice, last bool) {
	for {
		b := f.board
		b.mu.Lock()
		missed, changed, ended := uint64(0), b.changed, b.ended
		oldest := b.next - uint64(len(b.notices))
		switch {
		case ended != "":
		case !f.begun:
			f.at = b.next
		case f.at < oldest:
			missed = oldest - f.at
			f.at = b.next
		default:
			list = append(list, b.notices[len(b.notices)-int(b.next-f.at):]...)
			f.at = b.next
		}
		b.mu.Unlock()
		switch {
		case ended != "":
			return append(list, Notice{NoticeEnd, endBody{NoticeEnd, ended}}), true
		case missed > 0:
			return append([]Notice{{NoticeMissed, missedBody{NoticeMissed, missed}}}, f.begin()...), false
		case !f.begun:
			f.begun = true
			return f.begin(), false
		case len(list) > 0:
			return list, false
		}
		select {
		case <-changed:
		case <-tick:
			return nil, false
		case <-ctx.Done():
			return nil, false
		}
	}
}
