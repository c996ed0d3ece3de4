package access

import (
	"net"
	"net/netip"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// rates holds one token bucket a client. A bucket that has had time to fill up
// is as good as a new one, so it is dropped; that keeps the table as small as
// the number of clients that were busy just now.
type rates struct {
	mu      sync.Mutex
	perSec  rate.Limit
	burst   int
	refill  time.Duration
	buckets map[string]*bucket
	swept   time.Time
}

type bucket struct {
	limiter *rate.Limiter
	used    time.Time
}

// maxBuckets bounds the table when more clients come at once than are busy in
// any honest use; past it, who comes new shares one bucket.
const maxBuckets = 65536

// newRates makes the table; a rate of 0 is no limit.
func newRates(perSecond float64, burst int) *rates {
	r := &rates{perSec: rate.Limit(perSecond), burst: burst, buckets: map[string]*bucket{}}
	if perSecond > 0 {
		r.refill = max(time.Duration(float64(burst)/perSecond*float64(time.Second)), time.Second)
	}
	return r
}

// take takes one from the client's bucket. When it is empty, wait is how long
// until there is one again.
func (r *rates) take(client string, now time.Time) (wait time.Duration, ok bool) {
	if r.perSec == 0 {
		return 0, true
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if now.Sub(r.swept) > r.refill {
		for k, b := range r.buckets {
			if now.Sub(b.used) > r.refill {
				delete(r.buckets, k)
			}
		}
		r.swept = now
	}
	b := r.buckets[client]
	if b == nil {
		if len(r.buckets) >= maxBuckets {
			client = ""
			b = r.buckets[client]
		}
		if b == nil {
			b = &bucket{limiter: rate.NewLimiter(r.perSec, r.burst)}
			r.buckets[client] = b
		}
	}
	b.used = now
	if b.limiter.AllowN(now, 1) {
		return 0, true
	}
	lacking := 1 - b.limiter.TokensAt(now)
	return time.Duration(lacking / float64(r.perSec) * float64(time.Second)), false
}

// full tells whether the client's bucket has one to take, without taking it. When
// it has none, wait is how long until it has.
func (r *rates) full(client string, now time.Time) (wait time.Duration, ok bool) {
	if r.perSec == 0 {
		return 0, true
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	b := r.buckets[client]
	if b == nil {
		if len(r.buckets) < maxBuckets || r.buckets[""] == nil {
			return 0, true
		}
		b = r.buckets[""]
	}
	lacking := 1 - b.limiter.TokensAt(now)
	if lacking <= 0 {
		return 0, true
	}
	return time.Duration(lacking / float64(r.perSec) * float64(time.Second)), false
}

// addressOf is what counts as one address: an IPv4 address, or the 64 bits of an
// IPv6 address that one subscriber has for himself.
func addressOf(remote string) string {
	host, _, err := net.SplitHostPort(remote)
	if err != nil {
		host = remote
	}
	a, err := netip.ParseAddr(host)
	if err != nil {
		return host
	}
	a = a.Unmap().WithZone("")
	if a.Is6() && !a.IsLoopback() {
		if p, err := a.Prefix(64); err == nil {
			return p.String()
		}
	}
	return a.String()
}
