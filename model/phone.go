package model

import (
	"errors"
	"fmt"
	"time"

	"locktwin/model/firmware"
	"locktwin/model/keyturner"
	"locktwin/model/mcu"
	"locktwin/model/sim"
)

// Times of a phone that talks to a lock (assumptions: BLE scan and connection
// 300 ms, one exchange 60 ms; an app gives up after 40 s).
const (
	connectTime  = 300 * time.Millisecond
	exchangeTime = 60 * time.Millisecond
	answerLimit  = 40 * time.Second
)

// scripted marks the connections of scripted phones, which do not go over the
// air and hand the firmware commands that are decrypted already.
const scripted firmware.PhoneID = 1 << 31

// Phone is one person's app.
type Phone struct {
	Name  string
	AppID uint32
	Auth  keyturner.AuthID
	Key   [32]byte
	// Acknowledged tells that the lock has confirmed the pairing.
	Acknowledged bool
}

// Credentials are what the phone speaks with over the air. Before it was paired no
// lock knows them.
func (p *Phone) Credentials() keyturner.Credentials {
	return keyturner.Credentials{AuthID: p.Auth, Key: p.Key, Type: keyturner.IDApp, AppID: p.AppID, Name: p.Name}
}

// Keep takes the outcome of a pairing over the air.
func (p *Phone) Keep(c keyturner.Credentials) { p.Auth, p.Key, p.Acknowledged = c.AuthID, c.Key, true }

// ErrNoAnswer is returned by Call when the lock does not answer in time.
var ErrNoAnswer = errors.New("the lock does not answer")

// Answer is what came back to one command.
type Answer struct {
	Replies []firmware.Reply
	Final   firmware.Reply
}

// OK tells whether the command was carried out.
func (a *Answer) OK() bool { return a.Final.Kind == firmware.ReplyComplete }

// Err is nil when the command was carried out, and the lock's error otherwise.
func (a *Answer) Err() error {
	if a.OK() {
		return nil
	}
	return fmt.Errorf("%v: %s", a.Final.Op, a.Final.Error)
}

// Phone returns the phone of that name, a new one when there is none yet.
func (l *Lock) Phone(name string) *Phone {
	for i := range l.phones {
		if l.phones[i].Name == name {
			return &l.phones[i]
		}
	}
	n := uint64(len(l.phones))
	p := Phone{Name: name, AppID: uint32(l.keys.phone.Hash(n, 0, 0, 0)) | 1}
	for i := range p.Key {
		p.Key[i] = byte(l.keys.phone.Hash(n, 1, uint64(i), 0))
	}
	l.phones = append(l.phones, p)
	return &l.phones[len(l.phones)-1]
}

// Phones lists the phones that have been used.
func (l *Lock) Phones() []Phone { return append([]Phone(nil), l.phones...) }

// Ticket names a command that was sent and may still be under way.
type Ticket struct {
	tag    uint32
	link   firmware.PhoneID
	phone  string
	op     firmware.Op
	expiry sim.Time
}

// Send connects the phone and sends a command, without waiting.
func (l *Lock) Send(phone string, c firmware.Command) Ticket {
	p := l.Phone(phone)
	l.tag++
	l.link++
	link := scripted | l.link
	c.Tag = l.tag
	if c.Auth == 0 {
		c.Auth = p.Auth
	}
	if c.AppID == 0 {
		c.AppID = p.AppID
	}
	if c.Op == firmware.OpPair {
		c.Name, c.Key = keyturner.NewName(phone), p.Key
	}
	now := l.Now()
	l.machine.InjectAt(now.Add(connectTime), mcu.Input{
		Kind: mcu.InPacket, Packet: firmware.Event{Kind: firmware.PhoneConnected, Phone: link},
	})
	l.machine.InjectAt(now.Add(connectTime+exchangeTime), mcu.Input{
		Kind: mcu.InPacket, Name: "command", Text: fmt.Sprintf("%s sends %v", phone, c.Op),
		Packet: firmware.Event{Kind: firmware.CommandReceived, Phone: link, Command: c},
	})
	return Ticket{tag: l.tag, link: link, phone: phone, op: c.Op, expiry: now.Add(answerLimit)}
}

// Await plays until the command has been answered. When no answer comes, the
// error wraps ErrNoAnswer.
func (l *Lock) Await(t Ticket) (Answer, error) {
	answered := func() (firmware.Reply, bool) {
		l.hear()
		for _, r := range l.inbox {
			if r.Tag == t.tag && r.Final() {
				return r, true
			}
		}
		return firmware.Reply{}, false
	}
	final, ok := answered()
	if !ok {
		err := l.AdvanceWhile(max(t.expiry, l.Now()), func() bool {
			final, ok = answered()
			return !ok
		})
		if err != nil {
			return Answer{}, err
		}
		if !ok {
			final, ok = answered()
		}
	}
	l.machine.Inject(mcu.Input{
		Kind: mcu.InPacket, Packet: firmware.Event{Kind: firmware.PhoneDisconnected, Phone: t.link},
	})
	a := Answer{Final: final}
	rest := l.inbox[:0]
	for _, r := range l.inbox {
		if r.Tag == t.tag {
			a.Replies = append(a.Replies, r)
		} else {
			rest = append(rest, r)
		}
	}
	l.inbox = rest
	if !ok {
		return a, fmt.Errorf("%s, %v: %w", t.phone, t.op, ErrNoAnswer)
	}
	if t.op == firmware.OpPair && a.OK() {
		p := l.Phone(t.phone)
		p.Auth, p.Acknowledged = final.Auth, true
	}
	return a, nil
}

// Poll looks whether a command has been answered, or its phone has given up,
// without letting time go on. Once done, the ticket is used up; err wraps
// ErrNoAnswer when there was no answer.
func (l *Lock) Poll(t Ticket) (a Answer, done bool, err error) {
	l.hear()
	for _, r := range l.inbox {
		done = done || r.Tag == t.tag && r.Final()
	}
	if !done && l.Now() < t.expiry {
		return Answer{}, false, nil
	}
	a, err = l.Await(t)
	return a, true, err
}

// Expiry is when the phone gives up.
func (t Ticket) Expiry() sim.Time { return t.expiry }

// Call sends a command and waits for the answer.
func (l *Lock) Call(phone string, c firmware.Command) (Answer, error) {
	return l.Await(l.Send(phone, c))
}
