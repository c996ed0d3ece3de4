package trace

import (
	"bytes"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"locktwin/model/sim"
)

// readDump is what the reader below makes of a dump: the changes of each variable.
type readDump struct {
	timescale string
	kind      map[string]string // by name
	changes   map[string][]change
	end       int64 // the last time mentioned
}

type change struct {
	at    int64
	value string
}

// readVCD is a strict reader of value change dumps, written after the grammar
// of IEEE 1364 and without regard to how this package writes them. Of the
// grammar's variables it takes wires of one bit and reals alone.
func readVCD(text string) (*readDump, error) {
	w := &readDump{kind: map[string]string{}, changes: map[string][]change{}}
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
			if body[0] != "real" && (body[0] != "wire" || bits != 1) {
				return nil, fmt.Errorf("$var %q is neither a wire of one bit nor a real", body)
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
			now, w.end = at, at
			continue
		case '$':
			if word != "$dumpvars" && !(word == "$end" && dumping) {
				return nil, fmt.Errorf("%q among the values", word)
			}
			dumping = word == "$dumpvars"
			continue
		case '0', '1', 'x', 'z':
			value, id = word[:1], word[1:]
			if width[id] != 1 || w.kind[name[id]] != "wire" {
				return nil, fmt.Errorf("scalar %q", word)
			}
		case 'r':
			if i >= len(tokens) {
				return nil, fmt.Errorf("%q has no identifier", word)
			}
			value, id = word[1:], tokens[i]
			i++
			if _, err := strconv.ParseFloat(value, 64); err != nil || w.kind[name[id]] != "real" {
				return nil, fmt.Errorf("value %q of %q, a %s", word, id, w.kind[name[id]])
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
func (w *readDump) at(name string, t sim.Time) string {
	v := ""
	for _, c := range w.changes[name] {
		if c.at <= int64(t)/1000 {
			v = c.value
		}
	}
	return v
}

func dump(t *testing.T, events []Event) *readDump {
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
	if w.timescale != "1 us" {
		t.Errorf("timescale %q", w.timescale)
	}
	for _, v := range []struct{ name, kind string }{
		{"vbat_volts", "real"}, {"vdd_volts", "real"}, {"motor_amps", "real"}, {"key_degrees", "real"},
		{"cpu_off", "wire"}, {"cpu_hung", "wire"}, {"flash_erase", "wire"}, {"pof", "wire"}, {"reset", "wire"},
	} {
		if w.kind[v.name] != v.kind {
			t.Errorf("%s is %q, want %q", v.name, w.kind[v.name], v.kind)
		}
	}
	for i, e := range events {
		if i+1 < len(events) && events[i+1].At/1000 == e.At/1000 || e.Kind != Rail {
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
	const us = sim.Time(time.Microsecond)
	for _, tt := range []struct {
		at  sim.Time
		cpu string
		up  string // the other wires that are 1
	}{
		{out - 46*ms, "run", ""},
		{out - 10*ms, "run", "flash_erase"},
		{out + 30*ms, "run", "flash_erase pof"},
		{out + 43*ms - us, "run", "flash_erase pof"},
		{out + 43*ms, "reset", "flash_torn pof reset"},
		{out + 43*ms + us, "reset", "pof reset"},
		{out + 90*ms, "off", "pof reset"},
		{out + 31237*ms, "boot", "pof"},
		{out + 31243*ms + 40*us, "run", "flash_program pof"},
		{out + 31243*ms + 41*us, "run", "pof"},
	} {
		for name, kind := range w.kind {
			if kind != "wire" {
				continue
			}
			want := "0"
			if name == "cpu_"+tt.cpu || slices.Contains(strings.Fields(tt.up), name) {
				want = "1"
			}
			if got := w.at(name, tt.at); got != want {
				t.Errorf("%s at %v is %q, want %q", name, tt.at, got, want)
			}
		}
	}
	if last := int64(events[len(events)-1].At) / 1000; w.end != last+1 {
		t.Errorf("the dump ends at %d, want one tick after %d", w.end, last)
	}
}

func TestDumpNeverGoesBackInTime(t *testing.T) {
	w := dump(t, []Event{
		{At: 100e3, Kind: Rail, Rail: RailSample{VBAT: 1}},
		{At: 50e3, Kind: Rail, Rail: RailSample{VBAT: 2}},
		{At: 200e3, Kind: Rail, Rail: RailSample{VBAT: 3}},
		{At: 150e3, Kind: Flash, Name: "erase-begin", Flash: FlashOp{Op: "erase"}},
		{At: 200999, Kind: Rail, Rail: RailSample{VBAT: -4}},
	})
	if got := fmt.Sprint(w.changes["vbat_volts"]); got != "[{100 0.000002} {200 -0.000004}]" {
		t.Errorf("changes %v", got)
	}
	if w.at("flash_erase", 200e3) != "1" || w.at("flash_erase", 199999) != "0" {
		t.Errorf("the late event is at %v", w.changes["flash_erase"])
	}
}

func TestDumpShowsWhatIsShorterThanATick(t *testing.T) {
	op := func(at sim.Time, name string) Event {
		return Event{At: at, Kind: Flash, Name: name, Flash: FlashOp{Op: name[:strings.IndexByte(name, '-')]}}
	}
	state := func(at sim.Time, name string) Event { return Event{At: at, Kind: Boot, State: name} }
	for _, tt := range []struct {
		claim, wire, want string
		events            []Event
	}{
		{"a torn operation is a pulse of a tick", "flash_torn", "[{5 0} {7 1} {8 0}]",
			[]Event{op(5000, "erase-begin"), op(7999, "erase-torn"), op(90000, "erase-begin")}},
		{"so it is in the first tick", "flash_torn", "[{5 1} {6 0}]",
			[]Event{op(5000, "erase-torn")}},
		{"and two in a row are one that is longer", "flash_torn", "[{5 1} {7 0}]",
			[]Event{op(5000, "erase-torn"), op(6000, "erase-torn")}},
		{"an operation within a tick is seen", "flash_program", "[{1 0} {7 1} {8 0}]",
			[]Event{state(1000, "run"), op(7001, "program-begin"), op(7999, "program-done"), op(9000, "erase-begin")}},
		{"its end does not wait for the next event but one", "flash_program", "[{1 0} {7 1} {8 0}]",
			[]Event{state(1000, "run"), op(7001, "program-begin"), op(7999, "program-done"), op(8000, "erase-begin")}},
		{"an operation that begins in the very next tick goes on from it", "flash_program", "[{1 0} {7 1} {20 0}]",
			[]Event{state(1000, "run"), op(7001, "program-begin"), op(7999, "program-done"), op(8500, "program-begin"), op(20000, "program-done")}},
		{"a gap within a tick is seen", "flash_program", "[{1 1} {7 0} {8 1}]",
			[]Event{op(1000, "program-begin"), op(7001, "program-done"), op(7001, "program-begin"), op(9000, "program-refused")}},
		{"a state within a tick is seen", "cpu_boot", "[{1 0} {7 1} {8 0}]",
			[]Event{state(1000, "reset"), state(7000, "boot"), state(7000, "run")}},
		{"of three changes the last counts", "cpu_run", "[{1 1} {7 0}]",
			[]Event{state(1000, "run"), state(7000, "sleep"), state(7100, "run"), state(7200, "hung")}},
		{"a state nobody told is unknown", "cpu_run", "[{1 x} {7 0}]",
			[]Event{op(1000, "erase-begin"), state(7000, "sleep")}},
		{"and so is reset", "reset", "[{1 x} {7 0}]",
			[]Event{op(1000, "erase-begin"), state(7000, "sleep")}},
	} {
		if got := fmt.Sprint(dump(t, tt.events).changes[tt.wire]); got != tt.want {
			t.Errorf("%s: %s changes %s, want %s", tt.claim, tt.wire, got, tt.want)
		}
	}
}

func TestDumpOfNothingIsADump(t *testing.T) { dump(t, nil) }

func TestDumpSurvivesNamesItDoesNotKnow(t *testing.T) {
	w := dump(t, []Event{
		{At: 1000, Kind: Decision, Name: "two words\n$end #5", State: "off course"},
		{At: 2000, Kind: Flash, Name: "erase-begin", Flash: FlashOp{Op: "partial erase", Addr: math.MaxUint32}},
	})
	if w.at("cpu_off", 2000) != "0" || w.at("flash_erase", 2000) != "1" {
		t.Errorf("cpu_off %q, flash_erase %q", w.at("cpu_off", 2000), w.at("flash_erase", 2000))
	}
}
