package telemetry

import (
	"bytes"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"pgregory.net/rapid"

	_ "locktwin/internal/rapidseed"
)

// all reads with everything that is personal.
var all = ReadOptions{Names: true}

func withoutLines(rs []Record) []Record {
	rs = slices.Clone(rs)
	for i := range rs {
		rs[i].Line = 0
	}
	return rs
}

func TestWhatIsWrittenIsReadBackEqual(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rs := rapid.SliceOfN(rapid.Custom(drawRecord), 0, 8).Draw(t, "records")
		for _, form := range []struct {
			name  string
			write func([]byte, []Record) []byte
			read  func(string, []byte) ([]Record, []Finding)
		}{{"lines", AppendLines, all.Lines}, {"csv", AppendCSV, all.CSV}, {"lines, told apart", AppendLines, all.Read}, {"csv, told apart", AppendCSV, all.Read}} {
			text := form.write(nil, rs)
			if len(rs) == 0 && strings.HasPrefix(form.name, "lines") {
				continue
			}
			back, found := form.read("drawn", text)
			for _, f := range found {
				if f.Code != CodeUnknown || !f.Kept {
					t.Fatalf("%s: %+v\n%s", form.name, f, text)
				}
			}
			if len(back) != len(rs) {
				t.Fatalf("%s: %d records of %d came back\n%s", form.name, len(back), len(rs), text)
			}
			for i, r := range withoutLines(back) {
				if !reflect.DeepEqual(r, rs[i]) {
					t.Fatalf("%s: another record came back\n%s\n%s", form.name, AppendLines(nil, rs[i:i+1]), AppendLines(nil, back[i:i+1]))
				}
			}
			if again := form.write(nil, back); !bytes.Equal(again, text) {
				t.Fatalf("%s: writing twice gives two texts\n%s\n%s", form.name, text, again)
			}
		}
	})
}

func lineSchema(t *testing.T) *jsonschema.Schema {
	t.Helper()
	plain, err := jsonschema.UnmarshalJSON(bytes.NewReader(Schema()))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource(SchemaID, plain); err != nil {
		t.Fatal(err)
	}
	s, err := c.Compile(SchemaID)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestWhatIsWrittenIsValidByTheSchema(t *testing.T) {
	s := lineSchema(t)
	rapid.Check(t, func(t *rapid.T) {
		line := AppendLines(nil, []Record{drawRecord(t)})
		v, err := jsonschema.UnmarshalJSON(bytes.NewReader(line))
		if err != nil {
			t.Fatal(err)
		}
		if err := s.Validate(v); err != nil {
			t.Fatalf("%v\n%s", err, line)
		}
	})
}

func TestWhatNoColumnAllowsIsNotWritten(t *testing.T) {
	s := lineSchema(t)
	odd := []Record{
		{At: 1 << 62, Kind: KindBatteryReport, Lock: "no lock", Quality: []string{"a b", "", "Ä"}, WithinS: Some[int64](-1), Report: &BatteryReport{DrainMWS: Some[int64](70000), LastAction: "a\nb\xff", StepMV: 12}},
		{At: -1 << 62, Kind: KindTemperature, Lock: "1", Temperature: &Temperature{TenthC: 1, Place: "moon", Origin: strings.Repeat("ä", 300)}},
	}
	text := AppendLines(nil, odd)
	if n := bytes.Count(text, []byte("\n")); n != 2 {
		t.Fatalf("%d lines of 2\n%s", n, text)
	}
	for line := range bytes.Lines(text) {
		v, err := jsonschema.UnmarshalJSON(bytes.NewReader(line))
		if err != nil {
			t.Fatal(err)
		}
		if err := s.Validate(v); err != nil {
			t.Errorf("%v\n%s", err, line)
		}
	}
	if _, found := ReadLines("odd", text); len(found) > 1 {
		t.Error(found)
	}
	none := []Record{{Kind: "music"}, {Kind: KindState}, {Kind: KindConfig, Config: &Setting{Scope: "moon", Key: "a"}}, {Kind: KindTemperature, Temperature: &Temperature{TenthC: 1 << 40}}}
	if text := AppendLines(nil, none); len(text) != 0 {
		t.Errorf("written all the same: %s", text)
	}
}

func TestTheSchemaRefusesWhatTheReaderRefuses(t *testing.T) {
	s := lineSchema(t)
	for _, line := range []string{
		`{"t":"2025-01-01T00:00:00Z","kind":"state","lock":"12345678"}`,
		`{"v":1,"t":"2025-01-01T00:00:00","kind":"state","lock":"12345678"}`,
		`{"v":1,"t":"2025-01-01T00:00:00Z","kind":"music","lock":"12345678"}`,
		`{"v":1,"t":"2025-01-01T00:00:00Z","kind":"state","lock":"123"}`,
		`{"v":1,"t":"2025-01-01T00:00:00Z","kind":"battery_report","lock":"12345678","drain_mws":70000}`,
		`{"v":1,"t":"2025-01-01T00:00:00Z","kind":"battery_report","lock":"12345678","drain_mws":1.5}`,
		`{"v":1,"t":"2025-01-01T00:00:00Z","kind":"log_entry","lock":"12345678"}`,
		`{"v":1,"t":"2025-01-01T00:00:00Z","kind":"hub_event","lock":"12345678","event":"party"}`,
		`{"v":2,"t":"2025-01-01T00:00:00Z","kind":"state","lock":"12345678"}`,
	} {
		v, err := jsonschema.UnmarshalJSON(strings.NewReader(line))
		if err != nil {
			t.Fatal(err)
		}
		if s.Validate(v) == nil {
			t.Errorf("the schema takes %s", line)
		}
		if rs, found := ReadLines("bad", []byte(line)); len(rs) != 0 || len(found) != 1 {
			t.Errorf("the reader takes %s: %v", line, found)
		}
	}
}

const docs = "../../../docs/"

func TestSchemaFileIsCurrent(t *testing.T) {
	current(t, docs+"telemetry.schema.json", func([]byte) []byte { return Schema() })
}

const (
	tablesBegin = "<!-- Tables: written by 'go generate ./scenarios/twin/telemetry'. -->\n"
	tablesEnd   = "<!-- End of tables. -->\n"
)

func TestDocumentedTablesAreCurrent(t *testing.T) {
	current(t, docs+"telemetry.md", func(old []byte) []byte {
		before, rest, ok := bytes.Cut(old, []byte(tablesBegin))
		_, after, ok2 := bytes.Cut(rest, []byte(tablesEnd))
		if !ok || !ok2 {
			t.Fatal("docs/telemetry.md has lost the marks around its tables")
		}
		return slices.Concat(before, []byte(tablesBegin), []byte("\n"), Tables(), []byte("\n"), []byte(tablesEnd), after)
	})
}

// current holds a file against what it should be.
func current(t *testing.T, name string, want func(old []byte) []byte) {
	t.Helper()
	old, err := os.ReadFile(name)
	if err != nil && !(*update && os.IsNotExist(err)) {
		t.Fatal(err)
	}
	text := want(old)
	if bytes.Equal(old, text) {
		return
	}
	if !*update {
		t.Fatalf("%s is not what the tables say: go generate ./scenarios/twin/telemetry", name)
	}
	if err := os.WriteFile(name, text, 0o644); err != nil {
		t.Fatal(err)
	}
}
