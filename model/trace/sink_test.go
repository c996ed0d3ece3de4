package trace

import (
	"bytes"
	"crypto/sha256"
	"encoding/csv"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"

	"locktwin/model/sim"

	"pgregory.net/rapid"

	_ "locktwin/internal/rapidseed" // the same cases on every run
)

var sinks = []struct {
	name string
	file string
	make func(io.Writer) Sink
}{
	{"jsonl", "story.jsonl", NewJSONL},
	{"csv", "story.csv", NewCSV},
	{"vcd", "story.vcd", NewVCD},
	{"chrome", "story.json", NewChrome},
	{"svg", "story.svg", func(w io.Writer) Sink { return NewSVG(w, storyOptions) }},
}

func TestSinksKeepTheirBytes(t *testing.T) {
	for _, s := range sinks {
		var b bytes.Buffer
		sink := s.make(&b)
		play(sink)
		if err := sink.Close(); err != nil {
			t.Fatalf("%s: %v", s.name, err)
		}
		golden(t, s.file, b.Bytes())
	}
}

func TestSinksReportTheFirstErrorOfWriting(t *testing.T) {
	// Many runs one after the other, so that a streaming sink fails on the way.
	long := func(sink Sink) error {
		shift := sim.Time(0)
		for range 20 {
			events := story()
			for i := range events {
				events[i].At += shift
				sink.Event(&events[i])
			}
			shift = events[len(events)-1].At
		}
		return sink.Close()
	}
	for _, s := range sinks {
		var whole bytes.Buffer
		if err := long(s.make(&whole)); err != nil {
			t.Fatalf("%s: %v", s.name, err)
		}
		for _, room := range []int{0, 10, whole.Len() / 2, whole.Len() - 1} {
			sink := s.make(&failing{room: room})
			if err := long(sink); !errors.Is(err, errFull) {
				t.Errorf("%s, %d bytes with room for %d: %v", s.name, whole.Len(), room, err)
			}
			if err := sink.Close(); !errors.Is(err, errFull) {
				t.Errorf("%s with room for %d, closed again: %v", s.name, room, err)
			}
		}
		if err := long(s.make(&failing{room: whole.Len()})); err != nil {
			t.Errorf("%s with room enough: %v", s.name, err)
		}
	}
}

func TestEventsAfterCloseAreDropped(t *testing.T) {
	for _, s := range sinks {
		var b bytes.Buffer
		sink := s.make(&b)
		if err := sink.Close(); err != nil {
			t.Fatal(err)
		}
		n := b.Len()
		play(sink)
		if err := sink.Close(); err != nil || b.Len() != n {
			t.Errorf("%s wrote %d bytes after Close (%v)", s.name, b.Len()-n, err)
		}
	}
}

// awkward draws events with every field set and texts of any bytes.
func awkward(t *rapid.T) Event {
	text := func(name string) string { return string(rapid.SliceOfN(rapid.Byte(), 0, 12).Draw(t, name)) }
	e := Event{At: sim.Time(rapid.Int64Range(0, 1<<50).Draw(t, "at")), Kind: Kind(rapid.IntRange(0, int(kinds)-1).Draw(t, "kind"))}
	e.Name, e.Text, e.State = text("name"), text("text"), text("state")
	if rapid.Bool().Draw(t, "rail") {
		e.Rail = RailSample{rapid.Int64().Draw(t, "vbat"), rapid.Int64().Draw(t, "vdd"), rapid.Int64().Draw(t, "motor"), rapid.Int64().Draw(t, "key")}
	}
	if rapid.Bool().Draw(t, "flash") {
		e.Flash = FlashOp{text("op"), rapid.Uint32().Draw(t, "addr"), rapid.Uint32().Draw(t, "size"), rapid.IntRange(0, 1000).Draw(t, "permille")}
	}
	return e
}

