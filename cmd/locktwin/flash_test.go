package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"locktwin/flashsim"
	"locktwin/internal/repro"
)

// tornImage writes the image of a page whose erase was cut in the middle, with
// its sidecar, and returns its name.
func tornImage(t *testing.T, seed uint64) string {
	t.Helper()
	part, err := flashsim.Lookup("nrf52832")
	if err != nil {
		t.Fatal(err)
	}
	d := flashsim.New(part, repro.Root(seed).Child("flash"))
	if err := d.Load(8192, make([]byte, 4096)); err != nil {
		t.Fatal(err)
	}
	good := flashsim.Conditions{Volts: 3, Celsius: 21}
	op, err := d.BeginErase(8192, good)
	if err != nil {
		t.Fatal(err)
	}
	d.Feed(flashsim.Piece{Duration: op.Duration / 2, Volts0: 3, Volts1: 3})
	d.PowerLost(good)

	name := filepath.Join(t.TempDir(), "torn.bin")
	for file, write := range map[string]func(*os.File) error{
		name:                 func(f *os.File) error { return d.WriteRaw(f, good) },
		name + sidecarSuffix: func(f *os.File) error { return d.WriteSidecar(f) },
	} {
		f, err := os.Create(file)
		if err != nil {
			t.Fatal(err)
		}
		if err := write(f); err != nil {
			t.Fatal(err)
		}
		if err := f.Close(); err != nil {
			t.Fatal(err)
		}
	}
	return name
}

func TestInspectShowsATornPageWithItsSidecar(t *testing.T) {
	name := tornImage(t, 7)
	s, out, stderr := testStreams(nil)
	if got := Main([]string{"flash", "inspect", "--seed", "7", "--json", name}, s); got != exitMet {
		t.Fatalf("exit status %d: %s", got, stderr)
	}
	var in inspection
	if err := json.Unmarshal(out.Bytes(), &in); err != nil {
		t.Fatal(err)
	}
	if in.States["marginal"] != 1 || in.MarginalWords != 1024 || in.CyclesMost != 1 {
		t.Errorf("%d marginal pages, %d marginal words, %d cycles; want 1, 1024, 1", in.States["marginal"], in.MarginalWords, in.CyclesMost)
	}
	if len(in.Marginal) == 0 || in.Marginal[0].LastOp != "erase" || in.Marginal[0].Done < 0.3 || in.Marginal[0].Done > 0.7 {
		t.Errorf("the torn erase is shown as %+v", in.Marginal)
	}

	s, out, _ = testStreams(nil)
	if got := Main([]string{"flash", "inspect", "--seed", "7", name}, s); got != exitMet || !strings.Contains(out.String(), "1 marginal, 127 erased pages") {
		t.Errorf("exit status %d:\n%s", got, out)
	}
}

func TestInspectRefusesTheSidecarOfAnotherSeed(t *testing.T) {
	name := tornImage(t, 7)
	s, _, stderr := testStreams(nil)
	if got := Main([]string{"flash", "inspect", "--seed", "8", name}, s); got != exitBadInput || strings.Count(stderr.String(), "\n") != 1 {
		t.Errorf("exit status %d: %s", got, stderr)
	}
}
