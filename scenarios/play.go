package scenarios

import (
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
	"time"

	"locktwin/internal/repro"
	"locktwin/model"
	"locktwin/model/mcu"
	"locktwin/model/sim"
	"locktwin/model/trace"
)

// Options are what a caller may add to a file.
type Options struct {
	Seed     Opt[int64] // in place of the file's
	Profile  Profile    // in place of the file's; "" keeps it
	Trace    trace.Listener
	Progress func(now, end sim.Time) // called now and then; end is a planned one, and may come sooner
	Resets   int                     // after how many resets a run is given up; 0 is MaxResets
	End      func(*model.Lock)       // called with the lock as the story leaves it, to look at
}

// MaxResets is how many resets a run may have: a lock that reboots this often is
// in a loop, and the list of its resets would outgrow every use.
const MaxResets = 200_000

// ErrMoment is wrapped when a step is placed at a moment that does not come.
// Such an error wraps ErrScenario too: it is the file's.
var ErrMoment = errors.New("the moment does not come")

// ErrImpossible is wrapped when a hand is asked to do what no hand can, such as
// taking cells out of an empty bay. It comes with ErrScenario.
var ErrImpossible = errors.New("nobody can do that now")

// ErrEndless is wrapped when a run has more resets than it may.
var ErrEndless = errors.New("too many resets")

// ErrOracle is wrapped when the two ways of asking a lock for its PIN disagree,
// which is a fault of this program and not of the lock.
var ErrOracle = errors.New("the oracle contradicts itself")

// StepError tells which step an error belongs to.
type StepError struct {
	File     string // as Parse was told; the scenario's name if it was not read
	Line     string // the step's line, or its first; "" if it was not read
	Position Position
	Step     string // the step word
	Err      error
}

// Error gives the place, the step and what is wrong, and under it the line with
// a caret, as errors of Parse do.
func (e *StepError) Error() string {
	found := fmt.Sprintf("step '%s': %v", e.Step, e.Err)
	if e.Line == "" {
		return fmt.Sprintf("%s:%d:%d: %s", e.File, e.Position.Line, e.Position.Column, found)
	}
	p := Problem{File: e.File, Position: e.Position, Line: e.Line, Width: len(e.Step), Found: found}
	return strings.TrimSuffix(p.Show(), "\n")
}

// Unwrap gives the error of the step.
func (e *StepError) Unwrap() error { return e.Err }

// MomentError says that a moment did not come.
type MomentError struct {
	After    After
	Patience time.Duration
	Seen     int // how many of them came
}

// Error says what was waited for.
func (e *MomentError) Error() string {
	return fmt.Sprintf("'after: %s': the %s did not come within %s of the step before (%d came)", e.After, e.After.Moment, formatDuration(e.Patience), e.Seen)
}

// Unwrap makes errors.Is work with ErrMoment and ErrScenario.
func (e *MomentError) Unwrap() []error { return []error{ErrMoment, ErrScenario} }

// Play plays a scenario to its end and judges it. The same file, options and
// version give the same report on every machine; WallNS is for the caller to
// fill in. Errors of the file wrap ErrScenario or ErrBuild; an expectation that
// is not met is no error.
func Play(f File, o Options) (Report, error) {
	c, err := Begin(f, o)
	if err != nil {
		return Report{}, err
	}
	if err := c.Finish(); err != nil {
		return Report{}, err
	}
	return c.Report()
}

// player is a scenario on its way.
type player struct {
	file      *File
	options   Options
	seed      uint64
	lock      *model.Lock
	root      *sequence
	pace      pace
	began     sim.Time // when the first step could begin
	watch     *watcher
	hash      *trace.Hash
	ordered   *trace.Ordered // in front of the hash
	ack       acknowledged
	cells     CellsSpec
	inserted  sim.Time
	critical  Opt[sim.Time] // first critical report of the present cells
	before    tally         // account when the present cells went in
	uses      uint64        // use steps so far; each has a stream of its own
	key       repro.Key
	boardDraw float64 // amperes on VBAT for good, the extra load included
	results   []ExpectationResult
	end       sim.Time
	listNext  uint32 // where the next page of the list begins that is being read; 0: it is over
	radio     radio
	scouting  bool
	still     bool // what is going on goes on, and no step begins
}

func newPlayer(f File, o Options) (*player, error) {
	if o.Profile != "" {
		f.Lock.Profile = o.Profile
	}
	seed := uint64(o.Seed.Or(f.Seed.Or(DefaultSeed)))
	lock, cfg, err := f.Lock.build(seed)
	if err != nil {
		return nil, f.blameBuild(seed, err)
	}
	p := &player{
		file: &f, options: o, seed: seed, lock: lock, root: &sequence{steps: f.Steps, top: true},
		began: sim.Time(0).Add(FirstMinute), watch: newWatcher(), hash: trace.NewHash(), cells: f.Lock.Cells.normal(CellsSpec{}),
		key: repro.Root(seed).Child("script"), boardDraw: float64(cfg.MCU.Currents.Board),
		end: sim.Time(0).Add(FirstMinute + planned(f.Steps)), radio: radio{on: f.Lock.Phones == PhonesRadio},
	}
	if p.options.Resets == 0 {
		p.options.Resets = MaxResets
	}
	p.ordered = trace.InOrder(p.hash)
	lock.Listen(trace.Tee(p.ordered, p.watch, o.Trace))
	return p, nil
}

