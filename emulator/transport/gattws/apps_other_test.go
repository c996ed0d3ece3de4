package gattws

import (
	"bytes"
	"fmt"
	"slices"
	"testing"
	"time"

	"locktwin/emulator/fleet"
	"locktwin/model"
	"locktwin/model/gatt"
	"locktwin/model/keyturner"
)

func TestNukiBleEsp32SubscribesAgainBeforeEveryWrite(t *testing.T) {
	b := newBench(t, fleet.Spec{})
	b.pairingMode()
	a := b.app(t, manners{mtu: 255, whole: true, again: true, byHandle: true})
	// It finds a lock to pair with by service data that are not empty.
	service := gatt.UUID(keyturner.PairingService.UUID())
	if !slices.ContainsFunc(a.hear(4), func(adv Advertisement) bool {
		return len(adv.ServiceData) == 1 && adv.ServiceData[0].Service == service && len(adv.ServiceData[0].Data) == 4
	}) {
		t.Error("no frame has the service data of the pairing service")
	}
	k, _ := a.pair(keyturner.IDBridge, 0xDEADBEEF)
	// From then on by the address, and manufacturer data of 25 bytes with company
	// and UUID.
	uuid := keyturner.KeyturnerService.UUID()
	want := append([]byte{0x02, 0x15}, uuid[:]...)
	for _, adv := range a.hear(4) {
		if len(adv.ManufacturerData) != 1 || len(adv.ManufacturerData[0].Data) != 23 || !bytes.HasPrefix(adv.ManufacturerData[0].Data, want) {
			t.Errorf("%v", adv.ManufacturerData)
		}
	}
	if states := a.ask(k, keyturner.CmdStates); len(states) > 27 {
		t.Errorf("states of %d bytes overrun its structure", len(states))
	}
	a.ask(k, keyturner.CmdBatteryReport)
	advanced, err := k.AdvancedConfig()
	a.must(err)
	set := keyturner.SetAdvancedConfig{AdvancedSettings: advanced.AdvancedSettings}
	set.LockNGoSeconds = 30
	a.must(k.SetAdvancedConfig(set, 0))
	advanced, err = k.AdvancedConfig()
	if a.must(err); advanced.LockNGoSeconds != 30 {
		t.Errorf("%+v", advanced)
	}
	id, err := k.AddTimeControl(keyturner.TimeControl{Weekdays: 0x7C, Time: keyturner.ClockTime{Hour: 7, Minute: 30}, Action: keyturner.ActionUnlock}, 0)
	a.must(err)
	entries, err := k.TimeControls(0)
	if a.must(err); len(entries) != 1 || entries[0].ID != id {
		t.Errorf("%v", entries)
	}
	a.act(k, keyturner.ActionLock)
	// It disconnects when it has been idle for a second, and comes back.
	b.wait(time.Second)
	a.disconnect()
	a.connect()
	a.ask(k, keyturner.CmdStates)
}

func TestGoNukiPutsPartsTogetherAndStaysOnTheConnection(t *testing.T) {
	for _, mtu := range []int{0, 247} {
		t.Run(fmt.Sprintf("mtu %d", mtu), func(t *testing.T) {
			b := newBench(t, fleet.Spec{})
			b.pairingMode()
			a := b.app(t, manners{mtu: mtu, byHandle: true, subscribe: []keyturner.Characteristic{keyturner.PairingGDIO}})
			a.must(a.Write(keyturner.PairingGDIO, keyturner.AppendPlain(nil, keyturner.CmdRequestData, keyturner.RequestData{Want: keyturner.CmdPublicKey}.Append(nil))))
			// A part of fewer than 20 bytes ends a message of the pairing.
			for want := 36; want > 0; want -= a.parts[len(a.parts)-1] {
				_, _, err := a.Receive()
				a.must(err)
			}
			if want := map[int]string{0: "[20 16]", 247: "[36]"}[mtu]; fmt.Sprint(a.parts) != want {
				t.Errorf("the public key comes as %v, want %s", a.parts, want)
			}
			k, _ := a.pair(keyturner.IDApp, 1)
			a.subscribeTo(keyturner.USDIO) // on the same connection
			if states := a.ask(k, keyturner.CmdStates); len(states) < 19 || len(states) > 21 {
				t.Errorf("states of %d bytes; it takes 19 to 21 for a lock", len(states))
			}
			a.act(k, keyturner.ActionLock)
			// Its PIN is read as hexadecimal digits: 04d2 is 1234.
			a.must(k.SetPIN(0x04D2, 0))
			count, entries, err := k.Log(keyturner.LogRequest{Total: true}, 1234) // none, only how many
			if a.must(err); len(entries) != 0 || count.Count == 0 {
				t.Errorf("%d entries, %+v", len(entries), count)
			}
			_, entries, err = k.Log(keyturner.LogRequest{Count: 2, Descending: true}, 1234)
			if a.must(err); len(entries) == 0 || len(entries) > 2 {
				t.Errorf("%d entries", len(entries))
			}
			a.must(k.UpdateTime(keyturner.Date{Year: 2026, Month: 6, Day: 16, Hour: 12, Minute: 30, Second: 5}, 1234))
			a.must(k.EnableLogging(true, 1234))
			a.must(k.Reboot(1234))
			<-a.conn.Done()
			b.wait(10 * time.Second)
			a.connect()
			a.subscribeTo(keyturner.USDIO)
			if right, err := k.VerifyPIN(1234); err != nil || !right {
				t.Errorf("after a restart the PIN is right: %v, %v", right, err)
			}
		})
	}
}

