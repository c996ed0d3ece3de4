package gatt

import (
	"errors"
	"strings"
	"testing"
	"time"
	"unsafe"
)

func TestServerIsPlainAndSmall(t *testing.T) {
	if n := unsafe.Sizeof(Server{}); n > 6<<10 {
		t.Errorf("a server takes %d bytes", n)
	}
	w := newWorld(t)
	w.bare(1)
	w.subscribe(1, hDataCCCD)
	copied := w.server
	w.server.Disconnect(1)
	if !copied.Subscribed(w.table, 1, hData) || w.server != (Server{}) {
		t.Error("a copy is not independent, or something is left of a connection")
	}
}

func TestAtMostFourAreConnected(t *testing.T) {
	var s Server
	for c := ConnID(1); c <= 4; c++ {
		if !s.Connect(c) {
			t.Fatalf("connection %d is refused", c)
		}
	}
	if s.Connect(5) || s.Connect(3) || s.Connect(0) || s.Count() != 4 {
		t.Error("a fifth, a known or no connection was taken")
	}
	s.Disconnect(2)
	if !s.Connect(5) || s.Has(2) || !s.Has(5) {
		t.Error("a place that became free is not used")
	}
}

func TestMTUExchangeTakesTheSmallerOffer(t *testing.T) {
	for _, tt := range []struct {
		ours, theirs uint16
		want         int
	}{{247, 517, 247}, {247, 185, 185}, {23, 517, 23}, {247, 5, 23}, {0, 100, 23}, {65535, 65535, 517}} {
		w := newWorld(t)
		w.policy.MTU = tt.ours
		w.bare(1)
		if w.server.MTU(1) != 23 {
			t.Errorf("the MTU begins at %d", w.server.MTU(1))
		}
		offer := w.policy.mtu()
		w.expect(1, PDU([]byte{0x02, byte(tt.theirs), byte(tt.theirs >> 8)}), PDU([]byte{0x03, byte(offer), byte(offer >> 8)}))
		if got := w.server.MTU(1); got != tt.want {
			t.Errorf("%d and %d agree on %d, want %d", tt.ours, tt.theirs, got, tt.want)
		}
	}
}

func TestMTUExchangeBytes(t *testing.T) {
	w := newWorld(t)
	w.bare(1)
	w.expect(1, "\x02\x05\x02", "\x03\xf7\x00") // 517 is offered, 247 answered
}

func TestMTUIsExchangedOnceAndForgottenWithTheConnection(t *testing.T) {
	w := newWorld(t)
	w.bare(1)
	w.exchange(1, 100)
	w.expect(1, "\x02\xf7\x00", failed(OpExchangeMTURequest, 0, CodeRequestNotSupported))
	if w.server.MTU(1) != 100 {
		t.Errorf("the second exchange changed the MTU to %d", w.server.MTU(1))
	}
	w.server.Disconnect(1)
	w.bare(1)
	if w.server.MTU(1) != 23 {
		t.Errorf("a new connection begins with an MTU of %d", w.server.MTU(1))
	}
}

func TestFindInformationKeepsOneFormatInOneAnswer(t *testing.T) {
	w := newWorld(t)
	w.bare(1)
	w.expect(1, "\x04\x01\x00\xff\xff", "\x05\x01\x01\x00\x00\x28\x02\x00\x03\x28")
	w.expect(1, "\x04\x03\x00\xff\xff", "\x05\x02\x03\x00\x66\x9a\x0c\x20\x00\x08\x6c\x91\xe4\x11\x01\x55\x01\xe1\x2e\xa9")
	w.expect(1, "\x04\x04\x00\x04\x00", "\x05\x01\x04\x00\x02\x29")
	w.expect(1, "\x04\x13\x00\xff\xff", failed(OpFindInformationRequest, 0x13, CodeAttributeNotFound))
}

func TestRangesAreJudged(t *testing.T) {
	w := newWorld(t)
	w.bare(1)
	for _, in := range []PDU{"\x04\x00\x00\x05\x00", "\x04\x06\x00\x05\x00"} {
		w.expect(1, in, failed(OpFindInformationRequest, in.handle(1), CodeInvalidHandle))
	}
	w.expect(1, "\x08\x06\x00\x05\x00\x03\x28", failed(OpReadByTypeRequest, 6, CodeInvalidHandle))
	w.expect(1, "\x10\x00\x00\x05\x00\x00\x28", failed(OpReadByGroupTypeRequest, 0, CodeInvalidHandle))
	w.expect(1, "\x06\x06\x00\x05\x00\x00\x28", failed(OpFindByTypeValueRequest, 6, CodeInvalidHandle))
}

