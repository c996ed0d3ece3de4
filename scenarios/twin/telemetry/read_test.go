package telemetry

import (
	"os"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func sample(t testing.TB, name string) []byte {
	t.Helper()
	text, err := os.ReadFile("testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

func with(found []Finding, code string) (out []Finding) {
	for _, f := range found {
		if f.Code == code {
			out = append(out, f)
		}
	}
	return out
}

func of(rs []Record, k Kind) (out []Record) {
	for _, r := range rs {
		if r.Kind == k {
			out = append(out, r)
		}
	}
	return out
}

const good = `{"v":1,"t":"2025-02-13T18:46:45+01:00","kind":"battery_report","lock":"2a3b4c5d","drain_mws":1200,"voltage_mv":5301,"start_mv":5322,"lowest_mv":4900}`

func TestADamagedLineIsAFindingWithItsPlace(t *testing.T) {
	for _, c := range []struct {
		line, code string
		column     int
		text       string
	}{
		{`{"v":1,"t":"2025-02-13T18:46:45+01:00","kind":"state","lock":"2A3B4C5D"`, CodeDamaged, 72, "the end of the line"},
		{`{"v":1,"t":"2025-02-13 18:46","kind":"state","lock":"2A3B4C5D"}`, CodeDamaged, 12, "2025-02-13T18:46:45+01:00"},
		{`{"v":1,"t":"2025-02-30T18:46:45Z","kind":"state","lock":"2A3B4C5D"}`, CodeDamaged, 12, "2025-02-30"},
		{`{"v":1,"t":"2025-02-13T18:46:45Z","kind":"battery_report","lock":"2A3B4C5D","drain_mws":70000}`, CodeDamaged, 89, "0 to 65535"},
		{`{"v":1,"t":"2025-02-13T18:46:45Z","kind":"state","lock":"2A3B4C5D","lock":"2A3B4C5D"}`, CodeDamaged, 68, "second time"},
		{`{"v":1,"kind":"state","lock":"2A3B4C5D"}`, CodeDamaged, 1, "lacks t"},
		{`{"v":7,"t":"2025-02-13T18:46:45Z","kind":"state","lock":"2A3B4C5D"}`, CodeUnknown, 6, "version"},
		{`{"v":1,"t":"2025-02-13T18:46:45Z","kind":"weather","lock":"2A3B4C5D"}`, CodeUnknown, 42, "battery_report"},
		{`[1]`, CodeDamaged, 1, "an object"},
		{strings.Repeat(" ", MaxLineBytes) + "{}", CodeDamaged, 0, "65538 bytes"},
	} {
		rs, found := ReadLines("x", []byte(good+"\n"+c.line+"\r\n\n"+good))
		if len(rs) != 2 || rs[0].Line != 1 || rs[1].Line != 4 {
			t.Errorf("good lines were spoiled by %.80s", c.line)
		}
		if len(found) != 1 || found[0].Line != 2 || found[0].Column != c.column || found[0].Code != c.code || found[0].Kept || !strings.Contains(found[0].Text, c.text) {
			t.Errorf("%.90s: %+v", c.line, found)
		}
	}
}

func TestWhatIsNewIsReportedAndReadOver(t *testing.T) {
	rs, found := ReadLines("x", []byte(`{"v":1,"t":"2025-02-13T18:46:45Z","kind":"state","lock":"2A3B4C5D","lock_state":"floating","prev_state":"raw:9","mood":{"a":[1]},"door_state":null}`))
	if len(rs) != 1 || rs[0].State.Lock != "floating" || rs[0].State.Previous != "raw:9" || rs[0].State.Door != "" {
		t.Fatalf("%+v", rs)
	}
	if len(found) != 2 || !found[0].Kept || !found[1].Kept || len(with(found, CodeUnknown)) != 2 {
		t.Error(found)
	}
}

func TestNamesAreLeftOutUnlessAskedFor(t *testing.T) {
	text := []byte(`{"v":1,"t":"2025-02-13T18:46:45Z","kind":"log_entry","lock":"2A3B4C5D","index":3,"auth_name":"Somebody"}
{"v":1,"t":"2025-02-13T18:46:45Z","kind":"config","lock":"2A3B4C5D","scope":"private","key":"name","value":"Front door"}`)
	rs, found := ReadLines("x", text)
	if len(rs) != 1 || rs[0].Log.AuthName != "" || len(found) != 0 {
		t.Errorf("%+v %v", rs, found)
	}
	if rs, _ := all.Lines("x", text); len(rs) != 2 || rs[0].Log.AuthName != "Somebody" || rs[1].Config.Value != "Front door" {
		t.Errorf("%+v", rs)
	}
	log := sample(t, "nuki_hub.log")
	rs, _ = Read("x", log)
	if out := string(AppendLines(nil, rs)); strings.Contains(out, "Somebody") || strings.Contains(out, "Front") {
		t.Error("a name got through")
	}
	rs, _ = all.Read("x", log)
	if out := string(AppendLines(nil, rs)); !strings.Contains(out, "Somebody") || !strings.Contains(out, "Front door") {
		t.Error("the names were asked for")
	}
}

func TestDamageOfOneLineLosesAtMostThatLine(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rs := rapid.SliceOfN(rapid.Custom(drawRecord), 2, 8).Draw(t, "records")
		csv := rapid.Bool().Draw(t, "csv")
		text, read, head := AppendLines(nil, rs), all.Lines, 0
		if csv {
			text, read, head = AppendCSV(nil, rs), all.CSV, 1
		}
		lines := strings.SplitAfter(strings.TrimSuffix(string(text), "\n"), "\n")
		hit := rapid.IntRange(0, len(rs)-1).Draw(t, "line")
		line := []byte(lines[hit+head])
		at := rapid.IntRange(0, max(0, len(line)-2)).Draw(t, "at")
		with := rapid.SampledFrom([]byte(`"{}[],:\0aZ- `)).Draw(t, "byte")
		if rapid.Bool().Draw(t, "cut") {
			line = append(line[:at], '\n')
		} else {
			line[at] = with
		}
		lines[hit+head] = string(line)
		back, _ := read("x", []byte(strings.Join(lines, "")))
		left := slices.Clone(withoutLines(back))
		for i, r := range rs {
			if i == hit {
				continue
			}
			want := string(AppendLines(nil, []Record{r}))
			if j := slices.IndexFunc(left, func(b Record) bool { return string(AppendLines(nil, []Record{b})) == want }); j < 0 {
				t.Fatalf("record %d was lost by damage of line %d\n%s", i, hit, line)
			} else {
				left = slices.Delete(left, j, j+1)
			}
		}
	})
}

func TestFindingsAreCountedBeyondTheirLimit(t *testing.T) {
	_, found := ReadLines("x", []byte(strings.Repeat("{\n", MaxFindings+5)+good))
	if len(found) != MaxFindings+1 || found[MaxFindings].Line != 0 || !strings.HasPrefix(found[MaxFindings].Text, "5 more") {
		t.Errorf("%d findings, the last %+v", len(found), found[len(found)-1])
	}
}

func TestCSVIsReadWithColumnsInAnyOrder(t *testing.T) {
	rs, found := Read("x", []byte("\ufefflock,kind,t,v,voltage_mv,mood\n2A3B4C5D,battery_report,2025-01-01T00:00:00Z,1,5300,\n2A3B4C5D,battery_report,2025-01-01T00:00:00Z,1\n2A3B4C5D,battery_report,2025-01-01T00:00:00Z,1,\"5,\n2A3B4C5D,battery_report,2025-01-01T00:30:00Z,1,\"5290\",\n"))
	if len(rs) != 2 || rs[1].Report.VoltageMV.Value != 5290 || rs[1].Line != 5 {
		t.Errorf("%+v", rs)
	}
	if len(found) != 2 || found[0].Line != 3 || found[1].Line != 4 || !strings.Contains(found[0].Text, "6 cells") {
		t.Error(found)
	}
	if rs, found := ReadCSV("x", []byte("v,t,kind\n1,2025-01-01T00:00:00Z,state\n")); len(rs) != 0 || len(found) != 1 || !strings.Contains(found[0].Text, "lock") {
		t.Error(rs, found)
	}
}

func TestATextOfNoKnownFormIsNamed(t *testing.T) {
	if rs, found := Read("letter.txt", []byte("Dear lock,\nhow are you?\n")); len(rs) != 0 || len(found) != 1 || !strings.Contains(found[0].Text, "letter.txt") {
		t.Error(rs, found)
	}
}

func TestTimesWithoutOffsetAreRefused(t *testing.T) {
	for text, want := range map[string]int64{
		"2025-02-13T18:46:45+0100": 1739468805000, "2025-02-13T17:46:45Z": 1739468805000, "2025-02-13 17:46:45.1239Z": 1739468805123,
		"2025-02-13T17:46:60Z": 1739468820000, "2024-02-29T00:00:00-00:30": 1709166600000,
	} {
		if at, ok := parseStamp(text, false); !ok || int64(at) != want {
			t.Errorf("%s is %d, %v; right is %d", text, at, ok, want)
		}
	}
	for _, text := range []string{"2025-02-13T18:46:45", "2025-02-29T00:00:00Z", "2025-2-13T18:46:45Z", "2025-02-13T18:46:45.Z", "2025-02-13T18:46:45+1", "2025-02-13T24:00:00Z", "", "0000-00-00T00:00:00Z"} {
		if at, ok := parseStamp(text, false); ok {
			t.Errorf("%s is taken for %d", text, at)
		}
	}
}

func TestAnswersOfABridgeAreReadFromAFile(t *testing.T) {
	rs, found := Read("bridge.json", sample(t, "bridge.json"))
	if len(rs) != 5 || rs[0].Lock != "2A3B4C5D" || rs[0].At != 1740811740000 || len(found) != 1 {
		t.Errorf("%s %v", AppendLines(nil, rs), found)
	}
	const callbacks = `{"nukiId":1,"deviceType":0,"state":1,"batteryCritical":true}
nonsense
{"deviceType":0,"state":3,"batteryCritical":false,"timestamp":"2025-03-01T07:00:00+00:00"}
`
	rs, found = ReadOptions{Lock: "2A", At: 1740820000000}.Read("callbacks", []byte(callbacks))
	if len(rs) != 6 || rs[0].Lock != "00000001" || rs[0].At != 1740820000000 || rs[0].Line != 1 || rs[3].Lock != "0000002A" || rs[3].At != 1740812400000 || rs[3].Line != 3 {
		t.Errorf("%s", AppendLines(nil, rs))
	}
	if len(found) != 1 || found[0].Line != 2 || found[0].Code != CodeDamaged {
		t.Error(found)
	}
	// Nobody says when it was so.
	if rs, found := Read("callback", []byte(callbacks[:60])); len(rs) != 0 || len(found) != 1 {
		t.Errorf("%s %v", AppendLines(nil, rs), found)
	}
}
