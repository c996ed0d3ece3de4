package report_test

import (
	"bytes"
	"encoding/csv"
	"encoding/xml"
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"locktwin/scenarios/campaign"
	"locktwin/scenarios/campaign/report"
)

func TestCSVIsReadAsItWasMeant(t *testing.T) {
	for name, r := range everything() {
		b := write(t, func(b *bytes.Buffer) error { return report.CSV(b, r) })
		if bytes.Count(b, []byte("\n")) != bytes.Count(b, []byte("\r\n")) {
			t.Errorf("%s has lines that do not end in CR LF", name)
		}
		lines, err := csv.NewReader(bytes.NewReader(b)).ReadAll() // all lines of one length
		if err != nil {
			t.Fatal(err)
		}
		want, got := map[string]int{}, map[string]int{}
		for _, v := range r.Variants {
			want["window"] += len(v.Windows)
			want["cell"] += len(v.Cells)
			want["class"] += len(v.Rows)
		}
		want["group"] += len(r.Groups)
		for _, l := range lines[1:] {
			got[l[0]]++
		}
		for k, n := range want {
			if got[k] != n {
				t.Errorf("%s: %d lines of %s, and there are %d", name, got[k], k, n)
			}
		}
		sum := int64(0)
		length := slices.Index(lines[0], "length_ns")
		for _, l := range lines[1:] {
			if l[0] == "window" {
				n, err := strconv.ParseInt(l[length], 10, 64)
				if err != nil {
					t.Fatal(err)
				}
				sum += n
			}
		}
		for _, v := range r.Variants {
			if len(v.Windows) > 0 {
				sum -= int64(v.Survey.Window) * int64(max(1, len(r.Spec.Fault.Times)))
			}
		}
		if sum != 0 {
			t.Errorf("%s: the windows are %d ns longer than the windows of the reference runs", name, sum)
		}
	}
}

func TestNoCellOfACSVIsAFormula(t *testing.T) {
	for _, start := range []string{"=", "+", "-", "@", "\t", "\r", "\n", "|", "%"} {
		for name, r := range everything() {
			prefix(reflect.ValueOf(r), start+"cmd|' /C calc'!A0")
			lines, err := csv.NewReader(bytes.NewReader(write(t, func(b *bytes.Buffer) error { return report.CSV(b, r) }))).ReadAll()
			if err != nil {
				t.Fatal(err)
			}
			for _, l := range lines {
				for _, cell := range l {
					if cell != "" && strings.ContainsRune("=+-@\t\r\n|%", rune(cell[0])) {
						if _, err := strconv.ParseFloat(cell, 64); err != nil {
							t.Fatalf("%s has a cell that begins with %q: %q", name, start, cell)
						}
					}
				}
			}
		}
	}
}

// prefix puts a text before every string of a value.
func prefix(v reflect.Value, text string) {
	switch v.Kind() {
	case reflect.String:
		v.SetString(text + v.String())
	case reflect.Struct:
		for i := range v.NumField() {
			prefix(v.Field(i), text)
		}
	case reflect.Slice:
		for i := range v.Len() {
			prefix(v.Index(i), text)
		}
	case reflect.Pointer:
		if !v.IsNil() {
			prefix(v.Elem(), text)
		}
	}
}

// suites is what readers of JUnit files agree on.
type suites struct {
	XMLName  xml.Name `xml:"testsuites"`
	Tests    int      `xml:"tests,attr"`
	Failures int      `xml:"failures,attr"`
	Suites   []struct {
		Name     string `xml:"name,attr"`
		Tests    int    `xml:"tests,attr"`
		Failures int    `xml:"failures,attr"`
		Cases    []struct {
			Class   string `xml:"classname,attr"`
			Name    string `xml:"name,attr"`
			Time    string `xml:"time,attr"`
			Failure []struct {
				Message string `xml:"message,attr"`
				Type    string `xml:"type,attr"`
				Text    string `xml:",chardata"`
			} `xml:"failure"`
		} `xml:"testcase"`
	} `xml:"testsuite"`
}

