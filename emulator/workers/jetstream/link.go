package jetstream

import (
	"context"
	"errors"
	"sync"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
)

// link follows a connection. What waits for the server does so under the context
// of [link.up], which ends when the connection breaks, so that nobody waits for
// an answer which was lost with it.
type link struct {
	nc      *nats.Conn
	changes chan nats.Status
	goes    sync.WaitGroup

	mu     sync.Mutex
	ctx    context.Context // of the present connection
	cancel context.CancelFunc
	turn   chan struct{} // closed when ctx has been replaced
}

var errLinkBroken = errors.New("the connection to the server is broken")

func newLink(nc *nats.Conn) *link {
	l := &link{nc: nc, turn: make(chan struct{})}
	l.changes = nc.StatusChanged(nats.CONNECTED, nats.RECONNECTING, nats.DISCONNECTED, nats.CLOSED)
	l.renew()
	if !nc.IsConnected() {
		l.cancel()
	}
	l.goes.Go(l.follow)
	return l
}

// renew begins a connection.
func (l *link) renew() {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.cancel != nil {
		l.cancel()
	}
	l.ctx, l.cancel = context.WithCancel(context.Background())
	close(l.turn)
	l.turn = make(chan struct{})
}

func (l *link) follow() {
	for s := range l.changes {
		if s == nats.CONNECTED {
			l.renew()
			continue
		}
		l.mu.Lock()
		l.cancel()
		if s == nats.CLOSED {
			close(l.turn) // whoever waits for a connection waits in vain
			l.turn = make(chan struct{})
		}
		l.mu.Unlock()
	}
}

// close lets go of the connection, which stays open.
func (l *link) close() {
	l.nc.RemoveStatusListener(l.changes)
	l.goes.Wait()
	l.mu.Lock()
	defer l.mu.Unlock()
	l.cancel()
}

// up waits until there is a connection and gives a context that ends with it, or
// with ctx. stop gives the context back.
func (l *link) up(ctx context.Context) (out context.Context, stop context.CancelFunc, err error) {
	for {
		l.mu.Lock()
		now, turn := l.ctx, l.turn
		l.mu.Unlock()
		if ctx.Err() != nil {
			return nil, nil, ctx.Err()
		}
		if l.nc.IsClosed() {
			return nil, nil, nats.ErrConnectionClosed
		}
		if now.Err() == nil {
			out, cancel := context.WithCancelCause(ctx)
			release := context.AfterFunc(now, func() { cancel(errLinkBroken) })
			return out, func() { release(); cancel(context.Canceled) }, nil
		}
		select {
		case <-turn:
		case <-ctx.Done():
		}
	}
}

// Pauses between attempts, and what one attempt may take.
const (
	firstPause = 50 * time.Millisecond
	lastPause  = 2 * time.Second
	attempt    = 5 * time.Second
)

// try does something with the server until it succeeds, ctx ends, or it fails
// for a reason that does not pass.
func (l *link) try(ctx context.Context, do func(context.Context) error) error {
	for pause := firstPause; ; pause = min(2*pause, lastPause) {
		up, stop, err := l.up(ctx)
		if err != nil {
			return err
		}
		once, cancel := context.WithTimeout(up, attempt)
		err = do(once)
		broken := errors.Is(context.Cause(up), errLinkBroken)
		cancel()
		stop()
		switch {
		case err == nil:
			return nil
		case ctx.Err() != nil:
			return ctx.Err()
		case !passing(err) && !broken:
			return err
		}
		if err := wait(ctx, pause); err != nil {
			return err
		}
	}
}

// greet asks whether the server has JetStream.
func greet(ctx context.Context, js jetstream.JetStream) error {
	for {
		once, cancel := context.WithTimeout(ctx, attempt)
		_, err := js.AccountInfo(once)
		cancel()
		if err == nil || ctx.Err() != nil || !errors.Is(err, context.DeadlineExceeded) {
			return err
		}
	}
}

// wait lets time pass.
func wait(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
