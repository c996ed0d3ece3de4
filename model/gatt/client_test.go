package gatt

import (
	"bytes"
	"errors"
	"reflect"
	"slices"
	"strings"
	"testing"
)

func TestClientDiscoversWhatTheTableHas(t *testing.T) {
	for _, mtu := range []int{23, 50, 247, 517} {
		p := newPipe(t)
		p.policy.MTU = 517
		var found []DiscoveredService
		calls := 0
		p.client.ExchangeMTU(mtu, func(got int, err error) {
			if err != nil || got != mtu {
				t.Errorf("MTU %d (%v), want %d", got, err, mtu)
			}
		})
		p.client.Discover(func(s []DiscoveredService, err error) {
			calls++
			if err != nil {
				t.Error(err)
			}
			found = s
		})
		p.pump()
		if calls != 1 || !reflect.DeepEqual(found, p.table.Services()) {
			t.Errorf("MTU %d: found %+v in %d calls, want %+v", mtu, found, calls, p.table.Services())
		}
	}
}

func TestTableAndDiscoveryAgreeOnHandles(t *testing.T) {
	table := testTable()
	s := table.Services()
	if c := &s[1].Characteristics[0]; c.Value != hData || c.CCCD() != hDataCCCD || table.ValueHandle(uuidData) != hData ||
		table.CCCDHandle(hData) != hDataCCCD {
		t.Errorf("data: %+v", c)
	}
	if c := &s[2].Characteristics[0]; c.CCCD() != 0 || table.CCCDHandle(hModel) != 0 || table.CCCDHandle(0) != 0 {
		t.Errorf("model: %+v", c)
	}
	if u, ok := table.UUID(hBothCCCD); !ok || u != CCCD() || table.Len() != hBothCCCD {
		t.Errorf("the last handle is %d, a %v", table.Len(), u)
	}
	if _, ok := table.UUID(hBothCCCD + 1); ok || table.ValueHandle(UUID{}) != 0 {
		t.Error("an attribute that is not there")
	}
}

func TestClientReadsLongValues(t *testing.T) {
	p := newPipe(t)
	for _, n := range []int{0, 1, 21, 22, 23, 44, 45, 511, 512} {
		p.value = bytes.Repeat([]byte{'v'}, n)
		calls := 0
		p.client.Read(hAsked, func(v []byte, err error) {
			calls++
			if err != nil || !bytes.Equal(v, p.value) {
				t.Errorf("%d bytes are read as %d (%v)", n, len(v), err)
			}
		})
		p.pump()
		if calls != 1 {
			t.Errorf("%d calls", calls)
		}
	}
}

func TestClientTakesNotLongAsTheEndOfAValue(t *testing.T) {
	for _, code := range []Code{CodeAttributeNotLong, CodeInvalidOffset} {
		var sent []PDU
		c := NewClient(func(p PDU) { sent = append(sent, p) })
		var got []byte
		c.Read(5, func(v []byte, err error) {
			if err != nil {
				t.Error(err)
			}
			got = v
		})
		c.Receive("\x0b" + PDU(strings.Repeat("v", 22)))
		c.Receive(errorResponse(OpReadBlobRequest, 5, code))
		if len(got) != 22 || len(sent) != 2 || sent[1] != "\x0c\x05\x00\x16\x00" {
			t.Errorf("read %d bytes with % x", len(got), sent)
		}
	}
}

func TestClientWritesLongValuesInParts(t *testing.T) {
	p := newPipe(t)
	for _, n := range []int{0, 1, 20, 21, 36, 37, 174, 512} {
		p.written, p.log = nil, nil
		v := bytes.Repeat([]byte{'w'}, n)
		calls := 0
		p.client.Write(hData, v, func(err error) {
			calls++
			if err != nil {
				t.Error(err)
			}
		})
		p.pump()
		if calls != 1 || len(p.written) != 1 || !bytes.Equal(p.written[0], v) {
			t.Errorf("%d bytes arrive as %d values", n, len(p.written))
		}
		if long := p.log[0].Opcode() == OpPrepareWriteRequest; long != (n > 20) {
			t.Errorf("%d bytes go with a %v", n, p.log[0].Opcode())
		}
	}
}

