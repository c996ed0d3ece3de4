package scenarios

import (
	"fmt"
	"slices"
	"strings"
)

// Judge holds one claim against facts and says what was so, in words. A claim
// about something the facts do not mention is not met, and says so.
func Judge(e Expectation, f Facts) (met bool, got string) {
	switch c := e.Claim.(type) {
	case PINIs:
		class := f.Outcome.PIN.Class
		return c.Classes.Has(class) != c.Not, "the PIN is " + string(class)
	case PINAnswer:
		return judgePIN(c, f)
	case NoPINWorks:
		p := f.Outcome.PIN
		return !p.CustomAccepted && !p.DefaultAccepted && slices.Contains([]Class{Denied, Bricked}, p.Class), pinsInWords(f)
	case SettingIs:
		return judgeSetting(c, f)
	case SettingFate:
		return judgeFate(c, f)
	case PhonesPaired:
		got := fmt.Sprintf("%d of %d phones are paired", f.Phones.Still, f.Phones.Paired)
		if c.None {
			return f.Phones.Still == 0, got
		}
		return f.Phones.Paired > 0 && f.Phones.Still == f.Phones.Paired, got
	case AuthorizationsLeft:
		a := f.Outcome.Authorizations
		return c.Count.Holds(int64(a.After)), fmt.Sprintf("%d of %d authorizations are left", a.After, a.Before)
	case Happened:
		n := happened(c.What, f)
		return c.Count.Holds(int64(n)), counted(n, string(c.What), "happened")
	case Interrupted:
		n := map3(c.Operation, f.Torn.Erases, f.Torn.Programs)
		return c.Count.Holds(int64(n)), counted(n, string(c.Operation), "interrupted")
	case Done:
		n := map3(c.Operation, f.Flash.Erases, f.Flash.Programs)
		return c.Count.Holds(int64(n)), counted(n, string(c.Operation), "begun")
	case MarginalWords:
		return c.Count.Holds(int64(f.Flash.MarginalWords)), counted(f.Flash.MarginalWords, "word", "marginal")
	case RailWent:
		return judgeRail(c, f)
	case Usable:
		if f.Outcome.Usable {
			return !c.Not, "the lock is usable"
		}
		return c.Not, "the lock is not usable"
	case BootDecided:
		return judgeDecision(c, f)
	case BootFound:
		return judgeFound(c, f)
	case BatteryLasted:
		return judgeLasted(c, f)
	case ChargeUsed:
		return judgeCharge(c, f)
	case ResetAsked:
		for _, t := range f.FactoryTry {
			if t.By == c.By && (t.PIN == c.PIN || c.By == ResetByButton) {
				return t.Allowed == c.Allowed, Sentence(ResetAsked{c.By, c.PIN, t.Allowed})
			}
		}
		return false, "this factory reset was not tried"
	case NothingLost:
		return judgeNothingLost(f)
	case LastAnswer:
		return judgeAnswer(c, f)
	case BoltIs:
		return f.Bolt == c.State, "the bolt is " + string(f.Bolt)
	case FaultApplied:
		for _, x := range f.Faults {
			if x.Fault == c.Fault {
				return c.Count.Holds(x.Applied), Sentence(FaultApplied{x.Fault, Count{x.Applied, x.Applied}})
			}
		}
		return false, "no fault " + c.Fault + " was ever set"
	case BatteryCritical:
		if f.Critical {
			return !c.Not, "the battery is reported critical"
		}
		return c.Not, "the battery is not reported critical"
	}
	return false, "nobody can judge this"
}

func map3(o Operation, erases, programs int) int {
	switch o {
	case Erases:
		return erases
	case Programs:
		return programs
	}
	return erases + programs
}

func counted(n int, thing, what string) string {
	switch n {
	case 0:
		return fmt.Sprintf("no %s %s", thing, what)
	case 1:
		return fmt.Sprintf("1 %s %s", thing, what)
	}
	return fmt.Sprintf("%d %ss %s", n, thing, what)
}

func accepted(yes bool) string {
	if yes {
		return "accepted"
	}
	return "rejected"
}

func pinsInWords(f Facts) string {
	p := f.Outcome.PIN
	if !f.CustomPINOn {
		return fmt.Sprintf("no PIN was set; 0000 is %s", accepted(p.DefaultAccepted))
	}
	return fmt.Sprintf("the PIN set is %s, 0000 is %s", accepted(p.CustomAccepted), accepted(p.DefaultAccepted))
}

func judgePIN(c PINAnswer, f Facts) (bool, string) {
	for _, t := range f.PINs {
		if t.PIN == c.PIN {
			return t.Accepted == c.Accepted, fmt.Sprintf("PIN %s is %s", t.PIN, accepted(t.Accepted))
		}
	}
	return false, fmt.Sprintf("PIN %s was not tried", c.PIN)
}

func settingInWords(s SettingFact) string {
	spec, ok := LookupSetting(s.Setting)
	if !ok {
		return string(s.Setting) + " is no setting"
	}
	if s.Lost {
		return spec.Words() + " cannot be read"
	}
	return fmt.Sprintf("%s is %s", spec.Words(), spec.Format(s.Reads))
}

func judgeSetting(c SettingIs, f Facts) (bool, string) {
	for _, s := range f.Settings {
		if s.Setting != c.Setting {
			continue
		}
		want := c.Value
		if c.Default {
			want = s.Default
		}
		return !s.Lost && (s.Reads == want) != c.Not, settingInWords(s)
	}
	return false, string(c.Setting) + " was not read"
}

