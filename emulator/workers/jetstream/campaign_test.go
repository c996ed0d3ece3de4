package jetstream_test

import (
	"errors"
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/nats-io/nats.go"

	"locktwin/emulator/workers"
	"locktwin/emulator/workers/jetstream"
	"locktwin/scenarios/campaign"
)

func TestSeveralWorkersGiveTheResultOfOneMachine(t *testing.T) {
	s := newSite(t)
	for _, name := range []string{"a", "b", "c"} {
		hire(t, s, jetstream.WorkerOptions{Name: name})
	}
	c := open(t, s, testSpec(), jetstream.Options{})
	p := newPlan(testSpec(), 40)
	if err := workers.Run(patient(t), p, c, workers.Options{}); err != nil {
		t.Fatal(err)
	}
	if p.result(t) != local(t, testSpec(), 40) {
		t.Error("the result differs from that of one machine")
	}
	shards := 0
	for _, w := range c.Tallies() {
		shards += w.Shards
	}
	if shards != len(p.answers) || len(p.twice) > 0 {
		t.Errorf("%d answers were counted for %d shards; twice: %q", shards, len(p.answers), p.twice)
	}
	if got := s.streams(); len(got) != 1 || got[0] != "KV_LOCKTWIN" {
		t.Errorf("afterwards the server holds %q", got)
	}
}

func TestASmallWindowHoldsShardsBackAndLosesNone(t *testing.T) {
	s := newSite(t)
	hire(t, s, jetstream.WorkerOptions{Name: "a"})
	c := open(t, s, testSpec(), jetstream.Options{Window: 3})
	p := newPlan(testSpec(), 20)
	if err := workers.Run(patient(t), p, c, workers.Options{}); err != nil {
		t.Fatal(err)
	}
	if p.result(t) != local(t, testSpec(), 20) {
		t.Error("the result differs from that of one machine")
	}
}

