package scenarios

import (
	"fmt"
	"slices"
	"time"

	"go.yaml.in/yaml/v4"
)

// Sweep says how a scenario is swept: which fault falls where, and what varies.
// All of it has defaults, so the zero Sweep sweeps any file; see Plan.
type Sweep struct {
	Step       SweepStep     // whose beginning opens the window; zero: see Plan
	Window     time.Duration // its length; 0 is up to the end of the last step
	Cut        Values        // how long the battery line is open
	Sag        SagSweep
	Knock      KnockSweep
	At         Values // instants since the window opened; "" is all of them
	LeaveOut   []int  // numbers of steps that no run plays; nil: see Plan
	Axes       []SweepAxis
	OneByOne   bool          // each axis by itself, the others at their first value
	Depth      int           // faults of one experiment; 0 is 1
	Thin       bool          // one recovery for each stretch that ends alike
	Samples    int           // of the read noise where cells are marginal; 0 is DefaultSamples
	Invariants []Expectation // that hold at the end of every experiment
	Hand       SweepHand
	places     places // of the keys
}

// SweepStep names a step of the file's list: by its number, counted from 1, or by
// its word, which stands for the last such step.
type SweepStep struct {
	Number int
	Word   string
}

// SagSweep is a grid of sags.
type SagSweep struct{ To, For Values }

// KnockSweep is a grid of knocks.
type KnockSweep struct{ For, Times Values }

// SweepAxis is something that varies.
type SweepAxis struct {
	Name   string // a short one of SweepAxes, or a path of keys as '--set' takes it
	Values Values
	place  Problem // where the values stand; the problem has no words yet
}

// HandShape is how the instant of a fault is distributed.
type HandShape string

// Hand shapes.
const (
	HandAny        HandShape = "any" // alike over the whole window
	HandUniform    HandShape = "uniform"
	HandLogUniform HandShape = "log-uniform"
)

// HandShapes are the shapes there are.
var HandShapes = []HandShape{HandAny, HandUniform, HandLogUniform}

// SweepHand is the distribution of the instant of a fault, seen from the
// beginning of the window. The zero SweepHand says nothing.
type SweepHand struct {
	Shape    HandShape
	From, To time.Duration
	Source   string // where the figures come from, in words
}

// Limits and defaults of a sweep.
const (
	MaxSweepAxes   = 8
	MaxVariants    = 10_000 // combinations of the values of all axes that are played
	MaxSweepDepth  = 3
	MaxSamples     = 64
	MaxInvariants  = 100
	DefaultSamples = 8
)

// sweepMembers are the keys of the section.
func sweepMembers(v *vocabulary) []member[Sweep] {
	none := func(v Values) bool { return v == "" }
	lengths := func() codec[Values] { return valuesOf(durationOf(time.Microsecond, time.Hour)) }
	return []member[Sweep]{
		some("step", "The step whose beginning opens the window: its number, counted from 1, or its word, which stands for the last such step. The last 'cells-in' if left out, else the last step that saves something.",
			func(s *Sweep) *SweepStep { return &s.Step }, sweepStepCodec(v)),
		some("window", "How long the window is; up to the end of the story if left out.", func(s *Sweep) *time.Duration { return &s.Window }, durationOf(time.Microsecond, MaxWait)),
		may("cut", "The fault: the battery line opens for so long. This is the fault if none is named, for the gap of the step that opens the window or 250ms.", func(s *Sweep) *Values { return &s.Cut }, lengths(), none),
		may("sag", "The fault: the battery voltage is pulled down.", func(s *Sweep) *SagSweep { return &s.Sag }, objectOf("", "A grid of sags.", nil,
			must("to", "Voltages at the bottom.", func(s *SagSweep) *Values { return &s.To }, valuesOf(quantityOf[Microvolts](&voltage, 0, 12_000_000))),
			must("for", "Times at the bottom.", func(s *SagSweep) *Values { return &s.For }, lengths())),
			func(s SagSweep) bool { return s == SagSweep{} }),
		may("knock", "The fault: the cells are shaken in their springs.", func(s *Sweep) *KnockSweep { return &s.Knock }, objectOf("", "A grid of knocks.", nil,
			must("for", "How long the contacts open.", func(k *KnockSweep) *Values { return &k.For }, valuesOf(durationOf(time.Microsecond, time.Second))),
			may("times", "How often; once if left out.", func(k *KnockSweep) *Values { return &k.Times }, valuesOf(wholeOf(1, 10)), none)),
			func(k KnockSweep) bool { return k == KnockSweep{} }),
		may("at", "Instants since the window opened, in place of all instants that make a difference. Of a sag: 0s if left out.", func(s *Sweep) *Values { return &s.At }, valuesOf(durationOf(0, MaxWait)), none),
		may("leave-out", "Numbers of the steps that no run plays; those that stage a fault of their own in the window if left out.", func(s *Sweep) *[]int { return &s.LeaveOut }, leaveOutCodec(), func(l []int) bool { return l == nil }),
		may("axes", "What varies: a short name, or a path of keys as '--set' takes it, and its values.", func(s *Sweep) *[]SweepAxis { return &s.Axes }, axesCodec(), func(a []SweepAxis) bool { return len(a) == 0 }),
		some("one-by-one", "Each axis by itself, the others at their first value; else all combinations.", func(s *Sweep) *bool { return &s.OneByOne }, yesNoCodec()),
		some("depth", "How many faults one experiment has: the second falls into the recovery from the first. 1 if left out.", func(s *Sweep) *int { return &s.Depth }, wholeOf(1, MaxSweepDepth)),
		some("thin", "Beyond the first fault, one recovery is looked at for each stretch of instants that end alike, in place of one for each distinct state: much less to do, and something may be missed.", func(s *Sweep) *bool { return &s.Thin }, yesNoCodec()),
		some("samples", "How many samples of the read noise decide where cells are marginal; 8 if left out.", func(s *Sweep) *int { return &s.Samples }, wholeOf(1, MaxSamples)),
		may("invariants", "What must be true at the end of every experiment, beside what is told of PIN, settings and authorizations.", func(s *Sweep) *[]Expectation { return &s.Invariants }, invariantsCodec(v), func(e []Expectation) bool { return len(e) == 0 }),
		some("hand", "When the fault strikes, seen from the beginning of the window.", func(s *Sweep) *SweepHand { return &s.Hand }, handCodec()),
	}
}

