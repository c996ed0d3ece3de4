package picture

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"locktwin/scenarios"
	"locktwin/scenarios/twin"
	"locktwin/scenarios/twin/diagnose"
	"locktwin/scenarios/twin/forecast"
	"locktwin/scenarios/twin/futures"
	"locktwin/scenarios/twin/telemetry"
)

const dayOne = 1_700_000_000_000

// fixtureFit is a lock with draws spread evenly around a middle.
func fixtureFit() *twin.Fit {
	f := &twin.Fit{Lock: "0A1B2C3D", Chemistry: "eneloop", BatteryType: "accumulators", FromMS: dayOne, ToMS: dayOne + 60*dayMS, CellsMS: dayOne + 5*dayMS,
		Reports: 210, Actions: 390, PerDay: 6.5, Unlatch: 0.1, Celsius: 18, Swing: 3, Usable: true,
		Held:      twin.HeldBack{FromMS: dayOne + 48*dayMS, Records: 42, Within: 0.92, Ratio: 1.04, Passes: true},
		Residuals: []twin.Residual{{Channel: "voltage", Unit: "mV", Count: 168, RMS: 6.1, Ratio: 1.05}, {Channel: "sag", Unit: "mV", Count: 160, RMS: 11, Ratio: 0.97}, {Channel: "drain", Unit: "mWs", Count: 158, RMS: 240, Ratio: 1.1}}}
	for i := range 64 {
		u := float64(i)/63 - 0.5
		w := float64((i*37)%64)/63 - 0.5
		f.Draws = append(f.Draws, twin.Values{0.42 + 0.06*u, 1950 + 150*w, 0.16 + 0.01*u, 0.13 + 0.02*w, 900 + 150*u, 0.55 + 0.08*w, 2.1 + 0.3*u, 0.018, 0.01})
	}
	for p, e := range []twin.Estimate{{Value: 0.42, Low: 0.39, High: 0.45}, {Value: 1950, Low: 1880, High: 2020}, {Value: 0.16, Low: 0.155, High: 0.165},
		{Value: 0.13, Low: 0.12, High: 0.14}, {Value: 900, Low: 830, High: 970}, {Value: 0.55, Low: 0.51, High: 0.59}, {Value: 2.1, Low: 1.95, High: 2.25},
		{Value: 0.018, Low: 0.014, High: 0.022}, {Value: 0.01, Low: 0.004, High: 0.019}} {
		e.Name, e.Unit = twin.Parameter(p).String(), twin.Parameter(p).Unit()
		f.Estimates = append(f.Estimates, e)
	}
	return f
}

func fixtureSeries(f *twin.Fit) telemetry.Series {
	s := telemetry.Series{Lock: f.Lock}
	curve := curveOf(f)
	for i := range 210 {
		day := float64(i) * 60 / 210
		v, ok := onCurve(curve, day)
		if !ok {
			v = 4.9
		}
		noise := int64((i*73)%17) - 8
		s.Records = append(s.Records, telemetry.Record{At: telemetry.UnixMilli(dayOne + int64(day*dayMS)), Kind: telemetry.KindBatteryReport,
			Report: &telemetry.BatteryReport{VoltageMV: telemetry.Some(int64(v*1000) + noise)}})
	}
	return s
}

func chance(p, low, high float64) futures.Chance {
	return futures.Chance{P: p, Low: low, High: high, Hits: int(p * 1000), Count: 1000}
}

