package shadow

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"sync"
	"testing"
	"time"

	"locktwin/emulator/storage"
	"locktwin/scenarios/twin/telemetry"
)

// childVariable tells the test binary that it is the process that will be killed,
// and where it keeps its twins.
const childVariable = "LOCKTWIN_SHADOW_CHILD"

const childTwins = 4

// childRecord is the n-th record of a twin of the child; that of a batch of size k
// begins with n.
func childRecord(n int) telemetry.Record { return bolt(noon+int64(n)*minute, numbered("state", n)) }

// child feeds twins without end, and says what was confirmed. Each round makes a
// passing twin too, with two hundred records, and deletes it.
func child(dir string) {
	fail := func(err error) {
		fmt.Println("error:", err)
		os.Exit(1)
	}
	db, err := storage.Open(dir, storage.Options{})
	if err != nil {
		fail(err)
	}
	r, err := Open(context.Background(), Options{Store: db.Twins(), Now: func() time.Time { return time.UnixMilli(noon).AddDate(5, 0, 0) }})
	if err != nil {
		fail(err)
	}
	ctx := context.Background()
	var group sync.WaitGroup
	for i := range childTwins {
		group.Go(func() {
			name := numbered("twin", i)
			tw, err := r.Get(ctx, name)
			if errors.Is(err, ErrNotFound) {
				tw, _, err = r.Create(ctx, New{Name: name, Lock: theLock})
			}
			if err != nil {
				fail(err)
			}
			for n := tw.Records; ; {
				size := 1 + n*7%5
				var rs []telemetry.Record
				for range size {
					rs = append(rs, childRecord(n))
					n++
				}
				if _, err := r.Ingest(ctx, name, rs, nil); err != nil {
					fail(err)
				}
				fmt.Printf("%s %d\n", name, n)
				if n%4 == 0 {
					passing, _, err := r.Create(ctx, New{Name: numbered(name, n), Lock: theLock, Records: year(600)})
					if err == nil && n%8 == 0 {
						err = r.Delete(ctx, passing.ID)
					}
					if errors.Is(err, ErrLimit) || errors.Is(err, ErrExists) {
						err = nil
					}
					if err != nil {
						fail(err)
					}
				}
			}
		})
	}
	group.Wait()
}

func TestNothingConfirmedOfATwinIsLostWhenTheProcessIsKilled(t *testing.T) {
	rounds := 20
	if testing.Short() {
		rounds = 6
	}
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	draw := rand.New(rand.NewPCG(41, 3))
	told := map[string]int{}
	for round := range rounds {
		cmd := exec.Command(self, "-test.run=^$")
		cmd.Env = append(os.Environ(), childVariable+"="+dir)
		out, err := cmd.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		lines, heard := 1+draw.IntN(150), 0
		pause := time.Duration(draw.IntN(3000)) * time.Microsecond
		read := bufio.NewScanner(out)
		for read.Scan() {
			var i, n int
			if _, err := fmt.Sscanf(read.Text(), "twin-%d %d", &i, &n); err != nil {
				cmd.Process.Kill()
				t.Fatalf("round %d: the process says %q", round, read.Text())
			}
			told[numbered("twin", i)] = max(told[numbered("twin", i)], n)
			if heard++; heard == lines {
				time.AfterFunc(pause, func() { cmd.Process.Kill() })
			}
		}
		cmd.Wait()
		lookAfterKill(t, round, dir, told)
	}
	if len(told) != childTwins {
		t.Errorf("only %d twins were ever confirmed", len(told))
	}
}

// lookAfterKill holds what is there against what was confirmed.
func lookAfterKill(t *testing.T, round int, dir string, told map[string]int) {
	t.Helper()
	db, err := storage.Open(dir, storage.Options{})
	if err != nil {
		t.Fatalf("round %d: %v", round, err)
	}
	defer db.Close()
	r := open(t, db, Limits{})
	ids := must[[]string](t)(db.Twins().List(bg))
	if list := r.List(); len(list) != len(ids) {
		t.Fatalf("round %d: %d twins are kept, and %d can be read", round, len(ids), len(list))
	}
	for name, n := range told {
		tw := r.get(t, name)
		if tw.Records < n {
			t.Fatalf("round %d: %s was told that %d records are safe, and %d are there", round, name, n, tw.Records)
		}
		var want []telemetry.Record
		for i := range tw.Records {
			want = append(want, childRecord(i))
		}
		text := r.export(t, name)
		_, lines, _ := bytes.Cut([]byte(text), []byte("\n"))
		lines = bytes.ReplaceAll(bytes.TrimSuffix(lines, []byte("\n]}\n")), []byte(",\n"), []byte("\n"))
		if got := append(lines, '\n'); !bytes.Equal(got, telemetry.AppendLines(nil, want)) {
			t.Fatalf("round %d: %s has other records than were fed", round, name)
		}
	}
	for _, s := range r.List() {
		if _, fed := told[s.Name]; !fed && s.Records != 600 && len(s.Name) > len("twin-0") {
			t.Fatalf("round %d: half a twin: %+v", round, s)
		}
		r.get(t, s.ID)
	}
}
