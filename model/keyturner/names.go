package keyturner

import "unicode/utf8"

// AuthID names an authorization; 0 is none.
type AuthID uint32

// Name is a text field of the protocol: UTF-8, padded with zeros.
type Name [32]byte

// NewName cuts s to 32 bytes.
func NewName(s string) Name {
	var n Name
	copy(n[:], s)
	return n
}

// String is the name without its padding.
func (n Name) String() string {
	for i, b := range n {
		if b == 0 {
			return string(n[:i])
		}
	}
	return string(n[:])
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

// LockAction is what the bolt is asked to do, in the protocol's numbering.
type LockAction uint8

// Lock actions.
const (
	ActionNone           LockAction = 0x00
	ActionUnlock         LockAction = 0x01
	ActionLock           LockAction = 0x02
	ActionUnlatch        LockAction = 0x03
	ActionLockNGo        LockAction = 0x04
	ActionLockNGoUnlatch LockAction = 0x05
	ActionFullLock       LockAction = 0x06
	ActionFob1           LockAction = 0x81
	ActionFob2           LockAction = 0x82
	ActionFob3           LockAction = 0x83
)

// Flags of a lock action.
const (
	FlagAutoUnlock uint8 = 1 << 0
	FlagForce      uint8 = 1 << 1
)

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
