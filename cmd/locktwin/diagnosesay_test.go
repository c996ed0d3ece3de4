package main

import (
	"os"
	"strings"
	"testing"

	"locktwin/scenarios/twin/diagnose"
)

func TestADiagnosisIsForASupportPerson(t *testing.T) {
	d := &diagnose.Diagnosis{Summary: "It is the page.", Settled: true,
		Causes: []diagnose.Cause{
			{ID: "other", Mechanism: "b", Title: "other", Probability: 0.4},
			{ID: "a/bounce", Mechanism: "a", Title: "rewritten at boot, cut by bounce", Probability: 0.3, Low: 0.2, High: 0.4, Plain: "it was cut", Tell: "you are right", Avoid: "no reset", Now: "wait", Confirm: "read it out", Profile: "rewrite-at-boot"}},
		Mechanisms: []diagnose.Mechanism{{ID: "a", Title: "rewritten at boot", Probability: 0.6, Low: 0.5, High: 0.7}, {ID: "b", Title: "other", Probability: 0.4}},
		Doubts:     []diagnose.Doubt{{Text: "is it so?"}},
		Next:       &diagnose.Question{Key: "page", Text: "How does the page look?", Cost: "A probe.", Answers: []diagnose.Answer{{Answer: "blank", Probability: 0.5, Kind: "a", KindTo: 0.9}, {Answer: "valid", Probability: 0.5, Kind: "b", KindTo: 0.8}}}}
	say := func() string { return printed(func(s *Streams) { sayDiagnosis(s, d, 1) }) }
	out := say()
	has(t, out, "It is the page.\n", "\nWHAT HAPPENED\n  it was cut\n", "\nTELL THE CUSTOMER\n  you are right\n", "\nHELPS NOW\n  wait\n", "\nDO NOT\n  no reset\n",
		"\nASK ONCE MORE\n  is it so?\n", "\nASK NEXT\n  How does the page look? (Costs: A probe.)\n", "page=blank  50 % say so  then 90 %: rewritten at boot\n",
		"  60 %    50 %..70 %  rewritten at boot", "\nWHAT WOULD CONFIRM THE LIKELIEST\n  read it out\n")
	if strings.Index(out, "TELL THE CUSTOMER") > strings.Index(out, "%..") {
		t.Error("numbers come before what to say")
	}
	d.Settled, d.Symptoms.PIN = false, "rejected"
	if out := say(); !strings.Contains(out, "We do not know yet.") || strings.Contains(out, "you are right") {
		t.Errorf("a cause is told that is not likely enough:\n%s", out)
	}
}

func TestThePageOfTheDiagnosisShowsWhatTheToolSays(t *testing.T) {
	page, err := os.ReadFile("../../docs/diagnose.md")
	if err != nil {
		t.Fatal(err)
	}
	said, shown := "", 0
	for _, block := range indented(string(page)) {
		if words, ok := strings.CutPrefix(block, "locktwin diagnose "); ok {
			said = ""
			if strings.HasPrefix(words, "--ask") {
				continue
			}
			s, out, stderr := testStreams(nil)
			if got := Main(append([]string{"diagnose"}, strings.Fields(words)...), s); got != exitMet {
				t.Fatalf("%s: exit status %d, %s", block, got, stderr)
			}
			said = out.String()
			continue
		}
		shown++
		for _, part := range strings.Split(block, "\n\n") {
			if !strings.Contains(said, part) {
				t.Errorf("docs/diagnose.md shows\n%s\nand the tool says\n%s", part, said)
			}
		}
	}
	if shown < 3 {
		t.Errorf("%d blocks of what the tool says", shown)
	}
}

// indented lists the blocks of a page that are set apart by four spaces, without these.
func indented(page string) []string {
	var out []string
	open := false
	gap := ""
	for _, line := range strings.Split(page, "\n") {
		text, ok := strings.CutPrefix(line, "    ")
		switch {
		case ok && open && !strings.HasPrefix(out[len(out)-1], "locktwin "):
			out[len(out)-1] += gap + "\n" + text
			gap = ""
		case ok:
			out, open, gap = append(out, text), true, ""
		case line == "" && open:
			gap += "\n"
		default:
			open, gap = false, ""
		}
	}
	return out
}
