package campaign

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"unicode/utf8"
)

// check holds an answer against what its shard asked for, and against what the
// figures of a Result rely on. It writes empty lists in place of missing ones,
// so that a Result does not tell which way an answer came.
func (c *Coordinator) check(e *errand, a *Answer) error {
	s := &e.shard
	switch s.Kind {
	case SurveyShard:
		if a.Survey == nil || a.Findings != nil || a.Case != nil {
			return errors.New("a survey was asked for")
		}
		return c.checkSurvey(s, a)
	case ExploreShard:
		if a.Survey != nil || a.Case != nil {
			return errors.New("findings were asked for")
		}
		return c.checkFindings(s, &e.node.survey, a.Findings)
	}
	if a.Case == nil || a.Survey != nil || a.Findings != nil {
		return errors.New("a case was asked for")
	}
	own := *a.Case
	a.Case = &own
	return checkCase(a.Case)
}

func (c *Coordinator) checkSurvey(s *Shard, a *Answer) error {
	v := *a.Survey
	a.Survey = &v
	if !slices.Equal(v.Path, s.Path) {
		return errors.New("the survey follows another path")
	}
	v.Path = filled(v.Path)
	v.Operations, v.Moments, v.Classes = filled(v.Operations), filled(v.Moments), filled(v.Classes)
	if n := max(len(v.Operations), len(v.Moments), len(v.VBAT), len(v.VDD), len(v.Levels)); n > MaxOperations {
		return fmt.Errorf("a list has %d entries, at most %d are possible", n, MaxOperations)
	}
	if len(v.Classes) > MaxClasses {
		return fmt.Errorf("there are %d classes, at most %d are possible", len(v.Classes), MaxClasses)
	}
	if v.Window < 0 || v.Window > longest {
		return fmt.Errorf("the window is %v long", v.Window)
	}
	for _, o := range v.Operations {
		if len(o.Kind) > MaxText || len(o.Area) > MaxText || o.To < o.From {
			return fmt.Errorf("there is no such operation: %s of %s from %v to %v", clipped(o.Kind), clipped(o.Area), o.From, o.To)
		}
	}
	for i := range v.Classes {
		if err := c.checkClass(&v, i); err != nil {
			return fmt.Errorf("class %d: %w", i, err)
		}
	}
	return nil
}

// given says whether a class is one instant that the plan lists.
func (x *Class) given() bool { return x.From == x.To }

// alike says whether two classes are of the same fault, at other instants.
func (x *Class) alike(y *Class) bool {
	a, b := x.Fault, y.Fault
	a.At, b.At = 0, 0
	return a == b && x.given() == y.given()
}

// checkClass holds that the classes of one fault cover the time without gap or
// overlap.
func (c *Coordinator) checkClass(v *Survey, i int) error {
	x := &v.Classes[i]
	f := x.Fault
	switch {
	case f.Kind != c.spec.Fault.Kind:
		return fmt.Errorf("its fault is %q, not %q", f.Kind, c.spec.Fault.Kind)
	case x.From < 0 || x.To < x.From || x.To > longest:
		return fmt.Errorf("it goes from %v to %v", x.From, x.To)
	case x.given() != v.Classes[0].given():
		return errors.New("some classes are stretches of time, some are instants")
	case f.At < x.From || f.At >= x.To && !x.given() || f.At > x.To:
		return fmt.Errorf("its fault at %v is not between %v and %v", f.At, x.From, x.To)
	case f.For < 0 || f.For > longest || f.Times < 0 || f.Times > 64 || f.Microvolts < 0 || f.Microvolts > 12_000_000:
		return errors.New("there is no such fault")
	case x.Raw < 1:
		return fmt.Errorf("it is made of %d intervals", x.Raw)
	case x.Operation < -1 || x.Operation >= len(v.Operations):
		return fmt.Errorf("it tears operation %d of %d", x.Operation, len(v.Operations))
	case x.given():
		return nil
	}
	window := len(v.Path) == 0
	first := i == 0 || !x.alike(&v.Classes[i-1])
	last := i == len(v.Classes)-1 || !x.alike(&v.Classes[i+1])
	switch {
	case first && window && x.From != 0:
		return fmt.Errorf("it is the first and begins at %v", x.From)
	case first && x.From != v.Classes[0].From:
		return fmt.Errorf("it is the first of its fault and begins at %v, not at %v", x.From, v.Classes[0].From)
	case !first && x.From != v.Classes[i-1].To:
		return fmt.Errorf("it begins at %v, the one before it ends at %v", x.From, v.Classes[i-1].To)
	case last && window && x.To != v.Window:
		return fmt.Errorf("it is the last and ends at %v, the window at %v", x.To, v.Window)
	}
	return nil
}

