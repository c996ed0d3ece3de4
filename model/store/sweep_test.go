package store

import (
	"bytes"
	"fmt"
	"testing"
)

// The race detector has nothing to find in code without goroutines and makes
// it some thirty times slower, so that under it a sweep takes every stride-th
// cut only. Without it stride is 1 and the sweeps are exhaustive.
func sweepParts() []part {
	if stride > 1 {
		return smallParts[:1]
	}
	return smallParts
}

// keeping is every design that promises to have the old or the new value of
// each key after one digital cut.
var keeping = []string{"ab-slots", "ab-slots-settled", "ab-slots-3", "journal", "ring3"}

// steady promises that as well for cuts that read differently at each boot,
// and that the first boot settles which value it is.
var steady = []string{"ab-slots-settled", "ab-slots-3", "journal", "ring3"}

// ledger is what was acknowledged, and what a cut left in flight.
type ledger struct {
	acked  map[Key][]byte
	flying bool
	key    Key
	val    []byte
}

func (l *ledger) clone() ledger {
	d := *l
	d.acked = map[Key][]byte{}
	for k, v := range l.acked {
		d.acked[k] = v
	}
	return d
}

// put stores (or deletes, for nil) and keeps the ledger; true if it was cut.
func (l *ledger) put(t tester, s Store, c *chip, ram *RAM, k Key, v []byte) (cut bool) {
	t.Helper()
	l.flying, l.key, l.val = true, k, v
	cut = c.run(func() {
		var err error
		if v == nil {
			err = s.Delete(c, ram, k)
		} else {
			err = s.Put(c, ram, k, v)
		}
		if err != nil {
			t.Fatalf("put %d: %v", k, err)
		}
	})
	if !cut {
		l.flying = false
		if l.acked[k] = v; v == nil {
			delete(l.acked, k)
		}
	}
	return cut
}

// settle checks what a mount brought back and takes the value that was in
// flight for decided, whichever it is.
func (l *ledger) settle(t tester, s Store, c *chip, ram *RAM, what string) {
	t.Helper()
	for k := range Key(8) {
		got := read(t, s, c, ram, k)
		if l.flying && k == l.key && bytes.Equal(got, l.val) {
			if l.acked[k] = got; got == nil {
				delete(l.acked, k)
			}
		}
		if !bytes.Equal(got, l.acked[k]) {
			t.Fatalf("%s: key %d reads %x, acknowledged %x (in flight: %v key %d %x)", what, k, got, l.acked[k], l.flying, l.key, l.val)
		}
	}
	l.flying = false
}

// script is the saves that a sweep cuts: enough for every design to change
// pages, collect and checkpoint.
const scriptRounds = 14

func scripted(t tester, s Store, c *chip, ram *RAM, l *ledger, round int) (cut bool) {
	k := Key(round * 3 % 5)
	v := pattern(k, round+1, 8+round*5%56)
	if round == 9 {
		v = nil
	}
	return l.put(t, s, c, ram, k, v)
}

func prepared(t tester, s Store, p part) (*chip, ledger) {
	c := newChip(p)
	var ram RAM
	format(t, s, c, &ram)
	l := ledger{acked: map[Key][]byte{}}
	for k := range Key(5) {
		l.put(t, s, c, &ram, k, pattern(k, 0, 10+int(k)*9))
	}
	return c, l
}

// sweepCuts cuts the script at every operation until it finishes uncut, and
// hands each torn chip over.
func sweepCuts(t *testing.T, s Store, p part, how tear, seed uint64, after func(what string, c *chip, l ledger)) {
	t.Helper()
	from, lFrom := prepared(t, s, p)
	var ramFrom RAM
	remount(t, s, from, &ramFrom)
	fell := 0
	for round := range scriptRounds {
		for cut := 0; ; cut++ {
			c, l, ram := from.clone(), lFrom.clone(), ramFrom
			c.ops, c.cutAt, c.tear, c.seed = 0, cut, how, seed
			if !scripted(t, s, c, &ram, &l, round) {
				from, lFrom, ramFrom = c, l, ram
				break
			}
			if fell++; fell%stride != 0 {
				continue
			}
			after(fmt.Sprintf("%s on %s, save %d %s cut at %d, seed %d", s.Name(), p.name, round, how, cut, seed), c, l)
		}
	}
	if fell < 40 {
		t.Fatalf("only %d operations were cut", fell)
	}
}

