package access

import (
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
)

// Origins says which web pages may speak to the server. Pages that the server
// itself sent always may.
type Origins struct{ allowed []originPattern }

type originPattern struct {
	any    bool   // every page
	scheme string // "" is http and https
	host   string
	port   string // "*" is every port
}

// LoopbackOrigins are the pages of this machine, on every port: those that a
// developer serves beside the lock.
func LoopbackOrigins() []string {
	return []string{"http://localhost:*", "https://localhost:*", "http://127.0.0.1:*", "https://127.0.0.1:*", "http://[::1]:*", "https://[::1]:*"}
}

// ParseOrigins reads a list of origins: "https://example.org",
// "http://localhost:*" for every port, "null" for pages without an origin such
// as files, "*" for every page there is, which only a server with a token should
// have.
func ParseOrigins(list []string) (Origins, error) {
	var o Origins
	for _, s := range list {
		p, err := parseOrigin(s)
		if err != nil {
			return Origins{}, err
		}
		o.allowed = append(o.allowed, p)
	}
	return o, nil
}

func parseOrigin(s string) (originPattern, error) {
	switch s {
	case "*":
		return originPattern{any: true}, nil
	case "null":
		return originPattern{host: "null"}, nil
	}
	text, everyPort := strings.CutSuffix(s, ":*")
	u, err := url.Parse(text)
	if err != nil || u.Scheme == "" || u.Hostname() == "" || u.Path != "" || u.RawQuery != "" || u.Fragment != "" || u.User != nil || everyPort && u.Port() != "" {
		return originPattern{}, fmt.Errorf("%q is no origin; one looks like https://example.org or http://localhost:*", s)
	}
	p := originPattern{scheme: strings.ToLower(u.Scheme), host: strings.ToLower(u.Hostname()), port: portOf(u)}
	if everyPort {
		p.port = "*"
	}
	return p, nil
}

// portOf is the port of an origin, the usual one of its scheme if it has none.
func portOf(u *url.URL) string {
	switch {
	case u.Port() != "":
		return u.Port()
	case u.Scheme == "https" || u.Scheme == "wss":
		return "443"
	}
	return "80"
}

// allows tells whether a page of the origin may send the request.
func (o *Origins) allows(r *http.Request, origin string) bool {
	if origin == "null" {
		for _, p := range o.allowed {
			if p.any || p.host == "null" {
				return true
			}
		}
		return false
	}
	u, err := url.Parse(origin)
	if err != nil || u.Hostname() == "" || u.Path != "" {
		return false
	}
	if sameOrigin(r, u) {
		return true
	}
	host, port := strings.ToLower(u.Hostname()), portOf(u)
	for _, p := range o.allowed {
		if p.any || p.scheme == u.Scheme && p.host == host && (p.port == "*" || p.port == port) {
			return true
		}
	}
	return false
}

// sameOrigin tells whether the page comes from this server. A proxy in front
// may have taken TLS off, so the scheme does not count.
func sameOrigin(r *http.Request, u *url.URL) bool {
	host, port := splitHost(r.Host)
	if port == "" {
		port = portOf(u)
	}
	return strings.EqualFold(host, u.Hostname()) && port == portOf(u)
}

// splitHost takes a Host header apart; port is "" when there is none.
func splitHost(s string) (host, port string) {
	if h, p, err := net.SplitHostPort(s); err == nil {
		return h, p
	}
	return strings.TrimSuffix(strings.TrimPrefix(s, "["), "]"), ""
}

// Hosts says under which names the server may be called. A name that is not
// expected may be one that a foreign page has made to point to this machine; an
// address cannot be that.
type Hosts struct{ names map[string]bool }

// NewHosts takes names in addition to the loopback ones.
func NewHosts(names []string) (Hosts, error) {
	h := Hosts{names: map[string]bool{}}
	for _, n := range names {
		if n == "" || strings.ContainsAny(n, "/: *") {
			return Hosts{}, fmt.Errorf("%q is no host name; one looks like locks.example.org, without a port", n)
		}
		h.names[strings.ToLower(strings.TrimSuffix(n, "."))] = true
	}
	return h, nil
}

// allows tells whether a Host header names this server. loopback says that the
// server can only be reached from this machine; then so does the address.
func (h *Hosts) allows(hostport string, loopback bool) bool {
	host, _ := splitHost(hostport)
	host = strings.ToLower(strings.TrimSuffix(host, "."))
	if a, err := netip.ParseAddr(host); err == nil {
		return !loopback || a.IsLoopback()
	}
	return host == "localhost" || strings.HasSuffix(host, ".localhost") || h.names[host]
}

// IsLoopback tells whether a listen address can only be reached from this
// machine. A name other than localhost might point anywhere.
func IsLoopback(hostport string) bool {
	host, _ := splitHost(hostport)
	if a, err := netip.ParseAddr(host); err == nil {
		return a.IsLoopback()
	}
	return strings.EqualFold(host, "localhost")
}
