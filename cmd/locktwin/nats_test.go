package main

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/nats-io/nats-server/v2/server"
	"github.com/nats-io/nats.go"
	"github.com/rogpeppe/go-internal/testscript"

	"locktwin/emulator/workers/jetstream"
	"locktwin/scenarios/campaign"
)

// startNATS is a server with JetStream for one test, and its URL.
func startNATS(dir string) (*server.Server, string, error) {
	n, err := server.NewServer(&server.Options{
		Host: "127.0.0.1", Port: server.RANDOM_PORT, JetStream: true, StoreDir: dir, NoLog: true, NoSigs: true,
		JetStreamMaxStore: 4 << 30, JetStreamMaxMemory: 64 << 20,
	})
	if err != nil {
		return nil, "", err
	}
	n.Start()
	if !n.ReadyForConnections(time.Minute) {
		n.Shutdown()
		return nil, "", io.ErrUnexpectedEOF
	}
	return n, "nats://127.0.0.1:" + portOf(n.Addr()), nil
}

func portOf(a net.Addr) string {
	_, port, _ := net.SplitHostPort(a.String())
	return port
}

// natsCommand is the command `nats` of scripts: it starts a server and sets NATS
// to its URL.
func natsCommand(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) > 0 {
		ts.Fatalf("usage: nats")
	}
	n, url, err := startNATS(ts.MkAbs("nats-data"))
	ts.Check(err)
	ts.Defer(func() {
		n.Shutdown()
		n.WaitForShutdown()
	})
	ts.Setenv("NATS", url)
}

// sweepOf is a campaign of some twenty shards, with a result in a file.
func sweepOf(file string, more ...string) []string {
	return append([]string{"sweep", "--quiet", "--store", "ab-slots", "--workload", "pin:16/pin:16", "--seed", "1..20",
		"--samples", "2", "--no-shrink", "--json=" + file}, more...)
}

// person is a process of the command whose log can be waited for.
type person struct {
	*exec.Cmd
	log *bufio.Reader
	all bytes.Buffer
}

func begin(t *testing.T, home string, args ...string) *person {
	t.Helper()
	p := &person{Cmd: exec.CommandContext(t.Context(), "locktwin", args...)}
	p.Env = append(os.Environ(), "HOME="+home, "XDG_STATE_HOME=")
	out, err := p.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	p.log = bufio.NewReader(io.TeeReader(out, &p.all))
	if err := p.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { p.end() })
	return p
}

// end kills the process if it is still there, and reads what it has said.
func (p *person) end() error {
	_ = p.Process.Kill()
	return p.wait()
}

func (p *person) wait() error {
	_, _ = io.Copy(io.Discard, p.log)
	return p.Wait()
}

func TestASweepOverNATSIsTheLocalOneAlthoughAWorkerIsKilled(t *testing.T) {
	dir := t.TempDir()
	n, url, err := startNATS(filepath.Join(dir, "nats"))
	if err != nil {
		t.Fatal(err)
	}
	defer n.WaitForShutdown()
	defer n.Shutdown()
	here, far := filepath.Join(dir, "here.json"), filepath.Join(dir, "far.json")
	if p := begin(t, dir, sweepOf(here)...); p.wait() != nil {
		t.Fatal(p.all.String())
	}

	tap, err := nats.Connect(url)
	if err != nil {
		t.Fatal(err)
	}
	defer tap.Close()
	answers := make(chan *nats.Msg, 1000)
	if _, err := tap.ChanSubscribe("locktwin.*.answer", answers); err != nil {
		t.Fatal(err)
	}
	if err := tap.Flush(); err != nil {
		t.Fatal(err)
	}
	sweep := begin(t, dir, sweepOf(far, "--nats", url, "--nats-silence", "1s")...)
	victim := begin(t, dir, "worker", "--nats", url, "--workers", "1", "--name", "victim")
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	// When it has answered it has not acknowledged yet, or is at the next shard.
	select {
	case <-answers:
	case <-ctx.Done():
		t.Fatalf("no answer: %s%s", victim.all.String(), sweep.all.String())
	}
	victim.end()
	var others []*person
	for _, name := range []string{"a", "b"} {
		o := begin(t, dir, "worker", "--nats", url, "--workers", "1", "--name", name)
		if line, err := o.log.ReadString('\n'); err != nil || !strings.Contains(line, "msg=ready") {
			t.Fatalf("%q, %v", line, err)
		}
		others = append(others, o)
	}
	if err := sweep.wait(); err != nil {
		t.Fatalf("%v: %s", err, sweep.all.String())
	}
	took := 0
	for _, o := range others {
		_ = o.Process.Signal(os.Interrupt)
		if err := o.wait(); err != nil {
			t.Errorf("%v: %s", err, o.all.String())
		}
		took += strings.Count(o.all.String(), "takes part")
	}
	if took == 0 { // whoever comes late may find nothing left to do
		t.Errorf("nobody has taken part but the one that was killed: %s%s", others[0].all.String(), others[1].all.String())
	}
	a, errA := os.ReadFile(here)
	b, errB := os.ReadFile(far)
	if errA != nil || errB != nil || !bytes.Equal(a, b) {
		t.Errorf("%d and %d bytes, which differ; %v, %v", len(a), len(b), errA, errB)
	}
}

func TestAWorkerCommandOfAnotherVersionRefuses(t *testing.T) {
	n, url, err := startNATS(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	defer n.WaitForShutdown()
	defer n.Shutdown()
	nc, err := nats.Connect(url)
	if err != nil {
		t.Fatal(err)
	}
	defer nc.Close()
	c, err := jetstream.Open(t.Context(), nc, campaign.Spec{
		Version: "v0.0.1", Name: "of yesterday", Store: &campaign.StoreSubject{Design: "ab-slots"},
		Fault: campaign.FaultPlan{Kind: campaign.Cut}, Depth: 1, Samples: 1,
	}, jetstream.Options{})
	if err != nil {
		t.Fatal(err)
	}
	w := begin(t, t.TempDir(), "worker", "--nats", url)
	err = w.wait()
	var exit *exec.ExitError
	if !errors.As(err, &exit) || exit.ExitCode() != exitBadInput || !strings.Contains(w.all.String(), "is of version v0.0.1, this worker is "+version()) {
		t.Errorf("%v: %s", err, w.all.String())
	}
	c.Stop(true)
	for range c.Answers() {
	}
}

func TestNoPasswordOfAURLIsRepeated(t *testing.T) {
	for in, want := range map[string]string{
		"nats://h:4222":                     "nats://h:4222",
		"nats://u:p@h:4222,tls://t@i,u:p@j": "nats://***@h:4222,tls://***@i,***@j",
	} {
		if got := withoutPassword(in); got != want {
			t.Errorf("%s: %s", in, got)
		}
	}
	args := []string{"worker", "--nats", "nats://u:secret@h", "--nats=nats://u:secret@h"}
	if got := quoted(withoutSecrets(args)); strings.Contains(got, "secret") || !strings.Contains(got, "@h") {
		t.Error(got)
	}
}
