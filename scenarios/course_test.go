package scenarios

import (
	"reflect"
	"testing"
	"time"

	"locktwin/internal/repro"
	"locktwin/model/sim"
)

func TestAStoryPlayedInPiecesEndsAsOnePlayedAtOnce(t *testing.T) {
	for _, name := range []string{"pin-denied-after-battery-change.yaml", "torn-pin-write.yaml", "pin-change-without-an-answer.yaml"} {
		f := shipped(t, name)
		want := played(t, f, Options{})
		c, err := Begin(f, Options{})
		if err != nil {
			t.Fatal(err)
		}
		// Pieces of every length, most of them where much happens.
		s := repro.Root(5).Child(name).Stream()
		for !c.Done() {
			d := time.Duration(1) << s.IntN(45)
			if c.p.lock.Machine().Underway() {
				d = time.Duration(1) << s.IntN(27)
			}
			if err := c.PlayTo(c.Now().Add(d)); err != nil {
				t.Fatal(err)
			}
		}
		got, err := c.Report()
		if err != nil {
			t.Fatal(err)
		}
		if !reflect.DeepEqual(got, want) {
			t.Errorf("%s:\n got %+v\nwant %+v", name, got, want)
		}
	}
}

func TestACopyEndsAsItsOriginal(t *testing.T) {
	f := shipped(t, "pin-denied-after-battery-change.yaml")
	want := played(t, f, Options{})
	want.TraceSHA256, want.Expectations = "", nil
	c, err := Begin(f, Options{})
	if err != nil {
		t.Fatal(err)
	}
	var marks []*Mark
	var copies []*Course
	for n := range len(f.Steps) {
		if err := c.PlayToStep(n + 1); err != nil {
			t.Fatal(err)
		}
		if c.Done() {
			break
		}
		if at, ok := c.Began(n + 1); !ok || at > c.Now() {
			t.Fatalf("step %d began at %v, %t; it is %v", n+1, at, ok, c.Now())
		}
		// Into the middle of something.
		if err := c.PlayTo(c.Now().Add(37*time.Millisecond + 12345)); err != nil {
			t.Fatal(err)
		}
		copies = append(copies, c.Fork())
		marks = append(marks, c.Mark(nil))
	}
	if _, ok := c.Began(len(f.Steps) + 1); ok {
		t.Error("a step has begun that there is not")
	}
	ends := func(c *Course) {
		t.Helper()
		if err := c.Finish(); err != nil {
			t.Fatal(err)
		}
		got, err := c.Report()
		if err != nil {
			t.Fatal(err)
		}
		got.Expectations = nil
		if !reflect.DeepEqual(got, want) {
			t.Errorf("\n got %+v\nwant %+v", got, want)
		}
	}
	for _, copy := range copies {
		ends(copy)
	}
	for i := range marks {
		again := copies[0]
		again.Restore(marks[len(marks)-1-i])
		ends(again)
	}
}

func TestAnActionFromOutsideIsAsAStepOfTheFile(t *testing.T) {
	text := func(more string) []byte {
		return []byte("scenario: x\nlock: {profile: rewrite-at-boot}\nsteps:\n  - pair: anna\n  - set-pin: 4711\n  - reboot\n  - wait: 2s\n" + more + "  - wait: 10s\n  - verify-pin\n")
	}
	f, err := Parse("x", text("  - cut: {for: 300ms}\n    after: 12345678ns\n"))
	if err != nil {
		t.Fatal(err)
	}
	want := played(t, f, Options{})
	if f, err = Parse("x", text("")); err != nil {
		t.Fatal(err)
	}
	c, err := Begin(f, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if err := c.PlayToStep(4); err != nil {
		t.Fatal(err)
	}
	if err := c.PlayTo(c.Now().Add(12345678)); err != nil {
		t.Fatal(err)
	}
	copy := c.Fork()
	for _, x := range []*Course{copy, c} {
		if err := x.Do(Cut{For: 300 * time.Millisecond}); err != nil {
			t.Fatal(err)
		}
		if err := x.Finish(); err != nil {
			t.Fatal(err)
		}
		got, err := x.Report()
		if err != nil {
			t.Fatal(err)
		}
		if x == copy {
			got.TraceSHA256 = want.TraceSHA256
		}
		if !reflect.DeepEqual(got, want) {
			t.Errorf("\n got %+v\nwant %+v", got, want)
		}
	}
}

func BenchmarkCourseFork(b *testing.B) {
	benchmarkCourse(b, func(c *Course, _ *Mark, _ *Course) { c.Fork() })
}

func BenchmarkCourseRestore(b *testing.B) {
	benchmarkCourse(b, func(_ *Course, m *Mark, copy *Course) { copy.Restore(m) })
}

// BenchmarkCourseEnd plays from the change of the cells to the end.
func BenchmarkCourseEnd(b *testing.B) {
	benchmarkCourse(b, func(_ *Course, m *Mark, copy *Course) {
		copy.Restore(m)
		if err := copy.PlayTo(sim.Never); err != nil {
			b.Fatal(err)
		}
	})
}

// BenchmarkCourseFacts is the whole oracle.
func BenchmarkCourseFacts(b *testing.B) {
	benchmarkCourse(b, func(_ *Course, m *Mark, copy *Course) {
		copy.Restore(m)
		if _, err := copy.Facts(QuestionsAsked{}); err != nil {
			b.Fatal(err)
		}
	})
}

func benchmarkCourse(b *testing.B, f func(*Course, *Mark, *Course)) {
	file := shipped(b, "pin-denied-after-battery-change.yaml")
	c, err := Begin(file, Options{})
	if err != nil {
		b.Fatal(err)
	}
	if err := c.PlayToStep(8); err != nil {
		b.Fatal(err)
	}
	m, copy := c.Mark(nil), c.Fork()
	b.ReportAllocs()
	for b.Loop() {
		f(c, m, copy)
	}
}
