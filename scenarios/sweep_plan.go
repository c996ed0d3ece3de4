package scenarios

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"
)

// SweepPlan is a sweep with every default filled in and every name resolved.
type SweepPlan struct {
	// Reference is the file as the run without a fault plays it: steps keep their
	// numbers, and cells go in without the gap that the fault takes the place of.
	Reference File
	Text      []byte // of Reference, as Format writes it
	Step      int    // whose beginning opens the window, counted from 1
	Window    time.Duration
	Fault     SweepFault
	LeaveOut  []int
	Axes      []PlannedAxis
	OneByOne  bool
	Depth     int
	Thin      bool
	Samples   int
	Hand      SweepHand // never of shape ""
	// Invariants are sentences as they were written.
	Invariants []string
}

// SweepFault is the grid of the faults. Exactly one kind is meant.
type SweepFault struct {
	Kind       string          // "cut", "sag" or "knock"
	For        []time.Duration // how long
	Microvolts []int64         // of a sag
	Times      []int           // of a knock
	At         []time.Duration // nil: every instant that makes a difference
}

// PlannedAxis is an axis with its path and all its values.
type PlannedAxis struct {
	Name   string
	Key    string // as '--set' takes it
	Values []string
}

// DefaultGap is how long the battery line is open when neither the sweep nor the
// step that opens the window says it. Assumption: within the 20 to 300 ms of a
// tray that is pushed home.
const DefaultGap = 250 * time.Millisecond

// Plan fills in the defaults of the file's sweep and resolves its names against
// the file.
//
// The window opens with the last 'cells-in', else with the last step that saves
// something, else with the first step. The fault is a cut as long as the gap of
// that step, else of DefaultGap. Steps from there on that stage a fault
// themselves (cut, sag, knock) are left out, and cells go in without a gap.
//
// Errors wrap ErrScenario and have a place where the file or a flag said what
// cannot be.
func (f File) Plan() (SweepPlan, error) {
	s := &f.Sweep
	p := SweepPlan{
		Window: s.Window, OneByOne: s.OneByOne, Thin: s.Thin, Depth: max(s.Depth, 1), Samples: cmp.Or(s.Samples, DefaultSamples),
		LeaveOut: s.LeaveOut, Hand: s.Hand,
	}
	for _, e := range s.Invariants {
		p.Invariants = append(p.Invariants, e.Text)
	}
	var err error
	if p.Step, err = f.sweepStep(); err != nil {
		return SweepPlan{}, err
	}
	opens, _ := f.Steps[p.Step-1].Action.(CellsIn)
	if p.Fault, err = s.fault(opens); err != nil {
		return SweepPlan{}, err
	}
	if p.LeaveOut == nil {
		p.LeaveOut = f.staged(p.Step)
	}
	if n := len(p.LeaveOut); n > 0 && p.LeaveOut[n-1] > len(f.Steps) {
		return SweepPlan{}, s.blame("leave-out", fmt.Sprintf("step %d is left out, and there are %d", p.LeaveOut[n-1], len(f.Steps)), "numbers of steps")
	}
	if p.Hand == (SweepHand{}) {
		p.Hand = f.hand(p.Step, p.Fault)
	}
	p.Reference = f.reference(p.Step)
	if p.Text, err = Format(p.Reference); err != nil {
		return SweepPlan{}, err
	}
	p.Axes, err = f.plannedAxes(p.Step, p.Text)
	return p, err
}

// blame makes an error of a key, with its place where somebody wrote it.
func (s *Sweep) blame(key, found, want string) error { return blamed(s.places[key], found, want) }

func blamed(at Problem, found, want string) error {
	if at.File == "" {
		at = Problem{File: "sweep", Position: Position{1, 1}, Width: 1}
	}
	at.Found, at.Want = found, want
	return Problems{at}
}

// sweepStep is the number of the step that opens the window.
func (f *File) sweepStep() (int, error) {
	s := f.Sweep.Step
	last := func(is func(Action) bool) int {
		for i := len(f.Steps); i > 0; i-- {
			if is(f.Steps[i-1].Action) {
				return i
			}
		}
		return 0
	}
	switch {
	case s.Number > len(f.Steps):
		return 0, f.Sweep.blame("step", fmt.Sprintf("there is no step %d", s.Number), fmt.Sprintf("a number from 1 to %d", len(f.Steps)))
	case s.Number > 0:
		return s.Number, nil
	case s.Word != "":
		kind, _ := newVocabulary().step(s.Word)
		if i := last(kind.is); i > 0 {
			return i, nil
		}
		return 0, f.Sweep.blame("step", fmt.Sprintf("no step of the list is %s", quoted(s.Word)), "a word of the list 'steps', or a number")
	}
	if i := last(func(a Action) bool { _, in := a.(CellsIn); return in }); i > 0 {
		return i, nil
	}
	return max(last(saves), 1), nil
}