// planned is how long the steps take at most, as far as the file says.
func planned(steps []Step) time.Duration {
	total := time.Duration(0)
	for _, s := range steps {
		switch a := s.Action.(type) {
		case Wait:
			switch {
			case a.For > 0:
				total += a.For
			case a.Until.Clock.Set:
				total += 24 * time.Hour
			default:
				total += cmpOr(a.AtMost, UntilAtMost)
			}
		case Use:
			total += cmpOr(a.For, UntilAtMost)
		case Repeat:
			total += time.Duration(a.Times) * max(a.Every, planned(a.Steps))
		}
	}
	return total
}

func cmpOr(d, otherwise time.Duration) time.Duration {
	if d == 0 {
		return otherwise
	}
	return d
}

// pace is what a player waits for between two looks at its tasks. A limit that
// comes before that is no reason to look: tasks would see a lock in the middle of
// something.
type pace struct {
	on      bool
	wake    sim.Time
	replies int
	moving  bool
}

// run plays until the task is over, the limit has come, or stop says so.
func (p *player) run(t task, limit sim.Time, stop func() bool) error {
	p.pace.on = false
	_, err := p.runs(t, limit, stop)
	return err
}

// runs goes on where it was stopped, with the same task. It tells whether the task
// is over.
func (p *player) runs(t task, limit sim.Time, stop func() bool) (done bool, err error) {
	for {
		if !p.pace.on {
			wake, done, err := p.turn(t)
			if err != nil || done {
				return done, err
			}
			if p.stats().Resets > p.options.Resets {
				return false, fmt.Errorf("%s, at %v: %w: %d", p.file.Scenario, p.lock.Now(), ErrEndless, p.stats().Resets)
			}
			p.pace = pace{true, wake, p.lock.Replies(), p.moving()}
		}
		if stop != nil && stop() || p.lock.Now() >= limit {
			return false, nil
		}
		stirred := false
		err := p.lock.AdvanceWhile(min(p.pace.wake, limit), func() bool {
			stirred = p.lock.Replies() != p.pace.replies || p.moving() != p.pace.moving || p.heardOnAir()
			return !stirred && (stop == nil || !stop())
		})
		if err != nil {
			return false, err
		}
		if stirred || p.lock.Now() >= p.pace.wake || p.lock.Replies() != p.pace.replies || p.heardOnAir() {
			p.pace.on = false
		}
		if p.options.Progress != nil && !p.scouting {
			p.options.Progress(p.lock.Now(), p.end)
		}
	}
}

func (p *player) stats() mcu.Stats { return p.lock.Machine().Stats() }

// turn lets a task, and all that belong to it, go on as far as they can now.
func (p *player) turn(t task) (wake sim.Time, done bool, err error) {
	p.hear()
	for {
		p.radio.freed, p.radio.blocked = false, false
		wake, done, err = t.poll(p)
		if err != nil || done || !p.radio.freed || !p.radio.blocked {
			p.hangUpIdle()
			return wake, done, err
		}
	}
}

// moving says whether the lock is in the middle of a movement.
func (p *player) moving() bool { return p.lock.App().State.Motion.Phase != 0 }

// restLimit is how long a step waits for the motor to stand still; the longest
// action takes half of it.
const restLimit = time.Minute

// rest says whether the lock stands still.
func (p *player) rest() (sim.Time, bool, error) {
	if !p.moving() {
		return 0, true, nil
	}
	return p.lock.Now().Add(restLimit), false, nil
}

// clock is the time of day.
func (p *player) clock(at sim.Time) time.Duration {
	const day = 24 * time.Hour
	return ((p.file.Begins.Or(DefaultBegins).Duration()+at.Sub(p.began))%day + day) % day
}

// next is the next time at which the clock shows c.
func (p *player) nextClock(c MinutesOfDay) sim.Time {
	const day = 24 * time.Hour
	now := p.lock.Now()
	d := (c.Duration() - p.clock(now) + day) % day
	if d == 0 {
		d = day
	}
	return now.Add(d)
}

// blame adds the step's place to an error that has none.
func (p *player) blame(step *Step, err error) error {
	var known *StepError
	if errors.As(err, &known) {
		return err
	}
	file, line := p.file.Scenario, ""
	if step.from != nil {
		file, line = step.from.name, step.from.line(step.Position.Line)
	}
	return &StepError{File: file, Line: line, Position: step.Position, Step: StepWord(step.Action), Err: err}
}

// judge holds sentences against what is so.
func (p *player) judge(claims []Expectation, facts Facts) {
	for _, e := range claims {
		met, got := Judge(e, facts)
		text := e.Text
		if text == "" {
			text = Sentence(e.Claim)
		}
		p.results = append(p.results, ExpectationResult{Text: text, Met: met, Got: got, AtNS: int64(p.lock.Now())})
	}
}

func (p *player) report(f Facts) Report {
	r := Report{
		Scenario: p.file.Scenario, Seed: p.seed, Profile: string(p.file.Lock.Profile), Verdict: Pass,
		Expectations: p.results, Outcome: f.Outcome, Flash: f.Flash, Energy: p.account().shares(),
		SimulatedNS: int64(p.lock.Now()),
	}
	if p.hash != nil {
		p.ordered.Flush()
		sum := p.hash.Sum()
		r.TraceSHA256 = hex.EncodeToString(sum[:])
	}
	for _, e := range p.results {
		if !e.Met {
			r.Verdict = Fail
		}
	}
	return r
}
