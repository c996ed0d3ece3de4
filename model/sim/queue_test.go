package sim

import (
	"math/rand/v2"
	"slices"
	"testing"

	"pgregory.net/rapid"

	_ "locktwin/internal/rapidseed" // the same cases on every run
)

func TestTheEarliestComesOutFirst(t *testing.T) {
	var q Queue[string]
	q.Push(30, "c")
	q.Push(10, "a")
	q.Push(20, "b")
	for _, want := range []string{"a", "b", "c"} {
		if _, got, ok := q.Pop(); !ok || got != want {
			t.Errorf("popped %q %v, want %q", got, ok, want)
		}
	}
	if at, _, ok := q.Pop(); ok || at != Never {
		t.Errorf("an empty queue popped %v, %v", at, ok)
	}
	if at, ok := q.Peek(); ok || at != Never {
		t.Errorf("an empty queue shows %v, %v", at, ok)
	}
}

func TestEqualInstantsKeepTheirOrderOfInsertion(t *testing.T) {
	var q Queue[int]
	// Entries of other instants and cancellations in between shuffle the heap.
	for i := range 1000 {
		q.Push(5, i)
		q.Cancel(q.Push(Time(i%9), -1))
		q.Push(9, 10000+i)
	}
	for i := range 1000 {
		if at, got, _ := q.Pop(); at != 5 || got != i {
			t.Fatalf("place %d: popped %d at %d", i, got, at)
		}
	}
	for i := range 1000 {
		if at, got, _ := q.Pop(); at != 9 || got != 10000+i {
			t.Fatalf("place %d: popped %d at %d", i, got, at)
		}
	}
}

func TestAStaleNameCancelsNothing(t *testing.T) {
	var q Queue[int]
	if q.Cancel(0) {
		t.Error("the zero ID cancelled something")
	}
	a := q.Push(1, 1)
	if !q.Cancel(a) || q.Cancel(a) {
		t.Error("an entry must be cancelled once")
	}
	b := q.Push(2, 2) // takes the place of a
	if a == b || q.Cancel(a) || q.Len() != 1 {
		t.Error("the old name reached the new entry")
	}
	q.Pop()
	if q.Cancel(b) {
		t.Error("a popped entry was cancelled")
	}
	if q.Cancel(1<<40 | 77) {
		t.Error("a name never given out cancelled something")
	}
}

// reference keeps the entries in a sorted slice.
type reference struct {
	at Time
	n  int
	id ID
}

func TestQueueAgreesWithASortedSlice(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var q Queue[int]
		var ref []reference
		gone := []ID{0}
		n := 0
		t.Repeat(map[string]func(*rapid.T){
			"push": func(t *rapid.T) {
				at := Time(rapid.Int64Range(-3, 12).Draw(t, "at"))
				id := q.Push(at, n)
				ref = append(ref, reference{at, n, id})
				slices.SortStableFunc(ref, func(a, b reference) int { return int(a.at - b.at) })
				n++
			},
			"pop": func(t *rapid.T) {
				at, e, ok := q.Pop()
				if ok != (len(ref) > 0) {
					t.Fatalf("popped %v with %d entries", ok, len(ref))
				}
				if !ok {
					return
				}
				if at != ref[0].at || e != ref[0].n {
					t.Fatalf("popped %d at %d, want %d at %d", e, at, ref[0].n, ref[0].at)
				}
				gone = append(gone, ref[0].id)
				ref = ref[1:]
			},
			"cancel": func(t *rapid.T) {
				if len(ref) == 0 {
					return
				}
				i := rapid.IntRange(0, len(ref)-1).Draw(t, "which")
				if !q.Cancel(ref[i].id) {
					t.Fatalf("entry %d was not there", ref[i].n)
				}
				gone = append(gone, ref[i].id)
				ref = slices.Delete(ref, i, i+1)
			},
			"cancel gone": func(t *rapid.T) {
				if q.Cancel(rapid.SampledFrom(gone).Draw(t, "id")) {
					t.Fatal("a stale name cancelled something")
				}
			},
			"copy": func(t *rapid.T) {
				var other Queue[int]
				for i := range rapid.IntRange(0, 20).Draw(t, "used") {
					other.Push(Time(i), -i)
				}
				other.CopyFrom(&q)
				q.Clear() // the copy must not notice
				q = other
			},
			"": func(t *rapid.T) {
				if q.Len() != len(ref) {
					t.Fatalf("length %d, want %d", q.Len(), len(ref))
				}
				at, ok := q.Peek()
				if ok != (len(ref) > 0) || ok && at != ref[0].at {
					t.Fatalf("peeked %d %v", at, ok)
				}
			},
		})
	})
}