func junit(t *testing.T, r *campaign.Result, failOn []string) suites {
	t.Helper()
	d := xml.NewDecoder(bytes.NewReader(write(t, func(b *bytes.Buffer) error { return report.JUnit(b, r, failOn) })))
	var s suites
	if err := d.Decode(&s); err != nil {
		t.Fatal(err)
	}
	return s
}

func TestJUnitCountsWhatItHolds(t *testing.T) {
	for name, r := range everything() {
		for _, hostility := range []string{"", hostile + "]]>\x00\xff"} {
			spoil(reflect.ValueOf(r), hostility)
			for _, failOn := range [][]string{nil, {"denied"}, {"denied", "default", "wrong", "exposed", "unstable", "stale", "bricked", "invariant"}} {
				s := junit(t, r, failOn)
				tests, failures := 0, 0
				for _, suite := range s.Suites {
					cases, failed := 0, 0
					names := map[string]bool{}
					for _, c := range suite.Cases {
						cases++
						if names[c.Name] || c.Name == "" || c.Class == "" || c.Time == "" {
							t.Errorf("%s: the case %q of %q has no name of its own, no class or no time", name, c.Name, c.Class)
						}
						names[c.Name] = true
						if len(c.Failure) > 0 {
							failed++
						}
					}
					if cases != suite.Tests || failed != suite.Failures {
						t.Errorf("%s: %d of %d cases failed, and the suite says %d of %d", name, failed, cases, suite.Failures, suite.Tests)
					}
					tests, failures = tests+cases, failures+failed
				}
				if tests != s.Tests || failures != s.Failures || len(s.Suites) != len(r.Variants) {
					t.Errorf("%s: %d of %d cases failed in all, and the file says %d of %d", name, failures, tests, s.Failures, s.Tests)
				}
				if hostility == "" && (failures > 0) != report.Fails(r, failOn) {
					t.Errorf("%s fails on %v: %v, and its JUnit has %d failures", name, failOn, report.Fails(r, failOn), failures)
				}
			}
		}
	}
}

func TestAJUnitFailureNamesItsReplay(t *testing.T) {
	s := junit(t, realistic(), []string{"denied", "invariant"})
	texts := map[string]string{}
	for _, suite := range s.Suites {
		for _, c := range suite.Cases {
			for _, f := range c.Failure {
				texts[suite.Name+"/"+c.Name] += f.Type + " " + f.Message + f.Text
			}
		}
	}
	if len(texts) != 2 {
		t.Fatalf("%d tests failed, and it should be the PIN and the invariant of one variant: %v", len(texts), texts)
	}
	for name, want := range map[string][]string{
		"pin-denied-after-battery-change / rewrite-at-boot/PIN":                           {"denied", "erase of settings is torn", "locktwin run pin-denied-1.yaml", "locktwin run pin-denied-2.yaml"},
		"pin-denied-after-battery-change / rewrite-at-boot/invariant: phones stay paired": {"invariant", "'./invariant-phones stay paired-4.yaml'"},
	} {
		for _, w := range want {
			if !strings.Contains(texts[name], w) {
				t.Errorf("the failure of %s does not say %q: %s", name, w, texts[name])
			}
		}
	}
	if strings.Contains(texts["pin-denied-after-battery-change / rewrite-at-boot/PIN"], "exposed") {
		t.Error("a failure names a class that does not count as one")
	}
}

func TestFailOnTakesClassesAndNothingElse(t *testing.T) {
	for text, want := range map[string]string{
		"":                      "",
		"denied,wrong,exposed":  "exposed wrong denied",
		" Denied , denied":      "denied",
		"invariant,stale":       "stale invariant",
		"loss":                  "bricked unstable exposed wrong default denied stale invariant",
		"loss,intact,invariant": "bricked unstable exposed wrong default denied stale intact invariant",
	} {
		if got, err := report.ParseFailOn(text); err != nil || strings.Join(got, " ") != want {
			t.Errorf("%q is read as %v (%v), want %s", text, got, err, want)
		}
	}
	if _, err := report.ParseFailOn("denied,gone"); !errors.Is(err, report.ErrUnknownClass) || !strings.Contains(err.Error(), `"gone"`) || !strings.Contains(err.Error(), "bricked") {
		t.Errorf("an unknown class is answered with %v", err)
	}
}

