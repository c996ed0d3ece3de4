package campaign

import (
	"bytes"
	"errors"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	_ "locktwin/internal/rapidseed" // the same cases on every run
)

// drawSpec draws a campaign for a fake.
func drawSpec(t *rapid.T) Spec {
	s := fakeSpec()
	s.Depth = rapid.IntRange(1, MaxDepth).Draw(t, "depth")
	s.OneByOne = rapid.Bool().Draw(t, "one by one")
	s.Thin = rapid.Bool().Draw(t, "thin")
	s.Samples = rapid.IntRange(1, 9).Draw(t, "samples")
	if rapid.Bool().Draw(t, "two lengths") {
		s.Fault.For = []time.Duration{time.Millisecond, time.Second}
	}
	if rapid.Bool().Draw(t, "given") {
		s.Fault.At = []time.Duration{1, 2}
	}
	s.Hand = rapid.SampledFrom([]Hand{{}, s.Hand, {Shape: Uniform, From: 0, To: 9000}}).Draw(t, "hand")
	return s
}

// inOrder runs a campaign as one engine would, and keeps its answers.
func inOrder(t interface{ Fatal(...any) }, s Spec, states uint64) ([]byte, []Answer) {
	c, err := NewCoordinator(s)
	if err != nil {
		t.Fatal(err)
	}
	e := &fake{spec: s, states: states}
	var answers []Answer
	for !c.Done() {
		for shard := range c.Ready() {
			a := Run(e, shard)
			answers = append(answers, a)
			if err := c.Take(a); err != nil {
				t.Fatal(err)
			}
		}
	}
	return bytesOf(t, c), answers
}

func bytesOf(t interface{ Fatal(...any) }, c *Coordinator) []byte {
	r, err := c.Result()
	if err != nil {
		t.Fatal(err)
	}
	b, err := Encode(r)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestResultDoesNotDependOnTheOrderOfAnswers(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := drawSpec(t)
		states := rapid.Uint64Range(1, 12).Draw(t, "states")
		want, _ := inOrder(t, s, states)
		c, err := NewCoordinator(s)
		if err != nil {
			t.Fatal(err)
		}
		e := &fake{spec: s, states: states}
		var pool, done []Shard
		for !c.Done() {
			for shard := range c.Ready() {
				pool = append(pool, shard)
			}
			i := rapid.IntRange(0, len(pool)-1).Draw(t, "next")
			shard := pool[i]
			if len(done) > 0 && rapid.IntRange(0, 3).Draw(t, "again") == 0 {
				shard = done[rapid.IntRange(0, len(done)-1).Draw(t, "which")]
			} else {
				pool = append(pool[:i], pool[i+1:]...)
				done = append(done, shard)
			}
			if err := c.Take(overWire(t, Run(e, shard))); err != nil {
				t.Fatal(err)
			}
		}
		if len(pool) != 0 {
			t.Fatalf("it is done and %d shards are open", len(pool))
		}
		if got := bytesOf(t, c); !bytes.Equal(got, want) {
			t.Fatalf("another order gives another result\n%s\n%s", want, got)
		}
	})
}

// overWire is an answer as it arrives from a worker far away.
func overWire(t interface{ Fatal(...any) }, a Answer) Answer {
	b, err := Encode(a)
	if err != nil {
		t.Fatal(err)
	}
	back, err := DecodeAnswer(b)
	if err != nil {
		t.Fatal(err, string(b))
	}
	return back
}

func TestCampaignGoesOnFromTheAnswersItHad(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := drawSpec(t)
		want, answers := inOrder(t, s, 9)
		shuffled := rapid.Permutation(answers).Draw(t, "order")
		kept := shuffled[:rapid.IntRange(0, len(shuffled)).Draw(t, "kept")]
		c, err := NewCoordinator(s)
		if err != nil {
			t.Fatal(err)
		}
		for _, a := range kept {
			if err := c.Take(a); err != nil {
				t.Fatal(err)
			}
		}
		e := &fake{spec: s, states: 9}
		for !c.Done() {
			for shard := range c.Ready() {
				if err := c.Take(Run(e, shard)); err != nil {
					t.Fatal(err)
				}
			}
		}
		if got := bytesOf(t, c); !bytes.Equal(got, want) {
			t.Fatal("a campaign that went on found something else")
		}
	})
}

