package report_test

import (
	"fmt"
	"strings"
	"time"

	"locktwin/scenarios/campaign"
)

const (
	us = time.Microsecond
	ms = time.Millisecond
)

// hostile is text that a report must not run, whatever it is put into.
const hostile = `</script><script>alert(1)</script>"'&<img src=x onerror=alert(2)>` + "\x01\u2028"

const scenarioText = `scenario: denied-in-erase
story: |
  The cells go in, the lock boots and rewrites its settings page, and the
  contact opens once more.
seed: 2411
lock:
  profile: rewrite-at-boot
  board: {bulk: 68uF}
steps:
  - pair: anna
  - set-pin: 4711
  - cells-out: quick
  - cells-in: {manner: steady}
  - cut: {at: 312ms, for: 250ms}
expect:
  - the PIN is denied
`

func verdict(pin, settings, decision string, invariants ...string) campaign.Verdict {
	return campaign.Verdict{PIN: pin, Settings: settings, Authorizations: "intact", Decision: decision, Broken: invariants, Samples: 8}
}

// builder puts windows one after the other.
type builder struct{ ws []campaign.Window }

func (b *builder) to(t time.Duration, op int, v campaign.Verdict, share float64) {
	from := time.Duration(0)
	if n := len(b.ws); n > 0 {
		from = b.ws[n-1].To
	}
	if t > from {
		b.ws = append(b.ws, campaign.Window{From: from, To: t, Operation: op, Verdict: v, Share: share})
	}
}

// rowsOf counts rows from windows, for a hand that strikes at any instant alike.
func rowsOf(ws []campaign.Window, window time.Duration) []campaign.Row {
	var rows []campaign.Row
	for _, part := range []string{"PIN", "settings", "authorizations"} {
		for _, class := range []string{"bricked", "unstable", "exposed", "wrong", "default", "denied", "stale", "intact"} {
			r := campaign.Row{Faults: 1, Part: part, Class: class}
			for _, w := range ws {
				c := map[string]string{"PIN": w.Verdict.PIN, "settings": w.Verdict.Settings, "authorizations": w.Verdict.Authorizations}[part]
				if c == class {
					r.Length += w.To - w.From
					r.Windows++
					r.Longest = max(r.Longest, int64(w.To-w.From))
				}
			}
			r.Probability = float64(r.Length) / float64(window)
			rows = append(rows, r)
		}
	}
	for _, sentence := range []string{"phones stay paired"} {
		r := campaign.Row{Faults: 1, Part: "invariant", Class: sentence}
		for _, w := range ws {
			if len(w.Verdict.Broken) > 0 {
				r.Length += w.To - w.From
				r.Windows++
				r.Longest = max(r.Longest, int64(w.To-w.From))
			}
		}
		r.Probability = float64(r.Length) / float64(window)
		if r.Windows > 0 {
			rows = append(rows, r)
		}
	}
	return rows
}

// rails is a battery change: cells touch, bounce, and the rail rises; each erase
// and the motor pull it down a little.
func rails(window time.Duration) (vbat, vdd []campaign.Point) {
	put := func(at time.Duration, bat, dd int64) {
		vbat = append(vbat, campaign.Point{At: at, Microvolts: bat})
		vdd = append(vdd, campaign.Point{At: at, Microvolts: dd})
	}
	put(0, 0, 0)
	for i := range 7 {
		t := time.Duration(i) * 1300 * us
		put(t+200*us, 5_200_000-int64(i)*20_000, 700_000+int64(i)*400_000)
		put(t+900*us, 3_000_000+int64(i)*300_000, 650_000+int64(i)*400_000)
	}
	put(12*ms, 5_310_000, 3_300_000)
	put(250*ms, 5_300_000, 3_300_000)
	put(250*ms+10*us, 5_270_000, 3_296_000)
	put(339*ms+700*us, 5_268_000, 3_295_000)
	put(340*ms, 5_300_000, 3_300_000)
	put(900*ms, 5_300_000, 3_300_000)
	put(901*ms, 4_300_000, 3_260_000)
	put(950*ms, 4_800_000, 3_280_000)
	put(1400*ms, 4_850_000, 3_285_000)
	put(1402*ms, 5_290_000, 3_300_000)
	put(window, 5_290_000, 3_300_000)
	return vbat, vdd
}

