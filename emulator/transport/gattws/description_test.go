package gattws

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http/httptest"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"go.yaml.in/yaml/v4"

	"locktwin/docs"
	"locktwin/model/gatt"
)

// document is what these tests look at in the description.
type document struct {
	Info       struct{ Description string }
	Channels   map[string]struct{ Messages map[string]any }
	Operations map[string]struct {
		Action string
		Reply  struct{ Messages []any }
	}
	Components struct {
		Messages map[string]struct {
			Payload  any
			Examples []struct{ Payload any }
		}
		Schemas map[string]schema
	}
	Limits map[string]struct{ Value float64 } `json:"x-limits"`
	Codes  map[Domain][]struct {
		Code          int
		Name, Message string
	} `json:"x-error-codes"`
}

type schema struct {
	Type       any
	Required   []string
	Properties map[string]any
}

func readDescription(t *testing.T) (document, any) {
	t.Helper()
	var tree any
	if err := yaml.Unmarshal(docs.AsyncAPI, &tree); err != nil {
		t.Fatal(err)
	}
	text, err := json.Marshal(tree)
	if err != nil {
		t.Fatal(err)
	}
	var d document
	if err := json.Unmarshal(text, &d); err != nil {
		t.Fatal(err)
	}
	plain, err := jsonschema.UnmarshalJSON(strings.NewReader(string(text)))
	if err != nil {
		t.Fatal(err)
	}
	return d, plain
}

