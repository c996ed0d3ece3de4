package access

import (
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"strings"
	"sync"
	"time"
)

// Lengths of a token in characters. 16 of them drawn from 62 are 95 bits.
const (
	MinTokenChars = 16
	MaxTokenChars = 256
)

// tokenBytes is how many random bytes a minted token has.
const tokenBytes = 24

// Errors of tokens. None of them contains the token.
var (
	ErrToken        = errors.New("token")
	ErrUnknownToken = errors.New("the token is not known here, or no longer")
	ErrTokenLimit   = errors.New("no more tokens can be kept")
)

// Identity is who asks. The zero value may do nothing.
type Identity struct {
	// Name says whose token it is, for people and logs: "server", "anonymous",
	// the label it was minted with.
	Name  string
	Scope Scope
	// Token tells that the request carried one.
	Token bool
}

// Tokens are the tokens that a server takes. It keeps their hashes, never the
// tokens. It is safe for concurrent use.
type Tokens struct {
	mu    sync.RWMutex
	known []token
	most  int
	now   func() time.Time
}

type token struct {
	hash    TokenHash
	name    string
	scope   Scope
	expires time.Time // zero: never
}

// NewTokens makes an empty set for at most limit tokens; now is the wall clock.
func NewTokens(limit int, now func() time.Time) *Tokens { return &Tokens{most: limit, now: now} }

// CheckToken says what is wrong with a text as a token; the error wraps ErrToken.
// A token has to be writable in a header, a query and the name of a subprotocol
// as it is, so its characters are those of an unreserved part of a URI.
func CheckToken(text string) error {
	if n := len(text); n < MinTokenChars || n > MaxTokenChars {
		return fmt.Errorf("%w: it has %d characters; it needs %d to %d", ErrToken, n, MinTokenChars, MaxTokenChars)
	}
	for i := range len(text) {
		if !unreserved(text[i]) {
			return fmt.Errorf("%w: character %d is not one of A-Z a-z 0-9 . _ ~ -", ErrToken, i+1)
		}
	}
	return nil
}

func unreserved(c byte) bool {
	return c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || strings.IndexByte("._~-", c) >= 0
}

// Add takes up a token that somebody else made. It expires after a while; 0 is
// never. Errors wrap ErrToken or ErrTokenLimit.
func (t *Tokens) Add(text, name string, s Scope, after time.Duration) error {
	if err := CheckToken(text); err != nil {
		return err
	}
	var expires time.Time
	if after > 0 {
		expires = t.now().Add(after)
	}
	return t.AddHash(HashToken(text), name, s, expires)
}

// TokenHash is what is kept of a token: enough to know it again, and of no use to
// who reads it.
type TokenHash [sha256.Size]byte

// HashToken is the hash of a token.
func HashToken(text string) TokenHash { return sha256.Sum256([]byte(text)) }

// AddHash takes up a token of which only the hash was kept. It is good until the
// instant expires; the zero time is for ever. The error wraps ErrTokenLimit.
func (t *Tokens) AddHash(hash TokenHash, name string, s Scope, expires time.Time) error {
	k := token{hash: hash, name: name, scope: s, expires: expires}
	now := t.now()
	t.mu.Lock()
	defer t.mu.Unlock()
	kept := t.known[:0]
	for _, old := range t.known {
		if !old.expired(now) && subtle.ConstantTimeCompare(old.hash[:], k.hash[:]) == 0 {
			kept = append(kept, old)
		}
	}
	t.known = kept
	if len(t.known) >= t.most {
		return fmt.Errorf("%w: there are %d", ErrTokenLimit, t.most)
	}
	t.known = append(t.known, k)
	return nil
}

// Mint makes a token out of random bytes and takes it up as Add does.
func (t *Tokens) Mint(random io.Reader, name string, s Scope, after time.Duration) (string, error) {
	var b [tokenBytes]byte
	if _, err := io.ReadFull(random, b[:]); err != nil {
		return "", fmt.Errorf("%w: no random bytes: %w", ErrToken, err)
	}
	text := base64.RawURLEncoding.EncodeToString(b[:])
	return text, t.Add(text, name, s, after)
}

// Revoke forgets every token of that name and tells how many there were.
func (t *Tokens) Revoke(name string) int {
	t.mu.Lock()
	defer t.mu.Unlock()
	kept := make([]token, 0, len(t.known))
	for _, k := range t.known {
		if k.name != name {
			kept = append(kept, k)
		}
	}
	gone := len(t.known) - len(kept)
	t.known = kept
	return gone
}

// Rescope gives every token of that name another scope, from the next request on,
// and tells how many there were.
func (t *Tokens) Rescope(name string, s Scope) int {
	t.mu.Lock()
	defer t.mu.Unlock()
	n := 0
	for i := range t.known {
		if t.known[i].name == name {
			t.known[i].scope = s
			n++
		}
	}
	return n
}

// Any tells whether there is a token at all.
func (t *Tokens) Any() bool {
	t.mu.RLock()
	defer t.mu.RUnlock()
	return len(t.known) > 0
}

// Identify tells whose token a text is. Every hash is compared to its end, so
// the time that takes says nothing about any of them. The error is
// ErrUnknownToken.
func (t *Tokens) Identify(text string) (Identity, error) {
	hash := HashToken(text)
	now := t.now()
	t.mu.RLock()
	defer t.mu.RUnlock()
	found := -1
	for i := range t.known {
		if subtle.ConstantTimeCompare(t.known[i].hash[:], hash[:]) == 1 {
			found = i
		}
	}
	if found < 0 || t.known[found].expired(now) {
		return Identity{}, ErrUnknownToken
	}
	return Identity{Name: t.known[found].name, Scope: t.known[found].scope, Token: true}, nil
}

func (k *token) expired(now time.Time) bool { return !k.expires.IsZero() && !now.Before(k.expires) }
