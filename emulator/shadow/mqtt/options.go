package mqtt

import (
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Limits and times of a feed.
const (
	// DefaultQueue is how many messages wait for the store at most.
	DefaultQueue = 4096
	// MaxBases bounds the base topics of one feed.
	MaxBases = 64
	// MaxPayload is the longest payload that is looked at, in bytes.
	MaxPayload = 64 << 10
	// ThinTime is how often the signal strength alone is taken.
	ThinTime = 15 * time.Minute
	// gatherTime and gatherRecords are how long records are gathered for one write: what
	// belongs to one event comes in a few tenths of a second.
	gatherTime    = 250 * time.Millisecond
	gatherRecords = 512
	// parkedRecords wait at most for the id of their lock, of each base topic.
	parkedRecords = 1024
	// firstPause and longestPause lie between two attempts to connect.
	firstPause   = time.Second
	longestPause = time.Minute
	connectTime  = 15 * time.Second
	keepAlive    = 30 * time.Second
	qos          = 1
)

// DefaultBase is the base topic of nuki_hub when nobody has chosen another.
const DefaultBase = "nukihub"

// Options are what a feed is made of.
type Options struct {
	URL      string   // mqtt://host:port, mqtts://, ws://, wss://
	Bases    []string // base topics of nuki_hub, one lock each; none: DefaultBase
	Lock     string   // Nuki-ID of the only lock that counts; "": every lock that is heard
	User     string
	Password string
	TLS      *tls.Config // nil: the authorities that this machine trusts
	ClientID string      // "": the broker chooses, which takes CleanStart
	// CleanStart lets the broker forget what it has kept for the client id.
	CleanStart bool
	Names      bool // keep personal names, codes and addresses
	Queue      int  // messages; 0: DefaultQueue
	Now        func() time.Time
	Log        *slog.Logger // nil: nobody listens
	// FirstPause is how long the first pause before connecting anew is; 0: a second.
	FirstPause time.Duration
}

// ErrOptions is wrapped by every complaint about Options.
var ErrOptions = errors.New("MQTT source")

func wrong(format string, args ...any) error {
	return fmt.Errorf("%w: "+format, append([]any{ErrOptions}, args...)...)
}

// schemes leads from the scheme of an address to that of the client library, and
// the usual port.
var schemes = map[string]struct{ dial, port string }{
	"mqtt": {"tcp", "1883"}, "mqtts": {"ssl", "8883"}, "ws": {"ws", "80"}, "wss": {"wss", "443"},
}

// noAddress does not repeat what was found: there may be a password in it.
const noAddress = "this is no address such as mqtt://127.0.0.1:1883"

// Parse reads a source as people write it: an address with, behind a question mark,
// base=TOPIC (which may be repeated), lock=ID, client=ID, clean=true|false and
// names=true|false, joined by &. Errors wrap ErrOptions.
func Parse(source string) (o Options, err error) {
	u, err := url.Parse(source)
	if err != nil {
		return o, wrong(noAddress)
	}
	query, err := url.ParseQuery(u.RawQuery)
	if err != nil {
		return o, wrong("%v", err)
	}
	u.RawQuery = ""
	o = Options{URL: u.String(), CleanStart: query.Get("client") == ""}
	var names []string
	for name := range query {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		v := query.Get(name)
		switch name {
		case "base":
			o.Bases = query[name]
		case "lock":
			o.Lock = strings.ToUpper(v)
		case "client":
			o.ClientID = v
		case "clean":
			o.CleanStart, err = strconv.ParseBool(v)
		case "names":
			o.Names, err = strconv.ParseBool(v)
		default:
			return o, wrong("%q says nothing; base, lock, client, clean and names do", name)
		}
		if err != nil {
			return o, wrong("%s=%s; it has to be true or false", name, v)
		}
	}
	_, err = o.dial()
	return o, err
}

// Check finds what is wrong with the options. Errors wrap ErrOptions.
func (o Options) Check() error {
	_, err := o.dial()
	return err
}

// dial is the address in the words of the client library.
func (o Options) dial() (string, error) {
	u, err := url.Parse(o.URL)
	if err != nil {
		return "", wrong(noAddress)
	}
	s, known := schemes[u.Scheme]
	switch {
	case !known:
		return "", wrong("%.80q begins with %q; it has to be mqtt://, mqtts://, ws:// or wss://", u.Redacted(), u.Scheme)
	case u.Hostname() == "":
		return "", wrong("%.80q names no host", u.Redacted())
	case u.User != nil:
		return "", wrong("%.80q has a user; user and password come from the environment, where nobody reads along", u.Redacted())
	case u.Fragment != "" || u.RawQuery != "" || strings.HasPrefix(s.dial, "t") && strings.Trim(u.Path, "/") != "":
		return "", wrong("%.80q has a part behind the host that means nothing here", u.Redacted())
	case len(o.Bases) > MaxBases:
		return "", wrong("%d base topics, at most %d", len(o.Bases), MaxBases)
	case !o.CleanStart && o.ClientID == "":
		return "", wrong("a broker keeps messages only for a client that has an id")
	case o.Queue < 0:
		return "", wrong("a queue of %d messages", o.Queue)
	}
	if o.Lock != "" && (len(o.Lock) != 8 || strings.Trim(o.Lock, "0123456789ABCDEF") != "") {
		return "", wrong("the lock %.40q; a Nuki-ID has 8 hexadecimal digits", o.Lock)
	}
	if o.Lock != "" && len(o.Bases) > 1 {
		return "", wrong("one lock and %d base topics; each base topic is that of one lock", len(o.Bases))
	}
	for _, b := range o.bases() {
		if b == "" || strings.ContainsAny(b, "#+\x00") {
			return "", wrong("the base topic %.80q; it has to be a topic without # and +", b)
		}
	}
	port := u.Port()
	if port == "" {
		port = s.port
	}
	u.Scheme, u.Host = s.dial, net.JoinHostPort(u.Hostname(), port)
	return u.String(), nil
}

func (o Options) bases() []string {
	if len(o.Bases) == 0 {
		return []string{DefaultBase}
	}
	out := make([]string, len(o.Bases))
	for i, b := range o.Bases {
		out[i] = strings.Trim(b, "/")
	}
	return out
}

// filters are the topics that are subscribed to.
func (o Options) filters() map[string]byte {
	out := map[string]byte{}
	for _, b := range o.bases() {
		out[b+"/#"] = qos
	}
	lock := "+"
	if o.Lock != "" {
		lock = o.Lock
	} else {
		out["homeassistant/lock/+/smartlock/config"] = qos // whose the base topics are
	}
	for _, topic := range []string{"nuki/" + lock + "/#"} {
		if _, wider := out["nuki/#"]; !wider { // a base topic nuki covers it
			out[topic] = qos
		}
	}
	return out
}