func TestServicesAreListedInGroupsOfOneSize(t *testing.T) {
	w := newWorld(t)
	w.bare(1)
	w.exchange(1, 247)
	got := w.ask(1, "\x10\x01\x00\xff\xff\x00\x28")
	if len(got) != 1 || len(got[0]) != 2+2*20 || got[0][1] != 20 || got[0].handle(2) != 1 || got[0].handle(4) != 4 ||
		got[0].handle(22) != 5 || got[0].handle(24) != 8 {
		t.Errorf("services: % x", got)
	}
	w.expect(1, "\x10\x09\x00\xff\xff\x00\x28", "\x11\x06\x09\x00\x12\x00\x0a\x18")
	w.expect(1, "\x10\x0a\x00\xff\xff\x00\x28", failed(OpReadByGroupTypeRequest, 10, CodeAttributeNotFound))
	w.expect(1, "\x10\x01\x00\xff\xff\x01\x28", failed(OpReadByGroupTypeRequest, 1, CodeAttributeNotFound))
	w.expect(1, "\x10\x01\x00\xff\xff\x03\x28", failed(OpReadByGroupTypeRequest, 1, CodeUnsupportedGroupType))
	w.expect(1, "\x10\x09\x00\xff\xff\xfb\x34\x9b\x5f\x80\x00\x00\x80\x00\x10\x00\x00\x00\x28\x00\x00", "\x11\x06\x09\x00\x12\x00\x0a\x18")
}

func TestServiceIsFoundByItsUUID(t *testing.T) {
	w := newWorld(t)
	w.bare(1)
	w.expect(1, "\x06\x01\x00\xff\xff\x00\x28\x66\x9a\x0c\x20\x00\x08\x6c\x91\xe4\x11\x01\x55\x00\xe2\x2e\xa9", "\x07\x05\x00\x08\x00")
	w.expect(1, "\x06\x01\x00\xff\xff\x00\x28\x0a\x18", "\x07\x09\x00\x12\x00")
	w.expect(1, "\x06\x01\x00\xff\xff\x00\x28\x0b\x18", failed(OpFindByTypeValueRequest, 1, CodeAttributeNotFound))
	w.expect(1, "\x06\x01\x00\xff\xff\x00\x28\xfb\x34\x9b\x5f\x80\x00\x00\x80\x00\x10\x00\x00\x0a\x18\x00\x00", "\x07\x09\x00\x12\x00")
}

func TestReadByTypeGivesRecordsOfOneLength(t *testing.T) {
	w := newWorld(t)
	w.bare(1)
	w.exchange(1, 247)
	// Characteristics of the third service: 16-bit types, all of them.
	w.expect(1, "\x08\x0a\x00\x12\x00\x03\x28",
		"\x09\x07\x0a\x00\x02\x0b\x00\x24\x2a\x0c\x00\x0a\x0d\x00\x00\x2a\x0e\x00\x04\x0f\x00\x06\x2a\x10\x00\x30\x11\x00\x05\x2a")
	// From the second service on, the longer record ends the answer.
	got := w.ask(1, "\x08\x06\x00\xff\xff\x03\x28")
	if len(got) != 1 || len(got[0]) != 23 || got[0][1] != 21 {
		t.Errorf("characteristics: % x", got)
	}
	// Descriptors, as one library finds them.
	w.subscribe(1, hDataCCCD)
	w.expect(1, "\x08\x01\x00\xff\xff\x02\x29", "\x09\x04\x04\x00\x00\x00\x08\x00\x02\x00\x12\x00\x00\x00")
	// A value that cannot be read.
	w.expect(1, "\x08\x01\x00\xff\xff"+PDU(uuidData.appendWire(nil)), failed(OpReadByTypeRequest, hData, CodeReadNotPermitted))
	w.expect(1, "\x08\x01\x00\xff\xff\x99\x2a", failed(OpReadByTypeRequest, 1, CodeAttributeNotFound))
}

func TestReadByTypeCutsValuesToTheMTU(t *testing.T) {
	w := newWorld(t)
	w.bare(1)
	w.expect(1, "\x08\x01\x00\xff\xff\x24\x2a", "\x09\x15\x0b\x00"+PDU("a model with a name longer than"[:19]))
}

