package gattws

import "sync"

// outbox holds the frames that a socket still has to send, and the close frame
// that follows them. Those who fill it never wait: it has a bound, beyond which
// the socket is too slow to be kept.
type outbox struct {
	mu     sync.Mutex
	text   []byte // frames, one after the other
	ends   []frameEnd
	limit  int // bytes
	closed bool
	last   closing       // valid once closed
	wake   chan struct{} // one token: there is something to do
}

// frameEnd is where a frame ends in the text, and what kind of frame it is.
type frameEnd struct {
	at   int
	kind int // websocket.TextMessage or BinaryMessage
}

// closing is a close frame. Code 0 sends none.
type closing struct {
	code   int
	reason string
}

// keptBytes is how much memory an empty outbox holds on to.
const keptBytes = 64 << 10

func newOutbox(limit int) *outbox {
	return &outbox{limit: limit, wake: make(chan struct{}, 1)}
}

// add lets write append one frame, without keeping the buffer. It is false when
// there is no room; after close the frame is dropped and nobody needs to know.
func (o *outbox) add(kind int, write func(b []byte) []byte) bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.closed {
		return true
	}
	if len(o.text) > o.limit {
		return false
	}
	o.text = write(o.text)
	o.ends = append(o.ends, frameEnd{len(o.text), kind})
	o.ring()
	return true
}

// half tells whether more than half of the room is taken.
func (o *outbox) half() bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	return len(o.text) > o.limit/2
}

// close takes no more frames. What is there is still sent, and then the close
// frame; only the first one counts.
func (o *outbox) close(c closing) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if !o.closed {
		o.closed, o.last = true, c
		o.ring()
	}
}

func (o *outbox) ring() {
	select {
	case o.wake <- struct{}{}:
	default:
	}
}

// take hands over the frames that wait in exchange for emptied buffers. Without
// frames, end tells whether there will be any, and which close frame follows.
func (o *outbox) take(text []byte, ends []frameEnd) (frames []byte, at []frameEnd, end bool, last closing) {
	if cap(text) > keptBytes {
		text = nil
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	if len(o.ends) == 0 {
		return text, ends[:0], o.closed, o.last
	}
	frames, at = o.text, o.ends
	o.text, o.ends = text[:0], ends[:0]
	return frames, at, false, closing{}
}
