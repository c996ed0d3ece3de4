package schema

import (
	"bytes"
	"fmt"
	"io/fs"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"go.yaml.in/yaml/v4"

	"locktwin/scenarios"
)

func compiled(t *testing.T) *jsonschema.Schema {
	t.Helper()
	text, err := Generate()
	if err != nil {
		t.Fatal(err)
	}
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	c.DefaultDraft(jsonschema.Draft2020)
	if err := c.AddResource(ID, doc); err != nil {
		t.Fatal(err)
	}
	s, err := c.Compile(ID)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// instance reads a file as an editor does: by the plain rules of YAML.
func instance(t *testing.T, text []byte) any {
	t.Helper()
	var v any
	if err := yaml.Load(text, &v); err != nil {
		t.Fatal(err)
	}
	return plain(v)
}

// plain makes of YAML's types those that JSON has.
func plain(v any) any {
	switch v := v.(type) {
	case map[string]any:
		for k, e := range v {
			v[k] = plain(e)
		}
	case map[any]any:
		out := map[string]any{}
		for k, e := range v {
			out[fmt.Sprint(k)] = plain(e)
		}
		return out
	case []any:
		for i, e := range v {
			v[i] = plain(e)
		}
	case int:
		return float64(v)
	case int64:
		return float64(v)
	case uint64:
		return float64(v)
	}
	return v
}

func TestSchemaAcceptsTheLibrary(t *testing.T) {
	s := compiled(t)
	names, err := fs.Glob(scenarios.Library(), "*.yaml")
	if err != nil || len(names) == 0 {
		t.Fatal("no library", err)
	}
	for _, name := range names {
		text, err := fs.ReadFile(scenarios.Library(), name)
		if err != nil {
			t.Fatal(err)
		}
		if err := s.Validate(instance(t, text)); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

const good = `scenario: every-kind
story: x
seed: 12
begins: 06:30
lock:
  profile: ab-slots
  part: nrf52840
  cells: {kind: alkaline, charge: 60%, weak: {cell: 2, resistance: 3x}}
  ambient: -10C
  board: {bulk: 220uF, bulk-esr: 0.2Ω, extra-load: 1.5mA, motor: {soft-start: 0s}}
  supervisor: {warning: off, brown-out: 1.7V, write-gate: yes}
  protocol: {wire: gen3, hardware: 4.5, max-users: 5, mtu: 65, idle-timeout: 0s, pair-when-new: no, keypad-stages: [{wrong: 5, for: 30s}, {wrong: 6, for: 1m}, {wrong: 7, for: 1h}]}
  phones: radio
steps:
  - pair
  - pair: anna
  - set-pin: 0815
  - set: {led-brightness: 5, name: 12, auto-lock: yes, auto-lock-timeout: 5m, latitude: 52.5deg, dst-mode: european, night-start: "22:30"}
  - set: {name: Front door, pin: 4711, as: anna}
  - wait: until 07:30
  - wait: {until: VBAT below 4.4V, at-most: 4w}
  - use: {for: 28d, actions-per-day: 5..8, poll: 30s}
  - use: {until: the battery is critical, actions-per-day: 5}
  - sag: {to: 2.1V, for: 40ms}
  - repeat: {times: 3, steps: [cells-out, {wait: 1m}, {cells-in: {cells: same, recharged: 90%}}]}
  - cells-out: {manner: slow, over: 150ms}
    after: 40ms into the 2nd erase
    note: a remark
  - supply: off
  - supply: {to: 6V, source: 100mOhm}
  - air-fault: {name: gone, on: anna, disconnect: {at: 2, of: write, handle: 0x000b, uuid: usdio, reason: 0x13, repeat: yes}}
  - air-fault: {name: gone, disconnect: {at: 2, of: write, handle: 11, uuid: a92ee202-5501-11e4-916c-0800200c9a66, reason: low-resources}}
  - air-fault: {name: 7, loss: {share: 12.5%}}
  - air-fault: {name: weak, rssi: {level: -96dBm, spread: 4dB}}
  - air-fault: {name: deaf, no-confirm: {}}
  - air-fault: latency id=slow delay=40ms direction=to-lock
  - air-fault: {remove: all}
  - expect: [the PIN is intact]
expect: [nothing was lost]
`

func TestSchemaAcceptsWhatTheParserAccepts(t *testing.T) {
	if _, err := scenarios.Parse("good.yaml", []byte(good)); err != nil {
		t.Fatal(err)
	}
	if err := compiled(t).Validate(instance(t, []byte(good))); err != nil {
		t.Error(err)
	}
}

// TestSchemaRefusesMistakesThatAnEditorCanSee changes one thing at a time.
func TestSchemaRefusesMistakesThatAnEditorCanSee(t *testing.T) {
	s := compiled(t)
	for _, c := range [][2]string{
		{"seed: 12", "sed: 12"}, {"seed: 12", "seed: -1"}, {"profile: ab-slots", "profile: ab-slot"}, {"profile: ab-slots", "prfile: ab-slots"},
		{"charge: 60%", "charge: 60"}, {"ambient: -10C", "ambient: cold"}, {"cell: 2", "cel: 2"}, {"led-brightness: 5", "led-brightness: 6"},
		{"set-pin: 0815", "set-pin: 12345"}, {"wait: until 07:30", "wait: 28"}, {"wait: until 07:30", "wait: until later"}, {"into the 2nd erase", "into the erse"},
		{"  - pair\n", "  - piar\n"}, {"manner: slow", "manner: slwo"}, {"note: a remark", "remark: a"}, {"    note: a remark", "    cells-in: firm"},
		{"times: 3", "times: 1000000000"}, {"warning: off", "warning: low"}, {"for: 40ms}", "fro: 40ms}"}, {"[the PIN is intact]", "the PIN is intact"},
		{"  - pair\n", "  - wait\n"}, {"scenario: every-kind", "scenario: Every Kind"},
		{"phones: radio", "phones: wire"}, {"wire: gen3", "wire: gen9"}, {"max-users: 5", "max-users: 99"}, {"idle-timeout: 0s", "idle-timeout: never"},
		{"{wrong: 7, for: 1h}]", "]"}, {"reason: 0x13", "reason: 4711"}, {"reason: low-resources", "reason: low"}, {"handle: 11", "handle: 70000"},
		{"uuid: usdio", "uuid: usb"}, {"level: -96dBm", "level: -96"}, {"latency id=slow", "latncy id=slow"}, {"no-confirm: {}", "no-confirm: all"},
	} {
		text := strings.Replace(good, c[0], c[1], 1)
		if text == good {
			t.Fatalf("%q does not stand in the sample", c[0])
		}
		if _, err := scenarios.Parse("bad.yaml", []byte(text)); err == nil {
			t.Errorf("the parser accepts %q", c[1])
		}
		if s.Validate(instance(t, []byte(text))) == nil {
			t.Errorf("the schema accepts %q in place of %q", c[1], c[0])
		}
	}
}
