package noble

import (
	"strings"
	"testing"

	"locktwin/model/gatt"
)

// Each action of an open connection, and the one event that answers it.
func TestEachActionIsAnsweredByItsEvent(t *testing.T) {
	var (
		empty     = device + `,"characteristicUuid":"2a25"`
		forbidden = device + `,"characteristicUuid":"2a01"`
		cccd      = gdio + `,"descriptorUuid":"2902"`
		long      = strings.Repeat("ab", 300)
	)
	for _, tc := range []struct{ name, action, event string }{
		{"updateRssi", `{"action":"updateRssi",` + front + `}`, `{"type":"rssiUpdate",` + front + `,"rssi":-61}`},
		{"all services", `{"action":"discoverServices",` + front + `,"uuids":[]}`,
			`{"type":"servicesDiscover",` + front + `,"serviceUuids":["a92ee100550111e4916c0800200c9a66","180a"]}`},
		{"some services", `{"action":"discoverServices",` + front + `,"uuids":["0000180A-0000-1000-8000-00805F9B34FB"]}`,
			`{"type":"servicesDiscover",` + front + `,"serviceUuids":["180a"]}`},
		{"no services", `{"action":"discoverServices",` + front + `,"uuids":["1234"]}`,
			`{"type":"servicesDiscover",` + front + `,"serviceUuids":[]}`},
		{"discoverIncludedServices", `{"action":"discoverIncludedServices",` + device + `,"serviceUuids":[]}`,
			`{"type":"includedServicesDiscover",` + device + `,"includedServiceUuids":[]}`},
		{"all characteristics", `{"action":"discoverCharacteristics",` + device + `}`,
			`{"type":"characteristicsDiscover",` + device + `,"characteristics":[{"uuid":"2a24","properties":["read"]},{"uuid":"2a25","properties":["read"]},{"uuid":"2a00","properties":["notify","indicate"]},{"uuid":"2a01","properties":["read","write"]}]}`},
		{"some characteristics", `{"action":"discoverCharacteristics",` + pairing + `,"characteristicUuids":["A92EE101-5501-11E4-916C-0800200C9A66"]}`,
			`{"type":"characteristicsDiscover",` + pairing + `,"characteristics":[{"uuid":"a92ee101550111e4916c0800200c9a66","properties":["writeWithoutResponse","write","indicate"]}]}`},
		{"read of more than one PDU", `{"action":"read",` + model + `}`,
			`{"type":"read",` + model + `,"data":"` + hexText([]byte("a virtual lock, second generation")) + `","isNotification":false}`},
		{"read of nothing", `{"action":"read",` + empty + `}`,
			`{"type":"read",` + empty + `,"data":"","isNotification":false}`},
		{"write", `{"action":"write",` + gdio + `,"data":"0100","withoutResponse":false}`, `{"type":"write",` + gdio + `}`},
		{"write of 300 bytes", `{"action":"write",` + gdio + `,"data":"` + long + `"}`, `{"type":"write",` + gdio + `}`},
		{"write without response", `{"action":"write",` + gdio + `,"data":"0100","withoutResponse":true}`, `{"type":"write",` + gdio + `}`},
		{"write of 300 bytes without response", `{"action":"write",` + gdio + `,"data":"` + long + `","withoutResponse":true}`, `{"type":"write",` + gdio + `}`},
		{"write to capitals", `{"action":"write","peripheralUuid":"54D27296447C","serviceUuid":"A92EE100-5501-11E4-916C-0800200C9A66","characteristicUuid":"A92EE101550111E4916C0800200C9A66","data":"0100"}`,
			`{"type":"write",` + gdio + `}`},
		{"broadcast", `{"action":"broadcast",` + model + `,"broadcast":true}`,
			`{"type":"attError",` + front + `,"action":"broadcast","serviceUuid":"180a","characteristicUuid":"2a24","code":10,"name":"attribute not found"}`},
		{"notify", `{"action":"notify",` + gdio + `,"notify":true}`, `{"type":"notify",` + gdio + `,"state":true}`},
		{"notify off", `{"action":"notify",` + gdio + `,"notify":false}`, `{"type":"notify",` + gdio + `,"state":false}`},
		{"notify where there is nothing", `{"action":"notify",` + model + `,"notify":true}`,
			`{"type":"attError",` + front + `,"action":"notify","serviceUuid":"180a","characteristicUuid":"2a24","code":10,"name":"attribute not found"}`},
		{"discoverDescriptors", `{"action":"discoverDescriptors",` + gdio + `}`, `{"type":"descriptorsDiscover",` + gdio + `,"descriptors":["2902"]}`},
		{"no descriptors", `{"action":"discoverDescriptors",` + model + `}`, `{"type":"descriptorsDiscover",` + model + `,"descriptors":[]}`},
		{"readValue", `{"action":"readValue",` + cccd + `}`, `{"type":"valueRead",` + cccd + `,"data":"0000"}`},
		{"writeValue", `{"action":"writeValue",` + cccd + `,"data":"0200"}`, `{"type":"valueWrite",` + cccd + `}`},
		{"unknown descriptor", `{"action":"readValue",` + gdio + `,"descriptorUuid":"2901"}`,
			`{"type":"attError",` + front + `,"action":"readValue","serviceUuid":"a92ee100550111e4916c0800200c9a66","characteristicUuid":"a92ee101550111e4916c0800200c9a66","descriptorUuid":"2901","code":10,"name":"attribute not found"}`},
		{"readHandle", `{"action":"readHandle",` + front + `,"handle":4}`, `{"type":"handleRead",` + front + `,"handle":4,"data":"0000"}`},
		{"writeHandle", `{"action":"writeHandle",` + front + `,"handle":3,"data":"0100","withoutResponse":false}`, `{"type":"handleWrite",` + front + `,"handle":3}`},
		{"writeHandle without response", `{"action":"writeHandle",` + front + `,"handle":3,"data":"0100","withoutResponse":true}`, `{"type":"handleWrite",` + front + `,"handle":3}`},
		{"handle that is not there", `{"action":"readHandle",` + front + `,"handle":99}`,
			`{"type":"attError",` + front + `,"action":"readHandle","handle":99,"code":1,"name":"invalid handle"}`},
		{"read that is not permitted", `{"action":"read",` + gdio + `}`,
			`{"type":"attError",` + front + `,"action":"read","serviceUuid":"a92ee100550111e4916c0800200c9a66","characteristicUuid":"a92ee101550111e4916c0800200c9a66","handle":3,"code":2,"name":"read not permitted"}`},
		{"read that the lock refuses", `{"action":"read",` + forbidden + `}`,
			`{"type":"attError",` + front + `,"action":"read","serviceUuid":"180a","characteristicUuid":"2a01","handle":14,"code":8,"name":"insufficient authorization"}`},
		{"unknown service", `{"action":"discoverCharacteristics",` + front + `,"serviceUuid":"1234"}`,
			`{"type":"attError",` + front + `,"action":"discoverCharacteristics","serviceUuid":"1234","code":10,"name":"attribute not found"}`},
		{"unknown characteristic", `{"action":"read",` + device + `,"characteristicUuid":"1234"}`,
			`{"type":"attError",` + front + `,"action":"read","serviceUuid":"180a","characteristicUuid":"1234","code":10,"name":"attribute not found"}`},
	} {
		t.Run(tc.name, func(t *testing.T) {
			inBubble(t, newDouble(frontDoor()), Options{}, func(t *testing.T, r *rig) {
				c := r.explored("/")
				c.send(tc.action)
				c.expect(tc.event)
			})
		})
	}
}

