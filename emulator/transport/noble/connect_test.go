package noble

import (
	"fmt"
	"strings"
	"testing"

	"locktwin/model/gatt"
)

const (
	connectFront    = `{"action":"connect",` + front + `}`
	disconnectFront = `{"action":"disconnect",` + front + `}`
	connectedFront  = `{"type":"connect",` + front + `}`
	mtuFront        = `{"type":"mtu",` + front + `,"mtu":23}`
	byUs            = `{"type":"disconnect",` + front + `,"reason":22,"reasonName":"connection terminated by local host"}`
	notEstablished  = `{"type":"disconnect",` + front + `,"reason":62,"reasonName":"connection failed to be established"}`
)

func TestConnectIsAnsweredOnceForEachAction(t *testing.T) {
	inBubble(t, newDouble(frontDoor()), Options{}, func(t *testing.T, r *rig) {
		c := r.open("/")
		c.send(connectFront)
		c.expect(on, connectedFront, mtuFront)
		c.send(connectFront)
		c.expect(connectedFront)
	})
}

func TestPeripheralMayBeWrittenAsAnAddress(t *testing.T) {
	inBubble(t, newDouble(frontDoor()), Options{}, func(t *testing.T, r *rig) {
		c := r.open("/")
		c.send(`{"action":"connect","peripheralUuid":"54:D2:72:96:44:7C"}`)
		c.expect(on, connectedFront, mtuFront)
	})
}

func TestConnectionThatFailsPutsTheStateRight(t *testing.T) {
	// The library never calls back, but its peripheral is disconnected again.
	l := frontDoor()
	l.unheard = true
	inBubble(t, newDouble(l), Options{}, func(t *testing.T, r *rig) {
		c := r.open("/")
		c.send(connectFront)
		c.expect(on, notEstablished)
		c.send(`{"action":"connect","peripheralUuid":"001122334455"}`)
		c.expect(`{"type":"disconnect","peripheralUuid":"001122334455","reason":62,"reasonName":"connection failed to be established"}`,
			`{"type":"error","peripheralUuid":"001122334455","action":"connect","message":"there is no such lock"}`)
	})
}

func TestDisconnectIsAnsweredInEveryState(t *testing.T) {
	l := frontDoor()
	d := newDouble(l)
	inBubble(t, d, Options{}, func(t *testing.T, r *rig) {
		c := r.open("/")
		c.send(disconnectFront)
		c.expect(on, byUs)
		c.send(connectFront)
		c.expect(connectedFront, mtuFront)
		c.send(disconnectFront)
		c.expect(byUs)
		l.silent = true
		c.send(connectFront, disconnectFront)
		c.expect(byUs)
	})
}

func TestReasonOfTheLockIsTold(t *testing.T) {
	d := newDouble(frontDoor())
	inBubble(t, d, Options{}, func(t *testing.T, r *rig) {
		c := r.connected("/")
		d.drop("front", gatt.ReasonTimeout)
		c.expect(`{"type":"disconnect",` + front + `,"reason":8,"reasonName":"connection timeout"}`)
		c.send(connectFront)
		c.expect(connectedFront, mtuFront)
	})
}

func TestDiscoveryHasToBeRepeatedOnEachConnection(t *testing.T) {
	d := newDouble(frontDoor())
	inBubble(t, d, Options{}, func(t *testing.T, r *rig) {
		c := r.explored("/")
		d.drop("front", gatt.ReasonRemoteUser)
		c.send(connectFront)
		if got := c.types(); got != "disconnect connect mtu" {
			t.Fatal(got)
		}
		c.send(`{"action":"notify",`+gdio+`,"notify":true}`, `{"action":"discoverServices",`+front+`,"uuids":["a92ee100-5501-11e4-916c-0800200c9a66"]}`,
			`{"action":"notify",`+gdio+`,"notify":true}`)
		c.expect(`{"type":"error",`+front+`,"action":"notify","message":"the services have not been discovered on this connection"}`,
			`{"type":"servicesDiscover",`+front+`,"serviceUuids":["a92ee100550111e4916c0800200c9a66"]}`,
			`{"type":"error",`+front+`,"action":"notify","message":"the characteristics of the service have not been discovered on this connection"}`)
	})
}

