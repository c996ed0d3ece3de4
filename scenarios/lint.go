package scenarios

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
)

// Lint reads a file as Parse does and then looks for what can be played but
// hardly says what was meant: no seed, no story, a hand that takes cells out of
// an empty bay, a claim about a PIN that nobody ever set. Faults are Severity
// Fault; a file with Advice alone can be played.
func Lint(name string, text []byte) (File, Problems) {
	f, err := Parse(name, text)
	if err != nil {
		if ps, ok := err.(Problems); ok {
			return File{}, ps
		}
		return File{}, Problems{{File: name, Position: Position{1, 1}, Width: 1, Found: err.Error()}}
	}
	l := &linter{source: newSource(name, text), cells: true, pins: map[PIN]bool{NoPIN: true}, profile: f.Lock.Profile, lock: f.Lock}
	l.file(f)
	return f, l.problems.sorted()
}

// linter follows a script without playing it.
type linter struct {
	source   *source
	problems Problems

	cells   bool // in the bay
	bench   bool // a lab supply feeds the lock
	phones  []string
	pins    map[PIN]bool  // that were asked to be set at some time
	out     time.Duration // since the cells came out, as far as waits tell
	profile Profile
	lock    LockSpec
	reset   bool     // a factory reset was asked for
	faults  []string // of the link, that were set at some time
	aimed   []Step   // faults for the connections of one phone
}

func (l *linter) say(severity Severity, at Position, found, want string) {
	at = l.source.inside(at)
	width := max(1, len([]rune(l.source.line(at.Line)))-at.Column+1)
	l.problems = append(l.problems, Problem{Severity: severity, File: l.source.name, Position: at, Line: l.source.line(at.Line), Width: width, Found: found, Want: want})
}

func (l *linter) file(f File) {
	top := Position{1, 1}
	if !f.Seed.Set {
		l.say(Fault, top, "the file has no seed, so every run of it would draw the same default", "'seed: 1', or any other number")
	}
	if f.Story == "" {
		l.say(Fault, top, "the file has no story: a reader cannot tell what it is about", "'story: |' and a few sentences")
	}
	l.build(f)
	l.steps(f.Steps)
	for _, s := range l.aimed {
		if on := s.Action.(AirFault).On; !slices.Contains(l.phones, on) {
			l.say(Fault, s.Position, fmt.Sprintf("the fault is one of the phone %s, which is never paired", quoted(on)), "the name of a phone, or the fault without 'on'")
		}
	}
	l.claims(f.Expect)
	if len(f.Expect) == 0 && !expects(f.Steps) {
		l.say(Advice, top, "nothing is expected of this lock", "'expect:' and some sentences")
	}
	l.sweep(f)
}

// sweep holds that the section names what is there, and that its axes fit.
func (l *linter) sweep(f File) {
	if f.Sweep.empty() {
		return
	}
	l.claims(f.Sweep.Invariants)
	var found Problems
	if _, err := f.Plan(); errors.As(err, &found) {
		l.problems = append(l.problems, found...)
	}
}

// build holds that the lock can be built, which Play would otherwise be the
// first to find out.
func (l *linter) build(f File) {
	seed := uint64(f.Seed.Or(DefaultSeed))
	_, _, err := f.Lock.build(seed)
	if err == nil {
		return
	}
	var found *BuildError
	if errors.As(f.blameBuild(seed, err), &found) {
		l.problems = append(l.problems, found.Problem)
	}
}

func expects(steps []Step) bool {
	return slices.ContainsFunc(steps, func(s Step) bool {
		switch a := s.Action.(type) {
		case Expect:
			return true
		case Repeat:
			return expects(a.Steps)
		}
		return false
	})
}

func (l *linter) steps(steps []Step) {
	for _, s := range steps {
		l.step(s)
	}
}