func TestReadGivesMTUMinusOneAndBlobTheRest(t *testing.T) {
	w := newWorld(t)
	w.bare(1)
	const v = "a model with a name longer than an MTU of 23"
	w.expect(1, "\x0a\x0b\x00", "\x0b"+PDU(v[:22]))
	w.expect(1, "\x0c\x0b\x00\x16\x00", "\x0d"+PDU(v[22:44]))
	w.expect(1, "\x0c\x0b\x00\x2c\x00", "\x0d")
	w.expect(1, "\x0c\x0b\x00\x2d\x00", failed(OpReadBlobRequest, hModel, CodeInvalidOffset))
	w.expect(1, "\x0a\x0a\x00", "\x0b\x02\x0b\x00\x24\x2a")
}

func TestReadsAreRefusedByName(t *testing.T) {
	w := newWorld(t)
	w.bare(1)
	w.expect(1, "\x0a\x07\x00", failed(OpReadRequest, hData, CodeReadNotPermitted))
	w.expect(1, "\x0a\x00\x00", failed(OpReadRequest, 0, CodeInvalidHandle))
	w.expect(1, "\x0a\x13\x00", failed(OpReadRequest, 0x13, CodeInvalidHandle))
	w.refuse = CodeInsufficientAuthorization
	w.expect(1, "\x0a\x0d\x00", failed(OpReadRequest, hAsked, CodeInsufficientAuthorization))
}

func TestAskedValuesAreAtMost512Bytes(t *testing.T) {
	w := newWorld(t)
	w.policy.MTU = 517
	w.bare(1)
	w.exchange(1, 517)
	w.value = make([]byte, 600)
	if got := w.ask(1, "\x0a\x0d\x00"); len(got) != 1 || len(got[0]) != 513 {
		t.Errorf("a read gives %d PDUs", len(got))
	}
}

func TestWriteRequestHasExactlyOneAnswer(t *testing.T) {
	w := newWorld(t)
	w.bare(1)
	w.expect(1, "\x12\x07\x00abc", "\x13")
	if len(w.written) != 1 || string(w.written[0]) != "abc" {
		t.Errorf("written: %q", w.written)
	}
	w.expect(1, "\x12\x07\x00", "\x13") // an empty value is a value
	w.expect(1, "\x12\x0b\x00x", failed(OpWriteRequest, hModel, CodeWriteNotPermitted))
	w.expect(1, "\x12\x0f\x00x", failed(OpWriteRequest, hDeaf, CodeWriteNotPermitted))
	w.expect(1, "\x12\x06\x00x", failed(OpWriteRequest, 6, CodeWriteNotPermitted))
	w.expect(1, "\x12\x00\x00x", failed(OpWriteRequest, 0, CodeInvalidHandle))
	w.expect(1, "\x12\xff\x00x", failed(OpWriteRequest, 0xff, CodeInvalidHandle))
	w.refuse = CodeProcedureInProgress
	w.expect(1, "\x12\x07\x00x", failed(OpWriteRequest, hData, CodeProcedureInProgress))
	if len(w.written) != 2 {
		t.Errorf("written: %q", w.written)
	}
}

func TestValuesAbove512BytesAreRefused(t *testing.T) {
	w := newWorld(t)
	w.policy.MTU = 517
	w.bare(1)
	w.exchange(1, 517)
	w.expect(1, "\x12\x07\x00"+PDU(strings.Repeat("x", 512)), "\x13")
	w.expect(1, "\x12\x07\x00"+PDU(strings.Repeat("x", 513)), failed(OpWriteRequest, hData, CodeInvalidValueLength))
	w.expect(1, "\x52\x07\x00"+PDU(strings.Repeat("x", 513)))
	if len(w.written) != 1 {
		t.Errorf("%d values were taken", len(w.written))
	}
}

func TestWriteCommandIsNeverAnswered(t *testing.T) {
	w := newWorld(t)
	w.bare(1)
	w.expect(1, "\x52\x07\x00abc") // the data characteristic takes it
	w.expect(1, "\x52\x0f\x00def") // as does one that takes nothing else
	if len(w.written) != 2 {
		t.Errorf("written: %q", w.written)
	}
	for _, in := range []PDU{"\x52\x0b\x00x", "\x52\x08\x00\x02\x00", "\x52\x00\x00x", "\x52\x99\x00x", "\x52\x07", "\x52",
		"\x52\x07\x00" + PDU(strings.Repeat("x", 21))} {
		w.expect(1, in)
	}
	w.expect(2, "\x52\x07\x00abc") // nobody is connected there
	w.refuse = CodeProcedureInProgress
	w.expect(1, "\x52\x07\x00abc")
	if len(w.written) != 2 || w.server.Subscribed(w.table, 1, hData) {
		t.Errorf("written: %q", w.written)
	}
}

