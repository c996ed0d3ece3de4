package firmware

import (
	"fmt"
	"strings"
	"time"

	"golang.org/x/crypto/nacl/secretbox"

	"locktwin/model/keyturner"
)

// talker speaks for one authorization without the habits of a client.
type talker struct {
	*central
	id    keyturner.AuthID
	key   [32]byte
	nonce [32]byte // the last challenge
	count uint64
}

func (c *central) as(k keyturner.Credentials) *talker {
	return &talker{central: c, id: k.AuthID, key: k.Key}
}

// seal encrypts a message of this authorization.
func (t *talker) seal(cmd keyturner.Command, payload []byte) []byte {
	t.count++
	var nonce [24]byte
	copy(nonce[:], fmt.Sprintf("talker %d", t.count))
	return keyturner.Seal(nil, &t.key, &nonce, t.id, cmd, payload)
}

// told is one message of the lock, in words.
func (t *talker) told(i indicated) string {
	cmd, payload := keyturner.Command(0), []byte(nil)
	var err error
	where := ""
	if i.from == keyturner.USDIO {
		var id keyturner.AuthID
		id, cmd, payload, err = keyturner.Open(nil, &t.key, i.value)
		if err == nil && id != t.id {
			err = fmt.Errorf("for authorization %d", id)
		}
	} else {
		cmd, payload, err = keyturner.ParsePlain(i.value)
		where = "plain "
	}
	switch {
	case err != nil:
		return err.Error()
	case cmd == keyturner.CmdChallenge:
		copy(t.nonce[:], payload)
		return where + "challenge"
	case cmd == keyturner.CmdStatus:
		return where + keyturner.Status(payload[0]).String()
	case cmd == keyturner.CmdStates:
		return fmt.Sprintf("%sstates %v", where, keyturner.LockState(payload[1]))
	case cmd == keyturner.CmdErrorReport:
		return fmt.Sprintf("%serror %02X of %04X", where, payload[0], uint16(payload[1])|uint16(payload[2])<<8)
	}
	return fmt.Sprintf("%s%v %d", where, cmd, len(payload))
}

// listen lets time pass and returns what the lock has said.
func (t *talker) listen(d time.Duration) string {
	t.pump()
	for end := t.r.hal.now + d; t.r.hal.now < end; {
		t.r.run(10 * time.Millisecond)
		t.pump()
	}
	var all []string
	for _, i := range t.got {
		all = append(all, t.told(i))
	}
	t.got = nil
	return strings.Join(all, ", ")
}

// raw writes a message and returns what the lock says at once.
func (t *talker) raw(message []byte) string {
	if err := t.Write(keyturner.USDIO, message); err != nil {
		return err.Error()
	}
	return t.listen(0)
}

// challenge asks for one.
func (t *talker) challenge() {
	t.r.t.Helper()
	if got := t.raw(t.seal(keyturner.CmdRequestData, keyturner.RequestData{Want: keyturner.CmdChallenge}.Append(nil))); got != "challenge" {
		t.r.t.Fatalf("a request for a challenge is answered with %s", got)
	}
}

// request is a request with the tail that belongs to it.
func (t *talker) request(cmd keyturner.Command, body []byte, pin uint16) []byte {
	payload := keyturner.AppendTail(body[:len(body):len(body)], cmd, &keyturner.Tail{Nonce: t.nonce, PIN: pin})
	return t.seal(cmd, payload)
}

// order asks for a challenge where one is needed, sends a request and returns
// what the lock says within d.
func (t *talker) order(cmd keyturner.Command, body []byte, pin uint16, d time.Duration) string {
	t.r.t.Helper()
	if cmd.NeedsChallenge() {
		t.challenge()
	}
	got := t.raw(t.request(cmd, body, pin))
	if more := t.listen(d); more != "" && got != "" {
		return got + ", " + more
	} else if got == "" {
		return more
	}
	return got
}

// owned is a lock with a paired owner over the air.
func (c *central) owner(name string, kind keyturner.IDType) *talker {
	c.r.t.Helper()
	_, k := c.pair(keyturner.PairOptions{Name: name, Type: kind})
	return c.as(k)
}

// resealed puts another content into an encrypted message.
func resealed(message []byte, key [32]byte, inner []byte) []byte {
	nonce := [24]byte(message[:24])
	out := append([]byte(nil), message[:28]...)
	out = append(out, byte(len(inner)+secretbox.Overhead), byte((len(inner)+secretbox.Overhead)>>8))
	return secretbox.Seal(out, inner, &nonce, &key)
}
