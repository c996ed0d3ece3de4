package model_test

import (
	"encoding/hex"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"locktwin/model"
	"locktwin/model/power"
	"locktwin/model/trace"
)

var update = flag.Bool("update", false, "write the golden files anew")

const goldenFile = "testdata/battery-change.sha256"

// twinVariable tells the test binary that it is the other process.
const twinVariable = "LOCKTWIN_DETERMINISM_TWIN"

// digest plays a battery change to its end and digests its trace and the state
// that it leaves. halfway, unless nil, is called once in the middle of it.
func digest(t testing.TB, profile string, halfway func(*model.Lock)) string {
	t.Helper()
	l, _, end := change(t, profile)
	h := trace.NewHash()
	l.Listen(h)
	if halfway != nil {
		if err := l.Advance(l.Now().Add(end.Sub(l.Now()) / 100)); err != nil {
			t.Fatal(err)
		}
		halfway(l)
	}
	if err := l.Advance(end); err != nil {
		t.Fatal(err)
	}
	// Cells that know the record of their kind by pointer lie outside the bay.
	wait(t, l, l.RemoveCells(0, 0)+time.Second)
	if _, err := l.InsertCells(model.Insertion{Cells: &power.PackConfig{Kind: power.PowerPack, Cells: 1, ChargePercent: 80}}); err != nil {
		t.Fatal(err)
	}
	wait(t, l, time.Minute)
	wait(t, l, l.RemoveCells(0, 0)+time.Second)
	state := l.Hash()
	sum := h.Sum()
	return hex.EncodeToString(sum[:]) + " " + hex.EncodeToString(state[:])
}

func TestOneScenarioGivesOneTraceInOneProcess(t *testing.T) {
	for _, profile := range []string{"rewrite-at-boot", "ab-slots", "fds-gc-at-boot"} {
		first, second := digest(t, profile, nil), digest(t, profile, nil)
		if first != second {
			t.Errorf("%s: %s, then %s", profile, first, second)
		}
		restored := digest(t, profile, func(l *model.Lock) {
			s := l.Snapshot(nil)
			for range 2 {
				wait(t, l, 7*time.Second)
				l.PullReset()
				wait(t, l, time.Second)
				l.Restore(s)
			}
		})
		// What a listener hears after a restore it has heard before; the state
		// must not tell the difference.
		if a, b := first[65:], restored[65:]; a != b {
			t.Errorf("%s: with a snapshot restored in the middle the state is %s, not %s", profile, b, a)
		}
	}
}

func TestARestoredLockGivesTheSameTrace(t *testing.T) {
	l, _, end := change(t, "rewrite-at-boot")
	var s *model.Snapshot
	for range 12 {
		if err := l.Advance(l.Now().Add(37 * time.Millisecond)); err != nil {
			t.Fatal(err)
		}
		s = l.Snapshot(s)
		var tapes [2]tape
		var hashes [2][32]byte
		for i := range tapes {
			l.Listen(&tapes[i])
			if l.Now() != s.At() {
				t.Fatalf("restored to %v, want %v", l.Now(), s.At())
			}
			if err := l.Advance(end); err != nil {
				t.Fatal(err)
			}
			hashes[i] = l.Hash()
			l.Listen(nil)
			l.Restore(s)
		}
		if !slices.Equal(tapes[0].events, tapes[1].events) || hashes[0] != hashes[1] {
			t.Fatalf("restored at %v the lock goes on in another way", s.At())
		}
	}
}

func TestAnotherProcessAndAnotherNumberOfProcessorsGiveTheSameTrace(t *testing.T) {
	if os.Getenv(twinVariable) != "" {
		fmt.Printf("digest %s\n", digest(t, "rewrite-at-boot", nil))
		return
	}
	want := digest(t, "rewrite-at-boot", nil)
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	for _, procs := range []string{"1", "7"} {
		cmd := exec.Command(self, "-test.run=^"+t.Name()+"$")
		cmd.Env = append(os.Environ(), twinVariable+"=1", "GOMAXPROCS="+procs)
		out, err := cmd.CombinedOutput()
		if err != nil {
			t.Fatalf("%v\n%s", err, out)
		}
		_, got, _ := strings.Cut(string(out), "digest ")
		got, _, _ = strings.Cut(got, "\n")
		if got != want {
			t.Errorf("GOMAXPROCS=%s: %q, here %q", procs, got, want)
		}
	}
}

// TestGoldenTraceOfABatteryChange holds the trace to a value written down, which
// has to be the same on every processor. A change of the model changes it; then
// go test ./model -run Golden -update writes it anew.
func TestGoldenTraceOfABatteryChange(t *testing.T) {
	got, _, _ := strings.Cut(digest(t, "rewrite-at-boot", nil), " ")
	got += "\n"
	if *update {
		if err := os.WriteFile(goldenFile, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(goldenFile)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("on %s the trace is\n%swritten down is\n%s", runtime.GOARCH, got, want)
	}
}