func TestUnknownRequestsAreRefusedAndUnknownCommandsIgnored(t *testing.T) {
	w := newWorld(t)
	w.bare(1)
	for op := range 256 {
		o := Opcode(op)
		in := PDU([]byte{byte(op), 7, 0, 0, 0})
		switch got := w.ask(1, in); {
		case o.Command() && o != OpWriteCommand && len(got) != 0:
			t.Errorf("%v is answered", o)
		case o.Request() && len(got) != 1:
			t.Errorf("%v has %d answers", o, len(got))
		case !o.Request() && len(got) != 0:
			t.Errorf("%v is answered", o)
		}
	}
	w.expect(1, "\x0e\x0b\x00\x0d\x00", failed(OpReadMultipleRequest, 0, CodeRequestNotSupported))
	w.expect(1, "\x20\x0b\x00\x0d\x00", failed(OpReadMultipleVariableRequest, 0, CodeRequestNotSupported))
	w.expect(1, "\x3f", failed(0x3f, 0, CodeRequestNotSupported))
	w.expect(1, "\xd2\x07\x00abcdefghijklmnop")
	w.expect(1, "")
}

func TestMalformedRequestsAreInvalidPDUs(t *testing.T) {
	w := newWorld(t)
	w.bare(1)
	for _, in := range []PDU{"\x02", "\x02\x17", "\x02\x17\x00\x00", "\x04\x01\x00\xff", "\x04\x01\x00\xff\xff\x00",
		"\x06\x01\x00\xff\xff\x00", "\x08\x01\x00\xff\xff", "\x08\x01\x00\xff\xff\x03\x28\x00", "\x0a", "\x0a\x07",
		"\x0a\x07\x00\x00", "\x0c\x07\x00\x00", "\x10\x01\x00\xff\xff\x00", "\x12\x07", "\x16\x07\x00\x00", "\x18", "\x18\x02",
		"\x18\x01\x00", "\x12\x07\x00" + PDU(strings.Repeat("x", 21))} {
		w.expect(1, in, failed(in.Opcode(), 0, CodeInvalidPDU))
	}
}

func TestConfigurationDescriptorBelongsToOneClient(t *testing.T) {
	w := newWorld(t)
	w.bare(1)
	w.bare(2)
	w.expect(1, "\x12\x08\x00\x02\x00", "\x13") // indications on
	w.expect(1, "\x0a\x08\x00", "\x0b\x02\x00")
	w.expect(2, "\x0a\x08\x00", "\x0b\x00\x00")
	w.expect(1, "\x0a\x04\x00", "\x0b\x00\x00")
	if !w.server.Subscribed(w.table, 1, hData) || w.server.Subscribed(w.table, 2, hData) || w.server.Subscribed(w.table, 1, hPairing) {
		t.Error("the subscription is not the one of one client and one characteristic")
	}
	w.expect(1, "\x12\x08\x00\x02\x00", "\x13") // again is fine
	w.expect(1, "\x12\x08\x00\x00\x00", "\x13")
	if w.server.Subscribed(w.table, 1, hData) {
		t.Error("indications are not off")
	}
	w.subscribe(1, hDataCCCD)
	w.server.Disconnect(1)
	w.bare(1)
	w.expect(1, "\x0a\x08\x00", "\x0b\x00\x00")
}

func TestConfigurationDescriptorRefusesWhatIsNotOffered(t *testing.T) {
	w := newWorld(t)
	w.bare(1)
	w.expect(1, "\x12\x08\x00\x01\x00", failed(OpWriteRequest, hDataCCCD, CodeCCCDImproperlyConfigured))
	w.expect(1, "\x12\x08\x00\x03\x00", failed(OpWriteRequest, hDataCCCD, CodeCCCDImproperlyConfigured))
	w.expect(1, "\x12\x08\x00\x02\x01", failed(OpWriteRequest, hDataCCCD, CodeCCCDImproperlyConfigured))
	w.expect(1, "\x12\x08\x00\x02", failed(OpWriteRequest, hDataCCCD, CodeInvalidValueLength))
	w.expect(1, "\x12\x08\x00\x02\x00\x00", failed(OpWriteRequest, hDataCCCD, CodeInvalidValueLength))
	w.expect(1, "\x12\x12\x00\x03\x00", "\x13") // both are offered here
}

