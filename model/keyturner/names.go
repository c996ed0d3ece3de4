package keyturner

import (
	"bytes"
	"strings"
	"unicode/utf8"
)

// AuthID names an authorization; 0 is none.
type AuthID uint32

// Name is a text field of the protocol: UTF-8, padded with zeros.
type Name [32]byte

// NewName cuts s to 32 bytes, at a character.
func NewName(s string) Name {
	var n Name
	copy(n[:], cut(s, len(n)))
	return n
}

// String is the name without its padding.
func (n Name) String() string { return text(n[:]) }

// Readable is the name without what is no text: apps refuse a whole message for
// one byte of it.
func (n Name) Readable() Name { return NewName(strings.ToValidUTF8(n.String(), "")) }

// ShortName is a text field of 20 bytes: the name of a keypad code, or what a
// lock action adds to the name in the log.
type ShortName [20]byte

// NewShortName cuts s to 20 bytes, at a character.
func NewShortName(s string) ShortName {
	var n ShortName
	copy(n[:], cut(s, len(n)))
	return n
}

// String is the name without its padding.
func (n ShortName) String() string { return text(n[:]) }

// Readable is the name without what is no text.
func (n ShortName) Readable() ShortName { return NewShortName(strings.ToValidUTF8(n.String(), "")) }

// cut shortens s to at most n bytes and splits no character.
func cut(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n]
}

func text(b []byte) string {
	if i := bytes.IndexByte(b, 0); i >= 0 {
		b = b[:i]
	}
	return string(b)
}

// IDType is the kind of an authorization.
type IDType uint8

// Kinds of authorization.
const (
	IDApp IDType = iota
	IDBridge
	IDFob
	IDKeypad
)

// String names the kind, in lower case.
func (t IDType) String() string {
	switch t {
	case IDApp:
		return "app"
	case IDBridge:
		return "bridge"
	case IDFob:
		return "fob"
	case IDKeypad:
		return "keypad"
	}
	return unlisted(uint8(t))
}

// Plausible says whether the bytes can be a name: text, then zeros.
func (n Name) Plausible() bool {
	s := n.String()
	if s == "" || !utf8.ValidString(s) {
		return false
	}
	for _, b := range n[len(s):] {
		if b != 0 {
			return false
		}
	}
	for _, b := range []byte(s) {
		if b < ' ' || b == 0x7F {
			return false
		}
	}
	return true
}