var fixtureLevels = []campaign.Level{
	{Name: "POF", Rail: "VDD", Microvolts: 2_800_000},
	{Name: "memory minimum", Rail: "VDD", Microvolts: 1_700_000},
	{Name: "BOR", Rail: "VDD", Microvolts: 1_690_000},
	{Name: "low battery", Rail: "VBAT", Microvolts: 4_400_000},
}

// inPlace is a variant with a page that is erased and rewritten at each boot.
func inPlace(index int, values []string, window time.Duration) campaign.VariantResult {
	s := campaign.Survey{Window: window, Levels: fixtureLevels, Path: []campaign.Fault{}}
	s.VBAT, s.VDD = rails(window)
	s.Moments = []campaign.Moment{
		{At: 0, Kind: "step", Text: "cells-in: eneloop at 100 %, hesitant"},
		{At: 11 * ms, Kind: "reset", Text: "power-on"},
		{At: 19 * ms, Kind: "boot", Text: "boot 3 begins"},
		{At: 21 * ms, Kind: "decision", Text: "store-valid: the settings area is in order"},
		{At: 22 * ms, Kind: "decision", Text: "pin-custom: a custom security PIN is in force"},
		{At: 900 * ms, Kind: "motor", Text: "starts"},
		{At: 1400 * ms, Kind: "motor", Text: "stops"},
		{At: 2000 * ms, Kind: "command", Text: "verify the security PIN"},
	}
	op := func(kind, area string, addr, size uint32, from, to time.Duration) {
		s.Operations = append(s.Operations, campaign.Operation{Kind: kind, Area: area, Addr: addr, Size: size, From: from, To: to})
	}
	op("program", "layout word", 0x7A000, 4, 24*ms, 24*ms+41*us)
	op("erase", "settings", 0x7C000, 4096, 250*ms, 339*ms+700*us)
	at := 340 * ms
	for i := range 16 {
		op("program", "settings", 0x7C000+uint32(4*i), 4, at, at+41*us)
		at += 46 * us
	}
	op("program", "activity log", 0x7E010, 32, 1500*ms, 1500*ms+330*us)
	intact := verdict("intact", "intact", "store-valid")
	denied := verdict("denied", "default", "config-default")
	var b builder
	b.to(250*ms+11200*us, -1, intact, 1)
	b.to(250*ms+11203*us, 1, verdict("unstable", "intact", "store-valid"), 0.63)
	b.to(250*ms+14*ms, 1, verdict("wrong", "wrong", "config-repaired", "phones stay paired"), 1)
	b.to(250*ms+14*ms+2*us, 1, verdict("exposed", "wrong", "pin-none"), 0.5)
	b.to(339*ms+700*us, 1, denied, 1)
	for i := range 16 {
		o := s.Operations[2+i]
		b.to(o.From+9*us, 2+i, denied, 1)
		if i < 3 {
			b.to(o.From+11*us, 2+i, verdict("default", "default", "pin-default"), 0.75)
		}
		b.to(o.To, 2+i, denied, 1)
	}
	b.to(1500*ms+100*us, -1, intact, 1)
	b.to(1500*ms+102*us, 18, verdict("stale", "intact", "store-recovered"), 1)
	b.to(window, -1, intact, 1)
	return campaign.VariantResult{
		Variant: campaign.Variant{Index: index, Values: values}, Survey: s, Windows: b.ws, Rows: rowsOf(b.ws, window), Within: 0.94,
		Counts: campaign.Counts{Borders: 4021, Raw: 4020, Classes: 412, Experiments: 2961, States: 377, Reused: 35},
		Findings: []campaign.Finding{{Path: []campaign.Fault{{Kind: campaign.Cut, At: 312 * ms, For: 250 * ms}}, Class: 3, State: "a1",
			Verdicts: []campaign.Verdict{denied}, MarginalBits: 12}},
	}
}

// slots is a variant with two slots: a narrow window remains.
func slots(index int, values []string, window time.Duration, lossy bool) campaign.VariantResult {
	v := inPlace(index, values, window)
	intact := verdict("intact", "intact", "store-valid")
	var b builder
	if lossy {
		b.to(250*ms+88*ms, -1, intact, 1)
		b.to(250*ms+88*ms+4120, 1, verdict("default", "default", "pin-default"), 0.125)
	}
	b.to(window, -1, intact, 1)
	v.Windows, v.Rows, v.Findings = b.ws, rowsOf(b.ws, window), nil
	return v
}