func TestWriteWithoutSubscriptionIsRefusedWhenThePolicySaysSo(t *testing.T) {
	w := newWorld(t)
	w.policy.RequireSubscription = true
	w.bare(1)
	w.expect(1, "\x12\x07\x00x", failed(OpWriteRequest, hData, CodeCCCDImproperlyConfigured))
	w.expect(1, "\x16\x07\x00\x00\x00x", failed(OpPrepareWriteRequest, hData, CodeCCCDImproperlyConfigured))
	w.expect(1, "\x52\x07\x00x")
	w.expect(1, "\x12\x0d\x00x", "\x13") // does not indicate
	w.subscribe(1, hDataCCCD)
	w.expect(1, "\x12\x07\x00x", "\x13")
	if len(w.written) != 2 {
		t.Errorf("written: %q", w.written)
	}
}

func TestAnswerComesBeforeOrAfterTheIndication(t *testing.T) {
	w := newWorld(t)
	w.echo = true
	w.bare(1)
	w.subscribe(1, hDataCCCD)
	w.expect(1, "\x12\x07\x00abc", "\x13", "\x1d\x07\x00abc")
	w.policy.IndicateFirst = true
	w.ask(1, "\x1e")
	w.expect(1, "\x12\x07\x00abc", "\x1d\x07\x00abc", "\x13")
	w.ask(1, "\x1e")
	w.expect(1, "\x16\x07\x00\x00\x00x", "\x17\x07\x00\x00\x00x")
	w.expect(1, "\x18\x01", "\x1d\x07\x00x", "\x19")
}

func TestApplicationMayEndTheConnection(t *testing.T) {
	for _, first := range []bool{false, true} {
		w := newWorld(t)
		w.policy.IndicateFirst = first
		w.bare(1)
		quitter := &quits{world: w}
		w.ask(1, "\x16\x07\x00\x00\x00x")
		from := len(w.sent)
		w.server.Receive(w.table, &w.policy, quitter, 1, "\x18\x01")
		if w.server != (Server{}) {
			t.Error("something is left of the connection")
		}
		w.bare(1)
		w.server.Receive(w.table, &w.policy, quitter, 1, "\x12\x07\x00x")
		if n := len(w.sent) - from; first && n != 0 || !first && n != 2 {
			t.Errorf("%d answers", n)
		}
	}
}

// quits disconnects whoever writes.
type quits struct{ *world }

func (q *quits) Wrote(c ConnID, h Handle, value []byte) { q.server.Disconnect(c) }

func TestUptimeLimitsAConfirmation(t *testing.T) {
	w := newWorld(t)
	w.bare(1)
	w.bare(2)
	w.subscribe(1, hDataCCCD)
	if _, ok := w.server.Deadline(); ok {
		t.Error("a deadline without an indication")
	}
	w.now = 5e9
	if err := w.server.Indicate(w.table, w, 1, hData, []byte("x")); err != nil {
		t.Fatal(err)
	}
	if d, ok := w.server.Deadline(); !ok || d != 35*time.Second {
		t.Errorf("deadline %v %v", d, ok)
	}
	if _, ok := w.server.Expired(35*time.Second - 1); ok {
		t.Error("expired too early")
	}
	if c, ok := w.server.Expired(35 * time.Second); !ok || c != 1 {
		t.Errorf("expired: %d %v", c, ok)
	}
	w.ask(1, "\x1e")
	if _, ok := w.server.Expired(time.Hour); ok || w.confirmed != 1 {
		t.Error("a confirmation does not end the wait")
	}
}

func TestIndicateSaysWhyNot(t *testing.T) {
	w := newWorld(t)
	if err := w.server.Indicate(w.table, w, 1, hData, nil); !errors.Is(err, ErrNoConnection) {
		t.Error(err)
	}
	w.bare(1)
	for _, h := range []Handle{hData, hModel, hDataCCCD, 0, 999} {
		if err := w.server.Indicate(w.table, w, 1, h, nil); !errors.Is(err, ErrNotSubscribed) {
			t.Error(err)
		}
		if err := w.server.Notify(w.table, w, 1, h, nil); !errors.Is(err, ErrNotSubscribed) {
			t.Error(err)
		}
	}
	if err := w.server.Notify(w.table, w, 2, hData, nil); !errors.Is(err, ErrNoConnection) {
		t.Error(err)
	}
}
