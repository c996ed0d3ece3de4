package workers

import (
	"encoding/json"
	"fmt"
	"iter"
	"maps"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"go.uber.org/goleak"

	"locktwin/scenarios/campaign"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// miniature is a plan with a survey for each variant and, once that is answered,
// shards of three classes each.
type miniature struct {
	variants int
	open     map[string]campaign.Shard
	answers  map[string]campaign.Answer
	taken    int
}

func newMiniature(variants int) *miniature {
	m := &miniature{variants: variants, open: map[string]campaign.Shard{}, answers: map[string]campaign.Answer{}}
	for v := range variants {
		s := campaign.Shard{ID: fmt.Sprintf("survey-%d", v), Kind: campaign.SurveyShard, Variant: campaign.Variant{Index: v}, Weight: 1}
		m.open[s.ID] = s
	}
	return m
}

func (m *miniature) Ready() iter.Seq[campaign.Shard] {
	return func(yield func(campaign.Shard) bool) {
		for _, id := range slices.Sorted(maps.Keys(m.open)) {
			if !yield(m.open[id]) {
				return
			}
		}
	}
}

func (m *miniature) Take(a campaign.Answer) error {
	s, ok := m.open[a.Shard]
	if !ok {
		return fmt.Errorf("nobody asked for %s", a.Shard)
	}
	m.taken++
	delete(m.open, a.Shard)
	m.answers[a.Shard] = a
	if a.Survey == nil {
		return nil
	}
	for from := 0; from < len(a.Survey.Classes); from += 3 {
		e := campaign.Shard{ID: fmt.Sprintf("explore-%d-%d", s.Variant.Index, from), Kind: campaign.ExploreShard,
			Variant: s.Variant, From: from, To: min(from+3, len(a.Survey.Classes)), Weight: 3}
		m.open[e.ID] = e
	}
	return nil
}

func (m *miniature) Done() bool { return len(m.open) == 0 }

func (m *miniature) Progress() campaign.Progress {
	return campaign.Progress{Shards: len(m.open) + len(m.answers), ShardsDone: len(m.answers)}
}

// result is everything that was answered, as bytes.
func (m *miniature) result(t testing.TB) string {
	t.Helper()
	text, err := json.Marshal(m.answers) // in the order of the shards' names
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// puppet is an engine that computes its answers from the question.
type puppet struct {
	ran     *atomic.Int64                  // shards begun, of all engines
	explore func(v campaign.Variant) error // asked before a part is explored; may be nil
}

func (p *puppet) Survey(v campaign.Variant, _ []campaign.Fault) (*campaign.Survey, error) {
	p.ran.Add(1)
	s := &campaign.Survey{Window: time.Duration(v.Index) * time.Second}
	for i := range 7 + v.Index%5 {
		s.Classes = append(s.Classes, campaign.Class{From: time.Duration(i), To: time.Duration(i + 1)})
	}
	return s, nil
}

func (p *puppet) Explore(v campaign.Variant, _ []campaign.Fault, from, to int) ([]campaign.Finding, error) {
	p.ran.Add(1)
	if p.explore != nil {
		if err := p.explore(v); err != nil {
			return nil, err
		}
	}
	var out []campaign.Finding
	for i := from; i < to; i++ {
		out = append(out, campaign.Finding{Class: i, State: fmt.Sprintf("%d/%d", v.Index, i)})
	}
	return out, nil
}

func (p *puppet) Shrink(campaign.Variant, campaign.Finding, campaign.Failure) (campaign.Case, error) {
	p.ran.Add(1)
	return campaign.Case{}, nil
}

// puppets makes engines that share one counter.
func puppets(ran *atomic.Int64, explore func(campaign.Variant) error) Factory {
	return func() (campaign.Engine, error) { return &puppet{ran: ran, explore: explore}, nil }
}

func pool(t testing.TB, n int, engines Factory) *Pool {
	t.Helper()
	p, err := NewPool(n, engines)
	if err != nil {
		t.Fatal(err)
	}
	return p
}