func TestWritesAboveTheLimitAreNotSent(t *testing.T) {
	p := newPipe(t)
	var got error
	p.client.Write(hData, make([]byte, 513), func(err error) { got = err })
	if !errors.Is(got, ErrTooLong) || len(p.up) != 0 {
		t.Errorf("%v, sent % x", got, p.up)
	}
	if err := p.client.Command(hData, make([]byte, 21)); !errors.Is(err, ErrTooLong) || len(p.up) != 0 {
		t.Errorf("%v, sent % x", err, p.up)
	}
}

func TestClientCancelsALongWriteThatGoesWrong(t *testing.T) {
	p := newPipe(t)
	p.policy.PrepareBytes = 40
	var got error
	p.client.Write(hData, make([]byte, 100), func(err error) { got = err })
	p.pump()
	var refused *Error
	if !errors.As(got, &refused) || *refused != (Error{OpPrepareWriteRequest, hData, CodePrepareQueueFull}) || !errors.Is(got, ErrATT) {
		t.Errorf("the write ends with %v", got)
	}
	if p.log[len(p.log)-2] != "\x18\x00" {
		t.Errorf("the queue was not cancelled: % x", p.log)
	}

	var sent []PDU
	c := NewClient(func(u PDU) { sent = append(sent, u) })
	c.Write(7, make([]byte, 30), func(err error) { got = err })
	c.Receive("\x17" + sent[0][1:22] + "!")
	c.Receive("\x19")
	if !errors.Is(got, ErrEcho) || sent[1] != "\x18\x00" {
		t.Errorf("a changed echo: %v, % x", got, sent)
	}
}

func TestClientHasOneRequestOutstanding(t *testing.T) {
	var sent []PDU
	c := NewClient(func(p PDU) { sent = append(sent, p) })
	var order []string
	c.Subscribe(8, SubscribeIndications, func(err error) { order = append(order, "subscribed") })
	c.Write(7, []byte("a"), func(err error) { order = append(order, "written") })
	c.Read(7, func(v []byte, err error) { order = append(order, "read") })
	if len(sent) != 1 || sent[0] != "\x12\x08\x00\x02\x00" || !c.Waiting() || !c.Busy() {
		t.Fatalf("sent % x", sent)
	}
	if err := c.Command(7, []byte("now")); err != nil || len(sent) != 2 {
		t.Errorf("a command waits for a request: %v", err)
	}
	c.Receive("\x0b") // answers nothing that was asked
	c.Receive("\x13")
	c.Receive("\x13")
	c.Receive(errorResponse(OpReadRequest, 7, CodeReadNotPermitted))
	if !slices.Equal(order, []string{"subscribed", "written", "read"}) || c.Waiting() || c.Busy() {
		t.Errorf("done: %v", order)
	}
}

func TestClientConfirmsWhenTheValueWasTaken(t *testing.T) {
	var log []string
	c := NewClient(func(p PDU) { log = append(log, p.Opcode().Name()) })
	c.OnValue = func(h Handle, v []byte, indication bool) {
		log = append(log, "value "+string(v))
		if h != 7 || indication != (string(v) == "ind") {
			t.Errorf("value %q of %v, indication %v", v, h, indication)
		}
	}
	c.Receive("\x1d\x07\x00ind")
	c.Receive("\x1b\x07\x00not")
	c.Receive("\x1d\x07") // malformed
	c.ManualConfirm = true
	c.Receive("\x1d\x07\x00ind")
	c.Confirm()
	want := []string{"value ind", "confirmation", "value not", "value ind", "confirmation"}
	if !slices.Equal(log, want) {
		t.Errorf("%v, want %v", log, want)
	}
}

