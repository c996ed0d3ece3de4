package keyturner

import (
	"crypto/hmac"
	"crypto/sha256"
	"crypto/subtle"
	"fmt"

	"golang.org/x/crypto/curve25519"
	//lint:ignore SA1019 the protocol derives its key with this very function
	"golang.org/x/crypto/salsa20/salsa"
)

// PublicKey is the public half of a secret key: any 32 random bytes.
func PublicKey(secret *[32]byte) (public [32]byte) {
	b, err := curve25519.X25519(secret[:], curve25519.Basepoint)
	if err != nil {
		panic(err) // the base point is no weak point
	}
	copy(public[:], b)
	return public
}

// SharedKey is the secret that both sides of a pairing share, from one's own
// secret key and the other's public one. It returns ErrWeakKey for public keys
// whose secret anybody knows.
func SharedKey(secret, peer *[32]byte) (key [32]byte, err error) {
	product, err := curve25519.X25519(secret[:], peer[:])
	if err != nil {
		return key, fmt.Errorf("%w: %w", ErrWeakKey, err)
	}
	var k [32]byte
	var zero [16]byte
	copy(k[:], product)
	salsa.HSalsa20(&key, &zero, &k, &salsa.Sigma)
	return key, nil
}

// Authenticator is the keyed digest of the parts, one after the other:
// HMAC-SHA256.
func Authenticator(key *[32]byte, parts ...[]byte) (sum [32]byte) {
	h := hmac.New(sha256.New, key[:])
	for _, p := range parts {
		h.Write(p)
	}
	h.Sum(sum[:0])
	return sum
}

// Equal compares two authenticators or challenges in a time that does not tell
// where they differ.
func Equal(a, b *[32]byte) bool { return subtle.ConstantTimeCompare(a[:], b[:]) == 1 }