func (c *Coordinator) checkFindings(s *Shard, v *Survey, fs []Finding) error {
	if len(fs) != s.To-s.From {
		return fmt.Errorf("it has %d findings for %d classes", len(fs), s.To-s.From)
	}
	for i := range fs {
		f := &fs[i]
		if err := c.checkFinding(s, v, f, s.From+i); err != nil {
			return fmt.Errorf("finding of class %d: %w", s.From+i, err)
		}
	}
	return nil
}

func (c *Coordinator) checkFinding(s *Shard, v *Survey, f *Finding, class int) error {
	n := len(s.Path)
	switch {
	case f.Class != class:
		return fmt.Errorf("it says class %d", f.Class)
	case len(f.Path) != n+1 || !slices.Equal(f.Path[:n], s.Path) || f.Path[n] != v.Classes[class].Fault:
		return errors.New("it follows another path")
	case f.State == "" || len(f.State) > MaxText || !utf8.ValidString(f.State):
		return errors.New("its state has no name")
	case f.MarginalBits < 0 || f.MarginalBits > 1<<30:
		return fmt.Errorf("it has %d marginal bits", f.MarginalBits)
	case len(f.Verdicts) == 0 || len(f.Verdicts) > MaxVerdicts:
		return fmt.Errorf("it has %d verdicts", len(f.Verdicts))
	}
	total := 0
	for i := range f.Verdicts {
		if err := c.checkVerdict(&f.Verdicts[i]); err != nil {
			return err
		}
		for j := range i {
			if sameEnd(f.Verdicts[i], f.Verdicts[j]) {
				return errors.New("it has one verdict twice")
			}
		}
		total += f.Verdicts[i].Samples
	}
	if total > c.spec.Samples {
		return fmt.Errorf("it has %d samples, %d were asked for", total, c.spec.Samples)
	}
	return nil
}

func (c *Coordinator) checkVerdict(v *Verdict) error {
	for _, part := range parts {
		if class := v.Class(part); rank(class) < 0 {
			return fmt.Errorf("%s is no class for the %s", clipped(class), part)
		}
	}
	if v.Samples < 1 || v.Samples > MaxSamples {
		return fmt.Errorf("a verdict has %d samples", v.Samples)
	}
	if len(v.Decision) > MaxText || !utf8.ValidString(v.Decision) {
		return errors.New("a decision is no text")
	}
	for i, b := range v.Broken {
		if !slices.Contains(c.spec.Invariants, b) || slices.Contains(v.Broken[:i], b) {
			return fmt.Errorf("%s is none of the invariants, or is there twice", clipped(b))
		}
	}
	return nil
}

var caseName = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)

func checkCase(k *Case) error {
	switch {
	case len(k.Name) > 200 || !caseName.MatchString(k.Name):
		return fmt.Errorf("%s is no name of a case", clipped(k.Name))
	case len(k.Scenario) > MaxCaseBytes || !utf8.ValidString(k.Scenario):
		return fmt.Errorf("the scenario of the case has %d bytes, at most %d are possible", len(k.Scenario), MaxCaseBytes)
	case len(k.Trace) > MaxText || !utf8.ValidString(k.Trace):
		return errors.New("the trace of the case has no name")
	case k.Steps < 0 || k.Bits < 0 || k.Tried < 0 || len(k.Path) > MaxDepth:
		return errors.New("the figures of the case are none")
	}
	k.Path = filled(k.Path)
	return nil
}

// filled is the list, or an empty one in place of none.
func filled[T any](l []T) []T {
	if l == nil {
		return []T{}
	}
	return l
}
