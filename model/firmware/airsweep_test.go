package firmware

import (
	"strings"
	"testing"
	"time"

	"locktwin/model/gatt"
	"locktwin/model/keyturner"
)

// swept writes a request again and again, each time with the power cut at
// another place, and gives what is left to check. acknowledged says that the
// client has been told that it is done.
func swept(t *testing.T, p *Profile, cmd keyturner.Command, body []byte, check func(r *rig, o *talker, place string, acknowledged bool)) {
	t.Helper()
	r, o := talking(t, p)
	r.twice = false
	var m gatt.PDU
	conn := gatt.ConnID(10)
	told := false
	cuts := r.sweep(func() {
		r.boot(PowerOn)
		r.run(30 * time.Second)
		conn++
		o.central = r.connect(conn, 247)
		o.challenge()
		value := o.request(cmd, body, 4321)
		m = gatt.PDU(append([]byte{byte(gatt.OpWriteRequest), byte(o.handle(keyturner.USDIO)), 0}, value...))
	}, func() bool {
		cut, _ := r.handle(Event{Kind: PDUReceived, Phone: PhoneID(conn), PDU: m})
		told = false
		for _, d := range r.hal.sent[o.seen:] {
			if d.Conn == conn && d.PDU.Opcode() == gatt.OpIndication {
				told = told || !strings.HasPrefix(o.told(indicated{keyturner.USDIO, []byte(d.PDU[3:])}), "error")
			}
		}
		if !cut && !told {
			t.Fatal("the lock does not confirm")
		}
		return cut
	}, func(place string) {
		r.boot(PowerOn)
		if r.app.State.Server != (gatt.Server{}) || r.app.State.Links != [gatt.MaxConnections]linkState{} {
			t.Fatalf("%s: a connection outlives the power", place)
		}
		r.run(30 * time.Second)
		conn++
		o.central = r.connect(conn, 247)
		check(r, o, place, told)
	})
	if cuts < 10 {
		t.Errorf("only %d cuts", cuts)
	}
}

func TestNoCutLosesAPINThatIsSetOverTheAir(t *testing.T) {
	swept(t, profile(t, "ab-slots"), keyturner.CmdSetPIN, keyturner.AppendPIN(nil, 99),
		func(r *rig, o *talker, place string, acknowledged bool) {
			old, fresh := o.order(keyturner.CmdVerifyPIN, nil, 4321, 0), o.order(keyturner.CmdVerifyPIN, nil, 99, 0)
			if (old == "complete") == (fresh == "complete") || acknowledged && fresh != "complete" {
				t.Errorf("%s, acknowledged %t: the old PIN is answered with %s, the new one with %s", place, acknowledged, old, fresh)
			}
		})
}

func TestACutShowsWhichStoreKeepsAPIN(t *testing.T) {
	// The struct in one page has no copy: a cut in its erase leaves a PIN that
	// nobody knows.
	lost := 0
	swept(t, profile(t, "rewrite-at-boot"), keyturner.CmdSetPIN, keyturner.AppendPIN(nil, 99),
		func(r *rig, o *talker, _ string, _ bool) {
			old, fresh := o.order(keyturner.CmdVerifyPIN, nil, 4321, 0), o.order(keyturner.CmdVerifyPIN, nil, 99, 0)
			if old != "complete" && fresh != "complete" {
				lost++
			}
		})
	if lost == 0 {
		t.Error("no cut loses the PIN")
	}
}

func TestNoCutLosesAUserOrATableOverTheAir(t *testing.T) {
	invite := keyturner.Invite{Name: keyturner.NewName("guest"), Key: [32]byte{7}}
	swept(t, profile(t, "ab-slots"), keyturner.CmdInvite, invite.Append(nil),
		func(r *rig, o *talker, place string, acknowledged bool) {
			if n := r.app.Authorizations(); n < 1 || n > 2 || acknowledged && n != 2 {
				t.Errorf("%s, acknowledged %t: %d users", place, acknowledged, n)
			}
		})
	swept(t, profile(t, "ab-slots"), keyturner.CmdAddTimeControl, keyturner.TimeControl{Action: keyturner.ActionLock}.Append(nil),
		func(r *rig, o *talker, place string, acknowledged bool) {
			if n := len(r.timeControls(o.id, 4321)); n > 1 || acknowledged && n != 1 {
				t.Errorf("%s, acknowledged %t: %d actions by the clock", place, acknowledged, n)
			}
		})
}

// TestNoCutLeavesHalfAPairing cuts the power in the last step of a pairing, in
// which the user is stored.
func TestNoCutLeavesHalfAPairing(t *testing.T) {
	r := published(t)
	r.twice = false
	mem := append([]byte(nil), r.hal.mem...)
	var c *central
	conn := gatt.ConnID(10)
	cuts := r.sweep(func() {
		copy(r.hal.mem, mem)
		r.boot(PowerOn)
		r.run(30 * time.Second)
		r.handle(Event{Kind: Button, Press: 5 * time.Second})
		r.hal.feed(lockSecret, lockUUID, nonce1, nonce2, nonce3)
		conn++
		c = r.connect(conn, 247)
		for _, s := range []string{say1, say3, say5, say7} {
			c.answered(s)
		}
	}, func() bool {
		m := append([]byte{byte(gatt.OpWriteRequest), byte(c.handle(keyturner.PairingGDIO)), 0}, unhex(say9)...)
		cut, _ := r.handle(Event{Kind: PDUReceived, Phone: PhoneID(conn), PDU: gatt.PDU(m)})
		return cut
	}, func(place string) {
		r.boot(PowerOn)
		r.run(30 * time.Second)
		if n := r.app.Authorizations(); n != 4 && n != 5 {
			t.Errorf("%s: %d users", place, n)
		}
		if !r.app.State.Pairing && r.app.State.Flow != (pairingFlow{}) {
			t.Errorf("%s: a pairing outlives the power", place)
		}
		if slot := r.app.authSlot(5); slot >= 0 {
			var rec authRecord
			if !r.app.readAuth(slot, &rec) || rec.Name.String() != "Test bridge" || rec.Type != keyturner.IDBridge {
				t.Errorf("%s: %+v", place, rec.Authorization)
			}
		}
	})
	if cuts < 5 {
		t.Errorf("only %d cuts", cuts)
	}
}
