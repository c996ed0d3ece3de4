package jetstream_test

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"maps"
	"net"
	"os"
	"slices"
	"testing"
	"time"

	"github.com/nats-io/nats-server/v2/server"
	"github.com/nats-io/nats.go"

	"locktwin/emulator/workers"
	"locktwin/emulator/workers/jetstream"
	"locktwin/scenarios/campaign"
)

// patience is how long a test waits for what has to come.
const patience = time.Minute

func TestMain(m *testing.M) {
	if os.Getenv(childURL) != "" {
		child()
		return
	}
	os.Exit(m.Run())
}

func patient(t testing.TB) context.Context {
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	t.Cleanup(cancel)
	return ctx
}

// site is a server that can go away and come back.
type site struct {
	t       testing.TB
	options server.Options
	running *server.Server
}

func newSite(t testing.TB) *site {
	s := &site{t: t, options: server.Options{
		Host: "127.0.0.1", Port: server.RANDOM_PORT, JetStream: true, StoreDir: t.TempDir(), NoLog: true, NoSigs: true,
		JetStreamMaxStore: 4 << 30, JetStreamMaxMemory: 64 << 20,
	}}
	s.start()
	t.Cleanup(s.stop)
	return s
}

func (s *site) start() {
	s.t.Helper()
	o := s.options
	n, err := server.NewServer(&o)
	if err != nil {
		s.t.Fatal(err)
	}
	n.Start()
	if !n.ReadyForConnections(patience) {
		s.t.Fatal("the server does not come up")
	}
	s.options.Port = n.Addr().(*net.TCPAddr).Port
	s.running = n
}

func (s *site) stop() {
	s.running.Shutdown()
	s.running.WaitForShutdown()
}

func (s *site) url() string { return fmt.Sprintf("nats://127.0.0.1:%d", s.options.Port) }

func (s *site) dial() *nats.Conn {
	s.t.Helper()
	nc, err := nats.Connect(s.url(), nats.MaxReconnects(-1), nats.ReconnectWait(10*time.Millisecond),
		nats.ErrorHandler(func(*nats.Conn, *nats.Subscription, error) {}))
	if err != nil {
		s.t.Fatal(err)
	}
	s.t.Cleanup(nc.Close)
	return nc
}

// streams lists what the server holds.
func (s *site) streams() []string {
	s.t.Helper()
	js, err := s.dial().JetStream()
	if err != nil {
		s.t.Fatal(err)
	}
	var names []string
	for n := range js.StreamNames() {
		names = append(names, n)
	}
	slices.Sort(names)
	return names
}

// plan is a campaign in two stages: surveys, and then the classes that these
// found.
type plan struct {
	spec    campaign.Spec
	ready   []campaign.Shard
	open    map[string]campaign.Shard
	answers map[string]campaign.Answer
	twice   []string
	onTake  func(campaign.Answer)
}

func newPlan(spec campaign.Spec, variants int) *plan {
	p := &plan{spec: spec, open: map[string]campaign.Shard{}, answers: map[string]campaign.Answer{}}
	for v := range variants {
		p.add(campaign.Shard{ID: fmt.Sprintf("v%d-survey", v), Kind: campaign.SurveyShard, Variant: campaign.Variant{Index: v}, Weight: 1})
	}
	return p
}

func (p *plan) add(s campaign.Shard) {
	p.open[s.ID] = s
	p.ready = append(p.ready, s)
}

func (p *plan) Ready() iter.Seq[campaign.Shard] {
	out := p.ready
	p.ready = nil
	return slices.Values(out)
}

func (p *plan) Take(a campaign.Answer) error {
	s, ok := p.open[a.Shard]
	if !ok {
		p.twice = append(p.twice, a.Shard)
		return nil
	}
	delete(p.open, a.Shard)
	p.answers[a.Shard] = a
	if s.Kind == campaign.SurveyShard {
		for i := range len(a.Survey.Classes) / 2 {
			p.add(campaign.Shard{
				ID: fmt.Sprintf("v%d-explore-%d", s.Variant.Index, i), Kind: campaign.ExploreShard,
				Variant: s.Variant, From: 2 * i, To: 2*i + 2, Weight: 2,
			})
		}
	}
	if p.onTake != nil {
		p.onTake(a)
	}
	return nil
}

func (p *plan) Done() bool { return len(p.open) == 0 }

func (p *plan) Progress() campaign.Progress { return campaign.Progress{} }