func TestNubliReadsPairingInPartsOfTwentyBytes(t *testing.T) {
	b := newBench(t, fleet.Spec{})
	b.pairingMode()
	a := b.app(t, manners{subscribe: []keyturner.Characteristic{keyturner.USDIO}})
	if advs := a.hear(1); len(advs[0].Name) != 13 || advs[0].Name[:5] != "Nuki_" {
		t.Errorf("name %q", advs[0].Name)
	}
	a.subscribeTo(keyturner.PairingGDIO)
	parts := map[keyturner.Command]string{}
	link := &noting{app: a, note: func(last keyturner.Command) { parts[last] = fmt.Sprint(a.parts) }}
	c, err := keyturner.Pair(link, keyturner.PairOptions{Type: keyturner.IDBridge, AppID: 99, Name: "nubli", Random: bytes.NewReader(bytes.Repeat([]byte{7}, 64))})
	a.must(err) // which also says that the lock's own authenticator is right
	for cmd, want := range map[keyturner.Command]string{
		keyturner.CmdRequestData: "[20 16]", keyturner.CmdPublicKey: "[20 16]", keyturner.CmdAuthorizationAuthenticator: "[20 16]",
		keyturner.CmdAuthorizationData: "[20 20 20 20 8]", keyturner.CmdAuthorizationIDConfirmation: "[5]",
	} {
		if parts[cmd] != want {
			t.Errorf("the answer to %s comes as %s, want %s", cmd, parts[cmd], want)
		}
	}
	k := keyturner.NewClient(a, c, &counting{})
	_, err = k.AdvancedConfig()
	a.must(err)
	total, entries, err := k.Authorizations(keyturner.ListRequest{Count: 0xFFFF}, 0)
	if a.must(err); int(total) != len(entries) || total == 0 || entries[0].ID != c.AuthID {
		t.Errorf("%d entries of %d: %v", len(entries), total, entries)
	}
	a.act(k, keyturner.ActionLock) // waits until it is complete, for ever if need be

	// A change is told by the last byte of the beacon, and taken back when a bridge
	// has read the states.
	a.ask(k, keyturner.CmdStates)
	if got := lastByte(a.hear(1)); got != 0xC4 {
		t.Errorf("the beacon ends in %#x, want 0xC4", got)
	}
	b.do(func(l *model.Lock) { l.PressButton(200 * time.Millisecond) })
	b.wait(20 * time.Second)
	if got := lastByte(a.hear(2)); got != 0xC5 {
		t.Errorf("after a press of the button the beacon ends in %#x, want 0xC5", got)
	}
	a.ask(k, keyturner.CmdStates)
	if got := lastByte(a.hear(2)); got != 0xC4 {
		t.Errorf("after a bridge has read the beacon ends in %#x, want 0xC4", got)
	}
}

func lastByte(heard []Advertisement) byte {
	data := heard[len(heard)-1].Data
	return data[len(data)-1]
}

// noting is an app that notes in how many parts the answers come.
type noting struct {
	*app
	note func(last keyturner.Command)
}

func (n *noting) Receive() (keyturner.Characteristic, []byte, error) {
	c, part, err := n.app.Receive()
	if cmd, _, e := keyturner.ParsePlain(n.last); e == nil {
		n.note(cmd)
	}
	return c, part, err
}

// counting is a source of nonces that never gives one twice.
type counting struct{ n byte }

func (c *counting) Read(b []byte) (int, error) {
	c.n++
	for i := range b {
		b[i] = c.n
	}
	return len(b), nil
}