func judgeFate(c SettingFate, f Facts) (bool, string) {
	var kept, lost []string
	for _, s := range f.Settings {
		if c.Setting != "" && s.Setting != c.Setting || !s.Chosen.Set {
			continue
		}
		if !s.Lost && s.Reads == s.Chosen.Value {
			kept = append(kept, string(s.Setting))
		} else {
			lost = append(lost, settingInWords(s))
		}
	}
	got := "no such setting was changed"
	switch {
	case len(kept) > 0 && len(lost) > 0:
		got = fmt.Sprintf("kept: %s; lost: %s", strings.Join(kept, ", "), strings.Join(lost, ", "))
	case len(kept) > 0:
		got = "kept: " + strings.Join(kept, ", ")
	case len(lost) > 0:
		got = "lost: " + strings.Join(lost, ", ")
	}
	asked, other := kept, lost
	if c.Lost {
		asked, other = lost, kept
	}
	if c.Some {
		return len(asked) > 0, got
	}
	// Nothing changed is nothing lost, but not everything lost.
	return len(other) == 0 && (len(asked) > 0 || !c.Lost && c.Setting == ""), got
}

func happened(what Happening, f Facts) int {
	switch what {
	case Boots:
		return f.Outcome.Boots
	case Warnings:
		return f.Warnings
	case Resets:
		return len(f.Outcome.Resets)
	}
	cause, n := strings.TrimSuffix(string(what), " reset"), 0
	for _, r := range f.Outcome.Resets {
		if r.Cause == cause {
			n++
		}
	}
	return n
}

func judgeRail(c RailWent, f Facts) (bool, string) {
	for _, r := range f.Rails {
		if r.Rail != c.Rail {
			continue
		}
		if c.Below {
			return (r.Min < c.Volts) != c.Never, fmt.Sprintf("%s was at its lowest %s", r.Rail, r.Min)
		}
		return (r.Max > c.Volts) != c.Never, fmt.Sprintf("%s was at its highest %s", r.Rail, r.Max)
	}
	return false, string(c.Rail) + " was not watched"
}

// booted picks the boots a claim speaks of.
func booted(which Which, f Facts) []BootFacts {
	if which == LastBoot && len(f.Boots) > 0 {
		return f.Boots[len(f.Boots)-1:]
	}
	return f.Boots
}

func judgeDecision(c BootDecided, f Facts) (bool, string) {
	said := false
	var last []string
	for _, b := range booted(c.Which, f) {
		last = b.Decisions
		for _, d := range b.Decisions {
			said = said || strings.Contains(strings.ToLower(d), strings.ToLower(c.Text))
		}
	}
	got := "there was no boot"
	if len(f.Boots) > 0 {
		got = "the last boot decided nothing"
		if len(last) > 0 {
			got = fmt.Sprintf("the last boot decided %q", strings.Join(last, "; "))
		}
	}
	return said != (c.Which == NoBoot), got
}

func judgeFound(c BootFound, f Facts) (bool, string) {
	seen := false
	got := fmt.Sprintf("no boot looked at the %s", c.Area)
	for i, b := range booted(c.Which, f) {
		for _, x := range b.Found {
			if x.Area == c.Area {
				seen = seen || x.Finding == c.Finding
				got = fmt.Sprintf("boot %d found the %s %s", len(f.Boots)-len(booted(c.Which, f))+i+1, c.Area, x.Finding)
			}
		}
	}
	return seen != (c.Which == NoBoot), got
}

func judgeLasted(c BatteryLasted, f Facts) (bool, string) {
	b := f.Battery
	if !b.Over {
		// What still works has not lasted less than any limit it has passed,
		// and nobody knows whether it will pass one above.
		return c.Span.Max == 0 && b.Lasted >= c.Span.Min, fmt.Sprintf("the battery still works after %s", formatDuration(b.Lasted))
	}
	return b.Lasted >= c.Span.Min && (c.Span.Max == 0 || b.Lasted <= c.Span.Max), "the battery lasted " + formatDuration(b.Lasted)
}

func judgeCharge(c ChargeUsed, f Facts) (bool, string) {
	var used, total int64
	for _, x := range f.Charge {
		total += x.Microcoulombs
		if x.Consumer == c.Consumer {
			used += x.Microcoulombs
		}
	}
	if total <= 0 {
		return false, "no charge was used"
	}
	// In double precision only for show; the comparison is between integers.
	share := Millipercent(float64(used) / float64(total) * 100_000)
	holds := atLeast(used, total, c.Share.Min) && (c.Share.Max < 0 || atLeast(total-used, total, 100_000-c.Share.Max))
	return holds, fmt.Sprintf("the %s used %s of the charge", c.Consumer, share)
}

// atLeast says whether part/whole is at least the share, exactly.
func atLeast(part, whole int64, share Millipercent) bool {
	// 1e5 times the charge of a set (about 3e10 µC) stays within 63 bits.
	return part*100_000 >= whole*int64(share)
}

func judgeNothingLost(f Facts) (bool, string) {
	var gone []string
	if c := f.Outcome.PIN.Class; c != Intact {
		gone = append(gone, "the PIN is "+string(c))
	}
	if ok, got := judgeFate(SettingFate{}, f); !ok {
		gone = append(gone, got)
	}
	if a := f.Outcome.Authorizations; a.After < a.Before {
		gone = append(gone, fmt.Sprintf("%d of %d authorizations are left", a.After, a.Before))
	}
	if len(gone) == 0 {
		return true, "nothing was lost"
	}
	return false, strings.Join(gone, "; ")
}

func judgeAnswer(c LastAnswer, f Facts) (bool, string) {
	a := f.Answer
	switch {
	case !a.Given:
		return false, "no command was sent"
	case a.Accepted:
		return c.Accepted, "the last command was accepted"
	}
	return !c.Accepted && strings.Contains(strings.ToLower(a.Reason), strings.ToLower(c.Reason)), fmt.Sprintf("the last command was refused with %q", a.Reason)
}