func TestAFailureOfAnyDepthAndSampleCounts(t *testing.T) {
	r := realistic()
	r.Variants, r.Groups = r.Variants[2:], nil
	if report.Fails(r, []string{"default"}) {
		t.Fatal("the ring fails without a loss")
	}
	r.Variants[0].Findings = []campaign.Finding{{Path: make([]campaign.Fault, 2), Verdicts: []campaign.Verdict{verdict("intact", "intact", "x"), verdict("default", "intact", "y")}}}
	if !report.Fails(r, []string{"default"}) || report.Fails(r, []string{"denied"}) {
		t.Error("the rarer sample of a second fault does not count")
	}
	r.Variants[0].Findings = nil
	r.Variants[0].Rows = append(r.Variants[0].Rows, campaign.Row{Faults: 2, Part: "settings", Class: "stale", Length: 1})
	if !report.Fails(r, []string{"stale"}) {
		t.Error("a row without a finding does not count")
	}
}

func TestVariantsAreNamedByWhatVaries(t *testing.T) {
	s := campaign.Spec{Name: "n", Axes: []campaign.Axis{
		{Key: "lock.profile", Values: []string{"a", "b"}},
		{Key: "steps.8.cells-in.cells.charge", Name: "charge", Values: []string{"20%", "100%"}},
		{Key: "seed", Values: []string{"7"}},
	}}
	if got := report.Name(&s, &campaign.Variant{Values: []string{"a", "20%", "7"}}); got != "a, charge 20%" {
		t.Errorf("named %q", got)
	}
	s.Axes = s.Axes[2:]
	if got := report.Name(&s, &campaign.Variant{Values: []string{"7"}}); got != "n" {
		t.Errorf("without a choice it is named %q", got)
	}
}

func TestAReplayCommandIsOneFileWhateverItsName(t *testing.T) {
	for name, want := range map[string]string{
		"pin-denied-1": "locktwin run pin-denied-1.yaml",
		"a b; rm x":    "locktwin run './a b; rm x.yaml'",
		"it's":         `locktwin run './it'\''s.yaml'`,
		"--help":       "locktwin run './--help.yaml'",
	} {
		if got := report.ReplayCommand("", &campaign.Case{Name: name}); got != want {
			t.Errorf("%q gives %s, want %s", name, got, want)
		}
	}
	bare := campaign.Case{Name: "nvs-1", Scenario: "{\n \"version\": \"v1\"}"}
	if got := report.ReplayCommand("", &bare); got != "locktwin sweep --spec=nvs-1.json" {
		t.Errorf("the case of a bare store is played by %s", got)
	}
	for folder, want := range map[string]string{
		"cases/":     "locktwin run cases/pin-denied-1.yaml",
		"/a/my case": "locktwin run '/a/my case/pin-denied-1.yaml'",
		"-odd":       "locktwin run './-odd/pin-denied-1.yaml'",
		"/":          "locktwin run /pin-denied-1.yaml",
	} {
		if got := report.ReplayCommand(folder, &campaign.Case{Name: "pin-denied-1"}); got != want {
			t.Errorf("in %q it is played by %s, want %s", folder, got, want)
		}
	}
}

func TestTheDocumentNamesEveryColumn(t *testing.T) {
	doc, err := os.ReadFile(filepath.Join("..", "..", "..", "docs", "campaign-report.md"))
	if err != nil {
		t.Fatal(err)
	}
	b := write(t, func(b *bytes.Buffer) error { return report.CSV(b, &campaign.Result{}) })
	rows := regexp.MustCompile("(?m)^\\| `([a-z0-9_]+)` \\|").FindAllStringSubmatch(string(doc), -1)
	var named []string
	for _, m := range rows {
		named = append(named, m[1])
	}
	if got := strings.TrimSpace(string(b)); got != strings.Join(named, ",") {
		t.Errorf("the columns are\n%s\nand the document names\n%s", got, strings.Join(named, ","))
	}
}
