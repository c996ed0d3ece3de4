package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"locktwin/emulator/workers"
	"locktwin/scenarios/campaign"
)

func TestAWorkloadIsReadAsItIsWritten(t *testing.T) {
	w, err := parseWorkload("pin:4, settings:32x2 / pin:16x4,user3:12 / pin:16")
	if err != nil {
		t.Fatal(err)
	}
	want := campaign.Workload{
		Before: []campaign.Save{{Key: 1, Bytes: 4}, {Key: 2, Bytes: 32, Times: 2}},
		Cut:    []campaign.Save{{Key: 1, Bytes: 16, Round: 1, Times: 4}, {Key: 18, Bytes: 12}},
		After:  []campaign.Save{{Key: 1, Bytes: 16, Round: 5}},
	}
	got, err := campaign.Encode(w)
	if err != nil {
		t.Fatal(err)
	}
	if wanted, _ := campaign.Encode(want); string(got) != string(wanted) {
		t.Errorf("%s, want %s", got, wanted)
	}
	for _, bad := range []string{"", "pin", "pin:", "pin:0", "pin:4x0", "pin:4xx", "pin:99999", "user0:4", "user99999:4", "key:4", "pin:4/", "pin:4/pin:4/pin:4/pin:4"} {
		if w, err := parseWorkload(bad); err == nil {
			t.Errorf("%q was taken for %+v", bad, w)
		}
	}
}

func TestFlagsAboutTheFaultBecomeKeysOfTheSection(t *testing.T) {
	f := sweepFault{Sag: "1.5V..2.5V/6 x 1ms, 5ms", LeaveOut: "9, 11", Hand: "log-uniform 20ms..300ms, measured"}
	want := []flagged{
		{"--leave-out", "[9, 11]"},
		{"--sag", `{to: "1.5V..2.5V/6", for: "1ms, 5ms"}`},
		{"--hand", `{shape: "log-uniform", from: "20ms", to: "300ms", source: "measured"}`},
	}
	got := f.faults()
	if len(got) != len(want) {
		t.Fatalf("%q, want %q", got, want)
	}
	for i := range want {
		if got[i] != want[i] {
			t.Errorf("%q, want %q", got[i], want[i])
		}
	}
}

func TestASweepShowsHowFarItIsOnATerminalAlone(t *testing.T) {
	for _, terminal := range []bool{false, true} {
		s, _, stderr := testStreams(nil)
		s.ErrTerminal = terminal
		reports := make(chan workers.Progress, 1)
		done := showProgress(s, reports)
		reports <- workers.Progress{Progress: campaign.Progress{Weight: 400, WeightDone: 100, WeightToCome: 100}, Elapsed: 10 * time.Second}
		close(reports)
		done()
		if shown := strings.Contains(stderr.String(), "about 40 s left"); shown != terminal {
			t.Errorf("terminal %v: %q", terminal, stderr)
		}
		if terminal && !strings.HasSuffix(strings.TrimRight(stderr.String(), "\r"), "\x1b[2K") {
			t.Errorf("the line is not taken back: %q", stderr)
		}
	}
}

func TestACaseHasNoWayOutOfItsFolder(t *testing.T) {
	for _, name := range []string{"", ".", "..", "../x", "a/b", `a\b`, "-x", "a b", strings.Repeat("a", 300)} {
		if caseName.MatchString(name) {
			t.Errorf("%q is taken for the name of a file", name)
		}
	}
	if !caseName.MatchString("story-erase-of-settings-pin-denied") {
		t.Error("a plain name is refused")
	}
}

func TestASweepThatIsInterruptedSaysHowToGoOn(t *testing.T) {
	journal := filepath.Join(t.TempDir(), "journal")
	args := []string{"sweep", "--store", "in-place-crc", "--workload", "pin:4/pin:4", "--seed", "1..50", "--no-shrink", "--workers", "1", "--json"}
	for _, signals := range []int{1, 2} {
		s, stdout, stderr := testStreams(nil)
		asked := make(chan os.Signal, signals)
		for range signals {
			asked <- os.Interrupt
		}
		s.Interrupts = func() (<-chan os.Signal, func()) { return asked, func() {} }
		name := fmt.Sprint(journal, signals)
		if got := Main(append(args, "--journal", name), s); got != exitStopped {
			t.Errorf("%d signals: exit status %d, want %d", signals, got, exitStopped)
		}
		if stdout.Len() > 0 || !strings.Contains(stderr.String(), "Once more stops at once.") {
			t.Errorf("%d signals: printed %q and said %q", signals, stdout, stderr)
		}
		if signals == 2 && !strings.Contains(stderr.String(), "to go on: locktwin sweep --resume "+name) {
			t.Errorf("%d signals: said %q", signals, stderr)
		}
	}
}

func TestASignalIsHeardBeforeTheEndOfASweep(t *testing.T) {
	for range 100 { // the choice of select is not told beforehand
		signals, over := make(chan os.Signal, 1), make(chan error, 1)
		signals <- os.Interrupt
		over <- nil
		if signalled, err := signalOrEnd(signals, over); !signalled || err != nil {
			t.Fatalf("signalled %v, %v", signalled, err)
		}
		if signalled, err := signalOrEnd(signals, over); signalled || err != nil {
			t.Fatalf("then signalled %v, %v", signalled, err)
		}
	}
}
