package noble

import (
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/url"
	"strconv"
	"time"

	"locktwin/emulator/fleet"
	"locktwin/model/gatt"
)

// Options are how a Handler behaves. Zero fields are their defaults.
type Options struct {
	// MTU is what is asked of a lock after connecting, in bytes: 23 to 517. The
	// library's own binding for a radio asks for 256; its WebSocket binding has
	// neither a question nor an event for it. The default is 23, at which a lock
	// cuts its messages into chunks of 20 bytes: the app that is known to use the
	// library can pair with nothing else, and every app that puts chunks together
	// again works. An app that expects whole messages needs 247 or more.
	MTU int
	// WriteOnError sends the event `write` also when the lock refused the write,
	// as a gateway for smart locks does. Without it an app waits for ever, as it
	// does with the library's own binding for a radio. An attError is sent either
	// way. With Gateway it is always so, unless a socket's address says otherwise.
	WriteOnError bool
	// Params are the connection parameters; the protocol cannot carry those that
	// an app asks for. The zero value is gatt.DefaultParams.
	Params gatt.Params
	// Gateway turns the dialect of gateways on.
	Gateway *Gateway

	Clock  fleet.Clock  // nil: the clock of the machine
	Random io.Reader    // challenges; nil: crypto/rand
	Log    *slog.Logger // nil: nobody listens
	Limits Limits
}

// Limits bound what one socket may use. A zero field means its default. An app
// that breaks one is told so and hung up on.
type Limits struct {
	FrameBytes  int           // one message of a client; default 16 KiB
	BadFrames   int           // messages that are no action, in the life of a socket; default 64
	Actions     int           // actions of one connection that wait for the lock; default 1,024
	QueueFrames int           // frames that wait to be written; default 1,024. Advertisements use half of it
	HeldValues  int           // values that wait until their service is discovered; default 64
	Attempts    int           // answers to a challenge; default 8
	AuthTime    time.Duration // until a challenge is answered; default 60 s
	PingEvery   time.Duration // a client that answers none of two pings is gone; default 20 s
	FlushTime   time.Duration // for the last frames of a socket; default 2 s
	Sessions    int           // sockets at the same time; default 1,024
}

// ErrOptions is wrapped by every complaint about Options.
var ErrOptions = errors.New("noble options")

// filled gives o with defaults in place of zeros.
func (o Options) filled() (Options, error) {
	if o.MTU == 0 {
		o.MTU = gatt.DefaultMTU
	}
	if err := checkMTU(o.MTU); err != nil {
		return o, err
	}
	if o.Params == (gatt.Params{}) {
		o.Params = gatt.DefaultParams()
	}
	if err := o.Params.Validate(); err != nil {
		return o, fmt.Errorf("%w: %w", ErrOptions, err)
	}
	if o.Gateway != nil {
		o.WriteOnError = true
	}
	if o.Clock == nil {
		o.Clock = fleet.RealClock()
	}
	if o.Random == nil {
		o.Random = rand.Reader
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	l := &o.Limits
	for _, f := range [...]struct {
		limit     *int
		otherwise int
	}{
		{&l.FrameBytes, 16 << 10}, {&l.BadFrames, 64}, {&l.Actions, 1024}, {&l.QueueFrames, 1024},
		{&l.HeldValues, 64}, {&l.Attempts, 8}, {&l.Sessions, 1024},
	} {
		if *f.limit <= 0 {
			*f.limit = f.otherwise
		}
	}
	for _, f := range [...]struct{ limit, otherwise *time.Duration }{
		{&l.AuthTime, &defaultTimes.AuthTime}, {&l.PingEvery, &defaultTimes.PingEvery}, {&l.FlushTime, &defaultTimes.FlushTime},
	} {
		if *f.limit <= 0 {
			*f.limit = *f.otherwise
		}
	}
	return o, nil
}

var defaultTimes = Limits{AuthTime: time.Minute, PingEvery: 20 * time.Second, FlushTime: 2 * time.Second}

func checkMTU(mtu int) error {
	if mtu < gatt.DefaultMTU || mtu > gatt.MaxMTU {
		return fmt.Errorf("%w: MTU %d, limits %d and %d", ErrOptions, mtu, gatt.DefaultMTU, gatt.MaxMTU)
	}
	return nil
}

// Query parameters of a socket's address, for clients that can choose it.
const (
	queryMTU          = "mtu"          // as Options.MTU
	queryWriteOnError = "writeOnError" // as Options.WriteOnError: true or false
)

// with gives o as the query of one socket changes it.
func (o Options) with(q url.Values) (Options, error) {
	if s := q.Get(queryMTU); s != "" {
		mtu, err := strconv.Atoi(s)
		if err != nil {
			return o, fmt.Errorf("%w: %s is not a number of bytes", ErrOptions, queryMTU)
		}
		if err := checkMTU(mtu); err != nil {
			return o, err
		}
		o.MTU = mtu
	}
	if s := q.Get(queryWriteOnError); s != "" {
		on, err := strconv.ParseBool(s)
		if err != nil {
			return o, fmt.Errorf("%w: %s is neither true nor false", ErrOptions, queryWriteOnError)
		}
		o.WriteOnError = on
	}
	return o, nil
}
