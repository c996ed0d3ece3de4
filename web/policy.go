package web

import (
	"net/http"
	"strings"
)

// policy is the content security policy of the page: everything from its own
// server, nothing written into the page, no forms that lead elsewhere, no frame
// around it.
func policy(host string) string {
	connect := "'self'"
	if plainHost(host) {
		// Some browsers do not count the sockets of the own host as its own.
		connect += " ws://" + host + " wss://" + host
	}
	return strings.Join([]string{
		"default-src 'none'", "script-src 'self'", "style-src 'self'", "img-src 'self' data: blob:", "font-src 'self'",
		"connect-src " + connect, "base-uri 'none'", "form-action 'none'", "frame-ancestors 'none'",
	}, "; ")
}

// plainHost tells whether a Host header has nothing in it that would mean
// something in a policy.
func plainHost(host string) bool {
	for _, c := range host {
		if c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || strings.ContainsRune("-.:[]", c) {
			continue
		}
		return false
	}
	return host != ""
}

// guard sets the headers that every answer of the page has.
func guard(h http.Header) {
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
}