func fixtureFutures() *futures.Result {
	l := futures.Losses{PIN: chance(0.31, 0.285, 0.335), Settings: chance(0.34, 0.315, 0.366), Authorizations: chance(0.002, 0.001, 0.006), ChangesPerYear: 6.2, PINPerYear: 1.92,
		Classes: []futures.ClassChance{{Class: scenarios.Denied, Chance: chance(0.24, 0.217, 0.263)}, {Class: scenarios.Default, Chance: chance(0.05, 0.04, 0.062)},
			{Class: scenarios.Stale, Chance: chance(0.02, 0.013, 0.03)}, {Class: scenarios.Intact, Chance: chance(0.69, 0.665, 0.714)}}}
	r := &futures.Result{Hypothesis: "Firmware, capacitor and hand are assumed, no telemetry tells them: rewrite-at-boot, 100 µF, a hasty hand.",
		Interval: "90 %: Wilson for a chance, Agresti and Min for a paired difference.", Before: l}
	for i, t := range []string{"firmware that keeps its settings as ab-slots", "firmware that starts the motor over 200 ms", "push the cells in in one steady move", "leave the bay empty for 30 s", "put l91 cells in", "change them at 21 °C"} {
		d := -0.31 + 0.075*float64(i)
		r.Levers = append(r.Levers, futures.Lever{ID: t, Title: t, Difference: d, Low: d - 0.03, High: d + 0.025})
	}
	return r
}

func fixtureDiagnosis() *diagnose.Diagnosis {
	e, _ := forecast.ExplainLife("eneloop", 28, 6.5)
	d := &diagnose.Diagnosis{Summary: "Most likely the page with the PIN is rewritten at every boot and the bounce of the contacts cut it. The PIN cannot be read back; a factory reset is left.", Drain: e}
	p := 0.62
	for _, t := range []string{"The page with PIN and settings is rewritten in place at boot; contact bounce cuts the erase", "Settings are saved on the power-fail warning, when the flash refuses writes",
		"A journal is replayed only once", "The PIN was changed by somebody", "Two pages are formatted at once", "Users are wiped on an error", "A weak word reads one way or the other", "Something else", "A ninth cause"} {
		d.Causes = append(d.Causes, diagnose.Cause{Title: t, Probability: p, Low: p * 0.8, High: min(1, p*1.2)})
		p *= 0.45
	}
	d.Next = &diagnose.Question{Text: "Take the cells out and put them back ten times in one steady move: is the PIN still accepted each time?", Bits: 0.81,
		Answers: []diagnose.Answer{{Answer: "yes", Probability: 0.7, Leads: "rewrite-at-boot", LeadsTo: 0.8}, {Answer: "no", Probability: 0.3, Leads: "save-on-warning", LeadsTo: 0.5}}}
	return d
}

// picture is one of all kinds, drawn.
type picture struct {
	name string
	make func(t testing.TB) (*canvas, drawn, []byte)
}

func pictures() []picture {
	ahead := func(t testing.TB, o forecast.Options) *forecast.Forecast {
		out, err := forecast.New(fixtureFit(), o)
		if err != nil {
			t.Fatal(err)
		}
		return out
	}
	of := func(t testing.TB, f *forecast.Forecast) (*canvas, drawn, []byte) {
		c, d := drawForecast(f)
		return c, d, Forecast(f)
	}
	told := func(t testing.TB, e *forecast.Explanation, err error) (*canvas, drawn, []byte) {
		if err != nil {
			t.Fatal(err)
		}
		c, d := drawExplanation(e)
		return c, d, Explanation(e)
	}
	return []picture{
		{"forecast", func(t testing.TB) (*canvas, drawn, []byte) { return of(t, ahead(t, forecast.Options{})) }},
		{"forecast-never", func(t testing.TB) (*canvas, drawn, []byte) {
			return of(t, ahead(t, forecast.Options{BatteryType: "lithium", Rail: &forecast.Rail{BrownOutVolts: 0.1}}))
		}},
		{"forecast-alkaline", func(t testing.TB) (*canvas, drawn, []byte) {
			return of(t, ahead(t, forecast.Options{Chemistry: "alkaline"}))
		}},
		{"explanation", func(t testing.TB) (*canvas, drawn, []byte) {
			e, err := forecast.Explain(fixtureFit(), forecast.Options{})
			return told(t, e, err)
		}},
		{"explanation-words", func(t testing.TB) (*canvas, drawn, []byte) {
			e, err := forecast.ExplainLife("eneloop", 28, 6.5)
			return told(t, e, err)
		}},
		{"explanation-healthy", func(t testing.TB) (*canvas, drawn, []byte) {
			e, err := forecast.ExplainLife("eneloop", 140, 6.5)
			return told(t, e, err)
		}},
		{"fit", func(t testing.TB) (*canvas, drawn, []byte) {
			f := fixtureFit()
			c, d := drawFit(f, fixtureSeries(f))
			return c, d, Fit(f, fixtureSeries(f))
		}},
		{"fit-refused", func(t testing.TB) (*canvas, drawn, []byte) {
			f := &twin.Fit{Lock: "0A1B2C3D", Chemistry: "alkaline", FromMS: dayOne, ToMS: dayOne, Refusals: []twin.Refusal{{Code: "short-span", Text: "the telemetry spans three days, ten are needed"}}}
			c, d := drawFit(f, telemetry.Series{})
			return c, d, Fit(f, telemetry.Series{})
		}},
		{"futures", func(t testing.TB) (*canvas, drawn, []byte) {
			c, d := drawFutures(fixtureFutures())
			return c, d, Futures(fixtureFutures())
		}},
		{"diagnosis", func(t testing.TB) (*canvas, drawn, []byte) {
			c, d := drawDiagnosis(fixtureDiagnosis())
			return c, d, Diagnosis(fixtureDiagnosis())
		}},
	}
}

