package sim

import (
	"errors"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

func TestAQueueIsWholeAfterWhateverWasDone(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var q Queue[int]
		var ids []ID
		mark, before := q.Mark(), 0
		t.Repeat(map[string]func(*rapid.T){
			"push": func(t *rapid.T) {
				ids = append(ids, q.Push(Time(rapid.IntRange(0, 9).Draw(t, "at")), len(ids)))
			},
			"pop": func(*rapid.T) { q.Pop() },
			"cancel": func(t *rapid.T) {
				if len(ids) > 0 {
					q.Cancel(ids[rapid.IntRange(0, len(ids)-1).Draw(t, "which")])
				}
			},
			"mark": func(*rapid.T) { mark, before = q.Mark(), len(ids) },
			"": func(t *rapid.T) {
				if err := q.Check(); err != nil {
					t.Fatal(err)
				}
				old := q.Clone()
				old.DropSince(mark)
				if err := old.Check(); err != nil {
					t.Fatal(err)
				}
				var want, got []int
				all := q.Clone()
				for _, e, ok := all.Pop(); ok; _, e, ok = all.Pop() {
					if e < before {
						want = append(want, e)
					}
				}
				for _, e, ok := old.Pop(); ok; _, e, ok = old.Pop() {
					got = append(got, e)
				}
				if !slices.Equal(got, want) {
					t.Fatalf("before the mark there were %v, kept %v", want, got)
				}
			},
		})
	})
}

func TestWhatIsNoQueueIsFound(t *testing.T) {
	make := func(spoil func(*Queue[int])) error {
		var q Queue[int]
		for i := range 6 {
			q.Push(Time(10-i), i)
		}
		q.Pop()
		q.Pop()
		spoil(&q)
		return q.Check()
	}
	if err := make(func(*Queue[int]) {}); err != nil {
		t.Fatal(err)
	}
	for name, spoil := range map[string]func(*Queue[int]){
		"slot outside":   func(q *Queue[int]) { q.heap[1].slot = 6 },
		"slot below":     func(q *Queue[int]) { q.heap[1].slot = -1 },
		"wrong place":    func(q *Queue[int]) { q.slots[q.heap[1].slot].pos = 2 },
		"order":          func(q *Queue[int]) { q.heap[3].at = 0 },
		"number":         func(q *Queue[int]) { q.heap[0].seq = q.seq },
		"free outside":   func(q *Queue[int]) { q.free = 7 },
		"free in use":    func(q *Queue[int]) { q.free = q.heap[0].slot + 1 },
		"free for ever":  func(q *Queue[int]) { q.slots[q.free-1].pos = q.free },
		"free too short": func(q *Queue[int]) { q.slots[q.free-1].pos = 0 },
		"no slots":       func(q *Queue[int]) { q.slots = q.slots[:1] },
	} {
		if err := make(spoil); !errors.Is(err, ErrQueue) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
