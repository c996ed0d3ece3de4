package firmware

import (
	"errors"
	"fmt"
	"time"

	"locktwin/model/gatt"
	"locktwin/model/keyturner"
)

// macTime is how long the CPU is busy with one authenticator: HMAC-SHA256 over
// about a hundred bytes (assumption: a small Cortex-M4 at 64 MHz).
const macTime = 500 * time.Microsecond

// flowStep says which message of the pairing the lock waits for.
type flowStep uint8

const (
	flowIdle         flowStep = iota
	flowKey                   // the lock's public key is sent
	flowProof                 // the first challenge is
	flowData                  // the second is
	flowConfirmation          // the authorization id is
)

// pairingFlow is the pairing under way. There is one in a lock, on one
// connection. What it leads to is stored with its last message; until then the
// new authorization does not exist.
type pairingFlow struct {
	Conn      gatt.ConnID // 0: none
	Step      flowStep
	Type      keyturner.IDType
	Until     time.Duration // Uptime at which it is given up
	Peer      [32]byte      // the app's public key
	Key       [32]byte      // the secret that both share
	Challenge [32]byte      // the last one sent
	Auth      keyturner.AuthID
	AppID     uint32
	Name      keyturner.Name
}

// endFlow forgets the pairing under way.
func (a *App) endFlow() { a.State.Flow = pairingFlow{} }

// plainRefusal words what could not be read of an unencrypted message. A message
// whose check is wrong and whose length is that of its command was damaged on
// the way; anything else is no message at all.
func plainRefusal(err error, cmd keyturner.Command, value []byte) (keyturner.ErrorCode, keyturner.Command) {
	if errors.Is(err, keyturner.ErrCRC) && cmd.LengthOK(len(value)-4) {
		return keyturner.ErrBadCRC, cmd
	}
	return keyturner.ErrUnknown, 0
}

// pairingMessage takes one step of a pairing, or says why not. Every refusal
// ends the pairing that the connection had.
func (a *App) pairingMessage(c gatt.ConnID, value []byte) {
	a.hal.Work(commandTime)
	cmd, payload, err := keyturner.ParsePlain(value)
	var code keyturner.ErrorCode
	switch {
	case err != nil:
		code, cmd = plainRefusal(err, cmd, value)
	case cmd != keyturner.CmdRequestData && !cmd.Pairing() || !cmd.IsRequest():
		code = keyturner.ErrUnknown
	case !cmd.LengthOK(len(payload)):
		code = keyturner.ErrBadLength
	default:
		code, cmd = a.pairingStep(c, cmd, payload)
	}
	if code != keyturner.NoError {
		if a.State.Flow.Conn == c {
			a.endFlow()
		}
		a.report(c, a.services.pairing, code, cmd)
	}
	if a.State.Flow.Conn == 0 {
		a.endFlow() // whatever a step has left that lost its connection halfway
	}
}

func (a *App) pairingStep(c gatt.ConnID, cmd keyturner.Command, payload []byte) (keyturner.ErrorCode, keyturner.Command) {
	f := &a.State.Flow
	if cmd == keyturner.CmdRequestData {
		r, err := keyturner.ParseRequestData(payload)
		if err != nil || r.Want != keyturner.CmdPublicKey {
			return keyturner.ErrUnknown, r.Want
		}
		return a.flowBegin(c), cmd
	}
	code := keyturner.ErrUnknown // out of sequence
	switch {
	case f.Conn != c:
	case cmd == keyturner.CmdPublicKey && f.Step == flowKey:
		code = a.flowTakeKey(payload)
	case cmd == keyturner.CmdAuthorizationAuthenticator && f.Step == flowProof:
		code = a.flowTakeProof(payload)
	case cmd == keyturner.CmdAuthorizationData && f.Step == flowData:
		code = a.flowTakeData(payload)
	case cmd == keyturner.CmdAuthorizationIDConfirmation && f.Step == flowConfirmation:
		code = a.flowTakeConfirmation(payload)
	}
	return code, cmd
}

// flowSend sends a message of the pairing and waits for the next one.
func (a *App) flowSend(next flowStep, cmd keyturner.Command, payload []byte) {
	f := &a.State.Flow
	f.Step, f.Until = next, a.hal.Uptime()+a.Profile.Protocol.FlowTimeout
	a.plain(f.Conn, a.services.pairing, cmd, payload)
}

// flowChallenge sends a fresh challenge.
func (a *App) flowChallenge(next flowStep) {
	f := &a.State.Flow
	f.Challenge = a.freshNonce()
	a.flowSend(next, keyturner.CmdChallenge, f.Challenge[:])
}

// flowBegin is message 1: it begins a pairing, also in the middle of one.
func (a *App) flowBegin(c gatt.ConnID) keyturner.ErrorCode {
	f := &a.State.Flow
	if f.Conn != c && (f.Conn != 0 || !a.mayPair()) {
		return keyturner.ErrNotPairing
	}
	id, code := a.ownIdentity()
	if code != keyturner.NoError {
		return code
	}
	if a.State.link(c) == nil {
		return keyturner.NoError // a warning has ended the connection meanwhile
	}
	a.notef("pairing", "Connection %d begins to pair.", c)
	*f = pairingFlow{Conn: c}
	a.flowSend(flowKey, keyturner.CmdPublicKey, id.Public[:])
	return keyturner.NoError
}

