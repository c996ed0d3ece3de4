package workers

import (
	"fmt"
	"testing"

	"locktwin/scenarios/campaign"
)

func fill(q *queue, variants, each int) {
	for i := range each {
		for v := range variants {
			q.push(campaign.Shard{ID: fmt.Sprintf("%d-%d", v, i), Variant: campaign.Variant{Index: v}})
		}
	}
}

func TestAWorkerStaysWithItsVariant(t *testing.T) {
	q := newQueue(2)
	fill(q, 3, 2)
	var got []string
	for _, worker := range []int{0, 1, 1, 0, 1, 0} {
		s, ok := q.pop(worker)
		if !ok {
			t.Fatal("the queue was closed")
		}
		got = append(got, s.ID)
	}
	// The last one is shared: nothing else is left.
	if want := "[0-0 1-0 1-1 0-1 2-0 2-1]"; fmt.Sprint(got) != want {
		t.Errorf("%v, want %s", got, want)
	}
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
	fill(q, 1, 1)
	if _, ok := q.pop(0); ok {
		t.Error("a closed queue gave out work")
	}
}

// A queue of many variants must not become slow: each pop looks at as many
// variants as there are workers.
func BenchmarkQueue(b *testing.B) {
	q := newQueue(8)
	fill(q, 10_000, 1)
	i := 0
	for b.Loop() {
		s, _ := q.pop(i % 8)
		q.push(s)
		i++
	}
}
