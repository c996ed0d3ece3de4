package locks

import (
	"fmt"
	"strings"

	"locktwin/scenarios"
	"locktwin/scenarios/campaign"
)

// caseName names a case after its failure: letters, digits and single hyphens.
func caseName(campaignName string, f campaign.Failure) string {
	name := slug(f.Part + " " + f.Class)
	if f.Operation != "" {
		name += "-by-" + slug(f.Operation)
	}
	for _, d := range strings.Fields(f.Decision) {
		if len(name)+len(d) < longestName {
			name += "-" + slug(d)
		}
	}
	return strings.Trim(name[:min(len(name), longestName)], "-")
}

// longestName is what a scenario may be called at most.
const longestName = 80

func slug(s string) string {
	var b strings.Builder
	hyphen := true
	for _, r := range strings.ToLower(s) {
		if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' {
			b.WriteRune(r)
			hyphen = false
		} else if !hyphen {
			b.WriteByte('-')
			hyphen = true
		}
	}
	return strings.Trim(b.String(), "-")
}

// story tells what the case shows.
func (s *shrinker) story() string {
	var b strings.Builder
	b.WriteString(s.told(fmt.Sprintf("The smallest case of a way to fail that a sweep of %s has found.", s.e.spec.Name)))
	if s.want.Operation == "" {
		b.WriteString("Nothing is torn.\n")
	} else {
		fmt.Fprintf(&b, "That tears the %s.\n", s.want.Operation)
	}
	fmt.Fprintf(&b, "The first boot after it decides: %s.\n", s.want.Decision)
	if s.want.Part == "invariant" {
		fmt.Fprintf(&b, "In the end it does not hold that %s.\n", s.want.Class)
	} else {
		fmt.Fprintf(&b, "In the end this is %s: %s.\n", s.want.Class, s.want.Part)
	}
	return b.String()
}

// told says what the faults of the path are, below a first line.
func (s *shrinker) told(first string) string {
	var b strings.Builder
	b.WriteString(first + "\n\n")
	for i, f := range s.path {
		what := "The battery line is cut"
		switch f.Kind {
		case campaign.Sag:
			what = fmt.Sprintf("The supply sags to %.2f V", float64(f.Microvolts)/1e6)
		case campaign.Knock:
			what = fmt.Sprintf("A knock opens the contact %d times, each time", max(f.Times, 1))
		}
		again := ""
		if i > 0 {
			again = " again"
		}
		fmt.Fprintf(&b, "%s%s for %v, %v into the window.\n", what, again, f.For, f.At)
	}
	return b.String()
}

// expectations say what has failed.
func (s *shrinker) expectations() []scenarios.Expectation {
	v := &s.end.verdict
	out := []scenarios.Expectation{scenarios.Say(scenarios.PINIs{Classes: scenarios.ClassesOf(scenarios.Class(v.PIN))})}
	if v.Settings != string(scenarios.Intact) {
		out = append(out, scenarios.Say(scenarios.SettingFate{Lost: true, Some: true}))
	}
	if v.Authorizations != string(scenarios.Intact) {
		out = append(out, scenarios.Say(scenarios.PhonesPaired{None: true}))
	}
	switch kind, _, _ := strings.Cut(s.want.Operation, " "); kind {
	case "erase":
		out = append(out, scenarios.Say(scenarios.Interrupted{Operation: scenarios.Erases, Count: scenarios.Count{Min: 1, Max: -1}}))
	case "program":
		out = append(out, scenarios.Say(scenarios.Interrupted{Operation: scenarios.Programs, Count: scenarios.Count{Min: 1, Max: -1}}))
	}
	for _, d := range strings.Fields(s.want.Decision) {
		if found, ok := strings.CutPrefix(d, "settings-"); ok {
			out = append(out, scenarios.Say(scenarios.BootFound{Which: scenarios.AnyBoot, Area: "settings page", Finding: scenarios.Finding(found)}))
		} else if strings.HasPrefix(d, "pin-") {
			out = append(out, scenarios.Say(scenarios.BootDecided{Which: scenarios.AnyBoot, Text: d}))
		}
	}
	if s.want.Part == "invariant" {
		for i, sentence := range s.e.spec.Invariants {
			if sentence == s.want.Class {
				out = append(out, s.e.claims[i])
			}
		}
	}
	return out
}