func (l *linter) step(s Step) {
	switch a := s.Action.(type) {
	case CellsOut:
		if !l.cells {
			l.say(Fault, s.Position, "the cells are taken out, and they are out already", "'cells-in' before it")
		}
		l.cells, l.out = false, 0
	case CellsIn:
		if l.cells {
			l.say(Fault, s.Position, "cells are put in, and there are cells in already", "'cells-out' before it")
		}
		l.cells = true
	case Knock:
		if !l.cells {
			l.say(Fault, s.Position, "a knock shakes the cells, and there are none", "'cells-in' before it")
		}
	case Sag, Cut:
		if !l.cells && !l.bench {
			l.say(Fault, s.Position, "the supply is disturbed, and there is none", "'cells-in' before it")
		}
	case Supply:
		if a.To.Off && !l.bench {
			l.say(Fault, s.Position, "the lab supply is switched off, and it was not on", "'supply: 6V' before it")
		}
		l.bench = !a.To.Off
	case Wait:
		l.out += a.For
		if (a.Until.Dead || a.Until.Battery || a.Until.Moment == MomentMotor) && !l.cells && !l.bench {
			l.say(Advice, s.Position, "this waits for something that a lock without cells does not do", "'cells-in' before it")
		}
	case AirFault:
		l.fault(s, a)
	case Update:
		if a.Profile == l.profile {
			l.say(Advice, s.Position, fmt.Sprintf("the update installs %s, which is installed already", a.Profile), "another profile")
		}
		if _, err := l.lock.profileOf(a.Profile); err != nil && a.Profile != l.lock.Profile {
			l.say(Fault, s.Position, strings.ReplaceAll(err.Error(), "\n", "; "), "a profile that goes with this lock's supervisor")
		}
		l.profile = a.Profile
	case Pair:
		name := pairedAs(a)
		if slices.Contains(l.phones, name) && !l.reset {
			l.say(Advice, s.Position, "this phone is paired a second time", "")
		}
		l.phones = append(l.phones, name)
		l.reach(s)
	case SetPIN:
		l.pins[a.To] = true
		l.phone(s, a.As)
	case Act:
		l.phone(s, a.As)
	case VerifyPIN:
		l.phone(s, a.As)
	case Set:
		l.phone(s, a.As)
	case Invite:
		l.phone(s, a.As)
	case RemoveUser:
		l.phone(s, a.As)
	case Ask:
		l.phone(s, a.As)
	case FactoryReset:
		// Whether it was granted only playing tells: from here on phones may be
		// paired or not.
		l.reset = true
		if a.By == ResetByButton {
			break
		}
		l.phone(s, a.As)
		if l.lock.Phones == PhonesRadio {
			l.say(Fault, s.Position, noResetOnAir, "'factory-reset: {by: button}'")
		}
	case Use:
		if a.Actions.Max > 0 || a.Poll > 0 {
			l.phone(s, a.As)
		}
	case Repeat:
		l.steps(a.Steps)
		if a.Times > 1 {
			// The second round begins where the first ended: a body that takes
			// cells out and never puts them back is wrong only then. What both
			// rounds find is told once.
			l.steps(a.Steps)
		}
	case Expect:
		l.claims(a.Claims)
	}
}

// fault is a fault of the link.
func (l *linter) fault(s Step, a AirFault) {
	switch {
	case a.Remove == EveryFault:
	case a.Remove != "" && !slices.Contains(l.faults, a.Remove):
		l.say(Fault, s.Position, fmt.Sprintf("the fault %s is taken away, and was never set", quoted(a.Remove)), "'air-fault' with that name before it")
	case a.Remove != "":
	case l.lock.Phones != PhonesRadio && a.On != "":
		l.say(Fault, s.Position, "the fault is one of a phone, and no phone of this file goes over the air", "'phones: radio' in the section 'lock'")
	case l.lock.Phones != PhonesRadio:
		l.say(Advice, s.Position, "no phone of this file goes over the air, so the fault touches none of them", "'phones: radio' in the section 'lock'")
	case a.On != "":
		l.aimed = append(l.aimed, s)
	}
	if a.Remove == "" {
		l.faults = append(l.faults, a.Fault.ID)
	}
}

// phone is a command of a phone: it has to be paired, and there has to be a
// lock to hear it.
func (l *linter) phone(s Step, as string) {
	switch {
	case len(l.phones) == 0:
		l.say(Fault, s.Position, "a phone acts, and none was ever paired", "'pair: anna' before it")
	case as != "" && !slices.Contains(l.phones, as):
		l.say(Fault, s.Position, fmt.Sprintf("the phone %s acts, and was never paired", quoted(as)), "one of the paired phones: "+oneOf(l.phones))
	}
	l.reach(s)
}

// holdUp is the longest that capacitors keep a lock awake without cells, for
// telling whether anybody hears a phone. Assumption: minutes, at idle current.
const holdUp = 2 * time.Minute

func (l *linter) reach(s Step) {
	if !l.cells && !l.bench && l.out > holdUp {
		l.say(Advice, s.Position, "nobody hears this: the cells have been out for "+formatDuration(l.out), "'cells-in' before it")
	}
}

