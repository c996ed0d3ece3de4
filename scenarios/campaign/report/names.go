package report

import (
	"fmt"
	"strings"

	"locktwin/scenarios/campaign"
)

// Name names a variant by what distinguishes it: the values of the axes that
// vary, with the last word of their keys where there are several. A campaign
// without axes has one variant, named after its subject.
func Name(s *campaign.Spec, v *campaign.Variant) string {
	var keys, values []string
	for i, a := range s.Axes {
		if len(a.Values) > 1 && i < len(v.Values) {
			keys = append(keys, axisName(&a))
			values = append(values, v.Values[i])
		}
	}
	switch len(values) {
	case 0:
		return subject(s)
	case 1:
		if needsKey(keys[0], values[0]) {
			return keys[0] + " " + values[0]
		}
		return values[0]
	}
	for i := range values {
		if needsKey(keys[i], values[i]) {
			values[i] = keys[i] + " " + values[i]
		}
	}
	return strings.Join(values, ", ")
}

// axisName is the short name of an axis.
func axisName(a *campaign.Axis) string {
	if a.Name != "" {
		return a.Name[strings.LastIndex(a.Name, ".")+1:]
	}
	return a.Key[strings.LastIndex(a.Key, ".")+1:]
}

// needsKey says whether a value alone does not say what it is: a number, or a
// yes and no.
func needsKey(key, value string) bool {
	switch key {
	case "profile", "design", "part", "store":
		return false
	}
	return true
}

// subject names what is put to the test.
func subject(s *campaign.Spec) string {
	switch {
	case s.Name != "":
		return s.Name
	case s.Store != nil && s.Store.Variant != "":
		return s.Store.Design + " (" + s.Store.Variant + ")"
	case s.Store != nil:
		return s.Store.Design
	case s.Lock != nil:
		return s.Lock.File
	}
	return "campaign"
}

// CaseFile is the name of the file that a case belongs into: a scenario, or for
// a bare store the Spec of a campaign with one experiment.
func CaseFile(c *campaign.Case) string {
	if isSpec(c) {
		return c.Name + ".json"
	}
	return c.Name + ".yaml"
}

// isSpec says whether a case is a Spec.
func isSpec(c *campaign.Case) bool { return strings.HasPrefix(strings.TrimSpace(c.Scenario), "{") }

// ReplayCommand is what plays a case once its text is in its file, in a folder or,
// with an empty one, in the folder where one is. Any name makes one word of a
// shell's line.
func ReplayCommand(folder string, c *campaign.Case) string {
	file, command := CaseFile(c), "locktwin run "
	if isSpec(c) {
		command = "locktwin sweep --spec="
	}
	if folder != "" {
		file = strings.TrimRight(folder, "/") + "/" + file
	}
	plain := func(r rune) bool {
		return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '.' || r == '_' || r == '-' || r == '/'
	}
	if file[0] == '-' || strings.ContainsFunc(file, func(r rune) bool { return !plain(r) }) {
		if file[0] != '/' {
			file = "./" + file
		}
		file = "'" + strings.ReplaceAll(file, "'", `'\''`) + "'"
	}
	return command + file
}

// faultWords say what is done to the supply, as a noun: "a cut of the battery line".
func faultWords(s *campaign.Spec) string {
	switch {
	case s.Fault.Kind == campaign.Sag:
		return "a sag of the supply"
	case s.Fault.Kind == campaign.Knock:
		return "a knock that opens the contact"
	case s.Store != nil:
		return "a cut of the supply"
	}
	return "a cut of the battery line"
}

// occasions are what the probability of a campaign counts: battery changes where
// the window begins with cells that go in, else just faults.
func occasions(s *campaign.Spec, v *campaign.VariantResult) string {
	if s.Lock == nil || s.Fault.Kind == campaign.Sag {
		return "such faults"
	}
	for i := range v.Survey.Moments {
		m := &v.Survey.Moments[i]
		if m.Kind == "step" && m.At <= 0 && strings.Contains(m.Text, "cells") {
			return "battery changes"
		}
	}
	if s.Fault.Kind == campaign.Knock {
		return "such knocks"
	}
	return "such cuts"
}

// handWords say when the fault strikes: "at any instant of the window alike".
func handWords(h *campaign.Hand) string {
	switch h.Shape {
	case campaign.AnyInstant:
		return "at any instant of the window alike"
	case campaign.Uniform:
		return fmt.Sprintf("at any instant between %s and %s alike", Span(h.From), Span(h.To))
	case campaign.LogUniform:
		return fmt.Sprintf("between %s and %s, each factor of time alike (log-uniform)", Span(h.From), Span(h.To))
	}
	return string(h.Shape)
}

// operationName words an operation: "erase of settings".
func operationName(o *campaign.Operation) string { return o.Kind + " of " + o.Area }

// operationAt names the operation of an index of a survey.
func operationAt(s *campaign.Survey, i int) string {
	if i < 0 || i >= len(s.Operations) {
		return ""
	}
	return operationName(&s.Operations[i])
}
