package gattws

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"testing"

	"locktwin/emulator/access"
	"locktwin/model/gatt"
)

func TestEveryMethodAnswers(t *testing.T) {
	s := newStandIn("front")
	_, server := serve(t, s, Options{Version: "1.2.3"})
	w := dialWire(t, server, Subprotocol, "")
	h := func(u gatt.UUID) string { return strconv.Itoa(int(peripheralTable.ValueHandle(u))) }
	cccd := strconv.Itoa(int(peripheralTable.CCCDHandle(peripheralTable.ValueHandle(echo))))
	for _, c := range []struct{ method, params, want string }{
		{"getServerInfo", `{}`, `{"server":"locktwin","version":"1.2.3","protocol":"locktwin.gatt.v1","limits":{"frameBytes":8192,"valueBytes":512,"mtu":517,"outstanding":64,"connections":16}}`},
		{"ping", `{}`, `{}`},
		{"ping", `{"device":"54:D2:72:00:00:01"}`, `{"timeNs":1000}`},
		{"startScan", `{"filters":[{"namePrefix":"Nuki_"},{"services":["180f"]}],"allowDuplicates":true}`, `{}`},
		{"stopScan", `{}`, `{}`},
		{"connect", `{"device":"Nuki_00000001","mtu":100,"intervalMs":7.5,"latency":2,"supervisionTimeoutMs":500}`,
			`{"device":"front","address":"54:d2:72:00:00:01","name":"Nuki_00000001","mtu":100,"timeNs":2000}`},
		{"getMtu", `{"device":"front"}`, `{"mtu":100,"timeNs":2000}`},
		{"getRssi", `{"device":"front"}`, `{"rssi":-55,"timeNs":2000}`},
		{"readValue", `{"device":"front","characteristic":` + h(level) + `}`, `{"value":"57","timeNs":3000}`},
		{"readValue", `{"device":"front","characteristic":"2a19"}`, ``},
		{"readValue", `{"device":"front","service":"1800","characteristic":"00002A00-0000-1000-8000-00805f9b34fb"}`, `"value":"6e616d65"`},
		{"startNotifications", `{"device":"front","characteristic":"` + echo.String() + `"}`, `"indication":true`},
		{"readDescriptor", `{"device":"front","descriptor":` + cccd + `}`, `"value":"0200"`},
		{"writeDescriptor", `{"device":"front","characteristic":` + h(echo) + `,"descriptor":"2902","value":"0000"}`, `{"timeNs":`},
		{"readDescriptor", `{"device":"front","characteristic":"` + echo.String() + `","descriptor":"2902"}`, `"value":"0000"`},
		{"writeValueWithResponse", `{"device":"front","characteristic":` + h(echo) + `,"value":"00ffAB"}`, `{"timeNs":`},
		{"writeValueWithoutResponse", `{"device":"front","characteristic":` + h(ticks) + `,"value":"01"}`, `{"timeNs":`},
		{"startNotifications", `{"device":"front","characteristic":` + h(ticks) + `}`, `"indication":false`},
		{"stopNotifications", `{"device":"front","characteristic":` + h(ticks) + `}`, `{"timeNs":`},
		{"disconnect", `{"device":"front"}`, `{"timeNs":`},
		{"connect", `{"device":"front","manualConfirmation":true}`, `"mtu":23`},
		{"exchangeMtu", `{"device":"front","mtu":200}`, `"mtu":200`},
		{"startNotifications", `{"device":"front","characteristic":"` + echo.String() + `"}`, `"indication":true`},
		{"writeValueWithResponse", `{"device":"front","characteristic":"` + echo.String() + `","value":"aa"}`, `{"timeNs":`},
	} {
		if got := w.ask(c.method, c.params); !strings.Contains(got, c.want) || strings.Contains(got, `"code"`) {
			t.Errorf("%s %s\n got %s\nwant %s", c.method, c.params, got, c.want)
		}
	}
	w.event("characteristicValueChanged")
	if got := w.ask("confirmIndication", `{"device":"front"}`); !strings.HasPrefix(got, `{"timeNs":`) {
		t.Error(got)
	}
	s.change("front", func(p *peripheral) {
		if want := []string{"00ffab", "01", "aa"}; fmt.Sprint(p.got) != fmt.Sprint(want) {
			t.Errorf("the lock was given %v, want %v", p.got, want)
		}
	})
}