func TestTextsNeitherOverlapNorLeaveThePicture(t *testing.T) {
	for _, p := range pictures() {
		c, d, _ := p.make(t)
		for i, a := range c.boxes {
			if a.x0 < 0 || a.x1 > width || a.y0 < 0 || a.y1 > d.height {
				t.Errorf("%s: %q leaves the picture: %+v of %g × %g", p.name, a.text, a, width, d.height)
			}
			for _, b := range c.boxes[:i] {
				if a.x0 < b.x1 && b.x0 < a.x1 && a.y0 < b.y1 && b.y0 < a.y1 {
					t.Errorf("%s: %q lies on %q", p.name, a.text, b.text)
				}
			}
		}
	}
}

func TestOverlapIsFound(t *testing.T) {
	c := &canvas{}
	c.text(10, 20, "", "start", "one text")
	c.text(14, 24, "", "start", "another")
	a, b := c.boxes[0], c.boxes[1]
	if !(a.x0 < b.x1 && b.x0 < a.x1 && a.y0 < b.y1 && b.y0 < a.y1) {
		t.Error("two texts on one place are not found")
	}
}

func TestPicturesAreWellFormedSaidInWordsAndRepeat(t *testing.T) {
	for _, p := range pictures() {
		_, _, a := p.make(t)
		_, _, b := p.make(t)
		if !bytes.Equal(a, b) {
			t.Errorf("%s: two pictures of one thing differ", p.name)
		}
		dec := xml.NewDecoder(bytes.NewReader(a))
		for {
			_, err := dec.Token()
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil {
				t.Fatalf("%s: %v", p.name, err)
			}
		}
		for _, want := range []string{"<title", "<desc", "role=\"img\""} {
			if !bytes.Contains(a, []byte(want)) {
				t.Errorf("%s has no %s", p.name, want)
			}
		}
		for _, bad := range []string{"<script", "NaN", "Inf", "%!", "href"} {
			if bytes.Contains(a, []byte(bad)) {
				t.Errorf("%s has %s", p.name, bad)
			}
		}
		if dir := os.Getenv("PICTURES"); dir != "" {
			if err := os.WriteFile(filepath.Join(dir, p.name+".svg"), a, 0o600); err != nil {
				t.Fatal(err)
			}
		}
	}
}

func TestNamesFromOutsideAreEscaped(t *testing.T) {
	f := fixtureFit()
	f.Lock = "<b>&\"\x01"
	got := string(Fit(f, telemetry.Series{}))
	if strings.Contains(got, "<b>") || strings.ContainsRune(got, 1) {
		t.Error("a name came through as it was")
	}
}

func BenchmarkForecastPicture(b *testing.B) {
	f, err := forecast.New(fixtureFit(), forecast.Options{})
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		Forecast(f)
	}
}
