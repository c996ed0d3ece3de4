package trace

import (
	"cmp"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"locktwin/model/sim"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// golden compares got with a file under testdata.
func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.MkdirAll("testdata", 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if string(got) != string(want) {
		t.Errorf("%s differs from what was written (%d bytes, want %d); run with -update and look at the difference", name, len(got), len(want))
	}
}

// story is a made-up run with the shape of a real one: an ordinary evening, then
// cells taken out while a page is erased, cells put in with a bouncing contact,
// and a boot that finds the page torn. The rail is drawn by hand from straight
// lines; nothing is computed here.
func story() []Event {
	var events []Event
	rail := func(at sim.Time, vbat, vdd, motor, key int64) {
		events = append(events, Event{At: at, Kind: Rail, Rail: RailSample{vbat, vdd, motor, key}})
	}
	tell := func(at sim.Time, kind Kind, name, text, state string) {
		events = append(events, Event{At: at, Kind: kind, Name: name, Text: text, State: state})
	}
	flash := func(at sim.Time, name, op string, addr, size uint32, permille int, text string) {
		events = append(events, Event{At: at, Kind: Flash, Name: op + "-" + name, Text: text, Flash: FlashOp{op, addr, size, permille}})
	}
	const ms = sim.Time(time.Millisecond)
	tell(0, Boot, "run", "", "run")
	rail(0, 5160000, 3300000, 0, 0)
	// An evening before: one lock action and a log record.
	evening := sim.Time(20 * time.Hour)
	tell(evening, Phone, "lock", "the phone asks the lock to lock", "")
	tell(evening+2*ms, Motor, "motor-start", "the motor starts, from 0° to 720°", "")
	for i := sim.Time(0); i < 20; i++ {
		rail(evening+(2+i*120)*ms, 4684000+int64(i)*15000, 3300000, 2500000-int64(i)*95000, int64(i)*36000)
	}
	rail(evening+2500*ms, 5155000, 3300000, 0, 720000)
	tell(evening+2500*ms, Motor, "motor-done", "the bolt is out", "")
	flash(evening+2510*ms, "begin", "program", 0x7c010, 4, 0, "")
	flash(evening+2510*ms+41000, "done", "program", 0x7c010, 4, 1000, "")
	tell(evening+2600*ms, Boot, "sleep", "", "sleep")
	// The battery change, four weeks on.
	out := sim.Time(28*24*time.Hour + 4*time.Hour + 10*time.Second)
	rail(out-60*ms, 5150000, 3300000, 0, 720000)
	tell(out-52*ms, Timer, "compact", "", "")
	tell(out-50*ms, Boot, "run", "", "run")
	flash(out-45*ms, "begin", "erase", 0x7e000, 4096, 0, "the settings page at 0x7e000 is being erased, to be written anew: 89.7 ms")
	rail(out, 5150000, 3300000, 0, 720000)
	tell(out, Cells, "cells-out", "a hand takes the cells out", "")
	for i := sim.Time(1); i <= 42; i++ {
		vbat := 5150000 - int64(i)*80000
		rail(out+i*ms, vbat, min(3300000, vbat-40000), 0, 720000)
	}
	tell(out+28*ms, Supervisor, "pof-falling", "power-fail warning: VDD fell below 2.80 V", "")
	flash(out+43*ms, "torn", "erase", 0x7e000, 4096, 981, "the erase at 0x7e000 is torn at 98.1 %")
	tell(out+43*ms, Reset, "reset-brown-out", "brown-out reset at VDD 1.70 V", "reset")
	rail(out+43*ms, 1710000, 1690000, 0, 720000)
	rail(out+60*ms, 700000, 650000, 0, 720000)
	tell(out+61*ms, Boot, "off", "", "off")
	rail(out+160*ms, 0, 0, 0, 720000)
	// Fresh cells half a minute later.
	in := out + 31200*ms
	rail(in, 0, 0, 0, 720000)
	tell(in, Cells, "cells-in", "a hand puts fresh cells in", "")
	for i := sim.Time(0); i < 5; i++ {
		at := in + i*7*ms
		tell(at, Contact, "make", "the contact makes and breaks", "")
		rail(at, 400000*int64(i), 380000*int64(i), 0, 720000)
		rail(at+1*ms, 5400000, 3000000, 0, 720000)
		rail(at+2*ms, 5400000, 3000000, 0, 720000)
		tell(at+2*ms, Contact, "break", "the contact makes and breaks", "")
		rail(at+6*ms, 4100000, 2700000, 0, 720000)
	}
	rail(in+36*ms, 5450000, 3300000, 0, 720000)
	tell(in+36*ms, Boot, "boot", "the lock boots", "boot")
	tell(in+39*ms, Boot, "run", "", "run")
	tell(in+41*ms, Decision, "settings-blank", `the settings page reads as erased & no copy is found: "defaults" it is`, "")
	flash(in+43*ms, "begin", "program", 0x7e000, 4, 0, "")
	flash(in+43*ms+41000, "done", "program", 0x7e000, 4, 1000, "")
	tell(in+60*ms, Motor, "motor-start", "position run: the motor starts", "")
	for i := sim.Time(0); i < 30; i++ {
		rail(in+(60+i*10)*ms, 4750000+int64(i)*20000, 3300000, 2600000-int64(i)*70000, 720000-int64(i)*1000)
	}
	tell(in+900*ms, Phone, "pin-denied", "the phone sends its PIN, and the lock denies it", "")
	rail(in+900*ms, 5430000, 3300000, 0, 720000)
	slices.SortStableFunc(events, func(a, b Event) int { return cmp.Compare(a.At, b.At) })
	return events
}

func play(l Listener) {
	for _, e := range story() {
		l.Event(&e)
	}
}

// failing is an io.Writer that takes so many bytes and then fails.
type failing struct{ room int }

var errFull = fmt.Errorf("no room")

func (f *failing) Write(p []byte) (int, error) {
	if len(p) > f.room {
		n := f.room
		f.room = 0
		return n, errFull
	}
	f.room -= len(p)
	return len(p), nil
}
