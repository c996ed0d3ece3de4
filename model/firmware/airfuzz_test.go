package firmware

import (
	"testing"
	"time"

	"locktwin/model/gatt"
	"locktwin/model/keyturner"
)

// FuzzTheLockSurvivesWhateverIsWritten writes any bytes to any characteristic, in
// every state of a pairing and inside valid encryption. The lock answers with
// messages of the protocol or not at all, and gives nobody away who has no key.
func FuzzTheLockSurvivesWhateverIsWritten(f *testing.F) {
	for _, s := range []string{say1, say3, say5, say7, say9} {
		f.Add(uint8(0), uint8(4), uint8(0), unhex(s))
	}
	f.Add(uint8(2), uint8(0), uint8(0), make([]byte, 54))
	f.Add(uint8(3), uint8(0), uint8(0x0D), make([]byte, 38))
	f.Add(uint8(3), uint8(0), uint8(0x31), make([]byte, 42))
	f.Add(uint8(3), uint8(0), uint8(0x13), make([]byte, 89))
	f.Add(uint8(4), uint8(2), uint8(0x12), []byte{0x0B, 0, 1, 0, 0x27, 0xA7})
	f.Fuzz(func(t *testing.T, where, steps, id uint8, data []byte) {
		if len(data) > gatt.MaxValueBytes {
			return
		}
		p, err := LookupProfile("ab-slots")
		if err != nil {
			t.Fatal(err)
		}
		app, err := New(p, nordic)
		if err != nil {
			t.Fatal(err)
		}
		r := &rig{t: t, hal: newFake(nordic), app: app}
		r.hal.log = false
		r.boot(PowerOn)
		r.run(30 * time.Second)
		rec := authRecord{Key: [32]byte{1}, Authorization: Authorization{Name: keyturner.NewName("owner"), Enabled: true}}
		owner, _ := app.addAuth(&rec, false)
		r.handle(Event{Kind: Button, Press: 5 * time.Second})
		c := r.connect(1, 247)
		o := c.as(keyturner.Credentials{AuthID: owner, Key: rec.Key})
		r.hal.feed(lockSecret, lockUUID, nonce1, nonce2, nonce3)
		for _, s := range []string{say1, say3, say5, say7}[:steps%5] {
			c.answered(s)
		}
		c.got = nil
		users := app.Authorizations()
		switch where % 5 {
		case 0, 1, 2:
			_ = c.Write(keyturner.Characteristic(where%5), data)
		case 3:
			o.challenge()
			_ = c.Write(keyturner.USDIO, o.request(keyturner.Command(id), data, 0))
		case 4:
			r.handle(Event{Kind: PDUReceived, Phone: 1, PDU: gatt.PDU(append([]byte{id}, data...))})
		}
		for range 10 {
			c.pump()
			r.run(time.Second)
		}
		// With a valid key anything may be asked for; without one nobody is
		// added, and every answer is a message that can be read.
		if where%5 != 3 && app.Authorizations() != users && !(where%5 == 0 && steps%5 == 4) {
			t.Errorf("%d users, before %d", app.Authorizations(), users)
		}
		for _, i := range c.got {
			if i.from == keyturner.USDIO {
				if _, _, _, err := keyturner.Open(nil, &rec.Key, i.value); err != nil {
					t.Errorf("%v on %v", err, i.from)
				}
				continue
			}
			cmd, _, err := keyturner.ParsePlain(i.value)
			if err != nil || i.from == keyturner.KeyturnerGDIO && cmd != keyturner.CmdErrorReport {
				t.Errorf("%v on %v: %v", cmd, i.from, err)
			}
		}
		if app.State.Depth != 0 {
			t.Error("an activation has not ended")
		}
	})
}
