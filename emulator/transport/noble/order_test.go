package noble

import (
	"fmt"
	"strings"
	"testing"
	"testing/synctest"

	"locktwin/model/gatt"
)

const subscribe = `{"action":"notify",` + gdio + `,"notify":true}`

func valueOf(hex string) []string {
	return []string{
		`{"type":"handleNotify",` + front + `,"handle":3,"data":"` + hex + `"}`,
		`{"type":"read",` + gdio + `,"data":"` + hex + `","isNotification":true}`,
	}
}

func TestActionsAreAnsweredInTheirOrder(t *testing.T) {
	// The library takes the next event of a name for the answer to the oldest
	// question, so also what is answered from memory has to wait its turn.
	inBubble(t, newDouble(frontDoor()), Options{}, func(t *testing.T, r *rig) {
		c := r.explored("/")
		var want []string
		for i := range 20 {
			c.send(fmt.Sprintf(`{"action":"write",%s,"data":"%02x","withoutResponse":%v}`, gdio, i, i%2 == 0),
				`{"action":"read",`+model+`}`, `{"action":"discoverDescriptors",`+gdio+`}`, `{"action":"updateRssi",`+front+`}`)
			want = append(want, "write read descriptorsDiscover rssiUpdate")
		}
		if got := c.types(); got != strings.Join(want, " ") {
			t.Errorf("answered as %s", got)
		}
	})
}

func TestIndicationIsAReadEventAndGoesBetweenAnswers(t *testing.T) {
	d := newDouble(frontDoor())
	inBubble(t, d, Options{}, func(t *testing.T, r *rig) {
		c := r.explored("/")
		c.send(subscribe)
		c.expect(`{"type":"notify",` + gdio + `,"state":true}`)
		d.indicate("front", chrPairing, "\x0e\x00\x00\x9d\xd7")
		c.expect(valueOf("0e00009dd7")...)
		d.indicate("front", chrPairing, "")
		c.expect(valueOf("")...)
	})
}

func TestMessageIsCutByTheMTUAndArrivesInOrder(t *testing.T) {
	l := frontDoor()
	l.reply = func([]byte) []byte { return []byte(strings.Repeat("a", 20) + strings.Repeat("b", 16)) }
	d := newDouble(l)
	inBubble(t, d, Options{}, func(t *testing.T, r *rig) {
		c := r.explored("/")
		c.send(subscribe)
		c.taken()
		c.send(`{"action":"write",` + gdio + `,"data":"0100"}`)
		want := []string{`{"type":"write",` + gdio + `}`}
		want = append(want, valueOf(strings.Repeat("61", 20))...)
		want = append(want, valueOf(strings.Repeat("62", 16))...)
		c.expect(want...)
		if n := d.confirmations("front"); n != 2 {
			t.Errorf("%d confirmations, want 2", n)
		}
	})
}

func TestIndicationIsConfirmedOnceItIsWritten(t *testing.T) {
	d := newDouble(frontDoor())
	inBubble(t, d, Options{}, func(t *testing.T, r *rig) {
		c, _, err := r.dial("/", nil)
		if err != nil {
			t.Fatal(err)
		}
		defer c.raw.Close()
		c.send(connectFront, `{"action":"discoverServices",`+front+`}`, `{"action":"discoverCharacteristics",`+pairing+`}`, subscribe)
		synctest.Wait() // nobody reads, so the first frame is still being written
		d.indicate("front", chrPairing, "late")
		synctest.Wait()
		if n := d.confirmations("front"); n != 0 {
			t.Errorf("%d confirmations before anything could be written", n)
		}
		go c.read()
		synctest.Wait()
		if n := d.confirmations("front"); n != 1 {
			t.Errorf("%d confirmations, want 1", n)
		}
	})
}