// saves says whether a step makes the lock keep something new.
func saves(a Action) bool {
	switch a.(type) {
	case Pair, SetPIN, Set, Invite, RemoveUser, FactoryReset, Update:
		return true
	}
	return false
}

// staged are the numbers of the steps from one on that are faults themselves.
func (f *File) staged(from int) []int {
	out := []int{}
	for i := from; i <= len(f.Steps); i++ {
		switch f.Steps[i-1].Action.(type) {
		case Cut, Sag, Knock:
			out = append(out, i)
		}
	}
	return out
}

// fault expands the grid of the faults; opens is the step that opens the window
// if that puts cells in.
func (s *Sweep) fault(opens CellsIn) (SweepFault, error) {
	f := SweepFault{Kind: "cut"}
	lengths := s.Cut
	switch {
	case s.Sag != (SagSweep{}):
		f.Kind, lengths = "sag", s.Sag.For
		f.Microvolts = append(f.Microvolts, numbers(s.Sag.To, voltage.parse)...)
	case s.Knock != (KnockSweep{}):
		f.Kind, lengths = "knock", s.Knock.For
		times := s.Knock.Times
		if times == "" {
			times = "1"
		}
		for _, v := range numbers(times, wholeNumber) {
			f.Times = append(f.Times, int(v))
		}
	case s.Cut == "":
		lengths = Values(formatDuration(cmpOr(opens.Gap, DefaultGap)))
	}
	at := s.At
	if at == "" && f.Kind == "sag" {
		at = "0s"
	}
	f.For = durations(lengths)
	if at != "" {
		f.At = durations(at)
	}
	if repeats(f.For) || repeats(f.At) || repeats(f.Microvolts) || repeats(f.Times) {
		return SweepFault{}, s.blame(f.Kind, "one and the same value stands here twice", "each value once")
	}
	if n := len(f.For) * max(len(f.Microvolts), 1) * max(len(f.Times), 1) * max(len(f.At), 1); n > MaxGrid {
		return SweepFault{}, s.blame(f.Kind, fmt.Sprintf("this is a grid of %d faults", n), fmt.Sprintf("at most %d", MaxGrid))
	}
	return f, nil
}

func repeats[T comparable](l []T) bool {
	seen := make(map[T]bool, len(l))
	for _, x := range l {
		if seen[x] {
			return true
		}
		seen[x] = true
	}
	return false
}

// MaxGrid is how many faults one grid has at most.
const MaxGrid = 10_000

func wholeNumber(s string) (int64, error) {
	v, ok := parseWhole(s)
	if !ok {
		return 0, fmt.Errorf("is not a whole number")
	}
	return v, nil
}

// numbers gives the numbers of a list that was read before. A Sweep that a
// program made may hold what no reader lets through; that is left out.
func numbers(v Values, parse func(string) (int64, error)) []int64 {
	texts, _ := v.expand()
	var out []int64
	for _, t := range texts {
		if x, err := parse(t); err == nil {
			out = append(out, x)
		}
	}
	return out
}

func durations(v Values) []time.Duration {
	var out []time.Duration
	for _, x := range numbers(v, func(s string) (int64, error) { d, err := parseDuration(s); return int64(d), err }) {
		out = append(out, time.Duration(x))
	}
	return out
}

// reference is the file as the run without a fault plays it, from the step on
// that opens the window. The usual bounces of the contacts stay.
func (f File) reference(from int) File {
	f.Steps = slices.Clone(f.Steps)
	for i := range f.Steps[from-1:] {
		s := &f.Steps[from-1+i]
		in, ok := s.Action.(CellsIn)
		if !ok {
			continue
		}
		in.Gap = 0
		switch in.Manner {
		case InsertBouncy:
			if !in.Bounces.Set {
				in.Bounces = Some(mostBounces)
			}
			in.Manner = InsertFirm
		case InsertHesitant:
			in.Manner = InsertFirm
		}
		s.Action = in
	}
	f.Sweep = Sweep{}
	return f
}

// Bounds of the hand that changes batteries, from what power.BouncyInsertion
// states: 2 to 8 bounces, or as many as the step says, each closed for 0.2 to
// 5 ms and open for 0.2 to 20 ms; then closed for 0.2 to 5 ms; then the long
// opening while the tray is pushed home, which is the fault. All of them are
// log-uniform, and so is the instant of the opening taken to be, between the
// earliest and the latest there is (assumption).
const (
	fewestBounces  = 2
	shortestBounce = 400 * time.Microsecond
	longestBounce  = 25 * time.Millisecond
	shortestClosed = 200 * time.Microsecond
	longestClosed  = 5 * time.Millisecond
)

