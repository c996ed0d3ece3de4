package trace

import (
	"bytes"
	"fmt"
	"math"
	"strconv"
	"strings"
	"testing"
	"time"

	"locktwin/model/sim"
)

// waves is what the reader below makes of a dump: the changes of each variable.
type waves struct {
	timescale string
	kind      map[string]string // by name
	changes   map[string][]change
}

type change struct {
	at    int64
	value string
}

// readVCD is a strict reader of value change dumps, written after the grammar
// of IEEE 1364 and without regard to how this package writes them.
func readVCD(text string) (*waves, error) {
	w := &waves{kind: map[string]string{}, changes: map[string][]change{}}
	name, width := map[string]string{}, map[string]int{}
	tokens := strings.Fields(text)
	i := 0
	section := func() []string { // the words up to $end
		start := i
		for i < len(tokens) && tokens[i] != "$end" {
			i++
		}
		i++
		return tokens[start : i-1]
	}
	depth, defined := 0, false
	for !defined {
		if i >= len(tokens) {
			return nil, fmt.Errorf("no $enddefinitions")
		}
		keyword := tokens[i]
		i++
		body := section()
		switch keyword {
		case "$version", "$comment", "$date":
		case "$timescale":
			w.timescale = strings.Join(body, " ")
		case "$scope":
			depth++
		case "$upscope":
			depth--
		case "$var":
			if len(body) != 4 {
				return nil, fmt.Errorf("$var %q", body)
			}
			bits, err := strconv.Atoi(body[1])
			if err != nil || bits < 1 || name[body[2]] != "" {
				return nil, fmt.Errorf("$var %q", body)
			}
			name[body[2]], width[body[2]], w.kind[body[3]] = body[3], bits, body[0]
		case "$enddefinitions":
			defined = true
		default:
			return nil, fmt.Errorf("%q in the header", keyword)
		}
	}
	if depth != 0 {
		return nil, fmt.Errorf("scopes are left open")
	}
	now, dumping := int64(-1), false
	for i < len(tokens) {
		word := tokens[i]
		i++
		var id, value string
		switch word[0] {
		case '#':
			at, err := strconv.ParseInt(word[1:], 10, 64)
			if err != nil || at <= now {
				return nil, fmt.Errorf("time %q after %d", word, now)
			}
			now = at
			continue
		case '$':
			if word != "$dumpvars" && !(word == "$end" && dumping) {
				return nil, fmt.Errorf("%q among the values", word)
			}
			dumping = word == "$dumpvars"
			continue
		case '0', '1', 'x', 'z':
			value, id = word[:1], word[1:]
			if width[id] != 1 || w.kind[name[id]] != "reg" {
				return nil, fmt.Errorf("scalar %q", word)
			}
		case 'b', 'r', 's':
			if i >= len(tokens) {
				return nil, fmt.Errorf("%q has no identifier", word)
			}
			value, id = word[1:], tokens[i]
			i++
			kind := w.kind[name[id]]
			bad := false
			switch word[0] {
			case 'b':
				bad = kind != "reg" || strings.Trim(value, "01xz") != "" || len(value) > width[id] || value == ""
			case 'r':
				_, err := strconv.ParseFloat(value, 64)
				bad = kind != "real" || err != nil
			case 's':
				bad = kind != "string"
			}
			if bad {
				return nil, fmt.Errorf("value %q of %q, a %s", word, id, kind)
			}
		default:
			return nil, fmt.Errorf("word %q", word)
		}
		if name[id] == "" || now < 0 {
			return nil, fmt.Errorf("value %q of the unknown %q at %d", value, id, now)
		}
		w.changes[name[id]] = append(w.changes[name[id]], change{now, value})
	}
	for n := range w.kind {
		if len(w.changes[n]) == 0 {
			return nil, fmt.Errorf("%s has no initial value", n)
		}
	}
	return w, nil
}

// at returns a variable's value at an instant, read as late as possible.
func (w *waves) at(name string, t sim.Time) string {
	v := ""
	for _, c := range w.changes[name] {
		if c.at <= int64(t) {
			v = c.value
		}
	}
	return v
}