func TestValuesAreHeldUntilTheirServiceIsDiscovered(t *testing.T) {
	// A value of a service that the library does not know ends the app.
	d := newDouble(frontDoor())
	inBubble(t, d, Options{}, func(t *testing.T, r *rig) {
		c := r.explored("/")
		c.send(subscribe)
		c.taken()
		c.send(`{"action":"discoverServices",` + front + `}`)
		if got := c.types(); got != "servicesDiscover" {
			t.Fatal(got)
		}
		d.indicate("front", chrPairing, "one")
		d.indicate("front", chrPairing, "two")
		c.expect()
		if n := d.confirmations("front"); n != 0 {
			t.Errorf("%d confirmations of what the client has not seen", n)
		}
		c.send(`{"action":"discoverCharacteristics",` + device + `}`)
		if got := c.types(); got != "characteristicsDiscover" {
			t.Errorf("another service let them go: %s", got)
		}
		c.send(`{"action":"discoverCharacteristics",` + pairing + `}`)
		if got := c.types(); got != "characteristicsDiscover handleNotify read handleNotify read" {
			t.Errorf("then came %s", got)
		}
		if n := d.confirmations("front"); n != 2 {
			t.Errorf("%d confirmations, want 2", n)
		}
	})
}

func TestValueOfAnUnknownHandleIsToldByHandleOnly(t *testing.T) {
	d := newDouble(frontDoor())
	inBubble(t, d, Options{}, func(t *testing.T, r *rig) {
		c := r.connected("/")
		c.send(`{"action":"writeHandle",` + front + `,"handle":4,"data":"0200"}`)
		c.expect(`{"type":"handleWrite",` + front + `,"handle":4}`)
		d.indicate("front", chrPairing, "x")
		c.expect(`{"type":"handleNotify",` + front + `,"handle":3,"data":"78"}`)
		if n := d.confirmations("front"); n != 1 {
			t.Errorf("%d confirmations, want 1", n)
		}
	})
}

func TestNotificationsAreTakenWhereBothAreOffered(t *testing.T) {
	d := newDouble(frontDoor())
	inBubble(t, d, Options{}, func(t *testing.T, r *rig) {
		c := r.explored("/")
		both := device + `,"characteristicUuid":"2a00"`
		c.send(`{"action":"notify",`+both+`,"notify":true}`, `{"action":"readValue",`+both+`,"descriptorUuid":"2902"}`)
		c.expect(`{"type":"notify",`+both+`,"state":true}`, `{"type":"valueRead",`+both+`,"descriptorUuid":"2902","data":"0100"}`)
		d.indicate("front", chrBoth, "n")
		if got := c.types(); got != "handleNotify read" {
			t.Error(got)
		}
		if n := d.confirmations("front"); n != 0 {
			t.Errorf("a notification was confirmed %d times", n)
		}
	})
}

func TestDisconnectDoesNotWaitForALockThatDoesNotAnswer(t *testing.T) {
	l := frontDoor()
	d := newDouble(l)
	inBubble(t, d, Options{}, func(t *testing.T, r *rig) {
		c := r.explored("/")
		l.deaf = true
		c.send(`{"action":"read",`+model+`}`, `{"action":"write",`+gdio+`,"data":"01"}`, disconnectFront)
		c.expect(byUs)
		l.deaf = false
		c.send(connectFront, `{"action":"discoverServices",`+front+`}`)
		if got := c.types(); got != "connect mtu servicesDiscover" {
			t.Errorf("then came %s", got)
		}
	})
}

func TestLostLinkEndsWhatWaits(t *testing.T) {
	l := frontDoor()
	d := newDouble(l)
	inBubble(t, d, Options{}, func(t *testing.T, r *rig) {
		c := r.explored("/")
		l.deaf = true
		c.send(`{"action":"read",`+model+`}`, `{"action":"read",`+model+`}`)
		c.expect()
		d.drop("front", gatt.ReasonTimeout)
		if got := c.types(); got != "disconnect" {
			t.Errorf("then came %s", got)
		}
	})
}
