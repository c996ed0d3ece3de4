package access

import (
	"context"
	"log/slog"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"

	"locktwin/emulator/problem"
)

// Policy is how a Gate decides.
type Policy struct {
	Tokens    *Tokens // nil: there are none
	Anonymous Scope   // what a request without a token may do
	Origins   Origins
	Hosts     Hosts
	Loopback  bool     // the listener can only be reached from this machine
	Public    []string // paths that need no right: health, descriptions; with all below if they end in a slash, "/" excepted
	Limits    Limits
	Now       func() time.Time
	Log       *slog.Logger
	Refused   func(problem.Kind) // told of each refusal; may be nil
}

// Gate lets requests through to what is behind it, or refuses them. Behind a
// gate a WebSocket upgrader needs no origin check of its own. It is safe for
// concurrent use.
type Gate struct {
	Policy
	requests *rates
	failures *rates
	feeds    feeds
}

// NewGate makes a gate.
func NewGate(p Policy) *Gate {
	return &Gate{
		Policy:   p,
		requests: newRates(p.Limits.RequestsPerSecond, p.Limits.RequestBurst),
		failures: newRates(p.Limits.FailuresPerSecond, p.Limits.FailureBurst),
		feeds:    feeds{of: map[string]int{}},
	}
}

type contextKey struct{}

type asker struct {
	Identity
	client  string
	address string
}

// Address is the address that asks, as the limits count addresses; "" without a
// gate in front.
func Address(ctx context.Context) string {
	a, _ := ctx.Value(contextKey{}).(asker)
	return a.address
}

// From tells who asks. Without a gate in front nobody does, and nobody may do
// anything.
func From(ctx context.Context) Identity {
	a, _ := ctx.Value(contextKey{}).(asker)
	return a.Identity
}

// WithIdentity is a context in which somebody asks, for calls that do not come
// through a gate.
func WithIdentity(ctx context.Context, i Identity) context.Context {
	return context.WithValue(ctx, contextKey{}, asker{Identity: i})
}

// Wrap puts the gate in front of a handler.
func (g *Gate) Wrap(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "no-referrer")
		if !g.Hosts.allows(r.Host, g.Loopback) {
			g.refuse(w, r, problem.New(problem.ForeignHost, "'%s' is not a name of this server", clipped(r.Host)))
			return
		}
		text, r, err := takeToken(r)
		if !g.pageMayAsk(w, r) {
			return
		}
		who, ok := g.identify(w, r, text, err)
		if !ok {
			return
		}
		address := addressOf(r.RemoteAddr)
		client := address
		if who.Token {
			client += " " + who.Name
		}
		if wait, ok := g.requests.take(client, g.Now()); !ok {
			g.tooFast(w, r, wait, "one client may send %v requests a second", g.Limits.RequestsPerSecond)
			return
		}
		if r.Body != nil {
			r.Body = http.MaxBytesReader(w, r.Body, g.Limits.UploadBytes)
		}
		next.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), contextKey{}, asker{who, client, address})))
	})
}

// identify tells who asks, or answers that nobody may ask like this.
func (g *Gate) identify(w http.ResponseWriter, r *http.Request, text string, err error) (who Identity, ok bool) {
	switch {
	case err != nil:
		g.unauthorized(w, r, err.Error())
		return who, false
	case text == "":
		who = Identity{Name: "anonymous", Scope: g.Anonymous}
	case g.Tokens == nil:
		err = ErrUnknownToken
	default:
		who, err = g.Tokens.Identify(text)
	}
	if err != nil && !g.public(r) {
		if wait, ok := g.failures.take(addressOf(r.RemoteAddr), g.Now()); !ok {
			g.tooFast(w, r, wait, "too many tokens were tried that are not known here")
			return who, false
		}
		g.unauthorized(w, r, err.Error())
		return who, false
	}
	if len(who.Scope.grants) == 0 && !g.public(r) {
		g.unauthorized(w, r, "the request carries none")
		return who, false
	}
	return who, true
}