func dump(t *testing.T, events []Event) *waves {
	t.Helper()
	var b bytes.Buffer
	s := NewVCD(&b)
	for _, e := range events {
		s.Event(&e)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	w, err := readVCD(b.String())
	if err != nil {
		t.Fatal(err)
	}
	return w
}

func TestDumpReadsBackThroughAnIndependentReader(t *testing.T) {
	events := story()
	w := dump(t, events)
	if w.timescale != "1 ns" {
		t.Errorf("timescale %q", w.timescale)
	}
	for _, v := range []struct{ name, kind string }{
		{"vbat_volts", "real"}, {"vdd_volts", "real"}, {"motor_amps", "real"}, {"key_degrees", "real"},
		{"cpu", "reg"}, {"cpu_state", "string"}, {"erase", "reg"}, {"pof", "reg"}, {"reset", "reg"},
	} {
		if w.kind[v.name] != v.kind {
			t.Errorf("%s is %q, want %q", v.name, w.kind[v.name], v.kind)
		}
	}
	for i, e := range events {
		if i+1 < len(events) && events[i+1].At == e.At || e.Kind != Rail {
			continue
		}
		for name, want := range map[string]float64{
			"vbat_volts": float64(e.Rail.VBAT) / 1e6, "vdd_volts": float64(e.Rail.VDD) / 1e6,
			"motor_amps": float64(e.Rail.Motor) / 1e6, "key_degrees": float64(e.Rail.Key) / 1e3,
		} {
			if got, _ := strconv.ParseFloat(w.at(name, e.At), 64); math.Abs(got-want) > 1e-12 {
				t.Fatalf("%s at %v is %v, want %v", name, e.At, got, want)
			}
		}
	}
	out := sim.Time(28*24*time.Hour + 4*time.Hour + 10*time.Second)
	const ms = sim.Time(time.Millisecond)
	for _, tt := range []struct {
		at                                        sim.Time
		cpu, state, reset, erase, torn, pof, addr string
	}{
		{out - 46*ms, "11", "run", "0", "0", "0", "0", ""},
		{out - 10*ms, "11", "run", "0", "1", "0", "0", "1111110000000000000"},
		{out + 30*ms, "11", "run", "0", "1", "0", "1", "1111110000000000000"},
		{out + 50*ms, "1", "reset", "1", "0", "1", "1", "1111110000000000000"},
		{out + 90*ms, "0", "off", "1", "0", "1", "1", "1111110000000000000"},
		{out + 31237*ms, "10", "boot", "0", "0", "1", "1", "1111110000000000000"},
	} {
		for name, want := range map[string]string{"cpu": tt.cpu, "cpu_state": tt.state, "reset": tt.reset, "erase": tt.erase, "torn": tt.torn, "pof": tt.pof, "addr": tt.addr} {
			if got := w.at(name, tt.at); got != want && want != "" {
				t.Errorf("%s at %v is %q, want %q", name, tt.at, got, want)
			}
		}
	}
}

func TestDumpNeverGoesBackInTime(t *testing.T) {
	w := dump(t, []Event{
		{At: 100, Kind: Rail, Rail: RailSample{VBAT: 1}},
		{At: 50, Kind: Rail, Rail: RailSample{VBAT: 2}},
		{At: 200, Kind: Rail, Rail: RailSample{VBAT: 3}},
		{At: 150, Kind: Flash, Name: "erase-begin", Flash: FlashOp{Op: "erase"}},
		{At: 200, Kind: Rail, Rail: RailSample{VBAT: -4}},
	})
	if got := fmt.Sprint(w.changes["vbat_volts"]); got != "[{100 0.000002} {200 -0.000004}]" {
		t.Errorf("changes %v", got)
	}
	if w.at("erase", 200) != "1" || w.at("erase", 199) != "0" {
		t.Errorf("the late event is at %v", w.changes["erase"])
	}
}

func TestDumpOfNothingIsADump(t *testing.T) { dump(t, nil) }

func TestDumpSurvivesNamesWithWhiteSpace(t *testing.T) {
	w := dump(t, []Event{
		{At: 1, Kind: Decision, Name: "two words\n$end #5", State: "off course"},
		{At: 2, Kind: Flash, Name: "erase-begin", Flash: FlashOp{Op: "partial erase", Addr: math.MaxUint32}},
	})
	if got := w.at("decision", 2); got != "two_words_$end_#5" {
		t.Errorf("decision %q", got)
	}
	if w.at("cpu", 2) != "x" || w.at("addr", 2) != strings.Repeat("1", 32) || w.at("erase", 2) != "1" {
		t.Errorf("cpu %q, addr %q, erase %q", w.at("cpu", 2), w.at("addr", 2), w.at("erase", 2))
	}
}
