package server

import (
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"sync"
	"time"

	"locktwin/emulator/access"
	"locktwin/emulator/fleet"
	"locktwin/emulator/shadow/mqtt"
	"locktwin/emulator/storage"
	"locktwin/emulator/training"
	"locktwin/emulator/transport/gattws"
	"locktwin/emulator/transport/noble"
)

// Defaults of a Config.
const (
	DefaultListen   = "127.0.0.1:8420"
	DefaultShutdown = 5 * time.Second
)

// DefaultNobleListen are the addresses that the noble library dials, in both
// families.
func DefaultNobleListen() []string {
	return []string{net.JoinHostPort("127.0.0.1", strconv.Itoa(noble.Port)), net.JoinHostPort("::1", strconv.Itoa(noble.Port))}
}

// Token is one token that the server takes, and what it grants.
type Token struct {
	Name  string // whose it is, for logs
	Text  string
	Scope string // as access.ParseScope reads it
}

// Config is what a Server is made of. The zero value is a server without locks
// that forgets everything at its end, on DefaultListen.
type Config struct {
	// Listen is the address of the main listener; "" is DefaultListen. Port 0 takes
	// a free one. An address that can be reached from other machines needs a token.
	Listen string
	// Noble are the addresses of the listener for the noble library. nil is
	// DefaultNobleListen: those that cannot be had are left out with a warning.
	// Addresses that are named have to be had. Empty and not nil is none.
	Noble []string
	// Listener and NobleListeners are used in place of addresses when they are set.
	Listener       net.Listener
	NobleListeners []net.Listener

	// DataDir is where what must survive is kept; "" keeps it as long as the server
	// lives.
	DataDir string
	// Store is used in place of DataDir when it is set. Whoever made it closes it.
	Store storage.Store
	// Demo makes a lock called "demo" when there is none at all.
	Demo bool
	// DemoSpec is what the demo lock is; its ID and Name are set.
	DemoSpec fleet.Spec

	// Tokens are the tokens there are. Without any, everybody on this machine may
	// do everything.
	Tokens []Token
	// Origins are the web pages that may speak to the server beside its own; nil is
	// access.LoopbackOrigins.
	Origins []string
	// Hosts are the names of the server beside localhost and its addresses.
	Hosts []string

	Limits      access.Limits // the zero value is access.DefaultLimits
	FleetLimits fleet.Limits
	GATTLimits  gattws.Limits
	NobleLimits noble.Limits
	// NobleMTU is what noble clients get; 0 is the default of package noble.
	NobleMTU int
	// Gateway turns the dialect of smart-lock gateways on, at /noble of the main
	// listener. Its clients prove who they are by its credentials.
	Gateway *noble.Gateway

	// MQTT are brokers that feed twins of real locks while the server serves.
	MQTT []mqtt.Options

	// Training says what trainings keep and where their results go.
	Training Training

	// Shutdown is how long the end may take; 0 is DefaultShutdown.
	Shutdown time.Duration
	// Root is the page for people; nil leads to the description of the API.
	Root http.Handler
	// RootPaths are the addresses that Root serves: "/" for itself alone, others
	// with everything below them if they end in a slash. They need no token, so
	// nothing of a lock may lie there.
	RootPaths []string
	// More are further transports.
	More []Transport

	// Clock is what the time of the locks follows; nil is that of the machine. What
	// a client may do in a second is always counted by that of the machine.
	Clock   fleet.Clock
	Random  io.Reader    // nil: crypto/rand. It need not be safe for concurrent use
	Log     *slog.Logger // nil: nobody listens
	Version string
}

// Training is what a Config says about trainings.
type Training struct {
	// Retention is how long results are kept after they were used last; 0 is
	// training.DefaultRetention, below 0 for ever.
	Retention time.Duration
	// Record is a learning record store to which results are posted; nil: none.
	Record *training.RecordStore
	// Home is the address that accounts and activities of results belong to; "" is
	// training.DefaultHome.
	Home   string
	Limits training.Limits // the zero value is training.DefaultLimits
}

// ErrConfig is wrapped by every complaint about a Config.
var ErrConfig = errors.New("server configuration")

// ErrNeedsToken is returned for a listen address that other machines can reach
// when there is no token. It comes with ErrConfig.
var ErrNeedsToken = errors.New("an address that other machines can reach needs a token")