func compiler(t *testing.T, plain any) func(pointer string) *jsonschema.Schema {
	c := jsonschema.NewCompiler()
	c.DefaultDraft(jsonschema.Draft7)
	if err := c.AddResource("asyncapi.json", plain); err != nil {
		t.Fatal(err)
	}
	return func(pointer string) *jsonschema.Schema {
		t.Helper()
		s, err := c.Compile("asyncapi.json#" + pointer)
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
}

func TestDescriptionHasEveryMethodAndEventAndNoOther(t *testing.T) {
	d, _ := readDescription(t)
	want := []string{"error"}
	operations := []string{"sendPdu", "receivePdu", "rawConnected"}
	for _, m := range Methods() {
		want = append(want, m, m+"Result")
		operations = append(operations, m)
		if o := d.Operations[m]; o.Action != "receive" || len(o.Reply.Messages) != 2 {
			t.Errorf("operation %s: %v", m, o)
		}
	}
	for _, e := range Events() {
		want = append(want, e)
		operations = append(operations, e)
		if d.Operations[e].Action != "send" {
			t.Errorf("operation %s is not sent", e)
		}
	}
	same(t, "messages of the channel gatt", keys(d.Channels["gatt"].Messages), want)
	same(t, "messages of the channel att", keys(d.Channels["att"].Messages), []string{rawConnected, "pdu"})
	same(t, "messages", keys(d.Components.Messages), append(want, rawConnected, "pdu"))
	same(t, "operations", keys(d.Operations), operations)
}

func TestDescriptionHasEveryErrorCodeInTheSameWords(t *testing.T) {
	d, _ := readDescription(t)
	want := map[Domain][]Failure{}
	for c := range 256 {
		if _, ok := attWords[gatt.Code(c)]; ok {
			want[DomainATT] = append(want[DomainATT], ofATT(gatt.Code(c)))
		}
		if _, ok := hciWords[gatt.Reason(c)]; ok {
			want[DomainHCI] = append(want[DomainHCI], ofHCI(gatt.Reason(c)))
		}
	}
	for _, c := range GATTCodes() {
		want[DomainGATT] = append(want[DomainGATT], ofGATT(c))
	}
	got := map[Domain][]Failure{}
	for domain, list := range d.Codes {
		for _, c := range list {
			got[domain] = append(got[domain], Failure{domain, c.Code, c.Name, c.Message})
		}
	}
	for _, domain := range []Domain{DomainATT, DomainHCI, DomainGATT} {
		for _, f := range want[domain] {
			if !slices.Contains(got[domain], f) {
				t.Errorf("the description lacks %+v", f)
			}
		}
		for _, f := range got[domain] {
			if !slices.Contains(want[domain], f) {
				t.Errorf("the code lacks %+v", f)
			}
		}
	}
	if len(got) != 3 || len(gattWords) != len(want[DomainGATT]) {
		t.Errorf("%d domains, %d codes of our own of which %d are listed", len(got), len(gattWords), len(want[DomainGATT]))
	}
	codes := d.Components.Schemas["RPCError"].Properties["code"].(map[string]any)["enum"]
	if want := []any{-32700., -32600., -32601., -32602., -32603., -32001., -32002., -32003.}; !reflect.DeepEqual(codes, want) {
		t.Errorf("JSON-RPC codes %v, want %v", codes, want)
	}
	for _, c := range []int{codeParse, codeInvalidRequest, codeNoMethod, codeInvalidParams, codeInternal, codeATT, codeHCI, codeGATT} {
		if !strings.Contains(d.Info.Description, fmt.Sprintf("| %d |", c)) {
			t.Errorf("the table of errors lacks %d", c)
		}
	}
}

func TestDescriptionHasTheDefaultLimits(t *testing.T) {
	d, _ := readDescription(t)
	l := reflect.ValueOf(DefaultLimits())
	var names []string
	for i := range l.NumField() {
		name := l.Type().Field(i).Name
		name = strings.ToLower(name[:1]) + name[1:]
		names = append(names, name)
		want := float64(l.Field(i).Int())
		if duration, ok := l.Field(i).Interface().(time.Duration); ok {
			want = duration.Seconds()
		}
		if got := d.Limits[name].Value; got != want {
			t.Errorf("%s is %v, want %v", name, got, want)
		}
	}
	same(t, "limits", keys(d.Limits), names)
}

func TestDescriptionHasTheMembersOfEveryMessage(t *testing.T) {
	d, _ := readDescription(t)
	for _, v := range []any{ServerInfo{}, ServerLimit{}, PingParams{}, PingResult{}, ScanFilter{}, ScanParams{}, ConnectParams{}, ConnectResult{},
		DeviceParams{}, Done{}, DiscoverResult{}, Service{}, Characteristic{}, Descriptor{}, CharacteristicParams{}, WriteParams{},
		DescriptorParams{}, WriteDescriptorParams{}, ValueResult{}, SubscribeResult{}, RSSIResult{}, MTUResult{}, ExchangeMTUParams{},
		Advertisement{}, ManufacturerData{}, ServiceData{}, ValueChanged{}, MTUChanged{}, RSSIChanged{}, Disconnected{}, Missed{},
		Failure{}, RPCError{}, RawConnected{}} {
		typ := reflect.TypeOf(v)
		s, ok := d.Components.Schemas[typ.Name()]
		if !ok {
			t.Errorf("the description lacks %s", typ.Name())
			continue
		}
		var required []string
		for i := range typ.NumField() {
			name, rest, _ := strings.Cut(typ.Field(i).Tag.Get("json"), ",")
			if rest != "omitempty" {
				required = append(required, name)
			}
		}
		same(t, typ.Name(), keys(s.Properties), jsonNames(typ))
		same(t, "required of "+typ.Name(), s.Required, required)
	}
	same(t, "query of the raw channel", keys(d.Components.Schemas["RawQuery"].Properties), rawQuery)
}

func TestExamplesOfTheDescriptionAreAsItsSchemasSay(t *testing.T) {
	d, plain := readDescription(t)
	compile := compiler(t, plain)
	for name, m := range d.Components.Messages {
		s := compile("/components/messages/" + name + "/payload")
		if len(m.Examples) == 0 && name != "pdu" {
			t.Errorf("%s has no example", name)
		}
		for _, e := range m.Examples {
			if err := s.Validate(e.Payload); err != nil {
				t.Errorf("%s: %v", name, err)
			}
		}
	}
}

// conversation gives the frames of the worked example.
func conversation(t *testing.T, d document) []string {
	t.Helper()
	var out []string
	for _, line := range strings.Split(d.Info.Description, "\n") {
		if strings.HasPrefix(line, "> {") || strings.HasPrefix(line, "< {") {
			out = append(out, line)
		}
	}
	if len(out) < 10 {
		t.Fatalf("the description has a conversation of %d frames", len(out))
	}
	return out
}

func TestTheConversationOfTheDescriptionIsAsItsSchemasSay(t *testing.T) {
	d, plain := readDescription(t)
	compile := compiler(t, plain)
	asked := map[string]string{}
	for _, line := range conversation(t, d) {
		frame, err := jsonschema.UnmarshalJSON(strings.NewReader(line[2:]))
		if err != nil {
			t.Fatal(err)
		}
		m := frame.(map[string]any)
		id, name := fmt.Sprint(m["id"]), fmt.Sprint(m["method"])
		switch {
		case line[0] == '>':
			asked[id] = name
		case m["error"] != nil:
			name = "error"
		case m["method"] == nil:
			name = asked[id] + "Result"
		}
		if err := compile("/components/messages/" + name + "/payload").Validate(frame); err != nil {
			t.Errorf("%s: %v", line, err)
		}
	}
}

func TestWhatTheServerSendsIsAsTheDescriptionSays(t *testing.T) {
	_, plain := readDescription(t)
	compile := compiler(t, plain)
	s := newStandIn("front")
	_, server := serve(t, s, Options{Version: "1"})
	w := dialWire(t, server, Subprotocol, "")
	seen := map[string]bool{}
	check := func(name, frame string) {
		t.Helper()
		seen[name] = true
		v, err := jsonschema.UnmarshalJSON(strings.NewReader(frame))
		if err != nil {
			t.Fatal(err)
		}
		if err := compile("/components/messages/" + name + "/payload").Validate(v); err != nil {
			t.Errorf("%s: %s\n%v", name, frame, err)
		}
	}
	// next reads up to the answer and checks events on the way.
	next := func(method string) {
		for {
			frame := w.next()
			var m struct {
				Method string
				Error  any
			}
			if err := json.Unmarshal([]byte(frame), &m); err != nil {
				t.Fatal(err)
			}
			switch {
			case m.Method != "":
				check(m.Method, frame)
				continue
			case m.Error != nil:
				check("error", frame)
			default:
				check(method+"Result", frame)
			}
			return
		}
	}
	ask := func(method, params string) {
		frame := `{"jsonrpc":"2.0","id":1,"method":"` + method + `","params":` + params + `}`
		check(method, frame)
		w.send(frame)
		next(method)
	}
	ask("getServerInfo", `{}`)
	ask("ping", `{"device":"front"}`)
	ask("startScan", `{}`)
	s.change("front", func(p *peripheral) {
		p.advertise(gatt.Advertisement{Data: "\x02\x01\x06\x1a\xff\x4c\x00\x02\x15", ScanResponse: "\x02\x09N\x02\x0a\x04\x05\x16\x0f\x18ab", Connectable: true, RSSI: -50})
	})
	check("advertisement", w.next())
	ask("stopScan", `{}`)
	ask("connect", `{"device":"front","manualConfirmation":true}`)
	ask("exchangeMtu", `{"device":"front","mtu":100}`)
	ask("discover", `{"device":"front"}`)
	ask("getRssi", `{"device":"front"}`)
	ask("getMtu", `{"device":"front"}`)
	ask("readValue", `{"device":"front","characteristic":"2a19"}`)
	ask("readValue", `{"device":"front","characteristic":77}`)
	ask("startNotifications", subscribeToEcho)
	ask("writeValueWithResponse", writeEcho("00"))
	check("characteristicValueChanged", w.next())
	ask("confirmIndication", `{"device":"front"}`)
	ask("stopNotifications", subscribeToEcho)
	ask("writeValueWithoutResponse", writeEcho("00"))
	ask("readDescriptor", `{"device":"front","characteristic":"2a19","descriptor":"2902"}`)
	ask("writeDescriptor", `{"device":"front","characteristic":"2a19","descriptor":"2902","value":"0000"}`)
	ask("disconnect", `{"device":"front"}`)
	ask("disconnect", `{"device":"front"}`)
	for _, m := range Methods() {
		if !seen[m+"Result"] {
			t.Errorf("no answer to %s was seen", m)
		}
	}
	for _, e := range Events() {
		if !seen[e] && e != eventMissed {
			t.Errorf("no event %s was seen", e)
		}
	}
}

func TestTheServerHandsOutItsDescription(t *testing.T) {
	w := httptest.NewRecorder()
	Description().ServeHTTP(w, httptest.NewRequest("GET", DescriptionPath, nil))
	text, err := io.ReadAll(w.Body)
	if err != nil || string(text) != string(docs.AsyncAPI) || w.Header().Get("Content-Type") != "application/yaml" {
		t.Errorf("%d bytes, %v, %v", len(text), w.Header(), err)
	}
}

// same compares two lists without regard to order.
func same(t *testing.T, what string, got, want []string) {
	t.Helper()
	got, want = slices.Sorted(slices.Values(got)), slices.Sorted(slices.Values(want))
	if !slices.Equal(got, want) {
		t.Errorf("%s:\n got %v\nwant %v", what, got, want)
	}
}

func keys[V any](m map[string]V) []string {
	var out []string
	for k := range m {
		out = append(out, k)
	}
	return out
}
