package training

import (
	"time"

	"locktwin/model/sim"
	"locktwin/scenarios"
)

// How closely the moment of a loss is looked for.
const (
	lossMarks      = 256              // at which the story is put by
	lossResolution = time.Microsecond // of simulated time
	benchVolts     = 6                // of the supply that would have saved it
)

// loss finds the moment at which something was lost for good: up to it a steady
// supply would have saved what the lock had been told to keep, from it on none does.
// ok is false when nothing was lost, or before the
// lines that are kept.
//
// The story is played once more and put by at some of its lines; copies that go on from
// there on a laboratory supply tell whether it was too late.
func (s *Story) loss() (m Moment, ok bool, err error) {
	part, class := broken(s.course.Fork().Fate())
	if part == "" {
		return Moment{}, false, nil
	}
	c, err := scenarios.Begin(s.file, scenarios.Options{})
	if err != nil {
		return Moment{}, false, err
	}
	lines := s.Lines()
	every := len(lines)/lossMarks + 1
	var marks []*scenarios.Mark
	for i, l := range lines {
		if i%every != 0 && i+1 < len(lines) {
			continue
		}
		if err := c.PlayTo(sim.Time(l.AtNS)); err != nil {
			return Moment{}, false, err
		}
		marks = append(marks, c.Mark(nil))
	}
	copied := c.Fork()
	late := func(m *scenarios.Mark, t sim.Time) (bool, error) {
		copied.Restore(m)
		if err := copied.PlayTo(t); err != nil {
			return false, err
		}
		// The hand lets go, and the supply is steady from here on.
		copied.Lock().Cut(0)
		copied.Lock().Bench(true, benchVolts)
		now, _ := broken(copied.Fate())
		return now != "", nil
	}
	// The first mark from which it is too late.
	lo, hi := 0, len(marks)
	for lo < hi {
		mid := (lo + hi) / 2
		is, err := late(marks[mid], marks[mid].At())
		if err != nil {
			return Moment{}, false, err
		}
		if is {
			hi = mid
		} else {
			lo = mid + 1
		}
	}
	if lo == 0 || lo == len(marks) {
		return Moment{}, false, nil
	}
	from, to := marks[lo-1].At(), marks[lo].At()
	for to.Sub(from) > lossResolution {
		mid := from.Add(to.Sub(from) / 2)
		is, err := late(marks[lo-1], mid)
		if err != nil {
			return Moment{}, false, err
		}
		if is {
			to = mid
		} else {
			from = mid
		}
	}
	m = Moment{AtNS: int64(to), Kind: "loss", Name: part + " " + string(class)}
	for _, l := range lines {
		if l.AtNS > m.AtNS {
			break
		}
		m.Text = l.Text
	}
	return m, true, nil
}

// broken is the first part of what a lock keeps that is not intact, "" when all is.
func broken(f scenarios.Fate) (part string, class scenarios.Class) {
	switch {
	case f.PIN != scenarios.Intact:
		return "PIN", f.PIN
	case f.Settings != scenarios.Intact:
		return "settings", f.Settings
	case f.Authorizations != scenarios.Intact:
		return "authorizations", f.Authorizations
	}
	return "", ""
}
