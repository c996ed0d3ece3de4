package gatt

import (
	"bytes"
	"testing"
)

func part(h Handle, offset int, v string) PDU {
	return PDU(append16(append16([]byte{0x16}, uint16(h)), uint16(offset))) + PDU(v)
}

// prepared queues a part and expects its echo.
func (w *world) prepared(c ConnID, h Handle, offset int, v string) {
	w.t.Helper()
	p := part(h, offset, v)
	w.expect(c, p, "\x17"+p[1:])
}

func TestLongWriteIsOneMessage(t *testing.T) {
	w := newWorld(t)
	w.bare(1)
	w.prepared(1, hData, 0, "abcdefghijklmnopqr")
	w.prepared(1, hData, 18, "stuvwx")
	if len(w.written) != 0 {
		t.Error("something was taken before the execution")
	}
	w.expect(1, "\x18\x01", "\x19")
	if len(w.written) != 1 || string(w.written[0]) != "abcdefghijklmnopqrstuvwx" {
		t.Errorf("written: %q", w.written)
	}
	w.expect(1, "\x18\x01", "\x19") // nothing is left
	if len(w.written) != 1 {
		t.Error("a queue was executed twice")
	}
}

func TestPreparedPartsAreJudgedAtOnceByHandleAndPermission(t *testing.T) {
	w := newWorld(t)
	w.bare(1)
	w.expect(1, part(0, 0, "x"), failed(OpPrepareWriteRequest, 0, CodeInvalidHandle))
	w.expect(1, part(99, 0, "x"), failed(OpPrepareWriteRequest, 99, CodeInvalidHandle))
	w.expect(1, part(hModel, 0, "x"), failed(OpPrepareWriteRequest, hModel, CodeWriteNotPermitted))
}

func TestOffsetIsJudgedAtExecution(t *testing.T) {
	w := newWorld(t)
	w.bare(1)
	w.prepared(1, hData, 5, "x")
	w.expect(1, "\x18\x01", failed(OpExecuteWriteRequest, hData, CodeInvalidOffset))
	w.prepared(1, hData, 0, "abc")
	w.prepared(1, hData, 4, "x")
	w.expect(1, "\x18\x01", failed(OpExecuteWriteRequest, hData, CodeInvalidOffset))
	w.expect(1, "\x18\x01", "\x19") // the failure has emptied the queue
	w.prepared(1, hData, 0, "abcdef")
	w.prepared(1, hData, 2, "XY")
	w.prepared(1, hData, 6, "g")
	w.expect(1, "\x18\x01", "\x19")
	if len(w.written) != 1 || string(w.written[0]) != "abXYefg" {
		t.Errorf("written: %q", w.written)
	}
}

func TestLengthIsJudgedAtExecution(t *testing.T) {
	w := newWorld(t)
	w.bare(1)
	n := 0
	for ; n <= MaxValueBytes; n += 18 {
		w.prepared(1, hData, n, string(bytes.Repeat([]byte{'x'}, 18)))
	}
	w.expect(1, "\x18\x01", failed(OpExecuteWriteRequest, hData, CodeInvalidValueLength))
	for n = 0; n < 504; n += 18 {
		w.prepared(1, hData, n, string(bytes.Repeat([]byte{'x'}, 18)))
	}
	w.prepared(1, hData, n, "12345678")
	w.expect(1, "\x18\x01", "\x19")
	if len(w.written) != 1 || len(w.written[0]) != MaxValueBytes {
		t.Errorf("%d values", len(w.written))
	}
	w.prepared(1, hDataCCCD, 0, "\x02")
	w.expect(1, "\x18\x01", failed(OpExecuteWriteRequest, hDataCCCD, CodeInvalidValueLength))
	w.prepared(1, hDataCCCD, 0, "\x02")
	w.prepared(1, hDataCCCD, 1, "\x00")
	w.expect(1, "\x18\x01", "\x19")
	if !w.server.Subscribed(w.table, 1, hData) {
		t.Error("a long write of the descriptor does not count")
	}
}

func TestAFullPrepareQueueIsToldAtOnce(t *testing.T) {
	w := newWorld(t)
	w.policy.PrepareBytes = 40
	w.bare(1)
	w.bare(2)
	w.prepared(1, hData, 0, "abcdefghijklmnopqr")
	w.expect(1, part(hData, 18, "abcdefghijklmnopqr"), failed(OpPrepareWriteRequest, hData, CodePrepareQueueFull))
	w.prepared(1, hData, 18, "0123456789")
	w.prepared(1, hData, 28, "")
	w.expect(1, part(hPairing, 0, "a"), failed(OpPrepareWriteRequest, hPairing, CodePrepareQueueFull))
	w.prepared(2, hData, 0, "abcdefghijklmnopqr") // the queue of another client
	w.expect(1, "\x18\x01", "\x19")
	if len(w.written) != 1 || string(w.written[0]) != "abcdefghijklmnopqr0123456789" {
		t.Errorf("written: %q", w.written)
	}
}

func TestCancelEmptiesThePrepareQueue(t *testing.T) {
	w := newWorld(t)
	w.bare(1)
	w.prepared(1, hData, 0, "abc")
	w.expect(1, "\x18\x00", "\x19")
	w.expect(1, "\x18\x01", "\x19")
	if len(w.written) != 0 {
		t.Errorf("written: %q", w.written)
	}
}

func TestPrepareQueueDiesWithItsConnection(t *testing.T) {
	w := newWorld(t)
	w.bare(1)
	w.bare(2)
	w.prepared(1, hData, 0, "abc")
	w.expect(2, "\x18\x01", "\x19")
	w.server.Disconnect(1)
	w.bare(1)
	w.expect(1, "\x18\x01", "\x19")
	if len(w.written) != 0 {
		t.Errorf("written: %q", w.written)
	}
}

func TestPartsOfSeveralAttributesAreSeveralValues(t *testing.T) {
	w := newWorld(t)
	w.bare(1)
	w.prepared(1, hData, 0, "data")
	w.prepared(1, hPairing, 0, "pair")
	w.prepared(1, hData, 4, "more")
	w.expect(1, "\x18\x01", "\x19")
	if len(w.written) != 2 || string(w.written[0]) != "datamore" || string(w.written[1]) != "pair" {
		t.Errorf("written: %q", w.written)
	}
	// All or nothing: the second value has a gap.
	w.prepared(1, hData, 0, "data")
	w.prepared(1, hPairing, 1, "pair")
	w.expect(1, "\x18\x01", failed(OpExecuteWriteRequest, hPairing, CodeInvalidOffset))
	if len(w.written) != 2 {
		t.Errorf("written: %q", w.written)
	}
}

func TestARefusedValueIsToldAtExecution(t *testing.T) {
	w := newWorld(t)
	w.bare(1)
	w.prepared(1, hData, 0, "abc")
	w.refuse = CodeProcedureInProgress
	w.expect(1, "\x18\x01", failed(OpExecuteWriteRequest, hData, CodeProcedureInProgress))
	w.refuse = OK
	w.expect(1, "\x18\x01", "\x19")
	if len(w.written) != 0 {
		t.Errorf("written: %q", w.written)
	}
}
