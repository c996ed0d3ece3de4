package gattws

import (
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"locktwin/emulator/fleet"
	"locktwin/model/keyturner"
)

// bleak on Linux asks for a large MTU, and neither of the two libraries on it puts
// indications together.
var onBleak = manners{mtu: 517, whole: true, subscribe: []keyturner.Characteristic{keyturner.PairingGDIO, keyturner.USDIO}}

func TestPyNukiBTPairsAndSendsTheSameBytesAgain(t *testing.T) {
	b := newBench(t, fleet.Spec{})
	b.pairingMode()
	a := b.app(t, onBleak)
	k, _ := a.pair(keyturner.IDBridge, 0x11223344)
	// It disconnects after pairing, and subscribes to both again.
	a.disconnect()
	a.connect()
	if got := a.ask(k, keyturner.CmdStates); len(got) < 18 {
		t.Errorf("states of %d bytes; it needs 18", len(got))
	}
	config, err := k.Config()
	a.must(err)
	if config.HomeKit > 3 {
		t.Errorf("config %v", config)
	}
	for pin, want := range map[uint16]bool{0: true, 9: false} {
		if right, err := k.VerifyPIN(pin); err != nil || right != want {
			t.Errorf("PIN %d is right: %v, %v", pin, right, err)
		}
	}
	which := keyturner.ActionUnlock
	if s, err := k.States(); err != nil || s.Lock == keyturner.Unlocked {
		which = keyturner.ActionLock
	}
	a.act(k, which)
	// Having missed the answer it sends the same bytes: the challenge is used up,
	// so the bolt must not move again.
	before := a.boltMoves(k)
	nonce, err := k.Challenge()
	a.must(err)
	body := action(keyturner.ActionUnlatch)
	a.must(k.Send(keyturner.CmdLockAction, keyturner.AppendTail(body, keyturner.CmdLockAction, &keyturner.Tail{Nonce: nonce})))
	message := slices.Clone(a.last)
	for {
		got, payload, err := k.Next()
		a.must(err)
		if s, _ := keyturner.ParseStatus(payload); got == keyturner.CmdStatus && s == keyturner.StatusComplete {
			break
		}
	}
	a.last = message
	for range 2 {
		a.rewrite()
		var refused *keyturner.LockError
		if _, _, err := k.Next(); !errors.As(err, &refused) || refused.Code != keyturner.ErrBadNonce || refused.Command != keyturner.CmdLockAction {
			t.Errorf("the same bytes again: %v", err)
		}
	}
	if after := a.boltMoves(k); after != before+1 {
		t.Errorf("the log has %d actions, and had %d before the one", after, before)
	}
}

// boltMoves counts the lock actions in the log.
func (a *app) boltMoves(k *keyturner.Client) int {
	a.t.Helper()
	_, entries, err := k.Log(keyturner.LogRequest{Count: 0xFFFF, Total: true}, 0)
	a.must(err)
	n := 0
	for _, e := range entries {
		if e.Type == keyturner.LogLockAction {
			n++
		}
	}
	return n
}

func TestRaspiNukiBridgeFindsNothingThatItsTablesLack(t *testing.T) {
	b := newBench(t, fleet.Spec{})
	b.pairingMode()
	a := b.app(t, onBleak)
	k, _ := a.pair(keyturner.IDBridge, 7)
	a.disconnect()
	// It takes the manufacturer data of each frame, and fails when there are none.
	for _, adv := range a.hear(10) {
		if len(adv.ManufacturerData) != 1 || adv.ManufacturerData[0].CompanyIdentifier != 0x004C || len(adv.ManufacturerData[0].Data) != 23 {
			t.Fatalf("%v", adv.ManufacturerData)
		}
	}
	for _, which := range []keyturner.LockAction{keyturner.ActionUnlock, keyturner.ActionLock, keyturner.ActionUnlatch} {
		a.connect()
		a.strict(k)
		nonce, err := k.Challenge()
		a.must(err)
		body := action(which)
		a.must(k.Send(keyturner.CmdLockAction, keyturner.AppendTail(body, keyturner.CmdLockAction, &keyturner.Tail{Nonce: nonce})))
		for done := false; !done; {
			got, payload, err := k.Next()
			a.must(err)
			switch got {
			case keyturner.CmdStates:
				a.strictStates(payload)
			case keyturner.CmdStatus:
				s, err := keyturner.ParseStatus(payload)
				a.must(err)
				done = s == keyturner.StatusComplete
			default:
				t.Fatalf("%s came", got)
			}
		}
		a.disconnect() // at once, whatever the lock may still have to say
		b.wait(time.Minute)
	}
}

// strict reads states and configuration as an app whose enumerations refuse what
// they do not list.
func (a *app) strict(k *keyturner.Client) {
	a.t.Helper()
	a.strictStates(a.ask(k, keyturner.CmdStates))
	nonce, err := k.Challenge()
	a.must(err)
	a.must(k.Send(keyturner.CmdRequestConfig, keyturner.AppendTail(nil, keyturner.CmdRequestConfig, &keyturner.Tail{Nonce: nonce})))
	if config, _ := a.next(k, keyturner.CmdConfig); len(config) != 74 {
		a.t.Errorf("config of %d bytes, want 74", len(config))
	}
}

func (a *app) strictStates(payload []byte) {
	a.t.Helper()
	if len(payload) != 21 {
		a.t.Fatalf("states of %d bytes, want 21", len(payload))
	}
	s, err := keyturner.ParseStates(payload)
	a.must(err)
	when := fmt.Sprintf("%04d-%02d-%02d %02d:%02d:%02d", s.Time.Year, s.Time.Month, s.Time.Day, s.Time.Hour, s.Time.Minute, s.Time.Second)
	if _, err := time.Parse(time.DateTime, when); err != nil {
		a.t.Errorf("%v", err)
	}
	lock := []keyturner.LockState{0, 1, 2, 3, 4, 5, 6, 7, 0xFC, 0xFD, 0xFE, 0xFF}
	actions := []keyturner.LockAction{0, 1, 2, 3, 4, 5, 6, 0x81, 0x82, 0x83}
	triggers := []keyturner.Trigger{0, 1, 2, 3, 6}
	doors := []keyturner.DoorState{0, 1, 2, 3, 4, 5}
	if !slices.Contains([]keyturner.NukiState{0, 1, 2, 4}, s.Nuki) || !slices.Contains(lock, s.Lock) || !slices.Contains(triggers, s.Trigger) ||
		!slices.Contains(actions, s.LastAction) || !slices.Contains(triggers, s.LastTrigger) || !slices.Contains(doors, s.Door) {
		a.t.Errorf("states %+v", s)
	}
}
