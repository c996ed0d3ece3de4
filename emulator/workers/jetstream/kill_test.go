package jetstream_test

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/nats-io/nats.go"

	"locktwin/emulator/workers"
	"locktwin/emulator/workers/jetstream"
)

// Environment of a test binary that is to be a worker.
const (
	childURL  = "LOCKTWIN_TEST_NATS"
	childName = "LOCKTWIN_TEST_NAME"
	childStop = "LOCKTWIN_TEST_STOP" // the question in whose middle it stands still
)

// child is the main function of a worker process. It says on standard output
// what happens to it.
func child() {
	nc, err := nats.Connect(os.Getenv(childURL))
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	stop := os.Getenv(childStop)
	err = jetstream.Work(context.Background(), nc, jetstream.WorkerOptions{
		Version: "v1", Name: os.Getenv(childName), Cores: 1, Clock: time.Now,
		Engines: engines(func(what string) error {
			if what == stop {
				fmt.Println("in the middle")
				select {}
			}
			return nil
		}),
		Report: func(e jetstream.Event) { fmt.Println(e.Kind, e.Shard) },
	})
	fmt.Fprintln(os.Stderr, err)
	os.Exit(1)
}

// process is a worker in a process of its own.
type process struct {
	cmd   *exec.Cmd
	lines *bufio.Reader
}

func spawn(t *testing.T, s *site, name, stop string) *process {
	t.Helper()
	p := &process{cmd: exec.CommandContext(t.Context(), os.Args[0])}
	p.cmd.Env = append(os.Environ(), childURL+"="+s.url(), childName+"="+name, childStop+"="+stop)
	p.cmd.Stderr = os.Stderr
	out, err := p.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	p.lines = bufio.NewReader(out)
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(p.kill)
	return p
}

// kill ends the process as a power cut would.
func (p *process) kill() {
	_ = p.cmd.Process.Kill()
	_, _ = io.Copy(io.Discard, p.lines)
	_ = p.cmd.Wait()
}

// says waits for a line of the process.
func (p *process) says(t *testing.T, want string) {
	t.Helper()
	for {
		line, err := p.lines.ReadString('\n')
		if strings.HasPrefix(line, want) {
			return
		}
		if err != nil {
			t.Fatalf("the worker has ended before it said %q: %v", want, err)
		}
	}
}

func TestAWorkerProcessThatIsKilledInTheMiddleOfAShardLosesNothing(t *testing.T) {
	for _, stop := range []string{"survey 2 0", "explore 7 4"} {
		t.Run(stop, func(t *testing.T) {
			s := newSite(t)
			c := open(t, s, testSpec(), jetstream.Options{AckWait: 500 * time.Millisecond})
			p := newPlan(testSpec(), 30)
			over := make(chan error, 1)
			go func() { over <- workers.Run(patient(t), p, c, workers.Options{}) }()

			victim := spawn(t, s, "victim", stop)
			victim.says(t, "in the middle")
			others := []*process{spawn(t, s, "a", ""), spawn(t, s, "b", "")}
			for _, o := range others {
				o.says(t, "answered")
			}
			victim.kill()

			if err := <-over; err != nil {
				t.Fatal(err)
			}
			if p.result(t) != local(t, testSpec(), 30) {
				t.Error("the result differs from that of one machine")
			}
			shards := map[string]int{}
			sum := 0
			for _, w := range c.Tallies() {
				shards[w.Worker] = w.Shards
				sum += w.Shards
			}
			if sum != len(p.answers) || len(shards) != 3 || len(p.twice) > 0 {
				t.Errorf("%d shards were answered %v; taken twice: %q", len(p.answers), shards, p.twice)
			}
		})
	}
}
