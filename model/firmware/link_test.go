package firmware

import (
	"errors"
	"testing"
	"time"

	"locktwin/model/gatt"
	"locktwin/model/keyturner"
)

func TestARestartIsConfirmedBeforeItHappens(t *testing.T) {
	for _, confirms := range []bool{true, false} {
		r, o := talking(t, profile(t, "ab-slots"))
		o.challenge()
		o.mute = true
		if err := o.Write(keyturner.USDIO, o.request(keyturner.CmdRequestReboot, nil, 4321)); err != nil {
			t.Fatal(err)
		}
		if got := o.listen(0); got != "complete" || r.app.State.Server.Count() != 1 {
			t.Fatalf("answered with %s, %d connections", got, r.app.State.Server.Count())
		}
		if confirms {
			o.client.Confirm()
		} else {
			r.run(1100 * time.Millisecond)
		}
		if len(r.hal.hungUp) != 1 || r.app.State.Server.Count() != 0 {
			t.Errorf("confirmed %t: %d connections were ended", confirms, len(r.hal.hungUp))
		}
		r.run(400 * time.Millisecond)
		if r.hal.cause != SoftReset {
			t.Errorf("confirmed %t: it does not restart", confirms)
		}
	}
}

func TestAClientThatConfirmsNothingBlocksOnlyItself(t *testing.T) {
	r, o := talking(t, profile(t, "ab-slots"))
	other := &talker{central: r.connect(2, 247), id: o.id, key: o.key}
	o.mute = true
	var err error
	writes := 0
	for ; writes < 50 && err == nil; writes++ {
		err = o.Write(keyturner.USDIO, o.seal(keyturner.CmdRequestData, []byte{0x0C, 0}))
	}
	var e *gatt.Error
	if !errors.As(err, &e) || e.Code != gatt.CodeInsufficientResources || writes < 4 {
		t.Errorf("write %d: %v", writes, err)
	}
	if got := other.raw(other.seal(keyturner.CmdRequestData, []byte{0x0C, 0})); got != "states locked" {
		t.Errorf("the other one: %s", got)
	}
	r.run(29 * time.Second)
	if len(r.hal.hungUp) != 0 {
		t.Fatal("the connection ends early")
	}
	r.run(2 * time.Second)
	if len(r.hal.hungUp) != 1 || r.hal.hungUp[0].Conn != 1 || r.app.State.Server.Count() != 1 {
		t.Errorf("%+v", r.hal.hungUp)
	}
}

func TestTheLockHasRoomForFourConnections(t *testing.T) {
	r := newRig(t, profile(t, "ab-slots"), nordic)
	for c := gatt.ConnID(1); c <= 4; c++ {
		if !r.hal.radio.Beacon.Connectable {
			t.Errorf("before connection %d it is not connectable", c)
		}
		r.connect(c, 247)
	}
	if r.hal.radio.Beacon.Connectable || r.hal.radio.Mode != RadioConnected || r.hal.radio.Beacon.Interval == 0 {
		t.Errorf("%+v", r.hal.radio)
	}
	r.handle(Event{Kind: LinkUp, Phone: 5})
	if len(r.hal.hungUp) != 1 || r.hal.hungUp[0] != (gatt.Hangup{Conn: 5, Reason: gatt.ReasonLowResources}) {
		t.Errorf("%+v", r.hal.hungUp)
	}
	r.handle(Event{Kind: LinkDown, Phone: 2})
	if !r.hal.radio.Beacon.Connectable {
		t.Error("a place that is free does not show")
	}
	r.connect(6, 23)
	r.handle(Event{Kind: LinkDown, Phone: 99})
	r.handle(Event{Kind: PDUReceived, Phone: 99, PDU: "\x0a\x01\x00"})
}