func TestACloneIsIndependentAndKeepsNames(t *testing.T) {
	var q Queue[int]
	var ids []ID
	for i := range 50 {
		ids = append(ids, q.Push(Time(i/2), i))
	}
	c := q.Clone()
	for i := 0; i < 50; i += 2 {
		if !c.Cancel(ids[i]) {
			t.Fatalf("the clone does not know entry %d", i)
		}
	}
	c.Push(0, 99)
	if q.Len() != 50 {
		t.Fatalf("the original has %d entries", q.Len())
	}
	for i := range 50 {
		if _, e, _ := q.Pop(); e != i {
			t.Fatalf("the original popped %d, want %d", e, i)
		}
	}
	if _, e, _ := c.Pop(); e != 1 && e != 99 {
		t.Errorf("the clone popped %d", e)
	}
}

func TestSteadyStateDoesNotAllocate(t *testing.T) {
	var q, copied Queue[[4]uint64]
	for i := range 100 {
		q.Push(Time(i), [4]uint64{})
	}
	copied.CopyFrom(&q)
	at := Time(100)
	if n := testing.AllocsPerRun(1000, func() {
		id := q.Push(at+7, [4]uint64{1})
		q.Push(at, [4]uint64{})
		q.Cancel(id)
		q.Pop()
		copied.CopyFrom(&q)
		at++
	}); n != 0 {
		t.Errorf("%v allocations a round", n)
	}
}

func TestPayloadsAreReleasedWhenTheyLeave(t *testing.T) {
	var q Queue[*int]
	q.Push(1, new(int))
	id := q.Push(2, new(int))
	q.Pop()
	q.Cancel(id)
	for i := range q.slots {
		if q.slots[i].e != nil {
			t.Errorf("slot %d still holds its payload", i)
		}
	}
}

func BenchmarkQueuePushPop(b *testing.B) {
	for _, n := range []int{8, 64, 1024} {
		b.Run(map[int]string{8: "8 waiting", 64: "64 waiting", 1024: "1024 waiting"}[n], func(b *testing.B) {
			b.ReportAllocs()
			r := rand.New(rand.NewPCG(1, 2))
			var q Queue[[4]uint64]
			for range n {
				q.Push(Time(r.IntN(1000)), [4]uint64{})
			}
			var step [256]Time
			for i := range step {
				step[i] = Time(r.IntN(1000))
			}
			for i := range b.N {
				at, e, _ := q.Pop()
				q.Push(at+step[i&255], e)
			}
		})
	}
}

func BenchmarkQueueCancel(b *testing.B) {
	b.ReportAllocs()
	var q Queue[[4]uint64]
	for i := range 64 {
		q.Push(Time(i), [4]uint64{})
	}
	for i := range b.N {
		q.Cancel(q.Push(Time(i&63), [4]uint64{}))
	}
}

func BenchmarkQueueCopyFrom(b *testing.B) {
	b.ReportAllocs()
	var q, c Queue[[4]uint64]
	for i := range 64 {
		q.Push(Time(i), [4]uint64{})
	}
	for range b.N {
		c.CopyFrom(&q)
	}
}