func TestDiscoverGivesTheWholeTable(t *testing.T) {
	_, server := serve(t, newStandIn("front"), Options{})
	w := connected(t, server, "")
	var got DiscoverResult
	if err := json.Unmarshal([]byte(w.ask("discover", `{"device":"front"}`)), &got); err != nil {
		t.Fatal(err)
	}
	if want := described(peripheralTable.Services()); fmt.Sprint(got.Services) != fmt.Sprint(want) {
		t.Errorf("got  %v\nwant %v", got.Services, want)
	}
	if c := got.Services[1].Characteristics[1]; fmt.Sprint(c.Properties) != "[writeWithoutResponse write notify indicate]" {
		t.Errorf("properties %v", c.Properties)
	}
}

func TestEveryRefusalSaysWhatIsWrong(t *testing.T) {
	s := newStandIn("front", "back", "deaf")
	s.peripherals["deaf"].deaf = true
	_, server := serve(t, s, Options{Limits: Limits{Connections: 2}})
	w := connected(t, server, "")
	for _, c := range []struct{ method, params, want string }{
		{"open", `{}`, `{"code":-32601,"message":"method not found: \"open\""}`},
		{"ping", `{"devise":"front"}`, `{"code":-32602,"message":"invalid params: there is no parameter \"devise\"; there are device. Did you mean 'device'?"}`},
		{"stopScan", `{"now":true}`, `{"code":-32602,"message":"invalid params: the method takes none, but got \"now\""}`},
		{"connect", `{}`, `{"code":-32602,"message":"invalid params: device is missing"}`},
		{"connect", `{"device":7}`, `-32602`},
		{"connect", `{"device":"front","device":"back"}`, `device is given twice`},
		{"connect", `{"device":"back","mtu":22}`, `mtu: 22, limits 23 and 517`},
		{"connect", `{"device":"back","intervalMs":7}`, `interval 7ms, limits 7.5ms and 4s`},
		{"connect", `{"device":"back","intervalMs":-1}`, `intervalMs: -1, limits`},
		{"connect", `{"device":"back","intervalMs":1e300}`, `intervalMs: 1e+300, limits`},
		{"connect", `{"device":"back","latency":500,"supervisionTimeoutMs":32000}`, `latency 500, limits 0 and 499`},
		{"connect", `{"device":"back","supervisionTimeoutMs":-5}`, `supervisionTimeoutMs: -5, limits`},
		{"connect", `{"device":"gone"}`, `{"code":-32003,"message":"unknown device","data":{"domain":"gatt","code":1,"name":"unknown device","message":"No lock has this id, address or name."}}`},
		{"connect", `{"device":"Nuki_00000001"}`, `"domain":"gatt","code":3,"name":"already connected"`},
		{"connect", `{"device":"deaf"}`, `{"code":-32002,"message":"connection failed to be established","data":{"domain":"hci","code":62,`},
		{"connect", `{"device":"back"}`, `"device":"back"`},
		{"connect", `{"device":"deaf"}`, `"domain":"gatt","code":11,"name":"too many connections"`},
		{"ping", `{"device":"gone"}`, `"code":1,"name":"unknown device"`},
		{"disconnect", `{"device":"deaf"}`, `"domain":"gatt","code":2,"name":"not connected"`},
		{"discover", `{"device":"gone"}`, `"code":2,"name":"not connected"`},
		{"readValue", `{"device":"front"}`, `characteristic is missing`},
		{"readValue", `{"device":"front","characteristic":0}`, `characteristic: not an attribute: 0: want a handle from 1 to 65535, or a UUID as a string`},
		{"readValue", `{"device":"front","characteristic":"2a1"}`, `want 4, 8 or 32 hexadecimal digits`},
		{"readValue", `{"device":"front","characteristic":"2aff"}`, `"code":4,"name":"attribute not found"`},
		{"readValue", `{"device":"front","characteristic":"2a00"}`, `"code":5,"name":"attribute ambiguous"`},
		{"readValue", `{"device":"front","service":"18ff","characteristic":"2a00"}`, `"code":4,`},
		{"readValue", `{"device":"front","characteristic":9999}`, `{"code":-32001,"message":"invalid handle","data":{"domain":"att","code":1,"name":"invalid handle","message":"The lock has no attribute with this handle."}}`},
		{"readValue", `{"device":"front","characteristic":"` + echo.String() + `"}`, `"domain":"att","code":2,"name":"read not permitted"`},
		{"writeValueWithResponse", `{"device":"front","characteristic":"2a19","value":"00"}`, `"domain":"att","code":3,"name":"write not permitted"`},
		{"writeValueWithResponse", `{"device":"front","characteristic":"2a19","value":"0"}`, `{"code":-32602,"message":"invalid params: value: not pairs of hexadecimal digits: 1 characters"}`},
		{"writeValueWithResponse", `{"device":"front","characteristic":"2a19","value":12}`, `value: not pairs of hexadecimal digits: want a string`},
		{"writeValueWithResponse", `{"device":"front","characteristic":"2a19","value":"` + strings.Repeat("00", 513) + `"}`, `value: 513 bytes are more than the 512`},
		{"writeValueWithoutResponse", `{"device":"front","characteristic":"` + ticks.String() + `","value":"` + strings.Repeat("00", 21) + `"}`, `"code":12,"name":"value too long"`},
		{"writeDescriptor", `{"device":"front","characteristic":"2a19","descriptor":"2902","value":"04"}`, `"domain":"att","code":13,`},
		{"readDescriptor", `{"device":"front","descriptor":"2902"}`, `characteristic is missing: a descriptor that is named by its UUID needs it`},
		{"readDescriptor", `{"device":"front","characteristic":"2a19","descriptor":"2901"}`, `"code":4,`},
		{"startNotifications", `{"device":"front","characteristic":"` + refusing.String() + `"}`, `"code":6,"name":"notifications not supported"`},
		{"confirmIndication", `{"device":"front"}`, `"code":10,"name":"nothing to confirm"`},
		{"exchangeMtu", `{"device":"front","mtu":1000}`, `mtu: 1000, limits 23 and 517`},
		{"exchangeMtu", `{"device":"front","mtu":100}`, `"mtu":100`},
		{"exchangeMtu", `{"device":"front","mtu":100}`, `"code":9,"name":"MTU already exchanged"`},
		{"startScan", `{"filters":[{}]}`, `a filter names at least one of services, name, namePrefix, address`},
		{"startScan", `{"filters":[{"services":["xyz"]}]}`, `-32602`},
		{"startScan", `{"filters":[` + strings.Repeat(`{"name":"a"},`, 16) + `{"name":"a"}]}`, `filters: 17, limit 16`},
	} {
		if got := w.ask(c.method, c.params); !strings.Contains(got, c.want) {
			t.Errorf("%s %s\n got %s\nwant %s", c.method, c.params, got, c.want)
		}
	}
}