func TestAnIdleConnectionEndsIfTheVersionSaysSo(t *testing.T) {
	p := profile(t, "ab-slots")
	p.Protocol.IdleTimeout = 20 * time.Second
	r, o := talking(t, p)
	for range 3 {
		r.run(15 * time.Second)
		o.challenge()
	}
	if len(r.hal.hungUp) != 0 {
		t.Fatal("it ends although something is said")
	}
	r.run(21 * time.Second)
	if len(r.hal.hungUp) != 1 || r.app.State.Server.Count() != 0 {
		t.Errorf("%+v", r.hal.hungUp)
	}
	r, o = talking(t, profile(t, "ab-slots"))
	r.run(10 * time.Hour)
	o.challenge()
}

func TestARadioThatIsSwitchedOffForgetsItsConnections(t *testing.T) {
	p := profile(t, "rewrite-at-boot")
	p.Supervisor.Warning, p.Supervisor.WarningLevel, p.Warning.Action = true, 2500, WarningGoQuiet
	r, o := talking(t, p)
	o.challenge()
	r.handle(Event{Kind: Warning})
	if r.hal.radio.Mode != RadioOff || r.hal.radio.Beacon != (gatt.Beacon{}) || r.app.State.Server.Count() != 0 {
		t.Errorf("%+v", r.hal.radio)
	}
	sent := len(r.hal.sent)
	r.handle(Event{Kind: LinkUp, Phone: 9})
	r.handle(Event{Kind: PDUReceived, Phone: 1, PDU: "\x02\x17\x00"})
	if len(r.hal.sent) != sent || r.app.State.Server.Count() != 0 {
		t.Error("a radio that is off answers")
	}
	r.handle(Event{Kind: WarningOver})
	if r.hal.radio.Mode != RadioAdvertising || r.hal.radio.Beacon.Count == 0 {
		t.Errorf("%+v", r.hal.radio)
	}
	o.central = r.connect(10, 247)
	o.challenge()
}

// TestAWarningInsideARequestEndsIt lets the warning come inside each flash
// operation of a request: nothing of the connection is left, and what was
// acknowledged holds.
func TestAWarningInsideARequestEndsIt(t *testing.T) {
	for after := 1; ; after++ {
		p := profile(t, "rewrite-at-boot")
		p.Supervisor.Warning, p.Supervisor.WarningLevel, p.Warning.Action = true, 2500, WarningGoQuiet
		r, o := talking(t, p)
		o.challenge()
		m := o.request(keyturner.CmdSetPIN, keyturner.AppendPIN(nil, 99), 4321)
		h := &interrupted{fake: r.hal, app: r.app, after: after}
		b := append([]byte{byte(gatt.OpWriteRequest), byte(o.handle(keyturner.USDIO)), 0}, m...)
		r.app.Handle(h, Event{Kind: PDUReceived, Phone: 1, PDU: gatt.PDU(b)})
		if !h.came {
			if after < 3 {
				t.Fatalf("only %d operations were interrupted", after-1)
			}
			return
		}
		s := &r.app.State
		if s.Server != (gatt.Server{}) || s.Links != [gatt.MaxConnections]linkState{} || s.Flow != (pairingFlow{}) || s.Depth != 0 {
			t.Fatalf("interrupted after %d: something of the connection is left", after)
		}
		if !s.PIN.Accepts(99) {
			t.Errorf("interrupted after %d: the PIN is %d", after, s.PIN.Value)
		}
		o.central = r.connect(5, 247)
		if got := o.order(keyturner.CmdVerifyPIN, nil, 99, 0); got != "complete" {
			t.Errorf("interrupted after %d: %s", after, got)
		}
	}
}

func TestAFactoryResetEndsEveryConnection(t *testing.T) {
	p := profile(t, "ab-slots")
	p.Reset.Button, p.Reset.Hold = true, 10*time.Second
	r, o := talking(t, p)
	o.challenge()
	r.handle(Event{Kind: Button, Press: 11 * time.Second})
	if r.app.Authorizations() != 0 || r.app.State.Server.Count() != 0 || len(r.hal.hungUp) != 1 || r.app.State.Identity.Known {
		t.Errorf("%d users, %d connections", r.app.Authorizations(), r.app.State.Server.Count())
	}
	was := o.id
	if k := r.connect(2, 247).owner("new", keyturner.IDApp); k.id != was {
		t.Logf("the new owner is %d", k.id)
	}
}

