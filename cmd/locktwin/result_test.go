package main

import (
	"bytes"
	"strings"
	"testing"

	"locktwin/scenarios"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

func sampleReport() *scenarios.Report {
	return &scenarios.Report{
		Scenario: "a-story", Seed: scenarios.MaxSeed, Profile: "ab-slots", Verdict: scenarios.Fail,
		Expectations: []scenarios.ExpectationResult{
			{Text: "the PIN is denied", Met: true, Got: "the PIN is denied"},
			{Text: "name is \"<%>\"", Met: false, Got: "name reads \"\""},
		},
		Outcome: scenarios.Outcome{PIN: scenarios.PINOutcome{Class: scenarios.Denied},
			Settings: scenarios.SettingsOutcome{Lost: []scenarios.Setting{"name"}},
			Boots:    1, Resets: []scenarios.Reset{{AtNS: 3, Cause: "brown-out"}}, Usable: true},
		Flash:       scenarios.FlashCounts{Programs: 2, Erases: 1, Interrupted: 1, MarginalWords: 1},
		Energy:      []scenarios.EnergyShare{{Name: "motor", MAh: 0.4}},
		TraceSHA256: strings.Repeat("0a", 32), SimulatedNS: 7, WallNS: 9,
	}
}

// schema compiles the documented shape of the JSON object.
func schema(t *testing.T) *jsonschema.Schema {
	t.Helper()
	s, err := jsonschema.NewCompiler().Compile("../../docs/run.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// validate holds a JSON text against the documented shape.
func validate(t *testing.T, text []byte) error {
	t.Helper()
	v, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	if err != nil {
		t.Fatalf("not JSON: %v", err)
	}
	return schema(t).Validate(v)
}

func TestJSONIsAsDocumented(t *testing.T) {
	var b bytes.Buffer
	if err := writeJSON(&b, sampleReport()); err != nil {
		t.Fatal(err)
	}
	if err := validate(t, b.Bytes()); err != nil {
		t.Error(err)
	}
	for _, want := range []string{`"seed": 9007199254740991`, `"kept": []`} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("%s is missing in\n%s", want, &b)
		}
	}
}

func TestSchemaRefusesWhatIsNotDocumented(t *testing.T) {
	var b bytes.Buffer
	if err := writeJSON(&b, sampleReport()); err != nil {
		t.Fatal(err)
	}
	for _, change := range [][2]string{
		{`"boots"`, `"boot_count"`},
		{`"class": "denied"`, `"class": "gone"`},
		{`"verdict": "fail"`, `"verdict": "maybe"`},
		{`"lost": [`, `"lost": null, "lots": [`},
	} {
		text := strings.Replace(b.String(), change[0], change[1], 1)
		if text == b.String() {
			t.Fatalf("%s is not in the sample", change[0])
		}
		if validate(t, []byte(text)) == nil {
			t.Errorf("the schema accepts %s", change[1])
		}
	}
}

func TestVerdictTellsEachExpectation(t *testing.T) {
	var b bytes.Buffer
	r := sampleReport()
	writeVerdict(&b, false, r)
	want := `FAIL  a-story, profile ab-slots, seed 9007199254740991: 1 of 2 expectations met
      met  the PIN is denied  got: the PIN is denied
  NOT MET  name is "<%>"      got: name reads ""
  PIN denied; 1 boot, 1 reset; flash: 2 programs, 1 erase, 1 interrupted, 1 marginal word
`
	if b.String() != want {
		t.Errorf("got\n%s\nwant\n%s", &b, want)
	}
	b.Reset()
	writeVerdict(&b, true, r)
	if plain := stripColour(b.String()); plain != want {
		t.Errorf("colour changes the words:\n%s", plain)
	}
	if got := statusOf(r); got != exitNotMet {
		t.Errorf("status %d", got)
	}
}

// stripColour removes what paint adds.
func stripColour(s string) string {
	for {
		i := strings.Index(s, "\x1b[")
		if i < 0 {
			return s
		}
		j := i + strings.IndexByte(s[i:], 'm')
		s = s[:i] + s[j+1:]
	}
}