func TestAShardWithoutAnAnswerEndsTheCampaign(t *testing.T) {
	s := fakeSpec()
	c, err := NewCoordinator(s)
	if err != nil {
		t.Fatal(err)
	}
	e := &fake{spec: s, states: 3, fails: "the lock cannot be built"}
	var last error
	for shard := range c.Ready() {
		last = c.Take(Run(e, shard))
	}
	if !errors.Is(last, ErrShard) || !strings.Contains(last.Error(), "v0-explore-0-") || !strings.Contains(last.Error(), e.fails) {
		t.Fatal(last)
	}
	if _, err := c.Result(); !c.Done() || !errors.Is(err, ErrShard) || len(c.Open()) != 0 {
		t.Fatal("it goes on", err)
	}
}

func TestOpenListsWhatReadyHasYielded(t *testing.T) {
	c, err := NewCoordinator(fakeSpec())
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for range c.Ready() {
		n++
	}
	for range c.Ready() {
		t.Fatal("a shard comes twice")
	}
	if open := c.Open(); n != 6 || len(open) != n {
		t.Fatalf("%d shards were yielded, %d are open", n, len(open))
	}
	if _, err := c.Result(); !errors.Is(err, ErrUnfinished) {
		t.Fatal(err)
	}
}

func TestShardsAreSmallEnoughToLose(t *testing.T) {
	s := fakeSpec()
	s.Store, s.Lock = nil, &LockSubject{File: "f", Text: "t", Step: 1}
	s.Axes, s.Samples = nil, MaxSamples
	c, err := NewCoordinator(s)
	if err != nil {
		t.Fatal(err)
	}
	survey := &Survey{Window: 1000}
	for i := range 1000 {
		at := time.Duration(i)
		survey.Classes = append(survey.Classes, Class{Fault: Fault{Kind: Cut, At: at}, From: at, To: at + 1, Raw: 1, Operation: -1, Marginal: i%100 == 7})
	}
	if err := c.Take(Answer{Shard: "v0-survey", Survey: survey}); err != nil {
		t.Fatal(err)
	}
	next, weight := 0, 0
	for _, shard := range c.Open() {
		if shard.From != next || shard.To <= shard.From || shard.Weight > lockShard && shard.To-shard.From > 1 {
			t.Fatalf("a shard from %d to %d weighs %d", shard.From, shard.To, shard.Weight)
		}
		if _, err := DecodeShard(mustEncode(t, shard)); err != nil {
			t.Fatal(err)
		}
		next = shard.To
		weight += shard.Weight
	}
	if next != 1000 || weight != 990+10*MaxSamples {
		t.Fatalf("the shards end at %d and weigh %d", next, weight)
	}
}

func mustEncode(t *testing.T, v any) []byte {
	t.Helper()
	b, err := Encode(v)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestProgressEndsWithNothingToCome(t *testing.T) {
	s := fakeSpec()
	c, err := NewCoordinator(s)
	if err != nil {
		t.Fatal(err)
	}
	e := &fake{spec: s, states: 6}
	first := c.Progress()
	if first.WeightToCome == 0 || first.Shards != 6 || first.Stage != "reference run" {
		t.Fatalf("%+v", first)
	}
	done := 0
	for !c.Done() {
		for shard := range c.Ready() {
			if err := c.Take(Run(e, shard)); err != nil {
				t.Fatal(err)
			}
			p := c.Progress()
			if p.ShardsDone != done+1 || p.WeightDone > p.Weight || p.WeightToCome < 0 {
				t.Fatalf("%+v", p)
			}
			done++
		}
	}
	if p := c.Progress(); p.Shards != p.ShardsDone || p.Weight != p.WeightDone || p.WeightToCome != 0 {
		t.Fatalf("%+v", p)
	}
}