func TestSubscriptionsAreAskedForIfTheVersionSaysSo(t *testing.T) {
	for _, strict := range []bool{false, true} {
		p := profile(t, "ab-slots")
		p.Protocol.RequireSubscription = strict
		_, o := talking(t, p)
		o.subscribe(keyturner.USDIO, 0)
		err := o.Write(keyturner.USDIO, o.seal(keyturner.CmdRequestData, []byte{0x0C, 0}))
		var e *gatt.Error
		if refused := errors.As(err, &e) && e.Code == gatt.CodeCCCDImproperlyConfigured; refused != strict {
			t.Errorf("strict %t: %v", strict, err)
		}
		if got := o.listen(time.Second); got != "" {
			t.Errorf("strict %t: it is told %s", strict, got)
		}
		o.subscribe(keyturner.USDIO, 2)
		o.subscribe(keyturner.USDIO, 2)
		o.challenge()
	}
}

func TestTheTableIsThatOfARealLock(t *testing.T) {
	r := newRig(t, profile(t, "ab-slots"), nordic)
	c := r.connect(1, 247)
	var services []gatt.DiscoveredService
	c.do(func(done func(error)) {
		c.client.Discover(func(s []gatt.DiscoveredService, err error) { services = s; done(err) })
	})
	found := map[gatt.UUID]gatt.DiscoveredCharacteristic{}
	for _, s := range services {
		for _, k := range s.Characteristics {
			found[k.UUID] = k
		}
	}
	for _, k := range keyturner.Characteristics() {
		d := found[gatt.UUID(k.UUID())]
		if d.Properties != gatt.Write|gatt.Indicate || len(d.Descriptors) != 1 {
			t.Errorf("%v: %+v", k, d)
		}
	}
	for uuid, want := range map[uint16]string{
		uuidName: "Nuki_2E96447C", uuidModel: "Smart Lock 2.0", uuidSerial: "2E96447C", uuidFirmware: "2.12.11", uuidHardware: "4.5",
	} {
		var got []byte
		c.do(func(done func(error)) {
			c.client.Read(found[gatt.UUID16(uuid)].Value, func(v []byte, err error) { got = v; done(err) })
		})
		if string(got) != want {
			t.Errorf("0x%04x reads %q, want %q", uuid, got, want)
		}
	}
	err := c.try(func(done func(error)) {
		c.client.Read(c.handle(keyturner.USDIO), func(_ []byte, err error) { done(err) })
	})
	var e *gatt.Error
	if !errors.As(err, &e) || e.Code != gatt.CodeReadNotPermitted {
		t.Errorf("reading a message: %v", err)
	}
	err = c.Write(keyturner.PairingGDIO, make([]byte, 513))
	if err == nil {
		t.Error("a value of 513 bytes is taken")
	}
}

func TestTheAnswerMayComeBeforeTheWriteResponse(t *testing.T) {
	for _, first := range []bool{false, true} {
		p := profile(t, "ab-slots")
		p.Protocol.IndicateFirst = first
		r, o := talking(t, p)
		at := len(r.hal.sent)
		o.raw(o.seal(keyturner.CmdRequestData, []byte{0x0C, 0}))
		got := [2]gatt.Opcode{r.hal.sent[at].PDU.Opcode(), r.hal.sent[at+1].PDU.Opcode()}
		want := [2]gatt.Opcode{gatt.OpWriteResponse, gatt.OpIndication}
		if first {
			want[0], want[1] = want[1], want[0]
		}
		if got != want {
			t.Errorf("indicate first %t: %v", first, got)
		}
	}
}
