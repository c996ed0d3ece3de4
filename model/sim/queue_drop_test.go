package sim

import (
	"slices"
	"testing"

	"pgregory.net/rapid"
)

func TestEntriesAreDroppedAndTheOthersKeepTheirOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var q Queue[int]
		ids := map[int]ID{}
		for i, at := range rapid.SliceOfN(rapid.IntRange(0, 5), 0, 40).Draw(t, "instants") {
			ids[i] = q.Push(Time(at), i)
		}
		for range rapid.IntRange(0, 5).Draw(t, "popped") {
			q.Pop()
		}
		keep := q.Clone()
		var want []int
		for _, e, ok := keep.Pop(); ok; _, e, ok = keep.Pop() {
			if e%3 != 0 {
				want = append(want, e)
			}
		}
		n := q.Len()
		if dropped := q.DropIf(func(_ Time, e *int) bool { return *e%3 == 0 }); dropped != n-len(want) {
			t.Fatalf("%d of %d were dropped, and %d were to stay", dropped, n, len(want))
		}
		if err := q.Check(); err != nil {
			t.Fatal(err)
		}
		for e, id := range ids {
			if e%3 == 0 && q.Cancel(id) {
				t.Fatalf("entry %d was dropped and could be cancelled", e)
			}
		}
		var got []int
		for _, e, ok := q.Pop(); ok; _, e, ok = q.Pop() {
			got = append(got, e)
		}
		if !slices.Equal(got, want) {
			t.Fatalf("%v stay, want %v", got, want)
		}
	})
}