// realistic is a result of the size that people get: three variants, forty
// windows, six ways to fail.
func realistic() *campaign.Result {
	const window = 2400 * ms
	r := &campaign.Result{
		Spec: campaign.Spec{
			Version: "v0.4.0", Name: "pin-denied-after-battery-change",
			Lock:  &campaign.LockSubject{File: "pin-denied-after-battery-change.yaml", Text: scenarioText, Step: 8, Window: window},
			Fault: campaign.FaultPlan{Kind: campaign.Cut, For: []time.Duration{250 * ms}, Microvolts: []int64{}, Times: []int{}, At: []time.Duration{}},
			Axes:  []campaign.Axis{{Name: "profile", Key: "lock.profile", Values: []string{"rewrite-at-boot", "ab-slots", "three-block-ring"}}},
			Depth: 1, Samples: 8, Invariants: []string{"phones stay paired"},
			Hand: campaign.Hand{Shape: campaign.LogUniform, From: 20 * ms, To: 3000 * ms, Source: "assumption: a tray that sticks is pushed home within three seconds"},
		},
		Variants: []campaign.VariantResult{
			inPlace(0, []string{"rewrite-at-boot"}, window),
			slots(1, []string{"ab-slots"}, window, true),
			slots(2, []string{"three-block-ring"}, window, false),
		},
	}
	group := func(variant int, op, decision, part, class string, length time.Duration, p float64, first time.Duration) {
		g := campaign.Group{Variant: variant, Faults: 1, Failure: campaign.Failure{Operation: op, Decision: decision, Part: part, Class: class},
			Length: length, Probability: p, Findings: 1 + int(length/ms), First: first}
		if len(r.Groups) < 5 {
			g.Smallest = &campaign.Case{Name: fmt.Sprintf("%s-%s-%d", strings.ToLower(part), class, len(r.Groups)+1), Scenario: scenarioText,
				Trace: strings.Repeat("5e1f", 16), Steps: 5, Bits: 12, Tried: 214, Path: []campaign.Fault{{Kind: campaign.Cut, At: first, For: 250 * ms}}}
		}
		r.Groups = append(r.Groups, g)
	}
	group(0, "erase of settings", "config-default", "PIN", "denied", 75698*us, 0.0315, 312*ms)
	group(0, "program of settings", "config-default", "PIN", "denied", 610*us, 0.00025, 340*ms+9*us)
	group(0, "erase of settings", "config-repaired", "PIN", "wrong", 2797*us, 0.0012, 250*ms+12*ms)
	group(0, "erase of settings", "config-repaired", "invariant", "phones stay paired", 2797*us, 0.0012, 250*ms+12*ms)
	group(0, "erase of settings", "pin-none", "PIN", "exposed", 2*us, 8e-7, 250*ms+14*ms+us)
	group(1, "erase of settings", "pin-default", "PIN", "default", 4120, 1.7e-6, 338*ms)
	return r
}

// sags is a result over voltage and duration.
func sags() *campaign.Result {
	r := realistic()
	r.Variants = r.Variants[:1]
	r.Spec.Axes[0].Values = r.Spec.Axes[0].Values[:1]
	r.Spec.Fault = campaign.FaultPlan{Kind: campaign.Sag}
	v := &r.Variants[0]
	v.Windows, v.Within, v.Findings = nil, 1, nil
	for _, at := range []time.Duration{20 * ms, 260 * ms} {
		for _, uv := range []int64{1_500_000, 1_700_000, 1_900_000, 2_100_000, 2_300_000, 2_500_000, 2_800_000} {
			for _, d := range []time.Duration{ms, 2 * ms, 5 * ms, 10 * ms, 20 * ms, 50 * ms, 100 * ms, 200 * ms, 500 * ms} {
				end, share := verdict("intact", "intact", "store-valid"), 1.0
				if depth := (2_700_000 - uv) / 1000 * int64(d/ms); at == 260*ms {
					switch {
					case depth > 40_000:
						end = verdict("denied", "default", "config-default")
					case depth > 12_000:
						end, share = verdict("unstable", "default", "config-default"), 0.4
					}
				}
				v.Cells = append(v.Cells, campaign.ShmooCell{Microvolts: uv, For: d, At: at, Verdict: end, Share: share})
			}
		}
	}
	r.Groups = r.Groups[:1]
	return r
}

