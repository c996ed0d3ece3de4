package store

import (
	"fmt"
	"testing"

	"pgregory.net/rapid"

	_ "locktwin/internal/rapidseed" // the same cases on every run
)

// TestRandomSavesAndCutsKeepOldOrNew lets saves, deletes, clean reboots and cuts
// come in any order. Between two cuts there is a boot that is not cut.
func TestRandomSavesAndCutsKeepOldOrNew(t *testing.T) {
	for _, name := range keeping {
		t.Run(name, func(t *testing.T) {
			s := mustNew(t, name, Options{})
			rapid.Check(t, func(rt *rapid.T) {
				c := newChip(rapid.SampledFrom(smallParts).Draw(rt, "part"))
				worst := tearLow
				if name != "ab-slots" {
					worst = tearUnstable
				}
				var ram RAM
				format(rt, s, c, &ram)
				l := ledger{acked: map[Key][]byte{}}
				c.seed = rapid.Uint64Range(0, 1<<20).Draw(rt, "seed")
				steps := rapid.IntRange(1, 40).Draw(rt, "steps")
				for step := range steps {
					k := Key(rapid.IntRange(0, 7).Draw(rt, "key"))
					var v []byte
					if n := rapid.IntRange(0, 64).Draw(rt, "bytes"); n > 0 {
						v = pattern(k, step, n)
					}
					c.tear = tear(rapid.IntRange(0, int(worst)).Draw(rt, "tear"))
					c.ops, c.cutAt = 0, rapid.IntRange(-20, 40).Draw(rt, "cut")
					cut := l.put(rt, s, c, &ram, k, v)
					c.cutAt = -1
					if cut || rapid.IntRange(0, 4).Draw(rt, "reboot") == 0 {
						remount(rt, s, c, &ram)
						l.settle(rt, s, c, &ram, fmt.Sprintf("step %d", step))
					}
				}
			})
		})
	}
}

// TestRingSurvivesAnyRunOfUnstableCuts cuts saves and repairs without mercy.
func TestRingSurvivesAnyRunOfUnstableCuts(t *testing.T) {
	for _, name := range []string{"ring3", "ab-slots-3"} {
		t.Run(name, func(t *testing.T) {
			s := mustNew(t, name, Options{})
			rapid.Check(t, func(rt *rapid.T) {
				c := newChip(rapid.SampledFrom(smallParts).Draw(rt, "part"))
				var ram RAM
				format(rt, s, c, &ram)
				l := ledger{acked: map[Key][]byte{}}
				c.seed = rapid.Uint64Range(0, 1<<20).Draw(rt, "seed")
				for step := range rapid.IntRange(1, 12).Draw(rt, "steps") {
					k := Key(rapid.IntRange(0, 3).Draw(rt, "key"))
					c.tear = tear(rapid.IntRange(0, int(tearUnstable)).Draw(rt, "tear"))
					c.ops, c.cutAt = 0, rapid.IntRange(-10, 40).Draw(rt, "cut")
					if !l.put(rt, s, c, &ram, k, pattern(k, step, 20)) {
						continue
					}
					for range rapid.IntRange(0, 3).Draw(rt, "cut boots") {
						c.reboot(&ram)
						c.tear = tear(rapid.IntRange(0, int(tearUnstable)).Draw(rt, "boot tear"))
						c.ops, c.cutAt = 0, rapid.IntRange(0, 6).Draw(rt, "boot cut")
						c.run(func() { s.Mount(c, &ram) })
					}
					remount(rt, s, c, &ram)
					l.settle(rt, s, c, &ram, fmt.Sprintf("step %d", step))
				}
			})
		})
	}
}

// TestEveryDesignKeepsAnyOrderOfSavesWithoutCuts asserts for the specimens what they
// do promise: without a cut nothing is lost, in any order of operations.
func TestEveryDesignKeepsAnyOrderOfSavesWithoutCuts(t *testing.T) {
	for _, name := range Names() {
		t.Run(name, func(t *testing.T) {
			s := mustNew(t, name, Options{})
			var fit []part
			for _, p := range smallParts {
				if suits(t, s, p) {
					fit = append(fit, p)
				}
			}
			rapid.Check(t, func(rt *rapid.T) {
				c := newChip(rapid.SampledFrom(fit).Draw(rt, "part"))
				var ram RAM
				format(rt, s, c, &ram)
				l := ledger{acked: map[Key][]byte{}}
				for step := range rapid.IntRange(1, 60).Draw(rt, "steps") {
					k := Key(rapid.IntRange(0, 7).Draw(rt, "key"))
					var v []byte
					if n := rapid.IntRange(0, 40).Draw(rt, "bytes"); n > 0 {
						v = pattern(k, step, n)
					}
					l.put(rt, s, c, &ram, k, v)
					if rapid.IntRange(0, 5).Draw(rt, "reboot") == 0 {
						if rep := remount(rt, s, c, &ram); rep.Found > Valid {
							rt.Fatalf("clean reboot: %+v", rep)
						}
						l.settle(rt, s, c, &ram, "reboot")
					}
				}
				if c.over != nil {
					rt.Fatal(c.over)
				}
			})
		})
	}
}