func TestJSONLinesReadBackAsTheyWere(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		e := awkward(t)
		var b bytes.Buffer
		s := NewJSONL(&b)
		s.Event(&e)
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
		lines := strings.Split(strings.TrimSuffix(b.String(), "\n"), "\n")
		if len(lines) != 2 || lines[0] != `{"format":"locktwin-trace","version":1}` {
			t.Fatalf("lines %q", lines)
		}
		var got struct {
			At    int64  `json:"at_ns"`
			Kind  string `json:"kind"`
			Name  string `json:"name"`
			Text  string `json:"text"`
			State string `json:"state"`
			Rail  struct {
				VBAT  int64 `json:"vbat_uv"`
				VDD   int64 `json:"vdd_uv"`
				Motor int64 `json:"motor_ua"`
				Key   int64 `json:"key_mdeg"`
			} `json:"rail"`
			Flash struct {
				Op       string `json:"op"`
				Addr     uint32 `json:"addr"`
				Size     uint32 `json:"size"`
				Permille int    `json:"permille"`
			} `json:"flash"`
		}
		d := json.NewDecoder(strings.NewReader(lines[1]))
		d.DisallowUnknownFields()
		if err := d.Decode(&got); err != nil {
			t.Fatalf("%v in %q", err, lines[1])
		}
		valid := func(s string) string { return string([]rune(s)) }
		want := e
		want.Name, want.Text, want.State, want.Flash.Op = valid(e.Name), valid(e.Text), valid(e.State), valid(e.Flash.Op)
		back := Event{sim.Time(got.At), e.Kind, got.Name, got.Text, RailSample(got.Rail), FlashOp(got.Flash), got.State, nil}
		if back != want || got.Kind != e.Kind.String() || !utf8.ValidString(lines[1]) {
			t.Fatalf("%+v reads back as %+v", want, back)
		}
	})
}

func TestCSVReadsBackAsItWas(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		e := awkward(t)
		var b bytes.Buffer
		s := NewCSV(&b)
		s.Event(&e)
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
		rows, err := csv.NewReader(&b).ReadAll()
		if err != nil || len(rows) != 2 {
			t.Fatalf("%v, %d rows", err, len(rows))
		}
		got := map[string]string{}
		for i, name := range rows[0] {
			got[name] = rows[1][i]
		}
		plain := func(s string) string { return strings.ReplaceAll(s, "\r", " ") }
		if got["at_ns"] != strconv.FormatInt(int64(e.At), 10) || got["time"] != e.At.String() || got["kind"] != e.Kind.String() ||
			got["name"] != plain(e.Name) || got["text"] != plain(e.Text) || got["state"] != plain(e.State) {
			t.Fatalf("%+v reads back as %q", e, rows[1])
		}
		if e.Rail != (RailSample{}) && (got["vbat_uv"] != strconv.FormatInt(e.Rail.VBAT, 10) || got["key_mdeg"] != strconv.FormatInt(e.Rail.Key, 10)) {
			t.Fatalf("rail %+v reads back as %q", e.Rail, rows[1])
		}
		if e.Flash != (FlashOp{}) && (got["op"] != plain(e.Flash.Op) || got["addr"] != strconv.FormatUint(uint64(e.Flash.Addr), 10) || got["permille"] != strconv.Itoa(e.Flash.Permille)) {
			t.Fatalf("flash %+v reads back as %q", e.Flash, rows[1])
		}
	})
}

func TestHashKeepsItsValue(t *testing.T) {
	h := NewHash()
	empty := h.Sum()
	if want := sha256.Sum256([]byte("locktwin trace 1\n")); empty != want {
		t.Errorf("the digest of no events is %x, want %x", empty, want)
	}
	h.Event(&Event{At: 258, Kind: Flash, Name: "erase-torn", Flash: FlashOp{Op: "erase", Addr: 0x7e000, Size: 4096, Permille: 444}})
	one := h.Sum()
	// The same event, encoded by hand after the description.
	encoded := "locktwin trace 1\n" +
		"\x02\x01\x00\x00\x00\x00\x00\x00" + "\x06" + "\x02" +
		"\x0a\x00\x00\x00erase-torn" + "\x00\x00\x00\x00" + "\x00\x00\x00\x00" +
		"\x05\x00\x00\x00erase" + "\x00\xe0\x07\x00" + "\x00\x10\x00\x00" + "\xbc\x01\x00\x00"
	if want := sha256.Sum256([]byte(encoded)); one != want {
		t.Errorf("the digest of one event is %x, want %x", one, want)
	}
	whole := NewHash()
	play(whole)
	sum := whole.Sum()
	golden(t, "story.sha256", []byte(hex.EncodeToString(sum[:])+"\n"))
	if n := uint64(len(story())); whole.Events() != n {
		t.Errorf("%d events digested, want %d", whole.Events(), n)
	}
}

func TestHashDoesNotDependOnWhenItIsAsked(t *testing.T) {
	a, b := NewHash(), NewHash()
	for _, e := range story() {
		a.Event(&e)
		b.Event(&e)
		b.Sum()
	}
	if a.Sum() != b.Sum() {
		t.Error("asking in between changed the digest")
	}
}