func TestActionsNeedAConnection(t *testing.T) {
	inBubble(t, newDouble(frontDoor()), Options{}, func(t *testing.T, r *rig) {
		c := r.open("/")
		c.send(`{"action":"read",` + model + `}`)
		c.expect(on, `{"type":"error",`+front+`,"action":"read","message":"not connected"}`)
	})
}

func TestValuesArriveAsTheAppMeantThem(t *testing.T) {
	for _, tc := range []struct{ data, want string }{
		{`0102ff`, "\x01\x02\xff"},
		{`0102FF`, "\x01\x02\xff"},
		{``, ""},
		{`1,2,16`, "\x01\x02\x10"}, // a Uint8Array, of which toString takes no notice of 'hex'
		{`255`, "\xff"},            // likewise, of one number
		{`16`, "\x16"},             // cannot be told from hexadecimal digits
		{`7`, "\x07"},
		{`258,1`, "\x02\x01"}, // a Uint16Array, as Buffer.from takes it
	} {
		l := frontDoor()
		inBubble(t, newDouble(l), Options{}, func(t *testing.T, r *rig) {
			c := r.explored("/")
			c.send(`{"action":"write",` + gdio + `,"data":"` + tc.data + `","withoutResponse":true}`)
			c.expect(`{"type":"write",` + gdio + `}`)
			if len(l.wrote) != 1 || string(l.wrote[0]) != tc.want {
				t.Errorf("%s arrived as %x, want %x", tc.data, l.wrote, tc.want)
			}
		})
	}
}