// claims looks for sentences that cannot all be true, and for PINs that come
// out of nowhere.
func (l *linter) claims(claims []Expectation) {
	for i, e := range claims {
		if c, ok := e.Claim.(PINAnswer); ok && !l.pins[c.PIN] {
			l.say(Fault, e.Position, fmt.Sprintf("PIN %s was never set, so this says nothing", c.PIN), "a PIN that an earlier 'set-pin' names, or 0000")
		}
		if c, ok := e.Claim.(ResetAsked); ok && c.By == ResetByPhone && !l.pins[c.PIN] {
			l.say(Fault, e.Position, fmt.Sprintf("PIN %s was never set, so this says nothing", c.PIN), "a PIN that an earlier 'set-pin' names, or 0000")
		}
		if c, ok := e.Claim.(FaultApplied); ok && !slices.Contains(l.faults, c.Fault) {
			l.say(Fault, e.Position, fmt.Sprintf("no fault %s was ever set, so this says nothing", quoted(c.Fault)), "the name of an earlier 'air-fault'")
		}
		for _, earlier := range claims[:i] {
			if contradict(earlier.Claim, e.Claim) {
				l.say(Fault, e.Position, fmt.Sprintf("this and %s cannot both be true", quoted(earlier.Text)), "one of the two")
				break
			}
		}
	}
}

// contradict says whether two claims can never hold of the same facts.
func contradict(a, b Claim) bool {
	switch x := a.(type) {
	case PINIs:
		if y, ok := b.(PINIs); ok {
			return x.set()&y.set() == 0
		}
		if _, ok := b.(NothingLost); ok {
			return !x.set().Has(Intact)
		}
	case NothingLost:
		if y, ok := b.(PINIs); ok {
			return !y.set().Has(Intact)
		}
		if y, ok := b.(SettingFate); ok {
			return y.Lost
		}
	case PINAnswer:
		if y, ok := b.(PINAnswer); ok {
			return x.PIN == y.PIN && x.Accepted != y.Accepted
		}
		if _, ok := b.(NoPINWorks); ok {
			return x.Accepted
		}
	case NoPINWorks:
		if y, ok := b.(PINAnswer); ok {
			return y.Accepted
		}
	case Usable:
		if y, ok := b.(Usable); ok {
			return x.Not != y.Not
		}
	case BatteryCritical:
		if y, ok := b.(BatteryCritical); ok {
			return x.Not != y.Not
		}
	case PhonesPaired:
		if y, ok := b.(PhonesPaired); ok {
			return x.None != y.None
		}
	case BoltIs:
		if y, ok := b.(BoltIs); ok {
			return x != y
		}
	case ResetAsked:
		if y, ok := b.(ResetAsked); ok {
			return x.By == y.By && x.PIN == y.PIN && x.Allowed != y.Allowed
		}
	case AuthorizationsLeft:
		if y, ok := b.(AuthorizationsLeft); ok {
			return apart(x.Count, y.Count)
		}
	case Happened:
		if y, ok := b.(Happened); ok {
			return x.What == y.What && apart(x.Count, y.Count)
		}
	case Interrupted:
		if y, ok := b.(Interrupted); ok {
			return x.Operation == y.Operation && apart(x.Count, y.Count)
		}
	case Done:
		if y, ok := b.(Done); ok {
			return x.Operation == y.Operation && apart(x.Count, y.Count)
		}
	case FaultApplied:
		if y, ok := b.(FaultApplied); ok {
			return x.Fault == y.Fault && apart(x.Count, y.Count)
		}
	case MarginalWords:
		if y, ok := b.(MarginalWords); ok {
			return apart(x.Count, y.Count)
		}
	case RailWent:
		if y, ok := b.(RailWent); ok && x.Rail == y.Rail && x.Below == y.Below && x.Never != y.Never {
			fell, stayed := x, y
			if x.Never {
				fell, stayed = y, x
			}
			// Below 1.7 V at some time, and never below 1.6 V, go together.
			return x.Below && fell.Volts <= stayed.Volts || !x.Below && fell.Volts >= stayed.Volts
		}
	case SettingIs:
		if y, ok := b.(SettingIs); ok && x.Setting == y.Setting && x.Default == y.Default {
			same := x.Value == y.Value
			return same && x.Not != y.Not || !same && !x.Not && !y.Not && !x.Default
		}
	case SettingFate:
		if _, ok := b.(NothingLost); ok {
			return x.Lost
		}
		if y, ok := b.(SettingFate); ok && x.Lost != y.Lost {
			return x.Setting == y.Setting && (x.Setting != "" || !x.Some || !y.Some) ||
				x.Setting == "" && !x.Some || y.Setting == "" && !y.Some
		}
	}
	return false
}

// set is the classes that make the claim true.
func (c PINIs) set() ClassSet {
	if c.Not {
		return ClassesOf(Classes...) &^ c.Classes
	}
	return c.Classes
}

// apart says whether no number satisfies both.
func apart(a, b Count) bool {
	return a.Max >= 0 && b.Min > a.Max || b.Max >= 0 && a.Min > b.Max
}