func TestHashSeesEveryField(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := awkward(t), awkward(t)
		ha, hb := NewHash(), NewHash()
		ha.Event(&a)
		hb.Event(&b)
		if (a == b) != (ha.Sum() == hb.Sum()) {
			t.Fatalf("%+v and %+v", a, b)
		}
	})
	base := Event{At: 1, Kind: Note, Name: "n", Text: "t", State: "s", Rail: RailSample{1, 2, 3, 4}, Flash: FlashOp{"erase", 1, 2, 3}}
	seen := map[[sha256.Size]byte]int{}
	for i, change := range []func(*Event){
		func(*Event) {}, func(e *Event) { e.At++ }, func(e *Event) { e.Kind-- }, func(e *Event) { e.Name = "nt"; e.Text = "" },
		func(e *Event) { e.Text = ""; e.State = "ts" }, func(e *Event) { e.State = "" },
		func(e *Event) { e.Rail.VBAT++ }, func(e *Event) { e.Rail.VDD++ }, func(e *Event) { e.Rail.Motor++ }, func(e *Event) { e.Rail.Key++ },
		func(e *Event) { e.Rail = RailSample{} }, func(e *Event) { e.Flash = FlashOp{} },
		func(e *Event) { e.Flash.Op = "program" }, func(e *Event) { e.Flash.Addr++ }, func(e *Event) { e.Flash.Size++ }, func(e *Event) { e.Flash.Permille++ },
	} {
		e := base
		change(&e)
		h := NewHash()
		h.Event(&e)
		if j, ok := seen[h.Sum()]; ok {
			t.Errorf("changes %d and %d have the same digest", i, j)
		}
		seen[h.Sum()] = i
	}
}

func TestTeePassesEventsOnInOrder(t *testing.T) {
	if Tee() != nil || Tee(nil, nil) != nil {
		t.Error("a tee of nobody must be nil, so that emitters do not build events")
	}
	var heard string
	a := Func(func(e *Event) { heard += "a" + e.Name })
	b := Func(func(e *Event) { heard += "b" + e.Name })
	l := Tee(nil, a, nil, b)
	l.Event(&Event{Name: "1"})
	l.Event(&Event{Name: "2"})
	if heard != "a1b1a2b2" {
		t.Errorf("heard %q", heard)
	}
	heard = ""
	Tee(nil, b).Event(&Event{Name: "3"})
	if heard != "b3" {
		t.Errorf("heard %q", heard)
	}
}

func TestKindsHaveNames(t *testing.T) {
	seen := map[string]bool{}
	for k := range kinds {
		if s := k.String(); s == "" || s == "unknown" || seen[s] {
			t.Errorf("kind %d is called %q", k, s)
		} else {
			seen[s] = true
		}
	}
	if kinds.String() != "unknown" || Kind(255).String() != "unknown" {
		t.Error("a kind that is none has a name")
	}
}

func TestStreamingSinksDoNotAllocatePerEvent(t *testing.T) {
	events := story()
	for name, l := range map[string]Listener{"hash": NewHash(), "jsonl": NewJSONL(io.Discard), "csv": NewCSV(io.Discard), "vcd": NewVCD(io.Discard)} {
		at := sim.Time(0)
		if n := testing.AllocsPerRun(50, func() {
			for i := range events {
				e := &events[i]
				at += 1000
				e.At = at
				l.Event(e)
			}
		}); n != 0 {
			t.Errorf("%s allocates %v times in %d events", name, n, len(events))
		}
	}
}

func BenchmarkSinks(b *testing.B) {
	for _, bb := range []struct {
		name string
		make func() Listener
	}{
		{"hash", func() Listener { return NewHash() }},
		{"jsonl", func() Listener { return NewJSONL(io.Discard) }},
		{"csv", func() Listener { return NewCSV(io.Discard) }},
		{"vcd", func() Listener { return NewVCD(io.Discard) }},
		{"svg", func() Listener { return NewSVG(io.Discard, storyOptions) }},
	} {
		b.Run(bb.name, func(b *testing.B) {
			b.ReportAllocs()
			l := bb.make()
			e := Event{Kind: Rail}
			for i := range b.N {
				e.At = sim.Time(i) * 50000
				e.Rail = RailSample{5e6 - int64(i&0xffff), 3300000, int64(i & 0xfff), int64(i)}
				l.Event(&e)
			}
		})
	}
	b.Run("picture", func(b *testing.B) {
		b.ReportAllocs()
		for range b.N {
			s := NewSVG(io.Discard, storyOptions)
			play(s)
			if err := s.Close(); err != nil {
				b.Fatal(err)
			}
		}
	})
}