// flowTakeKey is message 3.
func (a *App) flowTakeKey(payload []byte) keyturner.ErrorCode {
	f := &a.State.Flow
	peer, err := keyturner.ParsePublicKey(payload)
	if err != nil {
		return keyturner.ErrBadLength
	}
	id, code := a.ownIdentity()
	if code != keyturner.NoError {
		return code
	}
	a.hal.Work(keyTime)
	key, err := keyturner.SharedKey(&id.Secret, &peer)
	if err != nil {
		return keyturner.ErrPairingParameter
	}
	f.Peer, f.Key = peer, key
	a.flowChallenge(flowProof)
	return keyturner.NoError
}

// flowTakeProof is message 5.
func (a *App) flowTakeProof(payload []byte) keyturner.ErrorCode {
	f := &a.State.Flow
	got, err := keyturner.ParseAuthenticator(payload)
	if err != nil {
		return keyturner.ErrBadLength
	}
	a.hal.Work(macTime)
	want := keyturner.KeyAuthenticator(&f.Key, &f.Peer, &a.State.Identity.Public, &f.Challenge)
	if !keyturner.Equal(&got, &want) {
		return keyturner.ErrBadAuthenticator
	}
	a.flowChallenge(flowData)
	return keyturner.NoError
}

// flowTakeData is message 7.
func (a *App) flowTakeData(payload []byte) keyturner.ErrorCode {
	f := &a.State.Flow
	d, err := keyturner.ParseAuthorizationData(payload)
	if err != nil {
		return keyturner.ErrBadLength
	}
	a.hal.Work(macTime)
	want := d.Sum(&f.Key, &f.Challenge)
	if !keyturner.Equal(&d.Authenticator, &want) {
		return keyturner.ErrBadAuthenticator
	}
	if d.Check() != nil {
		return keyturner.ErrPairingParameter
	}
	if _, ok := a.placeFor(d.AppID, true); !ok {
		return keyturner.ErrMaxUser
	}
	f.Type, f.AppID, f.Name = d.Type, d.AppID, d.Name
	f.Auth = a.nextAuthID()
	f.Challenge = a.freshNonce()
	m := keyturner.AuthorizationID{ID: f.Auth, UUID: a.State.Identity.UUID, Nonce: f.Challenge}
	a.hal.Work(macTime)
	m.Authenticator = m.Sum(&f.Key, &d.Nonce)
	a.flowSend(flowConfirmation, keyturner.CmdAuthorizationID, m.Append(a.work.payload[:0]))
	return keyturner.NoError
}

// flowTakeConfirmation is message 9: the authorization is stored, and the lock
// leaves pairing mode.
func (a *App) flowTakeConfirmation(payload []byte) keyturner.ErrorCode {
	f := &a.State.Flow
	m, err := keyturner.ParseAuthorizationIDConfirmation(payload)
	if err != nil {
		return keyturner.ErrBadLength
	}
	if m.ID != f.Auth {
		return keyturner.ErrPairingParameter
	}
	a.hal.Work(macTime)
	want := m.Sum(&f.Key, &f.Challenge)
	if !keyturner.Equal(&m.Authenticator, &want) {
		return keyturner.ErrBadAuthenticator
	}
	r := authRecord{Key: f.Key, Authorization: Authorization{
		ID: f.Auth, Type: f.Type, AppID: f.AppID, Name: f.Name, Enabled: true, Remote: f.Type <= keyturner.IDBridge,
	}}
	if _, code := a.addAuth(&r, true); code != keyturner.NoError {
		return code
	}
	if a.hal.Tracing() {
		a.hal.NoteWith("paired", fmt.Sprintf("Authorization %d was given to %s.", r.ID, r.Name),
			Paired{Conn: f.Conn, Auth: r.ID, Type: r.Type, AppID: r.AppID, Name: r.Name})
	}
	c := f.Conn
	a.endFlow()
	a.plain(c, a.services.pairing, keyturner.CmdStatus, keyturner.StatusComplete.Append(a.work.payload[:0]))
	a.stopPairing()
	return keyturner.NoError
}

// plain sends an unencrypted message. A client that has not asked for it goes
// without.
func (a *App) plain(c gatt.ConnID, h gatt.Handle, cmd keyturner.Command, payload []byte) {
	_ = a.State.Server.Indicate(a.services.table, air{a}, c, h, keyturner.AppendPlain(a.work.message[:0], cmd, payload))
}

// report sends an unencrypted error report.
func (a *App) report(c gatt.ConnID, h gatt.Handle, code keyturner.ErrorCode, cmd keyturner.Command) {
	a.notef("refused", "A message of connection %d is refused: %s.", c, code.Meaning())
	e := keyturner.ErrorReport{Code: code, Command: cmd}
	a.plain(c, h, keyturner.CmdErrorReport, e.Append(a.work.report[:0]))
}