// small is a result whose report can be read as a whole.
func small() *campaign.Result {
	const window = 100 * ms
	var b builder
	intact := verdict("intact", "intact", "store-valid")
	b.to(40*ms, -1, intact, 1)
	b.to(60*ms+500*us, 0, verdict("denied", "default", "config-default"), 1)
	b.to(60*ms+502*us, 0, verdict("unstable", "default", "config-default"), 0.25)
	b.to(window, -1, intact, 1)
	return &campaign.Result{
		Spec: campaign.Spec{Version: "v1", Name: "small", Lock: &campaign.LockSubject{File: "small.yaml", Text: "scenario: small\n", Step: 2},
			Fault: campaign.FaultPlan{Kind: campaign.Cut}, Axes: []campaign.Axis{{Key: "seed", Values: []string{"=1+1"}}}, Depth: 1, Samples: 4},
		Variants: []campaign.VariantResult{{
			Variant: campaign.Variant{Values: []string{"=1+1"}}, Windows: b.ws, Rows: rowsOf(b.ws, window), Within: 1,
			Survey: campaign.Survey{Window: window, Operations: []campaign.Operation{{Kind: "erase", Area: "settings", Addr: 0x1000, Size: 4096, From: 40 * ms, To: 60*ms + 600*us}},
				Moments: []campaign.Moment{{At: 0, Kind: "step", Text: "cells-in: steady"}, {At: 30 * ms, Kind: "boot", Text: "boot 2"}},
				VDD:     []campaign.Point{{At: 0}, {At: 20 * ms, Microvolts: 3_000_000}, {At: window, Microvolts: 3_000_000}},
				Levels:  []campaign.Level{{Name: "BOR", Rail: "VDD", Microvolts: 1_700_000}}},
			Counts: campaign.Counts{Borders: 5, Raw: 4, Classes: 4, Experiments: 13, States: 3, Reused: 1},
			Findings: []campaign.Finding{{Path: []campaign.Fault{{Kind: campaign.Cut, At: 50 * ms}}, Class: 1, State: "d0",
				Verdicts: []campaign.Verdict{verdict("denied", "default", "config-default")}}},
		}},
		Groups: []campaign.Group{{Faults: 1, Failure: campaign.Failure{Operation: "erase of settings", Decision: "config-default", Part: "PIN", Class: "denied"},
			Length: 20500 * us, Probability: 0.205, Findings: 1, First: 40 * ms,
			Smallest: &campaign.Case{Name: "denied-1", Scenario: "scenario: denied-1\n", Trace: "5e1f", Steps: 3, Bits: 2, Tried: 9, Path: []campaign.Fault{{Kind: campaign.Cut, At: 50 * ms}}}}},
	}
}

// caused is a loss over a month.
func caused() campaign.Causality {
	const day = 24 * time.Hour
	c := campaign.Causality{Part: "PIN", Class: "denied", Symptom: "the app says that the PIN is wrong", SymptomAt: 28 * day, Inevitable: 28*day - 61*time.Second,
		Because: "the contact opens 70 ms into the erase of the settings page", Moments: []campaign.Moment{{At: 28*day - 61*time.Second, Kind: "reset", Text: "brown-out"}}}
	for _, p := range []struct {
		before time.Duration
		p      float64
	}{{21 * day, 0.02}, {7 * day, 0.03}, {day, 0.03}, {time.Hour, 0.05}, {3 * time.Minute, 0.22}, {62 * time.Second, 0.7}, {61 * time.Second, 1}, {30 * time.Second, 1}, {time.Second, 1}} {
		c.Points = append(c.Points, campaign.CausalityPoint{At: 28*day - p.before, Probability: p.p, Samples: 200})
	}
	return c
}

// knocks is a result of a plan with two lengths: the window is covered once for
// each.
func knocks() *campaign.Result {
	r := realistic()
	r.Variants, r.Groups, r.Spec.Axes = r.Variants[:1], r.Groups[:2], nil
	r.Spec.Fault = campaign.FaultPlan{Kind: campaign.Knock, For: []time.Duration{5 * ms}, Times: []int{1, 3}}
	v := &r.Variants[0]
	once := v.Windows
	v.Windows = nil
	for _, times := range []int{1, 3} {
		for _, w := range once {
			if w.For, w.Times = 5*ms, times; times == 1 && w.To-w.From < 5*us {
				w.Verdict = verdict("intact", "intact", "store-valid")
			}
			v.Windows = append(v.Windows, w)
		}
	}
	return r
}
