package firmware

import (
	"slices"
	"strings"
	"testing"
	"time"

	"locktwin/model/gatt"
	"locktwin/model/keyturner"
)

const (
	frameQuiet   = "0201061AFF4C000215A92EE200550111E4916C0800200C9A662E96447CC4"
	frameChanged = "0201061AFF4C000215A92EE200550111E4916C0800200C9A662E96447CC5"
	framePairing = "0201061521669A0C2000086C91E411015500E12EA92E96447C"
	frameNew     = "0201061521669A0C2000086C91E411015500E02EA92E96447C"
	frameScan    = "0E094E756B695F3245393634343743"
)

// frames are what the lock advertises, as hexadecimal digits.
func (r *rig) frames() []string {
	b := r.hal.radio.Beacon
	var out []string
	for _, f := range b.Frames[:b.Count] {
		out = append(out, strings.ToUpper(string(hexOf([]byte(f)))))
	}
	return out
}

func TestTheBeaconIsThePublishedOne(t *testing.T) {
	r, _ := lived(t, profile(t, "ab-slots"), 0, 0)
	r.app.State.News = false
	r.app.setRadio()
	if got := r.frames(); len(got) != 1 || got[0] != frameQuiet {
		t.Errorf("in normal operation: %v", got)
	}
	if got := strings.ToUpper(string(hexOf([]byte(r.hal.radio.Beacon.ScanResponse)))); got != frameScan {
		t.Errorf("scan response: %v", got)
	}
	r.handle(Event{Kind: Button, Press: 5 * time.Second})
	if got := r.frames(); len(got) != 2 || got[0] != framePairing || got[1] != frameQuiet {
		t.Errorf("in pairing mode: %v", got)
	}
	r.run(2 * time.Minute)
	if got := r.frames(); len(got) != 1 || got[0] != frameQuiet {
		t.Errorf("afterwards: %v", got)
	}
	for mode, want := range map[keyturner.AdvertisingMode]time.Duration{
		keyturner.AdvertiseAutomatic: 500 * time.Millisecond, keyturner.AdvertiseNormal: 500 * time.Millisecond,
		keyturner.AdvertiseSlow: time.Second, keyturner.AdvertiseSlowest: 2 * time.Second,
	} {
		r.app.State.Config.Advertising = mode
		r.app.setRadio()
		if got := r.hal.radio.Beacon.Interval; got != want || !r.hal.radio.Beacon.Connectable {
			t.Errorf("mode %v: every %v", mode, got)
		}
	}
	p := profile(t, "ab-slots")
	p.Protocol.Wire, _ = keyturner.WireProfileNamed("gen3")
	r.update(p)
	r.run(time.Minute)
	if got := r.frames(); !strings.HasSuffix(got[0], "C8") {
		t.Errorf("a later generation: %v", got)
	}
}

func TestALockThatWasNeverSetUpShowsIt(t *testing.T) {
	for _, c := range []struct {
		pairWhenNew, beside bool
		idle, button        []string
	}{
		{true, false, []string{framePairing, frameChanged}, []string{framePairing, frameChanged}},
		{true, true, []string{framePairing, frameChanged, frameNew}, []string{framePairing, frameChanged, frameNew}},
		{false, false, []string{frameNew, frameChanged}, []string{framePairing, frameChanged}},
		{false, true, []string{frameNew, frameChanged}, []string{framePairing, frameChanged, frameNew}},
	} {
		p := profile(t, "ab-slots")
		p.Protocol.PairWhenNew, p.Protocol.NewBesidePairing = c.pairWhenNew, c.beside
		r := newRig(t, p, nordic)
		r.run(30 * time.Second)
		if got := r.frames(); !slices.Equal(got, c.idle) {
			t.Errorf("%+v: at rest %v", c, got)
		}
		r.handle(Event{Kind: Button, Press: 5 * time.Second})
		if got := r.frames(); !slices.Equal(got, c.button) {
			t.Errorf("%+v: in pairing mode %v", c, got)
		}
		r.connect(1, 247).owner("owner", keyturner.IDApp)
		if got := r.frames(); !slices.Equal(got, []string{frameChanged}) {
			t.Errorf("%+v: with an owner %v", c, got)
		}
	}
}

func TestOnlyABridgeTakesTheMarkOfAChangeAway(t *testing.T) {
	r, o := talking(t, profile(t, "ab-slots"))
	r.handle(Event{Kind: Button, Press: 5 * time.Second})
	bridge := o.central.owner("bridge", keyturner.IDBridge)
	states := []byte{0x0C, 0}
	changed := func() bool { return r.frames()[0] == frameChanged }
	if !changed() {
		t.Fatal("the entries of the first boot do not show")
	}
	if o.raw(o.seal(keyturner.CmdRequestData, states)); !changed() {
		t.Error("an app takes the mark away")
	}
	if bridge.order(keyturner.CmdRequestConfig, nil, 0, 0); !changed() {
		t.Error("reading the configuration takes the mark away")
	}
	bridge.subscribe(keyturner.USDIO, 0)
	if got := bridge.raw(bridge.seal(keyturner.CmdRequestData, states)); got != "" || !changed() {
		t.Errorf("a bridge that is told nothing, but %s, takes the mark away", got)
	}
	bridge.subscribe(keyturner.USDIO, 2)
	if bridge.raw(bridge.seal(keyturner.CmdRequestData, states)); changed() {
		t.Error("a bridge does not take the mark away")
	}
	r.handle(Event{Kind: KeyTurned, Angle: UnlockedMillidegrees})
	if !changed() {
		t.Error("a key that was turned does not show")
	}
	bridge.raw(bridge.seal(keyturner.CmdRequestData, states))
	o.order(keyturner.CmdLockAction, lockAction(keyturner.ActionLock), 0, 10*time.Second)
	if !changed() {
		t.Error("an action does not show")
	}
	bridge.raw(bridge.seal(keyturner.CmdRequestData, states))
	r.handle(Event{Kind: DoorMoved})
	if !changed() {
		t.Error("an entry of the log does not show")
	}
}

func TestScriptedPhonesAndConnectionsOfOneNumberAreTwo(t *testing.T) {
	r, o := talking(t, profile(t, "ab-slots"))
	sent := len(r.hal.sent)
	r.handle(Event{Kind: PhoneConnected, Phone: 1})
	r.handle(Event{Kind: CommandReceived, Phone: 1, Command: Command{Op: OpLockAction, Auth: o.id, Action: keyturner.ActionUnlock}})
	r.run(5 * time.Second)
	if len(r.hal.sent) != sent {
		t.Error("a connection is told what a scripted phone asked for")
	}
	r.handle(Event{Kind: PhoneDisconnected, Phone: 1})
	replies := len(r.hal.replies)
	o.challenge()
	o.raw(o.request(keyturner.CmdLockAction, lockAction(keyturner.ActionLock), 0))
	r.handle(Event{Kind: PhoneConnected, Phone: 1 << 31})
	r.handle(Event{Kind: PhoneDisconnected, Phone: 1})
	if got := o.listen(5 * time.Second); got != "states locked, complete" || len(r.hal.replies) != replies {
		t.Errorf("%s, %d replies", got, len(r.hal.replies)-replies)
	}
	if r.app.State.Server.Count() != 1 || gatt.ConnID(1) != phoneOf(1).conn() || PhoneID(1).onAir() || PhoneID(1<<31|1).onAir() {
		t.Error("numbers are mixed up")
	}
}