// pageMayAsk holds the page that sends a request against the rule, and answers
// what a browser asks on behalf of a page from elsewhere.
func (g *Gate) pageMayAsk(w http.ResponseWriter, r *http.Request) bool {
	origins, h := r.Header["Origin"], w.Header()
	if len(origins) == 0 {
		// A browser names the page in every request that could do something. What is
		// left are pictures and scripts that a foreign page embeds.
		if r.Header.Get("Sec-Fetch-Site") == "cross-site" && r.Header.Get("Sec-Fetch-Mode") != "navigate" {
			g.refuse(w, r, problem.New(problem.ForeignOrigin, "a page from elsewhere embeds this"))
			return false
		}
		return true
	}
	h.Add("Vary", "Origin")
	origin := origins[0]
	if len(origins) > 1 || !g.Origins.allows(r, origin) {
		g.refuse(w, r, problem.New(problem.ForeignOrigin, "'%s' is not an origin that may", clipped(strings.Join(origins, ", "))))
		return false
	}
	h.Set("Access-Control-Allow-Origin", origin)
	h.Set("Access-Control-Expose-Headers", "Content-Disposition, ETag, Location, Retry-After")
	if r.Method != http.MethodOptions || r.Header.Get("Access-Control-Request-Method") == "" {
		return true
	}
	h.Set("Access-Control-Allow-Methods", "GET, HEAD, POST, PUT, PATCH, DELETE")
	h.Set("Access-Control-Allow-Headers", "Accept, Authorization, Content-Type, If-None-Match, Last-Event-ID")
	h.Set("Access-Control-Max-Age", "600")
	if r.Header.Get("Access-Control-Request-Private-Network") != "" {
		h.Set("Access-Control-Allow-Private-Network", "true")
	}
	w.WriteHeader(http.StatusNoContent)
	return false
}

func (g *Gate) public(r *http.Request) bool {
	for _, p := range g.Public {
		if r.URL.Path == p || p != "/" && strings.HasSuffix(p, "/") && strings.HasPrefix(r.URL.Path, p) {
			return true
		}
	}
	return false
}

func (g *Gate) unauthorized(w http.ResponseWriter, r *http.Request, why string) {
	w.Header().Set("WWW-Authenticate", TokenScheme)
	g.refuse(w, r, problem.New(problem.Unauthorized, "%s", why))
}

func (g *Gate) tooFast(w http.ResponseWriter, r *http.Request, wait time.Duration, format string, args ...any) {
	w.Header().Set("Retry-After", strconv.Itoa(int((wait+time.Second-1)/time.Second)))
	g.refuse(w, r, problem.New(problem.TooFast, format, args...))
}

func (g *Gate) refuse(w http.ResponseWriter, r *http.Request, d *problem.Document) {
	kind, _ := problem.Lookup(strings.TrimPrefix(d.Type, problem.TypePrefix))
	if g.Refused != nil {
		g.Refused(kind)
	}
	level := slog.LevelInfo
	if kind == problem.TooFast {
		level = slog.LevelDebug // a log line for each would be the next flood
	}
	g.Log.Log(r.Context(), level, "request refused", "kind", kind.Name, "why", d.Detail, "method", r.Method, "path", clipped(r.URL.Path), "from", r.RemoteAddr)
	d.Write(w)
}

// clipped is the beginning of a text that somebody else chose.
func clipped(s string) string {
	const most = 120
	if len(s) > most {
		return s[:most] + "..."
	}
	return s
}

// feeds counts the live feeds of each client.
type feeds struct {
	mu sync.Mutex
	of map[string]int
}

// OpenFeed counts a live feed of who asks. When that client has too many, ok is
// false; otherwise done has to be called at the feed's end.
func (g *Gate) OpenFeed(ctx context.Context) (done func(), ok bool) {
	a, _ := ctx.Value(contextKey{}).(asker)
	g.feeds.mu.Lock()
	defer g.feeds.mu.Unlock()
	if g.feeds.of[a.client] >= g.Limits.FeedsPerClient {
		return nil, false
	}
	g.feeds.of[a.client]++
	return sync.OnceFunc(func() {
		g.feeds.mu.Lock()
		defer g.feeds.mu.Unlock()
		if g.feeds.of[a.client]--; g.feeds.of[a.client] == 0 {
			delete(g.feeds.of, a.client)
		}
	}), true
}
