package keyturner

import (
	"bytes"
	"encoding/hex"
	"strings"
	"testing"

	"golang.org/x/crypto/nacl/secretbox"
)

// unhex reads hex digits; spaces separate parts.
func unhex(t testing.TB, s string) []byte {
	t.Helper()
	b, err := hex.DecodeString(strings.ReplaceAll(s, " ", ""))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func unhex32(t testing.TB, s string) (v [32]byte) {
	t.Helper()
	if n := copy(v[:], unhex(t, s)); n != len(v) {
		t.Fatalf("%d bytes, not 32", n)
	}
	return v
}

func same(t testing.TB, what string, got, want []byte) {
	t.Helper()
	if !bytes.Equal(got, want) {
		t.Errorf("%s:\n got %X\nwant %X", what, got, want)
	}
}

func equal[T comparable](t testing.TB, what string, got, want T) {
	t.Helper()
	if got != want {
		t.Errorf("%s:\n got %+v\nwant %+v", what, got, want)
	}
}

func must[T any](v T, err error) func(testing.TB) T {
	return func(t testing.TB) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

// plain checks a message both ways: it has this command and payload, and
// encodes to these bytes.
func plain(t testing.TB, message string, c Command, payload []byte) []byte {
	t.Helper()
	b := unhex(t, message)
	gotC, got, err := ParsePlain(b)
	if err != nil {
		t.Fatalf("%s: %v", message, err)
	}
	equal(t, "command", gotC, c)
	if payload != nil {
		same(t, c.String()+" payload", got, payload)
		same(t, c.String(), AppendPlain(nil, c, payload), b)
	}
	return got
}

// sealRaw encrypts any content at all.
func sealRaw(inner []byte, nonce *[24]byte, key *[32]byte) []byte {
	return secretbox.Seal(nil, inner, nonce, key)
}
