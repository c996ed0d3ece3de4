package noble

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/subtle"
	"encoding/hex"
	"errors"
	"fmt"
	"sync"
)

// Gateway turns the dialect of the gateways for smart locks on: a client proves
// first that it knows the key and the credentials, a lock has one client at a
// time, and a client's connections end in order when its socket does.
type Gateway struct {
	User, Password string
	Key            [aes.BlockSize]byte // of AES-128
}

// ErrGateway is wrapped by the errors of ParseGateway.
var ErrGateway = errors.New("gateway settings")

// ParseGateway makes a Gateway of its texts. key has 32 hexadecimal digits.
func ParseGateway(user, password, key string) (*Gateway, error) {
	g := &Gateway{User: user, Password: password}
	b, err := hex.DecodeString(key)
	switch {
	case err != nil || len(b) != len(g.Key):
		return nil, fmt.Errorf("%w: the key needs %d hexadecimal digits", ErrGateway, 2*len(g.Key))
	case user == "" || password == "":
		return nil, fmt.Errorf("%w: a user and a password are needed", ErrGateway)
	case bytes.ContainsAny([]byte(user), ":\x00") || bytes.ContainsRune([]byte(password), 0):
		return nil, fmt.Errorf("%w: neither may have a byte 0, the user no colon", ErrGateway)
	}
	copy(g.Key[:], b)
	return g, nil
}

// accepts checks the answer to a challenge: "user:password", filled up with bytes
// 0, under AES-128-CBC with the challenge as the first vector. Clients differ in
// whether a text that fills its last block gets another.
func (g *Gateway) accepts(challenge [aes.BlockSize]byte, response []byte) bool {
	text := make([]byte, hex.DecodedLen(len(response)))
	n, err := hex.Decode(text, response)
	if err != nil || n == 0 || n%aes.BlockSize != 0 || n > maxResponseBytes {
		return false
	}
	text = text[:n]
	block, err := aes.NewCipher(g.Key[:])
	if err != nil {
		panic("noble: " + err.Error())
	}
	cipher.NewCBCDecrypter(block, challenge[:]).CryptBlocks(text, text)
	want := make([]byte, n)
	whole := g.User + ":" + g.Password
	if copy(want, whole) < len(whole) || n > len(whole)+aes.BlockSize {
		return false
	}
	return subtle.ConstantTimeCompare(text, want) == 1
}

// maxResponseBytes is more than any credentials that a client can be given.
const maxResponseBytes = 1024

// claims says which session has which lock.
type claims struct {
	mu    sync.Mutex
	locks map[string]*session
}

// take gives a lock to a session; false when another has it.
func (c *claims) take(lock string, s *session) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if owner := c.locks[lock]; owner != nil && owner != s {
		return false
	}
	if c.locks == nil {
		c.locks = map[string]*session{}
	}
	c.locks[lock] = s
	return true
}

// drop gives a lock back.
func (c *claims) drop(lock string, s *session) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.locks[lock] == s {
		delete(c.locks, lock)
	}
}