func TestASlowShardIsNotHandedOutTwice(t *testing.T) {
	s := newSite(t)
	const wait = 200 * time.Millisecond
	id, err := jetstream.ID(testSpec(), "")
	if err != nil {
		t.Fatal(err)
	}
	// What the worker says while it is at work, four times in the time to
	// acknowledge; so many that the time has passed more than twice.
	beats := make(chan struct{}, 100)
	sub, err := s.dial().Subscribe("$JS.ACK.LOCKTWIN_"+id+"_work.>", func(m *nats.Msg) {
		if string(m.Data) == "+WPI" {
			beats <- struct{}{}
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	defer sub.Unsubscribe()
	ctx := patient(t)
	var mu sync.Mutex
	asked := map[string]int{}
	slow := func(what string) error {
		mu.Lock()
		asked[what]++
		mu.Unlock()
		for range 10 {
			if what != "survey 0 0" {
				break
			}
			select {
			case <-beats:
			case <-ctx.Done():
				return ctx.Err()
			}
		}
		return nil
	}
	for _, name := range []string{"a", "b"} {
		hire(t, s, jetstream.WorkerOptions{Name: name, Engines: engines(slow)})
	}
	p := newPlan(testSpec(), 5)
	if err := workers.Run(ctx, p, open(t, s, testSpec(), jetstream.Options{AckWait: wait}), workers.Options{}); err != nil {
		t.Fatal(err)
	}
	for what, n := range asked {
		if n != 1 {
			t.Errorf("%s was run %d times", what, n)
		}
	}
}

func TestAnErrorEndsTheCampaignEverywhere(t *testing.T) {
	s := newSite(t)
	left := make(chan string, 10)
	broken := func(what string) error {
		if what == "explore 3 2" {
			return errors.New("no such part")
		}
		return nil
	}
	for _, name := range []string{"a", "b"} {
		hire(t, s, jetstream.WorkerOptions{Name: name, Engines: engines(broken), Report: func(e jetstream.Event) {
			if e.Kind == jetstream.Left {
				left <- name
			}
		}})
	}
	c := open(t, s, testSpec(), jetstream.Options{})
	err := workers.Run(patient(t), newPlan(testSpec(), 8), c, workers.Options{})
	if !errors.Is(err, workers.ErrShard) || !strings.Contains(err.Error(), "v3-explore-1: no answer: no such part") {
		t.Fatal(err)
	}
	for range 2 {
		select {
		case <-left:
		case <-patient(t).Done():
			t.Fatal("a worker stays in the campaign")
		}
	}
}

func TestAShardThatFailedIsTriedAgainByTheNextSweep(t *testing.T) {
	s := newSite(t)
	var repaired atomic.Bool
	hire(t, s, jetstream.WorkerOptions{Name: "a", Engines: engines(func(what string) error {
		if what == "explore 3 2" && !repaired.Load() {
			return errors.New("no space left on device")
		}
		return nil
	})})
	err := workers.Run(patient(t), newPlan(testSpec(), 8), open(t, s, testSpec(), jetstream.Options{}), workers.Options{})
	if !errors.Is(err, workers.ErrShard) {
		t.Fatal(err)
	}
	repaired.Store(true)
	p := newPlan(testSpec(), 8)
	if err := workers.Run(patient(t), p, open(t, s, testSpec(), jetstream.Options{}), workers.Options{}); err != nil {
		t.Fatal(err)
	}
	if p.result(t) != local(t, testSpec(), 8) {
		t.Error("the result differs from that of one machine")
	}
}

func TestAPanicIsAnErrorOfTheShard(t *testing.T) {
	s := newSite(t)
	hire(t, s, jetstream.WorkerOptions{Name: "a", Engines: engines(func(what string) error {
		if what == "explore 1 0" {
			panic("index out of range")
		}
		return nil
	})})
	err := workers.Run(patient(t), newPlan(testSpec(), 3), open(t, s, testSpec(), jetstream.Options{}), workers.Options{})
	if !errors.Is(err, workers.ErrPanic) || !strings.Contains(err.Error(), "index out of range") {
		t.Fatal(err)
	}
}

func TestAnEngineThatCannotBeMadeEndsTheCampaign(t *testing.T) {
	s := newSite(t)
	hire(t, s, jetstream.WorkerOptions{Name: "a", Engines: func(campaign.Spec) (workers.Factory, error) {
		return nil, errors.New("no such profile")
	}})
	err := workers.Run(patient(t), newPlan(testSpec(), 3), open(t, s, testSpec(), jetstream.Options{}), workers.Options{})
	if !errors.Is(err, workers.ErrShard) || !strings.Contains(err.Error(), "no such profile") {
		t.Fatal(err)
	}
}

func TestASweepThatIsStartedAgainGoesOn(t *testing.T) {
	s := newSite(t)
	var mu sync.Mutex
	asked := map[string]int{}
	left := make(chan struct{}, 10)
	hire(t, s, jetstream.WorkerOptions{Name: "a", Engines: engines(func(what string) error {
		mu.Lock()
		asked[what]++
		mu.Unlock()
		return nil
	}), Report: func(e jetstream.Event) {
		if e.Kind == jetstream.Left {
			left <- struct{}{}
		}
	}})
	first := newPlan(testSpec(), 20)
	err := workers.Run(patient(t), first, open(t, s, testSpec(), jetstream.Options{}), workers.Options{StopAfter: 30})
	if !errors.Is(err, workers.ErrStopped) {
		t.Fatal(err)
	}
	select {
	case <-left:
	case <-patient(t).Done():
		t.Fatal("the worker stays in the campaign")
	}
	second := newPlan(testSpec(), 20)
	if err := workers.Run(patient(t), second, open(t, s, testSpec(), jetstream.Options{}), workers.Options{}); err != nil {
		t.Fatal(err)
	}
	if second.result(t) != local(t, testSpec(), 20) {
		t.Error("the result differs from that of one machine")
	}
	mu.Lock()
	defer mu.Unlock()
	// What runs when a campaign is stopped may be dropped, and is run again then.
	twice := 0
	for _, n := range asked {
		twice += n - 1
	}
	if twice > 2 {
		t.Errorf("%d shards were run twice, on 2 cores", twice)
	}
}

func TestAWorkerThatEndsGivesItsShardToAnotherAtOnce(t *testing.T) {
	s := newSite(t)
	reached, release := make(chan struct{}), make(chan struct{})
	defer close(release)
	quit := hire(t, s, jetstream.WorkerOptions{Name: "tired", Cores: 1, Engines: engines(func(what string) error {
		if what == "explore 1 2" {
			close(reached)
			<-release
		}
		return nil
	})})
	// Longer than the test has patience: only giving back helps.
	c := open(t, s, testSpec(), jetstream.Options{AckWait: 2 * patience})
	p := newPlan(testSpec(), 4)
	over := make(chan error, 1)
	go func() { over <- workers.Run(patient(t), p, c, workers.Options{}) }()
	<-reached
	if err := quit(); err != nil {
		t.Fatal(err)
	}
	hire(t, s, jetstream.WorkerOptions{Name: "fresh"})
	if err := <-over; err != nil {
		t.Fatal(err)
	}
	if p.result(t) != local(t, testSpec(), 4) {
		t.Error("the result differs from that of one machine")
	}
}

func TestACampaignSurvivesTheRestartOfItsServer(t *testing.T) {
	s := newSite(t)
	for _, name := range []string{"a", "b"} {
		hire(t, s, jetstream.WorkerOptions{Name: name})
	}
	c := open(t, s, testSpec(), jetstream.Options{AckWait: time.Second})
	p := newPlan(testSpec(), 40)
	p.onTake = func(campaign.Answer) {
		if len(p.answers) == 50 {
			s.stop()
			s.start()
		}
	}
	if err := workers.Run(patient(t), p, c, workers.Options{}); err != nil {
		t.Fatal(err)
	}
	if p.result(t) != local(t, testSpec(), 40) {
		t.Error("the result differs from that of one machine")
	}
}

func TestAServerThatComesBackWithAnOlderDiskLosesNothing(t *testing.T) {
	s := newSite(t)
	for _, name := range []string{"a", "b"} {
		hire(t, s, jetstream.WorkerOptions{Name: name})
	}
	c := open(t, s, testSpec(), jetstream.Options{AckWait: time.Second})
	p := newPlan(testSpec(), 40)
	older := t.TempDir()
	p.onTake = func(campaign.Answer) {
		switch len(p.answers) {
		case 30:
			s.stop()
			if err := os.CopyFS(older, os.DirFS(s.options.StoreDir)); err != nil {
				t.Error(err)
			}
			s.start()
		case 90:
			// As after a loss of power: what was confirmed since then is gone.
			s.stop()
			s.options.StoreDir = older
			s.start()
		}
	}
	if err := workers.Run(patient(t), p, c, workers.Options{}); err != nil {
		t.Fatal(err)
	}
	if p.result(t) != local(t, testSpec(), 40) || len(p.twice) > 0 {
		t.Errorf("the result differs from that of one machine; twice: %q", p.twice)
	}
}

func TestAWorkerOfAnotherVersionRefuses(t *testing.T) {
	s := newSite(t)
	c := open(t, s, testSpec(), jetstream.Options{Build: "x"})
	defer drain(c)
	for _, o := range []jetstream.WorkerOptions{
		{Version: "v2", Build: "x", Name: "other version", Cores: 1, Engines: engines(nil), Clock: time.Now},
		{Version: "v1", Build: "y", Name: "other build", Cores: 1, Engines: engines(nil), Clock: time.Now},
	} {
		err := jetstream.Work(patient(t), s.dial(), o)
		if !errors.Is(err, jetstream.ErrOtherVersion) {
			t.Errorf("%s: %v", o.Name, err)
		}
	}
}

func TestAWorkerGoesOnWithItsOwnVersionBesideAnother(t *testing.T) {
	s := newSite(t)
	other := testSpec()
	other.Version = "v0"
	defer drain(open(t, s, other, jetstream.Options{}))
	c := open(t, s, testSpec(), jetstream.Options{})
	quit := hire(t, s, jetstream.WorkerOptions{Name: "a"})
	p := newPlan(testSpec(), 3)
	if err := workers.Run(patient(t), p, c, workers.Options{}); err != nil {
		t.Fatal(err)
	}
	// Now only the other one is left.
	if err := quit(); err != nil && !errors.Is(err, jetstream.ErrOtherVersion) {
		t.Error(err)
	}
}

func drain(c *jetstream.Campaign) {
	c.Stop(true)
	for range c.Answers() {
	}
}
