package gattws

import (
	"bytes"
	"encoding/json"
	"reflect"
	"testing"
	"unicode/utf8"

	"github.com/gorilla/websocket"

	"locktwin/emulator/access"
	"locktwin/model/gatt"
)

// FuzzFrames sends any frame to a session that is connected to a lock. Each
// request with an id gets an answer, whatever it says, unless it waits for the
// lock or closes the socket.
func FuzzFrames(f *testing.F) {
	for _, m := range Methods() {
		f.Add([]byte(`{"jsonrpc":"2.0","id":1,"method":"` + m + `","params":{"device":"front","characteristic":9,"descriptor":"2902","value":"00","mtu":40}}`))
		f.Add([]byte(`{"jsonrpc":"2.0","id":"x","method":"` + m + `","params":{"device":"front"}}`))
		f.Add([]byte(`{"jsonrpc":"2.0","id":null,"method":"` + m + `"}`))
	}
	f.Add([]byte(`{"jsonrpc":"2.0","id":1,"method":"startScan","params":{"filters":[{"services":["180f"],"namePrefix":"N"}]}}`))
	f.Add([]byte(`[{}]`))
	f.Add([]byte(`{"\u006dethod":"ping","a":[{"b":"]}"}],"id":1e5}`))
	f.Fuzz(func(t *testing.T, frame []byte) {
		air := newStandIn("front", "back")
		h := newHandler(air, Options{})
		s := &session{handler: h, who: access.Identity{Scope: access.Everything()}, ctx: t.Context()}
		s.prepare()
		c, err := air.newCentral("fuzz")
		if err != nil {
			t.Fatal(err)
		}
		s.central = c
		s.socket = newSocket(h, func() {})
		work := func() {
			for len(c.Events()) > 0 {
				e := <-c.Events()
				s.event(&e)
			}
		}
		s.frame(websocket.TextMessage, []byte(`{"jsonrpc":"2.0","method":"connect","params":{"device":"front"}}`))
		work()
		for range 2 {
			s.frame(websocket.TextMessage, frame)
			s.asking.Wait()
			work()
		}
		text, ends, _, _ := s.socket.out.take(nil, nil)
		begin := 0
		for _, e := range ends {
			if !json.Valid(text[begin:e.at]) {
				t.Errorf("answered with %q", text[begin:e.at])
			}
			begin = e.at
		}
		if l := s.devices["front"]; l != nil && l.outstanding != 0 {
			t.Errorf("%d calls are outstanding although the lock answers at once", l.outstanding)
		}
		s.alarm.Stop()
		c.Close()
	})
}

// FuzzObject compares the walk over an object with encoding/json.
func FuzzObject(f *testing.F) {
	f.Add([]byte(`{"a":1,"b":"x\"}","c":{"d":[1,{"e":"]"}]},"f":null}`))
	f.Add([]byte(" {\n\t\"a\" : \"\\\\\" , \"b\":-1.5e+9}"))
	f.Fuzz(func(t *testing.T, text []byte) {
		if !json.Valid(text) {
			return
		}
		var want map[string]json.RawMessage
		o, ok := openObject(text)
		if err := json.Unmarshal(text, &want); (err == nil && want != nil) != ok {
			t.Fatalf("an object: %v, encoding/json: %v", ok, err)
		}
		got := map[string]json.RawMessage{}
		for ok {
			name, value, more := o.next()
			if !more {
				break
			}
			var key string
			if err := json.Unmarshal([]byte(`"`+string(name)+`"`), &key); err != nil {
				t.Fatalf("name %q: %v", name, err)
			}
			got[key] = value
		}
		if ok && !reflect.DeepEqual(got, want) {
			t.Errorf("got %q, want %q", got, want)
		}
	})
}

// FuzzAttributeParams compares the hand-written reader with encoding/json.
func FuzzAttributeParams(f *testing.F) {
	f.Add([]byte(`{"device":"front","characteristic":9,"value":"00ff"}`))
	f.Add([]byte(`{"device":"fr\u006fnt","service":"180f","characteristic":"2a19","value":"AB"}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		if _, ok := openObject(text); !ok || !json.Valid(text) || !utf8.Valid(text) {
			return
		}
		var p attributeParams
		if p.parse(text, needsWrite, mayCharacteristic) != nil {
			return
		}
		var want WriteParams
		if err := json.Unmarshal(text, &want); err != nil {
			t.Fatalf("encoding/json does not take it: %v", err)
		}
		if string(p.device) != want.Device || p.characteristic != want.Characteristic || !bytes.Equal(p.value, want.Value) ||
			!reflect.DeepEqual(p.service, want.Service) {
			t.Errorf("got %v, want %v", p, want)
		}
	})
}

// FuzzRawFrames sends any PDU over the raw subprotocol to a lock.
func FuzzRawFrames(f *testing.F) {
	f.Add([]byte("\x02\x17\x00"))
	f.Add([]byte{})
	f.Fuzz(func(t *testing.T, frame []byte) {
		air := newStandIn("front")
		h := newHandler(air, Options{})
		c, err := air.newCentral("fuzz")
		if err != nil {
			t.Fatal(err)
		}
		s := &raw{handler: h, central: c, row: air.peripherals["front"].row}
		s.socket = newSocket(h, func() {})
		if s.number, err = c.Connect("front", gatt.DefaultParams()); err != nil {
			t.Fatal(err)
		}
		for _, kind := range []int{websocket.BinaryMessage, websocket.BinaryMessage, websocket.TextMessage} {
			s.frame(kind, frame)
			for len(c.Events()) > 0 {
				e := <-c.Events()
				s.event(&e)
			}
		}
		c.Close()
	})
}
