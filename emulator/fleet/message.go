package fleet

import (
	"context"
	"sync/atomic"

	"locktwin/model/gatt"
)

type messageKind uint8

const (
	msgConnect messageKind = iota + 1
	msgSend
	msgHangup
	msgVanish
	msgRSSI
	msgJob
)

// message is what others tell a host.
type message struct {
	kind messageKind
	link *link
	pdu  gatt.PDU
	job  *job
}

// post gives the host a message and waits while its queue is full. It fails with
// ErrClosed once the host has ended.
func (h *host) post(m message) error {
	select {
	case h.messages <- m:
		return nil
	default:
	}
	select {
	case h.messages <- m:
		return nil
	case <-h.done:
		return ErrClosed
	}
}

// job is something that the host does between two messages, for a caller who
// waits.
type job struct {
	do      func(*host) error
	durable bool // the caller hears of it when its effects are saved
	later   bool // set by do: the host answers when something has ended
	done    chan error
	claimed atomic.Bool // by the host, which does it, or by a caller who gave up
}

// call lets the host do something and waits until it is done.
func (h *host) call(ctx context.Context, durable bool, do func(*host) error) error {
	j := &job{do: do, durable: durable, done: make(chan error, 1)}
	m := message{kind: msgJob, job: j}
	select {
	case h.messages <- m:
	case <-h.done:
		return ErrClosed
	case <-ctx.Done():
		return ctx.Err()
	}
	select {
	case err := <-j.done:
		return err
	case <-h.done:
		// What the host did last it also answered.
		select {
		case err := <-j.done:
			return err
		default:
			return ErrClosed
		}
	case <-ctx.Done():
		j.claimed.Store(true)
		return ctx.Err()
	}
}
