package training

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"
)

// RecordStore is a learning record store to which results are posted as they
// come about.
type RecordStore struct {
	// URL is its address, to which "/statements" is added.
	URL string
	// User and Password are for basic authentication; both empty: none. They are
	// never logged.
	User, Password string
	Client         *http.Client // nil: one of its own
}

// Check finds what is wrong with the address; the error wraps ErrInput and has no
// password.
func (r RecordStore) Check() error {
	u, err := url.Parse(r.URL)
	switch {
	case err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" || u.RawQuery != "" || u.Fragment != "":
		return fmt.Errorf("%w: the address of a record store looks like https://lrs.example.org/xapi", ErrInput)
	case u.User != nil:
		return fmt.Errorf("%w: user and password stand beside the address of a record store, not in it", ErrInput)
	}
	return nil
}

// How statements are posted.
const (
	postMost    = 50 // statements in one request
	postTime    = 30 * time.Second
	postFirst   = time.Second // pause after the first failure; twice as long after each further one
	postLongest = 5 * time.Minute
	postAnswer  = 64 << 10 // bytes of an answer that are read
)

// poster posts statements. What is still to be posted follows from the attempts
// that are kept, so it is bounded by their number, survives a restart, and nobody
// waits for it.
type poster struct {
	s      *Service
	r      RecordStore
	client *http.Client
	wake   chan struct{}
}

func newPoster(s *Service, r RecordStore) *poster {
	p := &poster{s: s, r: r, client: r.Client, wake: make(chan struct{}, 1)}
	if p.client == nil {
		p.client = &http.Client{Timeout: postTime, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	}
	p.wake <- struct{}{}
	return p
}

// toPost lets the poster look for new statements.
func (s *Service) toPost() {
	if s.post == nil {
		return
	}
	select {
	case s.post.wake <- struct{}{}:
	default:
	}
}

func (p *poster) run() {
	timer := p.s.o.Clock.NewTimer(postLongest)
	defer timer.Stop()
	pause := time.Duration(0)
	for {
		select {
		case <-p.wake:
		case <-p.s.ended.Done():
			return
		}
		for {
			more, err := p.once()
			if err == nil && !more {
				pause = 0
				break
			}
			if err == nil {
				pause = 0
				continue
			}
			if p.s.ended.Err() != nil {
				return
			}
			pause = min(max(2*pause, postFirst), postLongest)
			p.s.o.Log.Warn("results could not be posted and will be tried again", "in", pause, "error", err)
			timer.Reset(pause)
			select {
			case <-timer.C():
			case <-p.s.ended.Done():
				return
			}
		}
	}
}

// Why a store does not take statements, and never will.
var (
	errRefused  = errors.New("the record store refuses the statements")
	errConflict = errors.New("the record store has a statement of that id")
)

// once posts what one attempt has to tell. more tells that there may be others.
func (p *poster) once() (more bool, err error) {
	a, list := p.next()
	if a == nil {
		return false, nil
	}
	err = p.send(list)
	if errors.Is(err, errConflict) {
		// One of them is there already in another form, and all were turned down.
		for i := range list {
			if err = p.send(list[i : i+1]); err != nil && !errors.Is(err, errConflict) && !errors.Is(err, errRefused) {
				break
			}
			err = nil
		}
	}
	if errors.Is(err, errRefused) {
		// To try again would hold up everything else.
		p.s.o.Log.Error("results are left out of the record store", "attempt", a.ID, "statements", len(list), "error", err)
		err = nil
	}
	if err != nil {
		return true, err
	}
	p.s.mu.Lock()
	defer p.s.mu.Unlock()
	if p.s.attempts[a.ID] != a {
		return true, nil
	}
	a.Sent += len(list)
	a.AllSent = a.Over && a.Sent == len(p.s.statements(a))
	return true, p.s.keep(p.s.ended, a)
}

// next gives the attempt that has had something to tell for longest, and what.
func (p *poster) next() (*attempt, []Statement) {
	p.s.mu.Lock()
	defer p.s.mu.Unlock()
	all, err := p.s.pick(Whose{})
	if err != nil {
		return nil, nil
	}
	for _, a := range all {
		if a.AllSent {
			continue
		}
		if list := p.s.statements(a); len(list) > a.Sent {
			list = list[a.Sent:]
			return a, slices.Clone(list[:min(len(list), postMost)])
		}
	}
	return nil, nil
}

func (p *poster) send(list []Statement) error {
	text, err := json.Marshal(list)
	if err != nil {
		return fmt.Errorf("%w: %w", errRefused, err)
	}
	ctx, cancel := context.WithTimeout(p.s.ended, postTime)
	defer cancel()
	q, err := http.NewRequestWithContext(ctx, http.MethodPost, strings.TrimRight(p.r.URL, "/")+"/statements", bytes.NewReader(text))
	if err != nil {
		return err
	}
	q.Header.Set("Content-Type", "application/json")
	q.Header.Set("X-Experience-API-Version", XAPIVersion)
	if p.r.User != "" || p.r.Password != "" {
		q.SetBasicAuth(p.r.User, p.r.Password)
	}
	got, err := p.client.Do(q)
	if err != nil {
		return err
	}
	defer got.Body.Close()
	io.Copy(io.Discard, io.LimitReader(got.Body, postAnswer)) // the connection is used again
	switch got.StatusCode {
	case http.StatusOK, http.StatusNoContent:
		return nil
	case http.StatusConflict:
		return errConflict
	case http.StatusBadRequest, http.StatusRequestEntityTooLarge:
		return fmt.Errorf("%w: %s", errRefused, got.Status)
	}
	return fmt.Errorf("the record store answers %s", got.Status)
}