func TestOneWriteIsOneMessageAtAnyLength(t *testing.T) {
	for _, without := range []string{"true", "false"} {
		l := frontDoor()
		inBubble(t, newDouble(l), Options{}, func(t *testing.T, r *rig) {
			c := r.explored("/")
			c.send(`{"action":"write",` + gdio + `,"data":"` + strings.Repeat("5a", 244) + `","withoutResponse":` + without + `}`)
			c.expect(`{"type":"write",` + gdio + `}`)
			if len(l.wrote) != 1 || string(l.wrote[0]) != strings.Repeat("\x5a", 244) {
				t.Errorf("without response %s: arrived as %d values", without, len(l.wrote))
			}
		})
	}
}

func TestRefusedWriteHasNoEventUnlessWanted(t *testing.T) {
	refused := `{"type":"attError",` + front + `,"action":"write","serviceUuid":"a92ee100550111e4916c0800200c9a66","characteristicUuid":"a92ee101550111e4916c0800200c9a66","handle":3,"code":14,"name":"unlikely error"}`
	for _, tc := range []struct {
		options Options
		path    string
		want    []string
	}{
		{Options{}, "/", []string{refused}},
		{Options{WriteOnError: true}, "/", []string{refused, `{"type":"write",` + gdio + `}`}},
		{Options{}, "/?writeOnError=true", []string{refused, `{"type":"write",` + gdio + `}`}},
		{Options{WriteOnError: true}, "/?writeOnError=false", []string{refused}},
	} {
		l := frontDoor()
		l.writeError = gatt.CodeUnlikelyError
		inBubble(t, newDouble(l), tc.options, func(t *testing.T, r *rig) {
			c := r.explored(tc.path)
			c.send(`{"action":"write",` + gdio + `,"data":"0100"}`)
			c.expect(tc.want...)
		})
	}
}

func TestBroadcastIsAnsweredWhereThereIsADescriptorForIt(t *testing.T) {
	d := newDouble(frontDoor())
	s := unplugged(t, d)
	for _, m := range []string{connectFront, `{"action":"discoverServices",` + front + `}`, `{"action":"discoverCharacteristics",` + device + `}`} {
		s.receive(incoming{text: []byte(m)})
		settle(s)
	}
	// No lock has one; the descriptor of another purpose takes the same value.
	both := &s.peripherals["54d27296447c"].link.services[1].Characteristics[2]
	both.Descriptors[0].UUID = serverConfiguration
	for _, state := range []string{"true", "false"} {
		s.receive(incoming{text: []byte(`{"action":"broadcast",` + device + `,"characteristicUuid":"2a00","broadcast":` + state + `}`)})
		want := `{"type":"broadcast",` + device + `,"characteristicUuid":"2a00","state":` + state + `}`
		if got := strings.Join(settle(s), " "); got != want {
			t.Errorf("answered %s, want %s", got, want)
		}
	}
}

func TestEveryActionOfTheProtocolIsKnown(t *testing.T) {
	names := []string{"startScanning", "stopScanning", "connect", "disconnect", "updateRssi", "discoverServices",
		"discoverIncludedServices", "discoverCharacteristics", "read", "write", "broadcast", "notify",
		"discoverDescriptors", "readValue", "writeValue", "readHandle", "writeHandle", "auth"}
	for _, n := range names {
		if actionKinds[n] == nil {
			t.Errorf("%s is not known", n)
		}
	}
	if len(names) != len(actionKinds) {
		t.Errorf("%d actions are known, want %d", len(actionKinds), len(names))
	}
}
