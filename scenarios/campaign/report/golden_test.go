package report_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"html"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"locktwin/scenarios/campaign"
	"locktwin/scenarios/campaign/report"
)

var update = flag.Bool("update", false, "write the golden files anew")

func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	file := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(file, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("%s differs; go test -update writes it anew. It would be:\n%s", file, got)
	}
}

// write gives what a function of this package writes.
func write(t *testing.T, f func(*bytes.Buffer) error) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := f(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func page(t *testing.T, r *campaign.Result) string {
	t.Helper()
	return string(write(t, func(b *bytes.Buffer) error { return report.HTML(b, r) }))
}

var (
	svgElement  = regexp.MustCompile(`(?s)<svg .*?</svg>`)
	blockEnds   = regexp.MustCompile(`</(p|h1|h2|h3|li|tr|caption|summary|figcaption|div|pre|dt)>|<br>`)
	anyTag      = regexp.MustCompile(`<[^>]*>`)
	hiddenParts = regexp.MustCompile(`(?s)<style>.*?</style>|<script.*?</script>|<head>.*?</head>`)
	manySpaces  = regexp.MustCompile(`[ \t]+`)
	manyLines   = regexp.MustCompile(`\s*\n\s*`)
)

// words is what a reader without pictures gets of a page.
func words(p string) string {
	for _, e := range []*regexp.Regexp{hiddenParts, svgElement} {
		p = e.ReplaceAllString(p, " ")
	}
	p = strings.ReplaceAll(p, "\n", " ")
	p = blockEnds.ReplaceAllString(p, "\n")
	p = anyTag.ReplaceAllString(p, " ")
	p = html.UnescapeString(p)
	return strings.TrimSpace(manyLines.ReplaceAllString(manySpaces.ReplaceAllString(p, " "), "\n")) + "\n"
}

func TestASmallReportReadsAsWritten(t *testing.T) {
	golden(t, "small.words.txt", []byte(words(page(t, small()))))
	golden(t, "small.json", write(t, func(b *bytes.Buffer) error { return report.JSON(b, small()) }))
	golden(t, "small.csv", write(t, func(b *bytes.Buffer) error { return report.CSV(b, small()) }))
	golden(t, "small.junit.xml", write(t, func(b *bytes.Buffer) error { return report.JUnit(b, small(), []string{"denied", "wrong"}) }))
}

func TestSentencesOfEachKindOfResult(t *testing.T) {
	one := realistic()
	one.Variants, one.Spec.Axes = one.Variants[:1], nil
	deep := realistic()
	deep.Variants, deep.Spec.Axes, deep.Spec.Depth = deep.Variants[2:], nil, 2
	deep.Variants[0].Rows = append(deep.Variants[0].Rows, campaign.Row{Faults: 2, Part: "PIN", Class: "default", Length: 12 * us, Windows: 3, Probability: 2e-9})
	given := realistic()
	given.Variants, given.Spec.Axes, given.Spec.Fault.At = given.Variants[:1], nil, []time.Duration{300 * ms, 400 * ms}
	given.Variants[0].Windows = nil
	none := &campaign.Result{}
	bare := small()
	bare.Spec.Lock, bare.Spec.Store = nil, &campaign.StoreSubject{Design: "ab-slots", Variant: "trusting", Part: "nrf52832"}
	bare.Spec.Name = ""
	var b strings.Builder
	for _, x := range []struct {
		name string
		r    *campaign.Result
	}{{"three variants", realistic()}, {"one variant", one}, {"sags", sags()}, {"two faults in a row", deep}, {"given instants", given}, {"a bare store", bare}, {"nothing", none}} {
		b.WriteString("# " + x.name + "\n" + strings.Join(report.Summary(x.r), "\n") + "\n\n")
	}
	golden(t, "summaries.txt", []byte(b.String()))
}

func TestEqualResultsGiveEqualBytes(t *testing.T) {
	for name, f := range map[string]func(*bytes.Buffer, *campaign.Result) error{
		"HTML":  func(b *bytes.Buffer, r *campaign.Result) error { return report.HTML(b, r) },
		"JSON":  func(b *bytes.Buffer, r *campaign.Result) error { return report.JSON(b, r) },
		"CSV":   func(b *bytes.Buffer, r *campaign.Result) error { return report.CSV(b, r) },
		"JUnit": func(b *bytes.Buffer, r *campaign.Result) error { return report.JUnit(b, r, []string{"denied"}) },
	} {
		first := write(t, func(b *bytes.Buffer) error { return f(b, realistic()) })
		for range 4 {
			if again := write(t, func(b *bytes.Buffer) error { return f(b, realistic()) }); !bytes.Equal(first, again) {
				t.Errorf("%s of two equal results differ", name)
			}
		}
	}
}

func TestAResultReadFromJSONGivesTheSameJSON(t *testing.T) {
	for _, r := range []*campaign.Result{realistic(), sags(), small(), {}} {
		first := write(t, func(b *bytes.Buffer) error { return report.JSON(b, r) })
		var back campaign.Result
		if err := json.Unmarshal(first, &back); err != nil {
			t.Fatal(err)
		}
		if again := write(t, func(b *bytes.Buffer) error { return report.JSON(b, &back) }); !bytes.Equal(first, again) {
			t.Errorf("read back, %d bytes became %d others", len(first), len(again))
		}
	}
}