// policy is a Config in the terms of package access.
type policy struct {
	tokens   *access.Tokens
	origins  access.Origins
	hosts    access.Hosts
	loopback bool
	open     bool // there is no token: everybody may do everything
}

// filled gives c with defaults in place of what is not set.
func (c Config) filled() Config {
	if c.Listen == "" {
		c.Listen = DefaultListen
	}
	if c.Origins == nil {
		c.Origins = access.LoopbackOrigins()
	}
	if c.Limits == (access.Limits{}) {
		c.Limits = access.DefaultLimits()
	}
	if c.Shutdown == 0 {
		c.Shutdown = DefaultShutdown
	}
	if c.Clock == nil {
		c.Clock = fleet.RealClock()
	}
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	if c.Random == nil {
		c.Random = rand.Reader
	} else {
		c.Random = &oneByOne{r: c.Random}
	}
	return c
}

// oneByOne lets many goroutines read from one source.
type oneByOne struct {
	mu sync.Mutex
	r  io.Reader
}

func (o *oneByOne) Read(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.r.Read(p)
}

// Validate finds what is wrong with a Config before anything is opened. Errors
// wrap ErrConfig.
func (c Config) Validate() error {
	_, err := c.filled().policy()
	return err
}

func (c Config) policy() (p policy, err error) {
	wrong := func(format string, args ...any) (policy, error) {
		return policy{}, fmt.Errorf("%w: "+format, append([]any{ErrConfig}, args...)...)
	}
	if err := checkAddress(c.Listen); err != nil {
		return wrong("listen address: %w", err)
	}
	for _, a := range c.Noble {
		if err := checkAddress(a); err != nil {
			return wrong("listen address for noble: %w", err)
		}
		if !access.IsLoopback(a) {
			return wrong("listen address for noble: %q can be reached from other machines, and the library cannot carry a token; it has to be 127.0.0.1 or [::1]", a)
		}
	}
	if err := c.Limits.Validate(); err != nil {
		return wrong("%w", err)
	}
	if c.DataDir != "" && c.Store != nil {
		return wrong("both a data directory and a store")
	}
	if r := c.Training.Record; r != nil {
		if err := r.Check(); err != nil {
			return wrong("%w", err)
		}
	}
	if h := c.Training.Home; h != "" {
		if u, err := url.Parse(h); err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" || u.RawQuery != "" || u.Fragment != "" {
			return wrong("home of trainings: %q is no address, such as https://training.example.org", h)
		}
	}
	for _, m := range c.MQTT {
		if err := m.Check(); err != nil {
			return wrong("%w", err)
		}
	}
	if c.Shutdown < 0 {
		return wrong("shutdown time %v; it has to be above 0", c.Shutdown)
	}
	if p.origins, err = access.ParseOrigins(c.Origins); err != nil {
		return wrong("allowed origins: %w", err)
	}
	if p.hosts, err = access.NewHosts(c.Hosts); err != nil {
		return wrong("host names: %w", err)
	}
	address := c.Listen
	if c.Listener != nil {
		address = c.Listener.Addr().String()
	}
	p.loopback = access.IsLoopback(address)
	p.open = len(c.Tokens) == 0
	if p.open && !p.loopback {
		return wrong("%w: %q can be reached from other machines; start with a token, or listen on 127.0.0.1", ErrNeedsToken, address)
	}
	p.tokens = access.NewTokens(c.Limits.Tokens, fleet.RealClock().Now)
	for i, t := range c.Tokens {
		scope, err := access.ParseScope(t.Scope)
		if err == nil {
			err = p.tokens.Add(t.Text, t.Name, scope, 0)
		}
		if err != nil {
			return wrong("token %d, %q: %w", i+1, t.Name, err)
		}
	}
	return p, nil
}

// checkAddress finds an address that nobody could listen on.
func checkAddress(a string) error {
	_, port, err := net.SplitHostPort(a)
	if err != nil {
		return fmt.Errorf("%q is no address with a port, such as 127.0.0.1:8420", a)
	}
	if n, err := strconv.Atoi(port); err != nil || n < 0 || n > 65535 {
		return fmt.Errorf("%q: the port has to be 0 to 65535", a)
	}
	return nil
}