func TestEverythingOutstandingEndsWithTheLink(t *testing.T) {
	sent := 0
	c := NewClient(func(PDU) { sent++ })
	lost := errors.New("lost")
	var ends []error
	note := func(err error) { ends = append(ends, err) }
	c.Write(7, make([]byte, 100), note)
	c.Read(7, func(v []byte, err error) { note(err) })
	c.Discover(func(s []DiscoveredService, err error) { note(err) })
	c.ExchangeMTU(100, func(_ int, err error) { note(err) })
	c.Fail(lost)
	c.Fail(nil)
	c.Write(7, nil, note)
	if len(ends) != 5 || sent != 1 || c.Waiting() || c.Busy() {
		t.Fatalf("%d ends, %d PDUs", len(ends), sent)
	}
	for _, err := range ends {
		if !errors.Is(err, lost) {
			t.Error(err)
		}
	}
	if err := c.Command(7, nil); !errors.Is(err, lost) || !errors.Is(c.Err(), lost) {
		t.Error(err)
	}
	c.Receive("\x1d\x07\x00x")
	if sent != 1 {
		t.Error("a dead client answers")
	}
	d := NewClient(func(PDU) {})
	d.Fail(nil)
	if !errors.Is(d.Err(), ErrClosed) {
		t.Error(d.Err())
	}
}

func TestClientRefusesRequestsOfTheServer(t *testing.T) {
	var sent []PDU
	c := NewClient(func(p PDU) { sent = append(sent, p) })
	c.Receive("\x02\xf7\x00")
	if len(sent) != 1 || sent[0] != "\x01\x02\x00\x00\x06" {
		t.Errorf("sent % x", sent)
	}
}

func TestDiscoveryEndsWhateverTheServerSays(t *testing.T) {
	for _, answers := range [][]PDU{
		{"\x11\x06\x01\x00\x05\x00\x0a\x18", "\x11\x06\x01\x00\x05\x00\x0a\x18"}, // goes back
		{"\x11\x06\x05\x00\x01\x00\x0a\x18"},                                     // ends before it begins
		{"\x11\x00"}, {"\x11"}, {"\x11\x06\x01\x00"}, {"\x11\x07\x01\x00\x05\x00\x0a\x18\x00"},
		{"\x11\x06\x01\x00\xff\xff\x0a\x18", "\x09\x07\x02\x00\x20\x02\x00\x24\x2a"}, // a value before its declaration
		{"\x11\x06\x01\x00\xff\xff\x0a\x18", "\x09\x07\x01\x00\x20\x03\x00\x24\x2a"}, // outside the range
		{"\x11\x06\x01\x00\xff\xff\x0a\x18", "\x09\x07\x02\x00\x20\x03\x00\x24\x2a", "\x01\x08\x03\x00\x0a", "\x05\x01\x03\x00\x02\x29"},
		{"\x11\x06\x01\x00\xff\xff\x0a\x18", "\x09\x07\x02\x00\x20\x03\x00\x24\x2a", "\x01\x08\x03\x00\x0a", "\x05\x03\x04\x00\x02\x29"},
	} {
		c := NewClient(func(PDU) {})
		var got error
		c.Discover(func(s []DiscoveredService, err error) {
			got = err
			if s != nil {
				t.Errorf("found %+v", s)
			}
		})
		for _, p := range answers {
			c.Receive(p)
		}
		if !errors.Is(got, ErrMalformed) {
			t.Errorf("% x: %v", answers, got)
		}
	}
}

func TestMalformedResponsesAreTold(t *testing.T) {
	for _, tt := range []struct {
		begin func(c *Client, done func(error))
		in    PDU
	}{
		{func(c *Client, done func(error)) { c.ExchangeMTU(50, func(_ int, err error) { done(err) }) }, "\x03\x17"},
		{func(c *Client, done func(error)) { c.Write(7, nil, done) }, "\x13\x00"},
		{func(c *Client, done func(error)) { c.Read(7, func(_ []byte, err error) { done(err) }) }, "\x0b" + PDU(strings.Repeat("x", 23))},
	} {
		c := NewClient(func(PDU) {})
		var got error
		tt.begin(c, func(err error) { got = err })
		c.Receive(tt.in)
		if !errors.Is(got, ErrMalformed) || c.Busy() {
			t.Errorf("% x: %v", string(tt.in), got)
		}
	}
}
