package firmware

import (
	"encoding/binary"
	"time"

	"locktwin/model/keyturner"
)

// identityBytes is the secret key and the UUID in flash.
const identityBytes = 32 + 16

// keyTime is how long the CPU is busy with one multiplication on curve 25519
// (assumption: a small Cortex-M4 at 64 MHz, portable C).
const keyTime = 45 * time.Millisecond

// identity is who the lock is to those that pair with it: one key pair and one
// UUID until a factory reset. It is made at the first pairing. When its record
// is lost, a new one is made; those who are paired have their own secret and do
// not notice.
type identity struct {
	Known  bool
	Secret [32]byte
	Public [32]byte
	UUID   [16]byte
}

// ownIdentity reads the identity, or makes it and stores it before it is used.
func (a *App) ownIdentity() (*identity, keyturner.ErrorCode) {
	id := &a.State.Identity
	if id.Known {
		return id, keyturner.NoError
	}
	b := a.buf()[:identityBytes]
	r := a.read(AreaAccess, KeyIdentity, b)
	if r != readOK {
		if r != readMissing {
			a.notef("identity-lost", "The key pair of the lock is made anew because %s.", r.why())
		}
		if code := a.mayWrite(); code != keyturner.NoError {
			return nil, code
		}
		a.random(b)
		if err := a.write(AreaAccess, KeyIdentity, b); err != nil {
			return nil, saveError(err)
		}
	}
	copy(id.Secret[:], b[:32])
	copy(id.UUID[:], b[32:])
	a.hal.Work(keyTime)
	id.Public = keyturner.PublicKey(&id.Secret)
	id.Known = true
	return id, keyturner.NoError
}

// random fills b from the hardware's source; its length is a multiple of four.
func (a *App) random(b []byte) {
	for i := 0; i < len(b); i += 4 {
		binary.LittleEndian.PutUint32(b[i:], a.hal.Random32())
	}
}

// freshNonce draws 32 bytes, never all zero: clients take zeros for nothing.
func (a *App) freshNonce() (n [32]byte) {
	for n == [32]byte{} {
		a.random(n[:])
	}
	return n
}
