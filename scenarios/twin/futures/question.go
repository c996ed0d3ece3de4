package futures

import (
	"errors"
	"fmt"
	"slices"

	"locktwin/model/firmware"
	"locktwin/model/power"
	"locktwin/scenarios/twin"
	"locktwin/scenarios/twin/change"
)

// ErrQuestion is wrapped by every complaint about a Question.
var ErrQuestion = errors.New("futures: impossible question")

// When says at which charge the cells are changed.
type When string

// The moments there are. "" is AtWarning.
const (
	AtWarning  When = "warning"  // within a week after the lock warns
	AtCritical When = "critical" // when the lock shows half of that
	AtEmpty    When = "empty"    // when the motor resets the lock, or little is left: it is asked for until it does
	AtForty    When = "early"    // at 40 % of the charge
)

// Whens lists the moments in a fixed order.
func Whens() []When { return []When{AtWarning, AtCritical, AtEmpty, AtForty} }

// Vary changes a situation. What is left out stays as it is.
type Vary struct {
	Cells           string      `json:"cells,omitempty" doc:"Kind of the new cells, as in lock.cells.kind of a scenario; the kind in the bay if left out."`
	Celsius         *float64    `json:"celsius,omitempty" doc:"Temperature at the change in °C, -40 to 60; as it was seen if left out."`
	Hand            change.Hand `json:"hand,omitempty" enum:"careful,usual,hasty,shaky" doc:"How somebody changes the cells; usual if left out."`
	Profile         string      `json:"profile,omitempty" doc:"Firmware profile; rewrite-at-boot, a hypothesis, if left out."`
	When            When        `json:"when,omitempty" enum:"warning,critical,empty,early" doc:"When the cells are changed; within a week after the warning if left out."`
	NoPolling       bool        `json:"no_polling,omitempty" doc:"Nobody asks the lock all the time: its idle load is at most that of an ordinary lock."`
	GapSeconds      float64     `json:"gap_s,omitempty" doc:"How long the bay is empty in s, 1 to 86400; as the hand does if left out."`
	SoftStartMS     int         `json:"soft_start_ms,omitempty" doc:"Ramp of the motor's drive in ms, 1 to 2000; as the profile has it if left out."`
	BulkMicrofarads float64     `json:"bulk_uf,omitempty" doc:"Capacitor on the board in µF, 1 to 100000; drawn between dried out and new if left out."`
}

// Profile that is assumed when nobody names one, and how many futures are played.
const (
	DefaultProfile    = "rewrite-at-boot"
	DefaultCount      = 1000
	DefaultLeverCount = 300
	MaxCount          = 20_000
)

// Question is what is asked about a twin.
type Question struct {
	Fit    *twin.Fit
	Base   Vary   // the situation that is asked about; zero is as the lock is used
	Vary   Vary   // how it is varied; zero: not at all
	Count  int    // futures of base and variation, 1..MaxCount; 0 is DefaultCount
	Levers int    // futures for each lever, up to Count; 0 is DefaultLeverCount, below 0 none are tried
	Seed   uint64 // of what is drawn
}

func (q *Question) settle() error {
	if q.Fit == nil || len(q.Fit.Draws) == 0 {
		return fmt.Errorf("%w: a fit with draws is needed", ErrQuestion)
	}
	if !q.Fit.Usable {
		return fmt.Errorf("%w: %w", ErrQuestion, twin.ErrNotUsable)
	}
	if q.Count == 0 {
		q.Count = DefaultCount
	}
	if q.Count < 1 || q.Count > MaxCount {
		return fmt.Errorf("%w: %d futures, must be 1..%d", ErrQuestion, q.Count, MaxCount)
	}
	if q.Levers == 0 {
		q.Levers = DefaultLeverCount
	}
	q.Levers = min(max(q.Levers, 0), q.Count)
	for _, v := range [...]*Vary{&q.Base, &q.Vary} {
		if err := v.check(); err != nil {
			return err
		}
	}
	return nil
}

func (v *Vary) check() error {
	if v.Cells != "" {
		c, err := power.LookupCell(power.CellKind(v.Cells))
		if err != nil {
			return fmt.Errorf("%w: %w", ErrQuestion, err)
		}
		if c.Kind == power.LiPo {
			return fmt.Errorf("%w: cells %q, of which a lock cannot take four", ErrQuestion, v.Cells)
		}
		v.Cells = string(c.Kind)
	}
	if v.Profile != "" {
		if _, err := firmware.LookupProfile(v.Profile); err != nil {
			return fmt.Errorf("%w: %w", ErrQuestion, err)
		}
	}
	if v.Hand != "" && !slices.Contains(change.Hands(), v.Hand) {
		return fmt.Errorf("%w: hand %q, one of %v", ErrQuestion, v.Hand, change.Hands())
	}
	if v.When != "" && !slices.Contains(Whens(), v.When) {
		return fmt.Errorf("%w: when %q, one of %v", ErrQuestion, v.When, Whens())
	}
	if v.Celsius != nil && !(*v.Celsius >= change.MinCelsius && *v.Celsius <= change.MaxCelsius) {
		return fmt.Errorf("%w: %g °C, must be %d..%d", ErrQuestion, *v.Celsius, change.MinCelsius, change.MaxCelsius)
	}
	if v.GapSeconds != 0 && !(v.GapSeconds >= 1 && v.GapSeconds <= change.MaxGap) {
		return fmt.Errorf("%w: a gap of %g s, must be 1..%d", ErrQuestion, v.GapSeconds, change.MaxGap)
	}
	if v.SoftStartMS < 0 || v.SoftStartMS > 2000 {
		return fmt.Errorf("%w: a soft start of %d ms, must be 1..2000", ErrQuestion, v.SoftStartMS)
	}
	if v.BulkMicrofarads != 0 && !(v.BulkMicrofarads >= 1 && v.BulkMicrofarads <= 100_000) {
		return fmt.Errorf("%w: a capacitor of %g µF, must be 1..100000", ErrQuestion, v.BulkMicrofarads)
	}
	return nil
}

// None tells whether nothing is varied.
func (v Vary) None() bool { return v == Vary{} }

// with is v, changed by w.
func (v Vary) with(w Vary) Vary {
	if w.Cells != "" {
		v.Cells = w.Cells
	}
	if w.Celsius != nil {
		v.Celsius = w.Celsius
	}
	if w.Hand != "" {
		v.Hand = w.Hand
	}
	if w.Profile != "" {
		v.Profile = w.Profile
	}
	if w.When != "" {
		v.When = w.When
	}
	v.NoPolling = v.NoPolling || w.NoPolling
	if w.GapSeconds != 0 {
		v.GapSeconds = w.GapSeconds
	}
	if w.SoftStartMS != 0 {
		v.SoftStartMS = w.SoftStartMS
	}
	if w.BulkMicrofarads != 0 {
		v.BulkMicrofarads = w.BulkMicrofarads
	}
	return v
}
