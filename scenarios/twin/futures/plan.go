package futures

import (
	"errors"
	"fmt"
	"time"

	"locktwin/internal/repro"
	"locktwin/scenarios"
	"locktwin/scenarios/twin/change"
)

// ErrAnswers is wrapped when answers do not fit the plan, or some are missing.
var ErrAnswers = errors.New("futures: answers do not fit the plan")

// shardSize is how many futures a shard plays: about a tenth of a second of work.
const shardSize = 200

// arm is one situation that is played.
type arm struct {
	id, title string
	is        Vary
	count     int
	first     int // shard
}

// shards is how many the arm is cut into.
func (a *arm) shards() int { return (a.count + shardSize - 1) / shardSize }

// Plan is all that is to be played for a Question. It does not change, and may be
// used by several goroutines at once.
type Plan struct {
	q      Question
	key    repro.Key
	arms   []arm // base, then the variation if there is one, then levers
	varied bool
	shards int
	locks  []locks // with the cells in the bay, then with others
}

// NewPlan says what is to be played. Errors wrap ErrQuestion; twin.ErrNotUsable too
// when the fit is refused.
func NewPlan(q Question) (*Plan, error) {
	if err := q.settle(); err != nil {
		return nil, err
	}
	p := &Plan{q: q, key: keyOf(q.Seed)}
	base := p.asItIs().with(q.Base)
	p.add("base", "as it is", base, q.Count)
	if !q.Vary.None() {
		p.varied = true
		p.add("variation", "as asked for", base.with(q.Vary), q.Count)
	}
	if q.Levers > 0 {
		for _, l := range levers(base, q.Fit) {
			p.add(l.id, l.title, base.with(l.is), q.Levers)
		}
	}
	return p, p.fill()
}

// asItIs is the situation when nothing is said.
func (p *Plan) asItIs() Vary {
	return Vary{Cells: p.q.Fit.Chemistry, Hand: change.Usual, Profile: DefaultProfile, When: AtWarning}
}

func (p *Plan) add(id, title string, is Vary, count int) {
	p.arms = append(p.arms, arm{id, title, is, count, p.shards})
	p.shards += p.arms[len(p.arms)-1].shards()
}

// Shards is how many pieces there are, numbered from 0.
func (p *Plan) Shards() int { return p.shards }

// Futures is how many battery changes all shards play together.
func (p *Plan) Futures() int {
	n := 0
	for i := range p.arms {
		n += p.arms[i].count
	}
	return n
}

// Answer is what one shard came to: for each of its futures the classes of PIN,
// settings and authorizations as places in scenarios.Classes.
type Answer struct {
	Shard          int       `json:"shard" doc:"Which piece of the plan."`
	PIN            []uint8   `json:"pin" nullable:"false" doc:"Class of the PIN in each future, as its place in the list of classes."`
	Settings       []uint8   `json:"settings" nullable:"false" doc:"Class of the settings."`
	Authorizations []uint8   `json:"authorizations" nullable:"false" doc:"Class of the authorizations."`
	PerYear        []float64 `json:"changes_per_year" nullable:"false" doc:"Changes in a year."`
}

// Play plays one shard. It may be called in any order and on any goroutine; it makes
// its own locks. Errors wrap ErrAnswers for a shard that does not exist; others say
// which future could not be played.
func (p *Plan) Play(shard int) (Answer, error) {
	a := p.armOf(shard)
	if a == nil {
		return Answer{}, fmt.Errorf("%w: shard %d of %d", ErrAnswers, shard, p.shards)
	}
	from := (shard - a.first) * shardSize
	to := min(from+shardSize, a.count)
	out := Answer{
		Shard: shard, PIN: make([]uint8, 0, to-from), Settings: make([]uint8, 0, to-from),
		Authorizations: make([]uint8, 0, to-from), PerYear: make([]float64, 0, to-from),
	}
	var benches [len(capacitors)]*change.Bench
	for i := from; i < to; i++ {
		f := p.draw(&a.is, i)
		if err := p.play(a, &f, &benches, &out); err != nil {
			return Answer{}, fmt.Errorf("%s, future %d: %w", a.id, i, err)
		}
	}
	return out, nil
}

func (p *Plan) armOf(shard int) *arm {
	for i := range p.arms {
		if a := &p.arms[i]; shard >= a.first && shard < a.first+a.shards() {
			return a
		}
	}
	return nil
}

// play plays one future on the bench with its capacitor, which is made when it is
// first needed.
func (p *Plan) play(a *arm, f *future, benches *[len(capacitors)]*change.Bench, out *Answer) error {
	n := f.capacitor
	if a.is.BulkMicrofarads > 0 {
		n = 0
	}
	if benches[n] == nil {
		b, err := change.Prepare(a.is.Profile, boardOf(&a.is, n))
		if err != nil {
			return err
		}
		benches[n] = b
	}
	o, err := benches[n].Play(f.change)
	if err != nil {
		return err
	}
	out.PIN = append(out.PIN, place(o.Fate.PIN))
	out.Settings = append(out.Settings, place(o.Fate.Settings))
	out.Authorizations = append(out.Authorizations, place(o.Fate.Authorizations))
	out.PerYear = append(out.PerYear, f.perYear)
	return nil
}

// boardOf is the lock of a situation with one of the capacitors.
func boardOf(s *Vary, capacitor int) change.Options {
	c := capacitors[capacitor]
	if s.BulkMicrofarads > 0 {
		c = s.BulkMicrofarads
	}
	var o change.Options
	o.Board.Bulk = scenarios.Some(scenarios.Picofarads(float64(c * 1e6)))
	if s.SoftStartMS > 0 {
		o.Board.Motor.SoftStart = scenarios.Some(time.Duration(s.SoftStartMS) * time.Millisecond)
	}
	return o
}

// place is that of a class in scenarios.Classes.
func place(c scenarios.Class) uint8 {
	for i, x := range scenarios.Classes {
		if x == c {
			return uint8(i)
		}
	}
	return uint8(len(scenarios.Classes))
}
