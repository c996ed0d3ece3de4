package noble

import (
	"encoding/hex"
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"locktwin/emulator/access"
	"locktwin/emulator/fleet"
	"locktwin/model/gatt"
)

func FuzzDecodeAction(f *testing.F) {
	for name := range actionKinds {
		f.Add([]byte(`{"action":"` + name + `",` + gdio + `,"descriptorUuid":"2902","handle":3,"data":"1,2","uuids":["180f",3],"serviceUuids":"180f"}`))
	}
	f.Add([]byte(`{"action":"write",` + gdio + `,"data":"0102","withoutResponse":1}`))
	f.Fuzz(func(t *testing.T, frame []byte) {
		a, err := decodeAction(frame)
		if err != nil {
			if !errors.Is(err, errAction) {
				t.Errorf("%q: %v", frame, err)
			}
			return
		}
		if a.kind.needs&needsHandle != 0 && a.handle == 0 || a.kind.needs&needsPeripheral != 0 && a.peripheral == "" {
			t.Errorf("%q was taken without what it needs", frame)
		}
	})
}

func FuzzDecodeData(f *testing.F) {
	for _, s := range []string{"", "0", "16", "255", "256", "1,2,16", ",", "1,,2", "0102", "-1,2", "4294967296,1"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, data string) {
		v, _, err := decodeData(data)
		switch {
		case err != nil && !errors.Is(err, errData):
			t.Errorf("%q: %v", data, err)
		case err == nil && !strings.Contains(data, ",") && len(data)%2 == 0 && hex.EncodeToString(v) != strings.ToLower(data):
			t.Errorf("%q became %x", data, v)
		}
	})
}

// FuzzSession holds that whatever a client sends, the server does not fall, every
// frame that it sends is an event with its type, and no value comes before the
// characteristics of its service have been told.
func FuzzSession(f *testing.F) {
	f.Add([]byte(connectFront + "\n" + `{"action":"discoverServices",` + front + "}\n" + `{"action":"discoverCharacteristics",` + pairing + "}\n" + subscribe))
	f.Add([]byte(connectFront + "\n" + `{"action":"writeHandle",` + front + `,"handle":4,"data":"0200"}` + "\n" + `{"action":"discoverServices",` + front + "}\n" + disconnectFront + "\n" + connectFront))
	f.Add([]byte(`{"action":"startScanning"}` + "\n{"))
	f.Fuzz(func(t *testing.T, script []byte) {
		l := frontDoor()
		l.reply = func(b []byte) []byte { return b[:min(len(b), 60)] }
		d := newDouble(l)
		s := unplugged(t, d)
		var frames []string
		for _, frame := range strings.SplitN(string(script), "\n", 40) {
			if s.closing != nil {
				break
			}
			s.receive(incoming{text: []byte(frame)})
			frames = append(frames, settle(s)...)
			d.advertise("front")
			d.tellSubscribers("front", chrPairing, "x")
			frames = append(frames, settle(s)...)
		}
		checkEvents(t, frames)
	})
}

// unplugged is a session without a socket: what it sends stays in its queue.
func unplugged(t *testing.T, d *double) *session {
	h, err := newHandler(d, Options{})
	if err != nil {
		t.Fatal(err)
	}
	s := &session{
		handler: h, options: h.options, log: h.options.Log, who: access.Identity{Scope: access.Everything()},
		peripherals: map[string]*peripheral{}, links: map[fleet.Link]*connection{},
		socket: &socket{out: make(chan outgoing, h.options.Limits.QueueFrames+lastFrames)},
	}
	if s.central, err = d.newCentral("test"); err != nil {
		t.Fatal(err)
	}
	s.powerOn()
	return s
}

// settle carries the session on until nothing happens, and gives what it sent.
func settle(s *session) (frames []string) {
	for {
		select {
		case e := <-s.central.Events():
			s.hear(e)
		case f := <-s.socket.out:
			frames = append(frames, string(f.text))
			if f.confirms != nil {
				f.confirms.confirm()
			}
		default:
			return frames
		}
	}
}

// tellSubscribers is indicate for those who asked; the others are none.
func (d *double) tellSubscribers(id string, u gatt.UUID, value string) {
	d.each(id, func(l *doubleLock, k *doubleLink) {
		h := l.table.ValueHandle(u)
		if l.server.Subscribed(l.table, k.conn, h) && l.server.Room(k.conn) >= len(value) {
			if err := l.server.Indicate(l.table, doubleApp{l}, k.conn, h, []byte(value)); err != nil {
				panic(err)
			}
		}
	})
}

// checkEvents is the library's view: an event that it would fall over is a fault.
func checkEvents(t *testing.T, frames []string) {
	t.Helper()
	known := map[string]bool{} // service of a peripheral
	for i, f := range frames {
		var e struct {
			Type, PeripheralUUID, ServiceUUID string
			Advertisement                     *json.RawMessage
			ServiceUUIDs                      []string
		}
		if err := json.Unmarshal([]byte(f), &e); err != nil {
			t.Fatalf("frame %d, %s: %v", i, f, err)
		}
		at := e.PeripheralUUID + " " + e.ServiceUUID
		switch e.Type {
		case "":
			t.Errorf("frame %d has no type: %s", i, f)
		case "discover":
			if e.Advertisement == nil {
				t.Errorf("frame %d has no advertisement: %s", i, f)
			}
		case "servicesDiscover":
			for _, u := range e.ServiceUUIDs {
				delete(known, e.PeripheralUUID+" "+u)
			}
		case "connect":
			clear(known) // what a client has found is found anew on each connection
		case "characteristicsDiscover":
			known[at] = true
		case "read", "write", "notify", "descriptorsDiscover", "valueRead", "valueWrite":
			if !known[at] {
				t.Errorf("frame %d comes before its service is known: %s", i, f)
			}
		}
	}
}