// result is all that was answered, as bytes.
func (p *plan) result(t testing.TB) string {
	t.Helper()
	var all []campaign.Answer
	for _, id := range slices.Sorted(maps.Keys(p.answers)) {
		all = append(all, p.answers[id])
	}
	b, err := json.Marshal(all)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// engine makes up answers that depend on the question alone. before is called
// with the name of each.
type engine struct{ before func(string) error }

func (e engine) ask(kind string, v campaign.Variant, from int) error {
	if e.before == nil {
		return nil
	}
	return e.before(fmt.Sprint(kind, " ", v.Index, " ", from))
}

func (e engine) Survey(v campaign.Variant, path []campaign.Fault) (*campaign.Survey, error) {
	if err := e.ask("survey", v, 0); err != nil {
		return nil, err
	}
	s := &campaign.Survey{Path: path, Window: time.Second}
	for i := range 6 + v.Index {
		s.Classes = append(s.Classes, campaign.Class{From: time.Duration(i), To: time.Duration(i + 1), Operation: -1})
	}
	return s, nil
}

func (e engine) Explore(v campaign.Variant, path []campaign.Fault, from, to int) ([]campaign.Finding, error) {
	if err := e.ask("explore", v, from); err != nil {
		return nil, err
	}
	var out []campaign.Finding
	for c := from; c < to; c++ {
		state := fmt.Sprintf("%x", sha256.Sum256([]byte(fmt.Sprint(v.Index, " ", c))))
		out = append(out, campaign.Finding{Path: path, Class: c, State: state, Verdicts: []campaign.Verdict{{PIN: "denied", Decision: "ä <&>", Samples: 1}}})
	}
	return out, nil
}

func (e engine) Shrink(campaign.Variant, campaign.Finding, campaign.Failure) (campaign.Case, error) {
	return campaign.Case{}, errors.New("nothing to shrink")
}

func engines(before func(string) error) func(campaign.Spec) (workers.Factory, error) {
	return func(campaign.Spec) (workers.Factory, error) {
		return func() (campaign.Engine, error) { return engine{before}, nil }, nil
	}
}

func testSpec() campaign.Spec {
	return campaign.Spec{
		Version: "v1", Name: "a test", Store: &campaign.StoreSubject{Design: "none", Supply: campaign.Supply{Volts: 3}},
		Fault: campaign.FaultPlan{Kind: campaign.Cut}, Depth: 1, Samples: 1,
	}
}

// local is the result on one machine.
func local(t testing.TB, spec campaign.Spec, variants int) string {
	t.Helper()
	factory, _ := engines(nil)(spec)
	pool, err := workers.NewPool(2, factory)
	if err != nil {
		t.Fatal(err)
	}
	p := newPlan(spec, variants)
	if err := workers.Run(patient(t), p, pool, workers.Options{}); err != nil {
		t.Fatal(err)
	}
	return p.result(t)
}

// hire starts a worker. quit ends it and gives what Work has returned.
func hire(t testing.TB, s *site, o jetstream.WorkerOptions) (quit func() error) {
	t.Helper()
	if o.Version == "" {
		o.Version = "v1"
	}
	if o.Cores == 0 {
		o.Cores = 2
	}
	if o.Engines == nil {
		o.Engines = engines(nil)
	}
	o.Clock = time.Now
	told := o.Report
	o.Report = func(e jetstream.Event) {
		if e.Kind == jetstream.Refused || e.Kind == jetstream.Failed {
			t.Logf("%s: %s %v", o.Name, e.Kind, e.Err)
		}
		if told != nil {
			told(e)
		}
	}
	nc := s.dial()
	ctx, cancel := context.WithCancel(t.Context())
	over := make(chan error, 1)
	go func() { over <- jetstream.Work(ctx, nc, o) }()
	gone := false
	quit = func() error {
		if gone {
			return nil
		}
		gone = true
		cancel()
		select {
		case err := <-over:
			return err
		case <-time.After(patience):
			return errors.New("the worker does not end")
		}
	}
	t.Cleanup(func() {
		if err := quit(); err != nil {
			t.Error(err)
		}
	})
	return quit
}

func open(t testing.TB, s *site, spec campaign.Spec, o jetstream.Options) *jetstream.Campaign {
	t.Helper()
	c, err := jetstream.Open(patient(t), s.dial(), spec, o)
	if err != nil {
		t.Fatal(err)
	}
	return c
}