// goOn reboots several times, saves, and reboots: nothing may change by itself.
func goOn(t *testing.T, s Store, c *chip, l ledger, what string) {
	t.Helper()
	var ram RAM
	for boot := range 4 {
		remount(t, s, c, &ram)
		l.settle(t, s, c, &ram, fmt.Sprintf("%s, boot %d", what, boot))
	}
	for round := range 3 {
		l.put(t, s, c, &ram, Key(round), pattern(7, round, 20))
		remount(t, s, c, &ram)
		l.settle(t, s, c, &ram, fmt.Sprintf("%s, save %d afterwards", what, round))
	}
}

func TestEveryDigitalCutLeavesOldOrNew(t *testing.T) {
	for _, name := range keeping {
		s := mustNew(t, name, Options{})
		for _, p := range sweepParts() {
			for how := tearBefore; how <= tearLow; how++ {
				sweepCuts(t, s, p, how, 1, func(what string, c *chip, l ledger) {
					goOn(t, s, c, l, what)
					if c.over != nil {
						t.Fatal(what, c.over)
					}
				})
			}
		}
	}
}

func TestEveryUnstableCutIsSettledByTheFirstBoot(t *testing.T) {
	for _, name := range steady {
		s := mustNew(t, name, Options{})
		for _, p := range sweepParts() {
			for seed := range uint64(3) {
				sweepCuts(t, s, p, tearUnstable, seed, func(what string, c *chip, l ledger) {
					goOn(t, s, c, l, what)
				})
			}
		}
	}
}

func TestASecondCutDuringTheRepairLosesNothing(t *testing.T) {
	// Two slots cannot promise this for unstable cuts; see abSlots.
	for _, x := range []struct {
		name string
		how  tear
	}{{"ring3", tearUnstable}, {"ring3", tearMix}, {"ab-slots-3", tearUnstable}, {"journal", tearUnstable}, {"journal", tearMix},
		{"ab-slots-settled", tearMix}} {
		s := mustNew(t, x.name, Options{})
		second := 0
		sweepCuts(t, s, smallParts[0], x.how, 3, func(what string, torn *chip, l ledger) {
			for cut := 0; ; cut++ {
				c, l := torn.clone(), l.clone()
				var ram RAM
				c.reboot(&ram)
				c.ops, c.cutAt = 0, cut
				if !c.run(func() { s.Mount(c, &ram) }) {
					break
				}
				second++
				goOn(t, s, c, l, fmt.Sprintf("%s, then at %d of the mount", what, cut))
			}
		})
		if second < 100/stride {
			t.Errorf("%s: only %d second cuts fell", x.name, second)
		}
	}
}

func TestDeferredSettlingHappensAtTheNextSave(t *testing.T) {
	for _, name := range steady {
		s := mustNew(t, name, Options{DeferSettle: true})
		deferred := 0
		sweepCuts(t, s, smallParts[0], tearMix, 5, func(what string, c *chip, l ledger) {
			var ram RAM
			before := append([]byte(nil), c.mem...)
			remount(t, s, c, &ram)
			if !bytes.Equal(before, c.mem) {
				t.Fatal(what, "mount wrote")
			}
			l.settle(t, s, c, &ram, what)
			if ram.Unsettled {
				deferred++
				if err := s.(Settler).Settle(c, &ram); err != nil || ram.Unsettled {
					t.Fatal(what, err)
				}
			}
			goOn(t, s, c, l, what)
		})
		if deferred == 0 {
			t.Error(name, "nothing was deferred")
		}
	}
}

func TestNoCutMakesAnyDesignPanicOrStop(t *testing.T) {
	for _, name := range Names() {
		s := mustNew(t, name, Options{})
		for _, p := range sweepParts()[:1] {
			if !suits(t, s, p) {
				continue
			}
			for how := tearMix; how < tears; how++ {
				sweepCuts(t, s, p, how, 2, func(what string, c *chip, l ledger) {
					var ram RAM
					c.reboot(&ram)
					_, err := s.Mount(c, &ram)
					if err != nil {
						return
					}
					for k := range Key(8) {
						read(t, s, c, &ram, k)
					}
					s.Put(c, &ram, 1, []byte{1, 2, 3})
					s.Delete(c, &ram, 2)
					s.Decode(c)
				})
			}
		}
	}
}