func sweepCodec(v *vocabulary) codec[Sweep] {
	return objectOf("sweep", "How the file is swept: which fault falls where, and what varies.", checkSweep, sweepMembers(v)...)
}

// empty says whether the sweep says nothing.
func (s Sweep) empty() bool {
	return len(encodeMembers(&s, sweepMembers(&vocabulary{})).Content) == 0
}

// placeless is the sweep without positions.
func (s Sweep) placeless() Sweep {
	var axes []SweepAxis
	for _, a := range s.Axes {
		a.place = Problem{}
		axes = append(axes, a)
	}
	s.Axes, s.Invariants, s.places = axes, placelessClaims(s.Invariants), nil
	return s
}

// checkSweep holds that the section names one fault, and keeps the places of its
// keys.
func checkSweep(p *parser, n *yaml.Node, s *Sweep) {
	s.places = places{}
	for _, m := range sweepMembers(p.vocab) {
		if at, ok := p.places["sweep."+m.Key]; ok {
			s.places[m.Key] = at
		}
	}
	if faults := s.faults(); len(faults) > 1 {
		p.report(n, "this sweep has the faults "+oneOf(faults), "one of them", "")
	}
}

// faults are the keys of the faults that the sweep names.
func (s *Sweep) faults() []string {
	var out []string
	if s.Cut != "" {
		out = append(out, "cut")
	}
	if s.Sag != (SagSweep{}) {
		out = append(out, "sag")
	}
	if s.Knock != (KnockSweep{}) {
		out = append(out, "knock")
	}
	return out
}

func handCodec() codec[SweepHand] {
	check := func(p *parser, n *yaml.Node, h *SweepHand) {
		switch {
		case h.Shape == HandAny && (h.From != 0 || h.To != 0):
			p.report(n, "a hand that strikes at any instant has no bounds", "the shape alone, or another shape", "")
		case h.Shape != HandAny && h.Shape != "" && h.From >= h.To:
			p.report(n, "this hand has no bounds, or the second is not later", "'from: 20ms' and 'to: 300ms', for example", "")
		case h.Shape == HandLogUniform && h.From == 0:
			p.report(n, "a log-uniform hand begins above zero", "'from: 1ms', for example", "")
		case h.Shape != HandAny && h.Shape != "" && h.Source == "":
			p.report(n, "this hand does not say where its figures come from", "'source: assumption', or a better one", "")
		}
	}
	bound := func() codec[time.Duration] { return durationOf(0, MaxWait) }
	return objectOf("hand", "A distribution of the instant of the fault.", check,
		must("shape", "any (alike over the whole window), uniform or log-uniform (between 'from' and 'to').", func(h *SweepHand) *HandShape { return &h.Shape }, wordOf("shape of a hand", HandShapes)),
		some("from", "The earliest instant.", func(h *SweepHand) *time.Duration { return &h.From }, bound()),
		some("to", "The latest instant.", func(h *SweepHand) *time.Duration { return &h.To }, bound()),
		some("source", "Where the figures come from, in words.", func(h *SweepHand) *string { return &h.Source }, textOf("a source", 1000)),
	)
}

// invariantsCodec reads sentences; each comes once.
func invariantsCodec(v *vocabulary) codec[[]Expectation] {
	c := expectationsCodec(v)
	c.shape.Max = MaxInvariants
	read := c.decode
	c.decode = func(p *parser, n *yaml.Node) ([]Expectation, bool) {
		if n.Kind == yaml.SequenceNode && len(n.Content) > MaxInvariants {
			p.report(n.Content[MaxInvariants], "there are too many invariants", fmt.Sprintf("at most %d", MaxInvariants), "")
			return nil, false
		}
		list, ok := read(p, n)
		for i, e := range list {
			if slices.ContainsFunc(list[:i], func(o Expectation) bool { return o.Text == e.Text }) {
				p.report(n.Content[i], fmt.Sprintf("the invariant %s stands here twice", quoted(e.Text)), "it once", "")
				return nil, false
			}
		}
		return list, ok
	}
	return c
}
