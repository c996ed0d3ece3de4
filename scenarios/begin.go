package scenarios

import (
	"fmt"
	"time"

	"locktwin/model"
	"locktwin/model/power"
	"locktwin/model/sim"
	"locktwin/model/trace"
)

// What a hand and a person do beside what steps say; all assumptions.
const (
	pairPress   = 5500 * time.Millisecond // holding the button starts pairing; the maker asks for five seconds
	resetPress  = 30 * time.Second        // longer than any profile wants the button held for a reset
	resetSettle = 30 * time.Second        // until the reset by the button is over
	updateTakes = 30 * time.Second        // from the restart until the new firmware is up
)

// Chatter of the contact while the cells are drawn out slowly: the sheet of
// golden case g4 has none, an observed removal has a few openings (assumption).
const slowChatter = 2

// impossible is what a hand cannot do.
type impossible string

func (e impossible) Error() string { return string(e) }

func (e impossible) Unwrap() []error { return []error{ErrImpossible, ErrScenario} }

// begin starts a step. The task is nil when the step is over at once.
func (p *player) begin(s *Step) (task, error) {
	if s.Note != "" {
		p.lock.Remark(trace.Note, "remark", s.Note)
	}
	switch a := s.Action.(type) {
	case CellsOut:
		return p.cellsOut(a)
	case CellsIn:
		return p.cellsIn(a)
	case Knock:
		if !p.lock.CellsIn() {
			return nil, impossible("there are no cells whose springs could be shaken")
		}
		return p.lasting(p.lock.KnockFor(max(a.Times, 1), cmpOr(a.For, KnockFor))), nil
	case TurnKey:
		d := a.Over
		if d == 0 {
			by := max(a.By, -a.By)
			d = max(time.Duration(float64(by.Degrees()/360*float64(TurnPerRev))), 10*time.Millisecond)
		}
		// The model counts angles that lock as positive.
		p.lock.TurnKey(int32(-a.By/1000), d)
		return p.lasting(d), nil
	case PressButton:
		d := cmpOr(a.For, PressFor)
		p.lock.PressButton(d)
		return p.lasting(d), nil
	case MoveDoor:
		p.lock.MoveDoor(a.To == "close")
		return nil, nil
	case Sag:
		return p.lasting(p.lock.SagSlowly(power.Volts(a.To.Volts()), cmpOr(a.Fall, SagEdge), a.For, cmpOr(a.Rise, SagEdge))), nil
	case Cut:
		if !p.lock.CellsIn() {
			return nil, impossible("there are no cells in the lock whose line could be cut")
		}
		d := cmpOr(a.For, CutFor)
		p.lock.Cut(d)
		return p.lasting(d), nil
	case Ambient:
		if a.Over == 0 {
			p.lock.SetAmbient(power.Celsius(a.To.Celsius()))
			return nil, nil
		}
		from := power.Celsius(p.lock.Machine().Supply().Ambient())
		return &warming{from: from, to: power.Celsius(a.To.Celsius()), began: p.lock.Now(), over: a.Over}, nil
	case Supply:
		if a.To.Off {
			p.lock.Bench(false, 0)
		} else {
			source := a.Source
			if source == 0 {
				source = SupplySource
			}
			p.lock.BenchBehind(power.Volts(a.To.Volts.Volts()), power.Ohms(source.Ohms()))
		}
		return nil, nil
	case AirFault:
		return nil, p.airFault(a)
	case Update:
		profile, err := p.file.Lock.profileOf(a.Profile)
		if err != nil {
			return nil, err
		}
		p.lock.UpdateFirmware(profile)
		return p.lasting(updateTakes), nil
	case Wait:
		return p.wait(a)
	case Repeat:
		return &rounds{Repeat: a}, nil
	case Use:
		return p.use(a), nil
	case Expect:
		if p.scouting {
			return nil, nil
		}
		facts, err := p.facts(QuestionsOf(a.Claims))
		if err != nil {
			return nil, err
		}
		p.judge(a.Claims, facts)
		return nil, nil
	}
	return p.phoneStep(s.Action)
}

func (p *player) lasting(d time.Duration) task { return lasts{p.lock.Now().Add(d)} }

func (p *player) cellsOut(a CellsOut) (task, error) {
	if !p.lock.CellsIn() {
		return nil, impossible("the cells are already out")
	}
	p.tellStack()
	over, chatter := a.Over, 0
	switch a.Manner {
	case RemoveSlow, "":
		over, chatter = cmpOr(over, 200*time.Millisecond), slowChatter
	case RemoveQuick:
		over = cmpOr(over, 20*time.Millisecond)
	}
	return p.lasting(p.lock.RemoveCells(over, chatter)), nil
}

// Bounces of an insertion in the worst case there is.
const mostBounces = 8

func (p *player) cellsIn(a CellsIn) (task, error) {
	if p.lock.CellsIn() {
		return nil, impossible("there are cells in the lock already")
	}
	in := model.Insertion{Bounces: -1, LongGap: a.Gap}
	switch a.Manner {
	case InsertClean:
		in.Bounces = 0
	case InsertBouncy:
		in.Bounces = mostBounces
	}
	if (a.Manner == InsertHesitant || a.Manner == InsertBouncy) && a.Gap == 0 {
		in.LongGap = -1
	}
	if a.Bounces.Set {
		in.Bounces = a.Bounces.Value
	}
	cells := p.cells
	switch {
	case a.Cells != (CellsSpec{}):
		cells = a.Cells.normal(p.cells)
	case a.Recharged.Set:
		cells = p.cells.recharged(a.Recharged.Value)
	}
	if a.Cells != (CellsSpec{}) || a.Recharged.Set {
		pack := cells.pack()
		in.Cells = &pack
	}
	d, err := p.lock.InsertCells(in)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrBuild, err)
	}
	if in.Cells != nil {
		p.cells = cells
		p.inserted, p.critical, p.before = p.lock.Now(), Opt[sim.Time]{}, p.account()
	}
	return p.lasting(d), nil
}

// warming changes the temperature little by little.
type warming struct {
	from, to power.Celsius
	began    sim.Time
	over     time.Duration
	done     int
}

// warmingSteps is how many steps a slow change of temperature has.
const warmingSteps = 20

func (t *warming) clone() task { c := *t; return &c }

func (t *warming) poll(p *player) (sim.Time, bool, error) {
	for t.done < warmingSteps {
		due := t.began.Add(t.over * time.Duration(t.done+1) / warmingSteps)
		if p.lock.Now() < due {
			return due, false, nil
		}
		t.done++
		x := float64(t.done) / warmingSteps
		p.lock.SetAmbient(t.from + power.Celsius(float64(x*float64(t.to-t.from))))
	}
	return 0, true, nil
}
