package store

import (
	"bytes"
	"errors"
	"fmt"
	"testing"
	"time"

	"locktwin/flashsim"
	"locktwin/internal/repro"
)

// silicon is a Medium over simulated cells: the first pages of a part at a good
// supply, which can be taken away when an operation is done to a share.
type silicon struct {
	d      *flashsim.Device
	cond   flashsim.Conditions
	ops    int
	cutAt  int
	share  float64 // of the operation done when the supply goes
	pages  int
	page   int
	unit   int
	budget int
}

func newSilicon(t *testing.T, seed uint64) *silicon {
	p, err := flashsim.Lookup("nRF52840")
	if err != nil {
		t.Fatal(err)
	}
	return &silicon{d: flashsim.New(p, repro.Root(seed)), cond: flashsim.Conditions{Volts: 3, Celsius: 25},
		cutAt: -1, pages: 6, page: 4096, unit: 4, budget: 2}
}

func (c *silicon) PageBytes() int    { return c.page }
func (c *silicon) Pages() int        { return c.pages }
func (c *silicon) UnitBytes() int    { return c.unit }
func (c *silicon) ErasedByte() byte  { return 0xFF }
func (c *silicon) UnitPrograms() int { return c.budget }

func (c *silicon) Read(addr uint32, dst []byte) error { return c.d.Read(addr, dst, c.cond) }

func (c *silicon) finish(op flashsim.Operation, err error) error {
	if err != nil {
		return err
	}
	c.ops++
	piece := flashsim.Piece{Duration: op.Duration, Volts0: 3, Volts1: 3}
	if c.cutAt == c.ops-1 {
		piece.Duration = time.Duration(float64(op.Duration) * c.share)
	}
	used, done := c.d.Feed(piece)
	c.cond.Now += used
	if c.cutAt == c.ops-1 {
		c.d.PowerLost(c.cond)
		panic(cutSignal{})
	}
	if !done {
		return errors.New("the operation did not end in its time")
	}
	return nil
}

func (c *silicon) Program(addr uint32, src []byte) error {
	for at := 0; at < len(src); at += c.unit {
		if err := c.finish(c.d.BeginProgram(addr+uint32(at), src[at:at+c.unit], c.cond)); err != nil {
			return err
		}
	}
	return nil
}

func (c *silicon) Erase(page int) error {
	return c.finish(c.d.BeginErase(uint32(page*c.page), c.cond))
}

func (c *silicon) boot(t *testing.T, s Store, ram *RAM, hours int) {
	*ram = RAM{}
	c.cutAt = -1
	c.cond.Boot++
	c.cond.Now += time.Duration(hours) * time.Hour
	c.d.PowerUp(c.cond)
	if rep, err := s.Mount(c, ram); err != nil {
		t.Fatal(rep, err)
	}
}

// TestSimulatedCellsCannotBreakTheSteadyDesigns cuts every operation of a save
// at several shares of it, and boots again after hours, warmer and at less
// supply.
func TestSimulatedCellsCannotBreakTheSteadyDesigns(t *testing.T) {
	old, next := pattern(1, 1, 8), pattern(1, 2, 8)
	for _, name := range steady {
		s := mustNew(t, name, Options{})
		base := newSilicon(t, 7)
		var ramBase RAM
		if err := s.Format(base, &ramBase); err != nil {
			t.Fatal(err)
		}
		for range 4 {
			if err := s.Put(base, &ramBase, 1, old); err != nil {
				t.Fatal(err)
			}
		}
		for cut, more := 0, true; more; cut++ {
			for _, share := range []float64{0.03, 0.08, 0.12, 0.25, 0.5, 0.75, 0.97} {
				c, ram := *base, ramBase
				c.d = base.d.Fork()
				c.ops, c.cutAt, c.share = 0, cut, share
				if more = (&chip{}).run(func() {
					if err := s.Put(&c, &ram, 1, next); err != nil {
						t.Fatal(err)
					}
				}); !more {
					break
				}
				var first []byte
				for boot := range 4 {
					c.cond.Volts, c.cond.Celsius = 3-float64(boot)*0.25, 25+float64(boot)*10
					c.boot(t, s, &ram, boot*100)
					dst := make([]byte, MaxValue)
					n, _, _ := s.Get(&c, &ram, 1, dst)
					what := fmt.Sprintf("%s cut at %d, %g done, boot %d", name, cut, share, boot)
					if !bytes.Equal(dst[:n], old) && !bytes.Equal(dst[:n], next) {
						t.Fatalf("%s: reads %x", what, dst[:n])
					}
					if boot == 0 {
						first = append(first, dst[:n]...)
					} else if !bytes.Equal(first, dst[:n]) {
						t.Fatalf("%s: reads %x, at the first boot %x", what, dst[:n], first)
					}
				}
			}
			if !more && cut < 6 {
				t.Fatalf("%s: only %d operations were cut", name, cut)
			}
		}
	}
}