func TestEveryATTErrorOfALockArrivesWithItsName(t *testing.T) {
	_, server := serve(t, newStandIn("front"), Options{})
	w := connected(t, server, "")
	for code := 1; code <= 0xFF; code++ {
		got := w.ask("writeValueWithResponse", fmt.Sprintf(`{"device":"front","characteristic":%d,"value":"%02x"}`, peripheralTable.ValueHandle(refusing), code))
		var e RPCError
		if err := json.Unmarshal([]byte(got), &e); err != nil {
			t.Fatal(err)
		}
		if want := ofATT(gatt.Code(code)); e.Code != codeATT || *e.Data != want || e.Data.Message == "" {
			t.Errorf("code %#x: got %s, want %v", code, got, want)
		}
	}
}

func TestWhatIsNoRequestIsRefusedAsJSONRPCSays(t *testing.T) {
	_, server := serve(t, newStandIn("front"), Options{})
	w := dialWire(t, server, Subprotocol, "")
	long := strings.Repeat("x", 70)
	for _, c := range []struct{ frame, want string }{
		{`{`, `{"jsonrpc":"2.0","id":null,"error":{"code":-32700,"message":"parse error: the frame is not JSON"}}`},
		{``, `"id":null,"error":{"code":-32700`},
		{`7`, `{"jsonrpc":"2.0","id":null,"error":{"code":-32600,"message":"invalid request: a request is an object"}}`},
		{` [{"jsonrpc":"2.0","id":1,"method":"ping"}]`, `"id":null,"error":{"code":-32600,"message":"invalid request: batches are not taken: send each request in a frame of its own"}`},
		{`{"id":1,"method":"ping"}`, `"id":1,"error":{"code":-32600,"message":"invalid request: the member jsonrpc has to be \"2.0\""}`},
		{`{"jsonrpc":"1.0","id":"a","method":"ping"}`, `"id":"a","error":{"code":-32600`},
		{`{"jsonrpc":"2.0","id":1}`, `the member method has to be a string`},
		{`{"jsonrpc":"2.0","id":1,"method":2}`, `the member method has to be a string`},
		{`{"jsonrpc":"2.0","id":1.5,"method":"ping"}`, `"id":null,"error":{"code":-32600,"message":"invalid request: an id is a string, an integer or null of at most 64 characters"}`},
		{`{"jsonrpc":"2.0","id":{},"method":"ping"}`, `"id":null,"error":{"code":-32600`},
		{`{"jsonrpc":"2.0","id":"` + long + `","method":"ping"}`, `"id":null,"error":{"code":-32600`},
		{`{"jsonrpc":"2.0","id":1,"method":"ping","params":[]}`, `params is an object`},
		{`{"jsonrpc":"2.0","id":1,"method":"ping","extra":1}`, `a request has the members jsonrpc, id, method and params, not \"extra\"`},
		{`{"jsonrpc":"2.0","id":1,"result":{}}`, `not \"result\"`},
		{`{"jsonrpc":"2.0","id":1,"method":"ping"}`, `{"jsonrpc":"2.0","id":1,"result":{}}`},
		{` { "jsonrpc" : "2.0" , "id" : null , "method" : "ping" } `, `{"jsonrpc":"2.0","id":null,"result":{}}`},
		{`{"jsonrpc":"2.0","id":-7,"method":"ping"}`, `"id":-7,"result":{}`},
		{`{"jsonrpc":"2.0","id":"a\"b","method":"ping"}`, `"id":"a\"b","result":{}`},
	} {
		w.send(c.frame)
		if got := w.next(); !strings.Contains(got, c.want) {
			t.Errorf("%s\n got %s\nwant %s", c.frame, got, c.want)
		}
	}
}