// hand is when the fault strikes if the sweep does not say it.
func (f *File) hand(step int, fault SweepFault) SweepHand {
	in, ok := f.Steps[step-1].Action.(CellsIn)
	if !ok || fault.Kind != "cut" || fault.At != nil {
		return SweepHand{Shape: HandAny}
	}
	fewest, most := fewestBounces, mostBounces
	switch {
	case in.Bounces.Set:
		fewest, most = in.Bounces.Value, in.Bounces.Value
	case in.Manner == InsertClean:
		fewest, most = 0, 0
	case in.Manner == InsertBouncy:
		fewest = mostBounces
	}
	return SweepHand{
		Shape: HandLogUniform,
		From:  time.Duration(fewest)*shortestBounce + shortestClosed,
		To:    time.Duration(most)*longestBounce + longestClosed,
		Source: fmt.Sprintf("assumption: the tray is pushed home %s after the cells first touched, as BouncyInsertion of model/power has it, each closed for 0.2 to 5 ms and open for 0.2 to 20 ms",
			bouncesInWords(fewest, most)),
	}
}

func bouncesInWords(fewest, most int) string {
	if fewest == most {
		return fmt.Sprintf("%d bounces", most)
	}
	return fmt.Sprintf("%d to %d bounces", fewest, most)
}

// plannedAxes resolves the axes, and tries each of their values in the text of
// the reference.
func (f *File) plannedAxes(step int, text []byte) ([]PlannedAxis, error) {
	var out []PlannedAxis
	for _, a := range f.Sweep.Axes {
		values, fault := a.Values.expand()
		if fault != nil {
			return nil, blamed(a.place, fault.found, fault.want)
		}
		p := PlannedAxis{Name: a.Name, Key: f.axisKey(step, a.Name), Values: values}
		if p.Key == "" {
			return nil, blamed(a.place, "no step up to the window puts cells in", "another axis, or a window that opens later")
		}
		if a.Name == StoreAxis {
			var err error
			if p.Values, err = profilesOf(a, values); err != nil {
				return nil, err
			}
		}
		if i := slices.IndexFunc(out, func(o PlannedAxis) bool { return o.Key == p.Key }); i >= 0 {
			return nil, blamed(a.place, fmt.Sprintf("the axes %s and %s vary the same thing", quoted(out[i].Name), quoted(a.Name)), "one of them")
		}
		for _, v := range p.Values {
			if _, err := Parse("axis", text, p.Key+"="+v); err != nil {
				return nil, blamed(a.place, "this axis does not fit the file: "+firstFound(err), "")
			}
		}
		out = append(out, p)
		if n := combinations(out, f.Sweep.OneByOne); n > MaxVariants {
			return nil, blamed(a.place, fmt.Sprintf("with this axis there are %d combinations", n), fmt.Sprintf("at most %d, or 'one-by-one: yes'", MaxVariants))
		}
	}
	return out, nil
}

// combinations is how many locks the axes make.
func combinations(axes []PlannedAxis, oneByOne bool) int {
	n := 1
	for _, a := range axes {
		if oneByOne {
			n += len(a.Values) - 1
		} else {
			n *= len(a.Values)
		}
	}
	return n
}

func firstFound(err error) string {
	if ps, ok := err.(Problems); ok && len(ps) > 0 {
		found := ps[0].Found
		if ps[0].Want != "" {
			found += "; right would be " + ps[0].Want
		}
		return found
	}
	return err.Error()
}

// axisKey is the path that an axis stands for, or "" when this file has none.
func (f *File) axisKey(step int, name string) string {
	path := name
	for _, a := range SweepAxes() {
		if a.Name == name {
			path = a.Path
		}
	}
	if rest, ok := strings.CutPrefix(path, cellsInStep); ok {
		for i := step; i > 0; i-- {
			if _, in := f.Steps[i-1].Action.(CellsIn); in {
				return fmt.Sprintf("steps.%d.cells-in%s", i, rest)
			}
		}
		return ""
	}
	rest, ok := strings.CutPrefix(path, cellsInWindow)
	if !ok {
		return path
	}
	for i := step; i > 0; i-- {
		in, ok := f.Steps[i-1].Action.(CellsIn)
		switch {
		case ok && in.Cells != (CellsSpec{}):
			return fmt.Sprintf("steps.%d.cells-in.cells%s", i, rest)
		case ok && in.Recharged.Set && name == "charge":
			return fmt.Sprintf("steps.%d.cells-in.recharged", i)
		}
	}
	return "lock.cells" + rest
}

// profilesOf are the profiles that keep their settings in these stores.
func profilesOf(a SweepAxis, stores []string) ([]string, error) {
	var out []string
	for _, s := range stores {
		fit := ProfilesOfStore(s)
		if len(fit) == 0 {
			return nil, blamed(a.place, fmt.Sprintf("no profile keeps its settings in the store %s", quoted(s)), oneOf(StoresOfProfiles()))
		}
		for _, p := range fit {
			out = append(out, string(p))
		}
	}
	return out, nil
}
