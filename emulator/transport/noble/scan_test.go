package noble

import (
	"net/http"
	"strings"
	"testing"

	"locktwin/model/gatt"
)

const (
	on          = `{"type":"stateChange","state":"poweredOn"}`
	off         = `{"type":"stateChange","state":"poweredOff"}`
	beaconHex   = `4c000215a92ee200550111e4916c0800200c9a662e96447cc4`
	discovered  = `{"type":"discover",` + front + `,"address":"54:d2:72:96:44:7c","addressType":"public","connectable":true,"advertisement":{"localName":"Nuki_2E96447C","serviceUuids":[],"manufacturerData":"` + beaconHex + `","serviceData":null},"rssi":-55}`
	pairingBeam = "\x02\x01\x06\x15\x21\x66\x9a\x0c\x20\x00\x08\x6c\x91\xe4\x11\x01\x55\x00\xe1\x2e\xa9\x2e\x96\x44\x7c"
)

func TestRadioIsOnAtOnce(t *testing.T) {
	// An app that begins to scan before has an error thrown at it.
	inBubble(t, newDouble(frontDoor()), Options{}, func(t *testing.T, r *rig) {
		r.open("/").expect(on)
	})
}

func TestDiscoverHasEveryFieldThatTheLibraryReads(t *testing.T) {
	d := newDouble(frontDoor())
	inBubble(t, d, Options{}, func(t *testing.T, r *rig) {
		c := r.open("/")
		c.send(`{"action":"startScanning"}`)
		c.expect(on)
		d.advertise("front")
		c.expect(discovered)
		c.send(`{"action":"stopScanning"}`)
		c.expect()
		d.advertise("front")
		c.expect()
	})
}

func TestAdvertisementIsPresentWhenThereIsNothingInIt(t *testing.T) {
	bare := frontDoor()
	bare.name, bare.beacon = "", []gatt.Frame{""}
	d := newDouble(bare)
	inBubble(t, d, Options{}, func(t *testing.T, r *rig) {
		c := r.open("/")
		c.send(`{"action":"startScanning","serviceUuids":[],"allowDuplicates":true}`)
		c.expect(on)
		d.advertise("front")
		c.expect(`{"type":"discover",` + front + `,"address":"54:d2:72:96:44:7c","addressType":"public","connectable":true,"advertisement":{"serviceUuids":[],"manufacturerData":null,"serviceData":null},"rssi":-55}`)
	})
}

func TestAdvertisedServicesAndPowerAreTold(t *testing.T) {
	l := frontDoor()
	l.beacon = []gatt.Frame{"\x03\x03\x0f\x18\x02\x0a\xf4"}
	d := newDouble(l)
	inBubble(t, d, Options{}, func(t *testing.T, r *rig) {
		c := r.open("/")
		c.send(`{"action":"startScanning"}`)
		c.expect(on)
		d.advertise("front")
		if got := strings.Join(c.taken(), ""); !strings.Contains(got, `"txPowerLevel":-12,"serviceUuids":["180f"]`) {
			t.Error(got)
		}
	})
}

func TestLaterFrameDoesNotTakeAwayWhatAnEarlierOneSaid(t *testing.T) {
	// A lock in pairing mode sends its service data and its beacon in turn. The
	// library would replace the manufacturer data it knows by null.
	l := frontDoor()
	l.beacon = append(l.beacon, pairingBeam)
	d := newDouble(l)
	inBubble(t, d, Options{}, func(t *testing.T, r *rig) {
		c := r.open("/")
		c.send(`{"action":"startScanning","allowDuplicates":true}`)
		c.expect(on)
		d.advertise("front")
		d.advertise("front")
		d.advertise("front")
		c.expect(discovered, discovered, discovered)
	})
}

func TestScanFilterIsTheServersWork(t *testing.T) {
	d := newDouble(frontDoor())
	inBubble(t, d, Options{}, func(t *testing.T, r *rig) {
		c := r.open("/")
		c.send(`{"action":"startScanning"}`,
			`{"action":"startScanning","serviceUuids":["A92EE200-5501-11E4-916C-0800200C9A66","0x180F","0000180a"],"allowDuplicates":true}`,
			`{"action":"startScanning","serviceUuids":"180f"}`,
			`{"action":"startScanning","serviceUuids":[12,"door"]}`)
		c.expect(on)
		got := strings.Join(d.centrals[0].said, "; ")
		want := "scan [] duplicates=false; scan [e200 180f 180a] duplicates=true; scan [180f] duplicates=false"
		if got != want {
			t.Errorf("scanned as\n%s, want\n%s", got, want)
		}
		// The last filter can match nothing, which is not the same as none.
		d.advertise("front")
		c.expect()
	})
}

func TestScopeHidesTheLocksOfOthers(t *testing.T) {
	back := frontDoor()
	back.id, back.address = "back", "54:D2:72:00:00:01"
	d := newDouble(frontDoor(), back)
	inBubble(t, d, Options{}, func(t *testing.T, r *rig) {
		c, _, err := r.dial("/", http.Header{"Test-Scope": {"air:back"}})
		if err != nil {
			t.Fatal(err)
		}
		go c.read()
		defer c.raw.Close()
		c.send(`{"action":"startScanning"}`, `{"action":"connect",`+front+`}`)
		c.expect(on, `{"type":"disconnect",`+front+`,"reason":62,"reasonName":"connection failed to be established"}`,
			`{"type":"error",`+front+`,"action":"connect","message":"there is no such lock"}`)
		d.advertise("front")
		d.advertise("back")
		if got := c.taken(); len(got) != 1 || !strings.Contains(got[0], "54d272000001") {
			t.Errorf("heard %v", got)
		}
	})
}

func TestWithoutTheRightToTheAirThereIsNoSocket(t *testing.T) {
	inBubble(t, newDouble(), Options{}, func(t *testing.T, r *rig) {
		c, response, err := r.dial("/", http.Header{"Test-Scope": {"read"}})
		if err == nil || response.StatusCode != http.StatusForbidden {
			t.Errorf("dialling answered %v", err)
		}
		c.raw.Close()
	})
}