func TestARequestWithoutIDIsCarriedOutAndNotAnswered(t *testing.T) {
	s := newStandIn("front")
	_, server := serve(t, s, Options{})
	w := connected(t, server, "")
	h := peripheralTable.ValueHandle(echo)
	w.send(fmt.Sprintf(`{"jsonrpc":"2.0","method":"writeValueWithResponse","params":{"device":"front","characteristic":%d,"value":"beef"}}`, h))
	w.send(`{"jsonrpc":"2.0","method":"nothing"}`)
	w.send(`{"jsonrpc":"2.0","id":9,"method":"ping"}`)
	if got := w.next(); got != `{"jsonrpc":"2.0","id":9,"result":{}}` {
		t.Error(got)
	}
	s.change("front", func(p *peripheral) {
		if len(p.got) != 1 || p.got[0] != "beef" {
			t.Errorf("the lock was given %v", p.got)
		}
	})
}

func TestATokenForOneLockShowsNoOther(t *testing.T) {
	s := newStandIn("front", "back")
	scope, err := access.ParseScope("air:back")
	if err != nil {
		t.Fatal(err)
	}
	server := listen(t, newHandler(s, Options{}), scope)
	w := dialWire(t, server, Subprotocol, "")
	for _, method := range []string{"connect", "ping"} {
		if got := w.ask(method, `{"device":"front"}`); !strings.Contains(got, `"name":"unknown device"`) {
			t.Errorf("%s: %s", method, got)
		}
	}
	if got := w.ask("connect", `{"device":"back"}`); !strings.Contains(got, `"device":"back"`) {
		t.Error(got)
	}
	w.ask("startScan", `{}`)
	for _, id := range []string{"front", "back"} {
		s.change(id, func(p *peripheral) { p.advertise(gatt.Advertisement{}) })
	}
	if got := w.event("advertisement"); !strings.Contains(got, `"device":"back"`) {
		t.Error(got)
	}
}