func TestPeripheralsThatDoNotExistAreNotKept(t *testing.T) {
	s := unplugged(t, newDouble(frontDoor()))
	for i := range 100 {
		s.receive(incoming{text: fmt.Appendf(nil, `{"action":"connect","peripheralUuid":"%012x"}`, i)})
		s.receive(incoming{text: fmt.Appendf(nil, `{"action":"disconnect","peripheralUuid":"%012x"}`, i)})
		settle(s)
	}
	s.receive(incoming{text: []byte(connectFront)})
	if n := len(s.peripherals); n != 1 {
		t.Errorf("%d peripherals are kept, of one lock", n)
	}
}

func TestMTUIsWhatTheSocketAsksFor(t *testing.T) {
	const mtu = `{"type":"mtu",` + front + `,"mtu":`
	for _, tc := range []struct {
		options int
		path    string
		want    string
	}{{0, "/", "23"}, {185, "/", "185"}, {185, "/?mtu=23", "23"}, {0, "/?mtu=517", "247"}} {
		inBubble(t, newDouble(frontDoor()), Options{MTU: tc.options}, func(t *testing.T, r *rig) {
			c := r.open(tc.path)
			c.send(connectFront)
			c.expect(on, connectedFront, mtu+tc.want+"}")
		})
	}
}

func TestOptionsThatCannotBeAreRefused(t *testing.T) {
	if _, err := newHandler(newDouble(), Options{MTU: 22}); err == nil || !strings.Contains(err.Error(), "23 and 517") {
		t.Errorf("MTU 22: %v", err)
	}
	inBubble(t, newDouble(), Options{}, func(t *testing.T, r *rig) {
		for _, path := range []string{"/?mtu=12", "/?mtu=big", "/?writeOnError=maybe"} {
			c, response, err := r.dial(path, nil)
			if err == nil || response.StatusCode != 400 {
				t.Errorf("%s: %v", path, err)
			}
			c.raw.Close()
		}
	})
}

func TestConnectWhileLeavingConnectsAgain(t *testing.T) {
	l := frontDoor()
	d := newDouble(l)
	inBubble(t, d, Options{}, func(t *testing.T, r *rig) {
		c := r.connected("/")
		c.send(disconnectFront, connectFront)
		c.expect(byUs, connectedFront, mtuFront)
	})
}

func TestOneSocketHoldsSeveralLocks(t *testing.T) {
	back := frontDoor()
	back.id, back.address = "back", "54:D2:72:00:00:01"
	d := newDouble(frontDoor(), back)
	inBubble(t, d, Options{}, func(t *testing.T, r *rig) {
		c := r.connected("/")
		c.send(`{"action":"connect","peripheralUuid":"54d272000001"}`)
		c.types()
		d.drop("front", gatt.ReasonTimeout)
		c.types()
		c.send(`{"action":"updateRssi","peripheralUuid":"54d272000001"}`)
		c.expect(`{"type":"rssiUpdate","peripheralUuid":"54d272000001","rssi":-61}`)
		c.send(`{"action":"updateRssi",` + front + `}`)
		c.expect(`{"type":"error",` + front + `,"action":"updateRssi","message":"not connected"}`)
	})
}

func TestActionsThatComeBeforeTheConnectionWaitForIt(t *testing.T) {
	inBubble(t, newDouble(frontDoor()), Options{MTU: 185}, func(t *testing.T, r *rig) {
		c := r.open("/")
		c.send(connectFront, `{"action":"discoverServices",`+front+`}`, `{"action":"discoverCharacteristics",`+device+`}`, `{"action":"read",`+model+`}`)
		if got := c.types(); got != "stateChange connect mtu servicesDiscover characteristicsDiscover read" {
			t.Errorf("brought %s", got)
		}
	})
}
