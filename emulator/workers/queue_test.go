package workers

import (
	"fmt"
	"testing"

	"locktwin/scenarios/campaign"
)

func survey(v int) campaign.Shard {
	return campaign.Shard{ID: fmt.Sprintf("survey-%d", v), Kind: campaign.SurveyShard, Variant: campaign.Variant{Index: v}}
}

func explore(v, part int) campaign.Shard {
	return campaign.Shard{ID: fmt.Sprintf("explore-%d-%d", v, part), Kind: campaign.ExploreShard, Variant: campaign.Variant{Index: v}}
}

// pops takes the next shard of a worker, which has to be this one.
func pops(t *testing.T, q *queue, worker int, want string) {
	t.Helper()
	if s, ok := q.pop(worker); !ok || s.ID != want {
		t.Errorf("worker %d takes %s, want %s", worker, s.ID, want)
	}
}

func TestAWorkerStaysWithItsVariants(t *testing.T) {
	q := newQueue(2)
	for v := range 4 {
		q.push(survey(v))
	}
	pops(t, q, 0, "survey-0")
	pops(t, q, 1, "survey-1")
	q.push(explore(0, 0))
	q.push(explore(0, 1))
	pops(t, q, 0, "explore-0-0")
	// What comes of the survey of 1 is late, so its worker begins another one, and
	// comes back to 1 before it goes on with what it has begun.
	pops(t, q, 1, "survey-2")
	q.push(explore(1, 0))
	q.push(explore(2, 0))
	pops(t, q, 1, "explore-1-0")
	pops(t, q, 1, "explore-2-0")
	// A new variant goes before a part of somebody else's.
	pops(t, q, 1, "survey-3")
	pops(t, q, 1, "explore-0-1")
}

func TestAGuestTakesWhatItsHostComesToLast(t *testing.T) {
	q := newQueue(2)
	q.push(survey(0))
	pops(t, q, 0, "survey-0")
	for part := range 5 {
		q.push(explore(0, part))
	}
	pops(t, q, 1, "explore-0-4")
	pops(t, q, 0, "explore-0-0")
	pops(t, q, 1, "explore-0-3")
	pops(t, q, 0, "explore-0-1")
	pops(t, q, 0, "explore-0-2")
}

func TestAVariantThatNobodyIsAtGoesBeforeANewOne(t *testing.T) {
	q := newQueue(1)
	q.push(survey(5))
	q.push(explore(4, 0))
	pops(t, q, 0, "explore-4-0")
	pops(t, q, 0, "survey-5")
}

func TestAClosedQueueSendsEveryoneHome(t *testing.T) {
	q := newQueue(3)
	home := make(chan bool)
	for i := range 3 {
		go func() {
			_, ok := q.pop(i)
			home <- ok
		}()
	}
	q.close()
	for range 3 {
		if <-home {
			t.Error("there was work in an empty queue")
		}
	}
	q.push(survey(0))
	q.push(explore(0, 0))
	if _, ok := q.pop(0); ok {
		t.Error("a closed queue gave out work")
	}
}

// A queue of many variants must not become slow: each pop looks at as many
// variants as workers have begun.
func BenchmarkQueue(b *testing.B) {
	q := newQueue(8)
	for v := range 10_000 {
		q.push(survey(v))
	}
	i := 0
	for b.Loop() {
		s, _ := q.pop(i % 8)
		q.push(s)
		i++
	}
}
