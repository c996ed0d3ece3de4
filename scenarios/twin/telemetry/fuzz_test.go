package telemetry

import (
	"bytes"
	"slices"
	"testing"
	"unicode/utf8"
)

func seeds(f *testing.F) {
	for _, name := range []string{"nuki_hub.log", "own_mqtt.jsonl", "home_assistant.csv", "bridge.json"} {
		f.Add(sample(f, name))
	}
	f.Add([]byte(good))
	rs, _ := Read("x", sample(f, "nuki_hub.log"))
	f.Add(AppendCSV(nil, rs))
	for _, s := range []string{"", "{", "\xef\xbb\xbf", "a,b\n\"", `{"v":1,"t":"2025-01-01T00:00:00Z","kind":"state","lock":"00000000","q":["stale","stale"]}`, "2025-02-13T18:46:45+0100 a/lock/state: locked"} {
		f.Add([]byte(s))
	}
}

// check holds what every reader promises: findings lie in the text, and what was
// read can be written and read again.
func check(t *testing.T, text []byte, rs []Record, found []Finding) {
	lines := bytes.Count(text, []byte("\n")) + 1
	for _, f := range found {
		if f.Line < 0 || f.Line > lines || f.Column < 0 || f.Column > len(text)+1 || f.Text == "" || !utf8.ValidString(f.Text) {
			t.Fatalf("%+v", f)
		}
	}
	written := AppendLines(nil, rs)
	back, _ := all.Lines("again", written)
	if again := AppendLines(nil, back); !bytes.Equal(again, written) {
		t.Fatalf("writing twice gives two texts\n%s\n%s", written, again)
	}
	row := AppendCSV(nil, rs)
	back, _ = all.CSV("again", row)
	if again := AppendLines(nil, back); !bytes.Equal(again, written) {
		t.Fatalf("CSV gives another text\n%s\n%s", written, again)
	}
}

func FuzzRead(f *testing.F) {
	seeds(f)
	f.Fuzz(func(t *testing.T, text []byte) {
		rs, found := all.Read("fuzz", text)
		check(t, text, rs, found)
		s, _ := Clean("", rs)
		slices.Reverse(rs)
		again, _ := Clean("", rs)
		if a, b := AppendLines(nil, s.Records), AppendLines(nil, again.Records); !bytes.Equal(a, b) {
			t.Fatalf("the other way round another series\n%s\n%s", a, b)
		}
	})
}

func FuzzLinesAndCSV(f *testing.F) {
	seeds(f)
	f.Fuzz(func(t *testing.T, text []byte) {
		rs, found := all.Lines("fuzz", text)
		check(t, text, rs, found)
		rs, found = all.CSV("fuzz", text)
		check(t, text, rs, found)
	})
}

func FuzzMessage(f *testing.F) {
	for _, m := range [][2]string{{"nukihub/lock/json", `{"lock_state":"locked","currentTime":"2025-01-01 00:00:00"}`}, {"nukihub/lock/battery/advancedJson", `{"batteryVoltage":1e9}`},
		{"nukihub/lock/log", `[{"index":1,"timeYear":2025}]`}, {"nuki/00000001/lockActionEvent", "1,2,3,4,5"}, {"nukihub/lock/configuration/basicJson", `{"nukiID":"ab","a":true}`},
		{"nukihub/battery/voltage", "5"}, {"nukihub/maintenance/uptime", "3"}, {"homeassistant/lock/ab/smartlock/config", "{}"}, {"nukihub/lock/keypad/json", `[{"codeId":1,"code":2}]`}} {
		f.Add(m[0], []byte(m[1]), false)
	}
	f.Fuzz(func(t *testing.T, topic string, payload []byte, retained bool) {
		tr := NewTranslator(TranslateOptions{Names: true})
		for range 2 {
			rs, found := tr.Message(topic, payload, retained, 1735689600000)
			check(t, payload, rs, found)
		}
	})
}

func FuzzBridgeList(f *testing.F) {
	f.Add(sample(f, "bridge.json"))
	f.Add([]byte(`{"state":"1","timestamp":"2018-10-03T06:49:00"}`))
	f.Fuzz(func(t *testing.T, payload []byte) {
		rs, found := BridgeList(payload, 1735689600000)
		check(t, payload, rs, found)
	})
}
