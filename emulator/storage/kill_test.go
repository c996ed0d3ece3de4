package storage

import (
	"bufio"
	"context"
	"encoding/binary"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"
)

// childVariable tells the test binary that it is the process that will be killed,
// and where it writes.
const childVariable = "LOCKTWIN_STORAGE_CHILD"

const childLocks = 6

// child saves without end and says what has been acknowledged.
func child(dir string) {
	d, err := Open(dir, Options{})
	if err != nil {
		fmt.Println("error:", err)
		os.Exit(1)
	}
	var group sync.WaitGroup
	for i := range childLocks {
		group.Go(func() {
			lock := fmt.Sprint("lock-", i)
			values, err := d.Load(context.Background(), lock, "")
			if err != nil {
				fmt.Println("error:", err)
				os.Exit(1)
			}
			n := uint64(0)
			if len(values) > 0 {
				n = binary.BigEndian.Uint64(values["a"])
			}
			for {
				n++
				b := binary.BigEndian.AppendUint64(nil, n)
				// Sizes differ, so that pages split and join.
				b = append(b, make([]byte, n*997%9000)...)
				puts := map[string][]byte{"a": b, "b": b}
				err := d.Save(context.Background(), lock, puts, []string{fmt.Sprint("old-", n%5)})
				if err == nil && n%3 == 0 {
					err = d.Save(context.Background(), lock, map[string][]byte{fmt.Sprint("old-", n%5): b}, nil)
				}
				if err != nil {
					fmt.Println("error:", err)
					os.Exit(1)
				}
				fmt.Printf("%s %d\n", lock, n)
			}
		})
	}
	group.Wait()
}

func TestNothingAcknowledgedIsLostWhenTheProcessIsKilled(t *testing.T) {
	const rounds = 36
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	draw := rand.New(rand.NewPCG(20, 7))
	told := map[string]uint64{}
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
		lines, heard := draw.IntN(400), 0
		pause := time.Duration(draw.IntN(3000)) * time.Microsecond
		read := bufio.NewScanner(out)
		for read.Scan() {
			var lock string
			var n uint64
			if _, err := fmt.Sscanf(strings.TrimSpace(read.Text()), "lock-%s %d", &lock, &n); err != nil {
				cmd.Process.Kill()
				t.Fatalf("round %d: the process says %q", round, read.Text())
			}
			told["lock-"+lock] = max(told["lock-"+lock], n)
			if heard++; heard == lines+1 {
				// What it still says after this has been acknowledged too.
				time.AfterFunc(pause, func() { cmd.Process.Kill() })
			}
		}
		cmd.Wait()
		d, err := Open(dir, Options{})
		if err != nil {
			t.Fatalf("round %d: %v", round, err)
		}
		for lock, n := range told {
			values := load(t, d, lock, "")
			a, b := values["a"], values["b"]
			if len(a) < 8 || string(a) != string(b) {
				t.Fatalf("round %d: %s has half of a change: %d and %d bytes", round, lock, len(a), len(b))
			}
			if got := binary.BigEndian.Uint64(a); got < n {
				t.Fatalf("round %d: %s was told that %d is safe, and %d is there", round, lock, n, got)
			}
		}
		if err := d.Close(); err != nil {
			t.Fatal(err)
		}
	}
	if len(told) != childLocks {
		t.Errorf("only %d locks were ever told anything", len(told))
	}
}

func TestTheDirectoryOfARunningProcessIsRefused(t *testing.T) {
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	cmd := exec.Command(self, "-test.run=^$")
	cmd.Env = append(os.Environ(), childVariable+"="+dir)
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	defer cmd.Wait()
	defer cmd.Process.Kill()
	if !bufio.NewScanner(out).Scan() {
		t.Fatal("the process says nothing")
	}
	wantFault(t, dir, ErrInUse, "another server")
}
