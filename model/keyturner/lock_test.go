package keyturner

import (
	"encoding/binary"
	"errors"
	"testing"
)

// errSilence ends a wait in which the lock says nothing more.
var errSilence = errors.New("the lock is silent")

// counting is a source of bytes that no two draws of a test share.
type counting uint64

func (c *counting) Read(b []byte) (int, error) {
	for i := range b {
		*c++
		b[i] = byte(*c * 0x9E3779B97F4A7C15 >> 56)
	}
	return len(b), nil
}

// answer is one message of the scripted lock.
type answer struct {
	command Command
	payload []byte
}

// scriptedLock is a link whose other end follows the protocol's rules for
// pairing, challenges and PIN, and answers requests as its script says.
type scriptedLock struct {
	t      *testing.T
	mtu    int
	secret [32]byte
	uuid   [16]byte
	random counting

	pairing                     bool // in pairing mode
	appPublic, key              [32]byte
	first, second, third        [32]byte
	user                        AuthorizationData
	id                          AuthID
	liarAboutID, liarAboutReply bool

	challenge [32]byte
	pin       uint16
	script    map[Command]func(body []byte) []answer
	requests  []Command

	queue []indication
}

type indication struct {
	on   Characteristic
	part []byte
}

func newScriptedLock(t *testing.T, mtu int) *scriptedLock {
	return &scriptedLock{t: t, mtu: mtu, secret: unhex32(t, ours.lockSecret), uuid: [16]byte{0xA0}, pairing: true, id: 5, pin: 1234}
}

func (l *scriptedLock) draw() (v [32]byte) {
	_, _ = l.random.Read(v[:])
	return v
}

func (l *scriptedLock) indicate(on Characteristic, message []byte) {
	for len(message) > 0 {
		n := min(len(message), l.mtu-3)
		l.queue = append(l.queue, indication{on, append([]byte(nil), message[:n]...)})
		message = message[n:]
	}
}

func (l *scriptedLock) plain(on Characteristic, c Command, payload []byte) {
	l.indicate(on, AppendPlain(nil, c, payload))
}

func (l *scriptedLock) sealed(c Command, payload []byte) {
	nonce := [24]byte(l.random.nonce())
	l.indicate(USDIO, Seal(nil, &l.key, &nonce, l.id, c, payload))
}

func (c *counting) nonce() []byte {
	b := make([]byte, 24)
	_, _ = c.Read(b)
	return b
}

func (l *scriptedLock) Receive() (Characteristic, []byte, error) {
	if len(l.queue) == 0 {
		return 0, nil, errSilence
	}
	i := l.queue[0]
	l.queue = l.queue[1:]
	return i.on, i.part, nil
}

func (l *scriptedLock) Write(c Characteristic, message []byte) error {
	if c == PairingGDIO {
		l.pair(message)
		return nil
	}
	e, err := ParseEnvelope(message)
	if err != nil {
		l.t.Fatal(err)
	}
	command, payload, err := e.Open(nil, &l.key)
	if err != nil {
		l.plain(KeyturnerGDIO, CmdErrorReport, ErrorReport{Refusal(err), 0}.Append(nil))
		return nil
	}
	if code := l.serve(command, payload); code != NoError {
		l.sealed(CmdErrorReport, ErrorReport{code, command}.Append(nil))
	}
	return nil
}

func (l *scriptedLock) serve(c Command, payload []byte) ErrorCode {
	body, tail, err := SplitTail(c, payload)
	if err != nil {
		return Refusal(err)
	}
	if c.NeedsChallenge() {
		known := l.challenge
		l.challenge = l.draw()
		if !Equal(&known, &tail.Nonce) {
			return ErrBadNonce
		}
	}
	if c.NeedsPIN() && tail.PIN != l.pin {
		return ErrBadPIN
	}
	if c == CmdRequestData {
		c = Command(binary.LittleEndian.Uint16(body))
		if c == CmdChallenge {
			l.challenge = l.draw()
			l.sealed(CmdChallenge, l.challenge[:])
			return NoError
		}
	}
	l.requests = append(l.requests, c)
	say, ok := l.script[c]
	if !ok {
		return ErrUnknown
	}
	for _, a := range say(body) {
		l.sealed(a.command, a.payload)
	}
	return NoError
}

// pair is the lock's side of the flow.
func (l *scriptedLock) pair(message []byte) {
	c, payload, err := ParsePlain(message)
	if err == nil && !c.LengthOK(len(payload)) {
		err = ErrLength
	}
	code := Refusal(err)
	if code == NoError {
		code = l.step(c, payload)
	}
	if code != NoError {
		l.plain(PairingGDIO, CmdErrorReport, ErrorReport{code, c}.Append(nil))
	}
}

func (l *scriptedLock) step(c Command, payload []byte) ErrorCode {
	public := PublicKey(&l.secret)
	switch c {
	case CmdRequestData:
		if !l.pairing {
			return ErrNotPairing
		}
		l.plain(PairingGDIO, CmdPublicKey, public[:])
	case CmdPublicKey:
		l.appPublic = [32]byte(payload)
		l.key, _ = SharedKey(&l.secret, &l.appPublic)
		l.first = l.draw()
		l.plain(PairingGDIO, CmdChallenge, l.first[:])
	case CmdAuthorizationAuthenticator:
		sum, got := KeyAuthenticator(&l.key, &l.appPublic, &public, &l.first), [32]byte(payload)
		if !Equal(&sum, &got) {
			return ErrBadAuthenticator
		}
		l.second = l.draw()
		l.plain(PairingGDIO, CmdChallenge, l.second[:])
	case CmdAuthorizationData:
		l.user, _ = ParseAuthorizationData(payload)
		if sum := l.user.Sum(&l.key, &l.second); !Equal(&sum, &l.user.Authenticator) {
			return ErrBadAuthenticator
		}
		l.third = l.draw()
		id := AuthorizationID{ID: l.id, UUID: l.uuid, Nonce: l.third}
		id.Authenticator = id.Sum(&l.key, &l.user.Nonce)
		if l.liarAboutID {
			id.ID++
		}
		if l.liarAboutReply {
			l.plain(PairingGDIO, CmdChallenge, l.third[:])
		}
		l.plain(PairingGDIO, CmdAuthorizationID, id.Append(nil))
	case CmdAuthorizationIDConfirmation:
		confirmation, _ := ParseAuthorizationIDConfirmation(payload)
		if sum := confirmation.Sum(&l.key, &l.third); !Equal(&sum, &confirmation.Authenticator) || confirmation.ID != l.id {
			return ErrBadAuthenticator
		}
		l.plain(PairingGDIO, CmdStatus, StatusComplete.Append(nil))
	default:
		return ErrUnknown
	}
	return NoError
}

// paired gives a client of a lock that was paired over links of some MTU.
func paired(t *testing.T, mtu int) (*Client, *scriptedLock) {
	t.Helper()
	l := newScriptedLock(t, mtu)
	random := new(counting)
	*random = 1 << 32
	c, err := Pair(l, PairOptions{Type: IDBridge, AppID: 0x11223344, Name: "Test bridge", Random: random})
	if err != nil {
		t.Fatal(err)
	}
	return NewClient(l, c, random), l
}
