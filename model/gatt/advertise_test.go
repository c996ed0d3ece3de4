package gatt

import (
	"crypto/sha256"
	"testing"
	"time"

	"locktwin/model/sim"
)

func digest(a *Air) [32]byte {
	h := sha256.New()
	a.Digest(h)
	return [32]byte(h.Sum(nil))
}

func TestAdvertisementsFollowAFormula(t *testing.T) {
	w := newWorld(t)
	w.since = 12345
	w.beacon.Frames = [MaxFrames]Frame{"a", "b"}
	w.beacon.Count = 2
	w.beacon.ScanResponse = "s"
	before := digest(&w.air)
	var seen []Advertisement
	for at := sim.Time(-1); len(seen) < 1000; {
		a, ok := w.air.NextAdvertisement(w, at)
		if !ok || a.At <= at {
			t.Fatalf("after %v comes %+v", at, a)
		}
		if again, _ := w.air.NextAdvertisement(w, a.At-1); again != a {
			t.Fatalf("%+v is %+v when asked again", a, again)
		}
		seen = append(seen, a)
		at = a.At
	}
	for i, a := range seen {
		if want := w.beacon.Frames[i%2]; a.Data != want || a.ScanResponse != "s" || !a.Connectable || a.RSSI < -63 || a.RSSI > -57 {
			t.Fatalf("event %d is %+v", i, a)
		}
		from := seen[0].At.Add(time.Duration(i) * w.beacon.Interval)
		if d := a.At - from; d < -10*ms || d > 10*ms {
			t.Fatalf("event %d is %v off", i, time.Duration(d))
		}
	}
	if seen[0].At < w.since || seen[0].At > w.since.Add(510*time.Millisecond) {
		t.Errorf("the first event is at %v", seen[0].At)
	}
	if digest(&w.air) != before {
		t.Error("looking has changed something")
	}
}

func TestFramesAreAdvertisedInTurn(t *testing.T) {
	for count, want := range map[uint8]string{0: "aaaaaa", 1: "aaaaaa", 2: "ababab", 3: "abcabc", 9: "abcabc"} {
		w := newWorld(t)
		w.beacon.Frames, w.beacon.Count = [MaxFrames]Frame{"a", "b", "c"}, count
		got, at := "", sim.Time(-1)
		for range 6 {
			a, _ := w.air.NextAdvertisement(w, at)
			got, at = got+string(a.Data), a.At
		}
		if got != want {
			t.Errorf("%d frames in use: %s, want %s", count, got, want)
		}
	}
}

func TestNothingIsAdvertisedByASilentRadio(t *testing.T) {
	w := newWorld(t)
	w.off = true
	if a, ok := w.air.NextAdvertisement(w, 0); ok {
		t.Errorf("%+v", a)
	}
	w.off = false
	w.beacon.Interval = 0
	if a, ok := w.air.NextAdvertisement(w, 0); ok {
		t.Errorf("%+v", a)
	}
	w.beacon.Interval = time.Second
	for _, after := range []sim.Time{sim.Never, sim.Never - 1} {
		if a, ok := w.air.NextAdvertisement(w, after); ok {
			t.Errorf("after the end of time comes %+v", a)
		}
	}
}

func TestAdvertisingIntervalKeepsItsLimits(t *testing.T) {
	w := newWorld(t)
	for _, tt := range []struct{ interval, least, most time.Duration }{
		{time.Nanosecond, 20 * time.Millisecond, 20 * time.Millisecond},
		{time.Hour, MaxAdvertisingInterval, MaxAdvertisingInterval},
	} {
		w.beacon.Interval = tt.interval
		a, _ := w.air.NextAdvertisement(w, 0)
		b := a
		for range 100 {
			b, _ = w.air.NextAdvertisement(w, b.At)
		}
		if mean := b.At.Sub(a.At) / 100; mean < tt.least-100*time.Microsecond || mean > tt.most+100*time.Microsecond {
			t.Errorf("%v is advertised every %v", tt.interval, mean)
		}
	}
}

func TestAdvertisementsAreSplit(t *testing.T) {
	a := Advertisement{
		Data: "\x02\x01\x06\x1a\xff\x4c\x00\x02\x15\xa9\x2e\xe2\x00\x55\x01\x11\xe4\x91\x6c\x08\x00\x20\x0c\x9a\x66" +
			"\x2e\x96\x44\x7c\xc5",
		ScanResponse: "\x0e\x09Nuki_2E96447C\x02\x0a\xf4",
	}
	if f, ok := a.Flags(); !ok || f != 6 {
		t.Errorf("flags %x %v", f, ok)
	}
	if a.LocalName() != "Nuki_2E96447C" {
		t.Errorf("name %q", a.LocalName())
	}
	if m := a.ManufacturerData(); len(m) != 25 || m[2] != 2 || m[24] != 0xc5 {
		t.Errorf("manufacturer data % x", m)
	}
	if c, d, ok := a.Manufacturer(); !ok || c != 0x004c || len(d) != 23 {
		t.Errorf("company %04x, % x", c, d)
	}
	if p, ok := a.TxPower(); !ok || p != -12 {
		t.Errorf("power %d %v", p, ok)
	}
	if u := a.ServiceUUIDs(); len(u) != 0 {
		t.Errorf("services %v", u)
	}

	b := Advertisement{Data: "\x02\x01\x06\x15\x21\x66\x9a\x0c\x20\x00\x08\x6c\x91\xe4\x11\x01\x55\x00\xe1\x2e\xa9\x2e\x96\x44\x7c"}
	service := MustParseUUID("a92ee100-5501-11e4-916c-0800200c9a66")
	if d, ok := b.ServiceData(service); !ok || d != "\x2e\x96\x44\x7c" {
		t.Errorf("service data % x %v", d, ok)
	}
	if _, ok := b.ServiceData(UUID16(0x180A)); ok {
		t.Error("service data of a service that is not there")
	}

	c := Advertisement{Data: "\x05\x03\x0a\x18\x0f\x18\x05\x04\x78\x56\x34\x12\x05\x16\x0f\x18\x64\x00\x03\x08No\x02\xff\x4c\x00\x0a"}
	u := c.ServiceUUIDs()
	if len(u) != 3 || u[0] != UUID16(0x180A) || u[1] != UUID16(0x180F) || u[2] != UUID32(0x12345678) {
		t.Errorf("services %v", u)
	}
	if d, _ := c.ServiceData(UUID16(0x180F)); d != "\x64\x00" {
		t.Errorf("service data % x", d)
	}
	if c.LocalName() != "No" {
		t.Errorf("name %q", c.LocalName())
	}
	if _, _, ok := c.Manufacturer(); ok {
		t.Error("one byte is no company")
	}
}
