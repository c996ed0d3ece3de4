package access

import (
	"errors"
	"net/http"
	"net/url"
	"strings"
)

// Where a request may carry its token. Only the first is for every request: a
// browser cannot set headers on a WebSocket or an EventSource, so those may use
// the others.
const (
	// TokenScheme is the scheme of the Authorization header.
	TokenScheme = "Bearer"
	// TokenSubprotocol is the beginning of an entry in Sec-WebSocket-Protocol; the
	// token follows. The entry is never the one that is chosen, and browsers want
	// one to be chosen, so a real subprotocol has to stand beside it.
	TokenSubprotocol = "locktwin.token."
	// TokenParameter is the query parameter of a WebSocket or an event stream.
	TokenParameter = "access_token"
)

// errTwoTokens is for a request that carries several tokens.
var errTwoTokens = errors.New("the request carries more than one token")

const (
	authorization  = "Authorization"
	protocolHeader = "Sec-Websocket-Protocol"
)

// upgrades tells whether a request asks to become a WebSocket.
func upgrades(r *http.Request) bool {
	return r.Method == http.MethodGet && listed(r.Header["Upgrade"], "websocket")
}

// streams tells whether a request asks for server-sent events.
func streams(r *http.Request) bool {
	return r.Method == http.MethodGet && strings.Contains(strings.ToLower(strings.Join(r.Header["Accept"], ",")), "text/event-stream")
}

func listed(headers []string, want string) bool {
	for _, h := range headers {
		for _, word := range strings.Split(h, ",") {
			if strings.EqualFold(strings.TrimSpace(word), want) {
				return true
			}
		}
	}
	return false
}

// takeToken gives the token that a request carries, "" for none, and the
// request without it. The given request stays as it is. Wherever a token
// stands, it is taken out, also where it does not count.
func takeToken(r *http.Request) (token string, rest *http.Request, err error) {
	rest = r.WithContext(r.Context())
	rest.Header = r.Header.Clone()
	count := 0
	found := func(t string, counts bool) {
		if counts {
			token = t
			count++
		}
	}
	for _, h := range r.Header[authorization] {
		if scheme, t, ok := strings.Cut(h, " "); ok && strings.EqualFold(scheme, TokenScheme) {
			found(strings.TrimSpace(t), true)
		}
	}
	rest.Header.Del(authorization)

	upgrade := upgrades(r)
	if offers := r.Header[protocolHeader]; len(offers) > 0 {
		var kept []string
		for _, h := range offers {
			for _, p := range strings.Split(h, ",") {
				p = strings.TrimSpace(p)
				if t, ok := strings.CutPrefix(p, TokenSubprotocol); ok {
					found(t, upgrade)
				} else if p != "" {
					kept = append(kept, p)
				}
			}
		}
		rest.Header.Del(protocolHeader)
		if len(kept) > 0 {
			rest.Header.Set(protocolHeader, strings.Join(kept, ", "))
		}
	}

	if strings.Contains(r.URL.RawQuery, "access_") || strings.Contains(r.URL.RawQuery, "%") {
		query, others := "", []string(nil)
		for _, pair := range strings.Split(r.URL.RawQuery, "&") {
			key, value, _ := strings.Cut(pair, "=")
			if name, e := url.QueryUnescape(key); e != nil || name != TokenParameter {
				others = append(others, pair)
				continue
			}
			if t, e := url.QueryUnescape(value); e == nil {
				found(t, upgrade || streams(r))
			}
		}
		query = strings.Join(others, "&")
		if query != r.URL.RawQuery {
			u := *r.URL
			u.RawQuery = query
			rest.URL = &u
			rest.RequestURI = u.RequestURI()
		}
	}
	if count > 1 {
		return "", rest, errTwoTokens
	}
	return token, rest, nil
}
