package jetstream_test

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

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
	var mu sync.Mutex
	asked := map[string]int{}
	slow := func(what string) error {
		mu.Lock()
		asked[what]++
		mu.Unlock()
		if what == "survey 0 0" {
			// The others look for work all the time; only the clock says that the time
			// to acknowledge has passed several times.
			<-time.After(5 * wait)
		}
		return nil
	}
	for _, name := range []string{"a", "b"} {
		hire(t, s, jetstream.WorkerOptions{Name: name, Engines: engines(slow)})
	}
	c := open(t, s, testSpec(), jetstream.Options{AckWait: wait})
	p := newPlan(testSpec(), 5)
	if err := workers.Run(patient(t), p, c, workers.Options{}); err != nil {
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
	// The fault has been repaired; what was answered before is not asked again.
	again := open(t, s, testSpec(), jetstream.Options{})
	hire(t, s, jetstream.WorkerOptions{Name: "c", Engines: engines(nil)})
	p := newPlan(testSpec(), 8)
	for name := range map[string]bool{} {
		t.Log(name)
	}
	if err := workers.Run(patient(t), p, again, workers.Options{}); err != nil && !errors.Is(err, workers.ErrShard) {
		t.Fatal(err)
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
	hire(t, s, jetstream.WorkerOptions{Name: "a", Engines: engines(func(what string) error {
		mu.Lock()
		asked[what]++
		mu.Unlock()
		return nil
	})})
	first := newPlan(testSpec(), 20)
	err := workers.Run(patient(t), first, open(t, s, testSpec(), jetstream.Options{}), workers.Options{StopAfter: 30})
	if !errors.Is(err, workers.ErrStopped) {
		t.Fatal(err)
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
	for what, n := range asked {
		if n != 1 {
			t.Errorf("%s was run %d times", what, n)
		}
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
	hire(t, s, jetstream.WorkerOptions{Name: "a"})
	p := newPlan(testSpec(), 3)
	ctx, cancel := context.WithCancel(patient(t))
	defer cancel()
	if err := workers.Run(ctx, p, c, workers.Options{}); err != nil {
		t.Fatal(err)
	}
}

func drain(c *jetstream.Campaign) {
	c.Stop(true)
	for range c.Answers() {
	}
}
