package gatt

import (
	"bytes"
	"errors"
	"testing"
)

func TestOneIndicationIsUnconfirmedAtATime(t *testing.T) {
	w := newWorld(t)
	w.bare(1)
	w.bare(2)
	w.subscribe(1, hDataCCCD)
	w.subscribe(2, hDataCCCD)
	w.sent = nil
	for _, m := range []string{"one", "two"} {
		if err := w.server.Indicate(w.table, w, 1, hData, []byte(m)); err != nil {
			t.Fatal(err)
		}
	}
	if len(w.sent) != 1 || w.sent[0] != "\x1d\x07\x00one" {
		t.Errorf("sent: %q", w.sent)
	}
	// A client that never confirms blocks itself only.
	if err := w.server.Indicate(w.table, w, 2, hData, []byte("other")); err != nil || len(w.sent) != 2 {
		t.Errorf("the other client gets %q (%v)", w.sent, err)
	}
	w.expect(1, "\x1e", "\x1d\x07\x00two")
	w.expect(1, "\x1e")
	w.expect(1, "\x1e") // nobody asked
	if w.confirmed != 2 || !w.server.Idle(1) || w.server.Idle(2) {
		t.Errorf("%d confirmations", w.confirmed)
	}
	w.expect(2, "\x1e\x00") // malformed: ignored
	if w.server.Idle(2) {
		t.Error("a malformed confirmation counted")
	}
}

func TestPendingCountsTheConfirmationsToCome(t *testing.T) {
	for _, lengths := range [][]int{{}, {0}, {1}, {20}, {21}, {50, 3}, {60, 0, 40, 20}} {
		w := newWorld(t)
		w.bare(1)
		w.subscribe(1, hDataCCCD)
		for _, n := range lengths {
			if err := w.server.Indicate(w.table, w, 1, hData, make([]byte, n)); err != nil {
				t.Fatal(err)
			}
		}
		for want := w.server.Pending(1); !w.server.Idle(1); w.ask(1, "\x1e") {
			if got := w.server.Pending(1); got != want {
				t.Errorf("messages of %v bytes: %d are pending, want %d", lengths, got, want)
			}
			want--
		}
		if got := w.server.Pending(1); got != 0 {
			t.Errorf("messages of %v bytes: %d are pending in the end", lengths, got)
		}
	}
	if got := new(Server).Pending(1); got != 0 {
		t.Errorf("without a connection %d are pending", got)
	}
}

func TestMessagesAreCutByTheMTUAndNeverMixed(t *testing.T) {
	w := newWorld(t)
	w.bare(1)
	w.subscribe(1, hDataCCCD)
	w.sent = nil
	long := bytes.Repeat([]byte("abcdefghij"), 5)
	for _, m := range [][]byte{long, []byte("end")} {
		if err := w.server.Indicate(w.table, w, 1, hData, m); err != nil {
			t.Fatal(err)
		}
	}
	for range 4 {
		w.ask(1, "\x1e")
	}
	want := []PDU{"\x1d\x07\x00abcdefghijabcdefghij", "\x1d\x07\x00abcdefghijabcdefghij", "\x1d\x07\x00abcdefghij", "\x1d\x07\x00end"}
	if len(w.sent) != len(want) {
		t.Fatalf("sent: %q", w.sent)
	}
	for i := range want {
		if w.sent[i] != want[i] {
			t.Errorf("indication %d is %q, want %q", i, w.sent[i], want[i])
		}
	}
}

func TestPiecesFollowTheMTUAtTheTimeOfSending(t *testing.T) {
	w := newWorld(t)
	w.bare(1)
	w.subscribe(1, hDataCCCD)
	w.sent = nil
	if err := w.server.Indicate(w.table, w, 1, hData, make([]byte, 60)); err != nil {
		t.Fatal(err)
	}
	w.exchange(1, 247)
	w.ask(1, "\x1e")
	if len(w.sent) != 3 || len(w.sent[0]) != 23 || len(w.sent[2]) != 43 {
		t.Errorf("sent: % x", w.sent)
	}
}

func TestAnEmptyMessageIsAnEmptyIndication(t *testing.T) {
	w := newWorld(t)
	w.bare(1)
	w.subscribe(1, hDataCCCD)
	w.sent = nil
	if err := w.server.Indicate(w.table, w, 1, hData, nil); err != nil || len(w.sent) != 1 || w.sent[0] != "\x1d\x07\x00" {
		t.Errorf("sent %q (%v)", w.sent, err)
	}
	w.ask(1, "\x1e")
	if !w.server.Idle(1) {
		t.Error("something is left")
	}
}

func TestAFullQueueTakesAllOfAMessageOrNone(t *testing.T) {
	w := newWorld(t)
	w.bare(1)
	w.subscribe(1, hDataCCCD)
	longest := make([]byte, 174) // of the lock's protocol
	taken := 0
	for w.server.Room(1) >= len(longest) {
		if err := w.server.Indicate(w.table, w, 1, hData, longest); err != nil {
			t.Fatal(err)
		}
		taken++
	}
	if taken < 4 {
		t.Errorf("the longest message fits %d times", taken)
	}
	before := w.server
	if err := w.server.Indicate(w.table, w, 1, hData, longest); !errors.Is(err, ErrQueueFull) || w.server != before {
		t.Errorf("%v; some of the message was taken: %v", err, w.server != before)
	}
	for range taken*9 + 1 {
		w.ask(1, "\x1e")
	}
	if !w.server.Idle(1) || w.server.Room(1) != QueueBytes-messageBytes {
		t.Errorf("room for %d when all is sent", w.server.Room(1))
	}
}

func TestRoomIsToldWhenAMessageHasLeft(t *testing.T) {
	w := newWorld(t)
	w.bare(1)
	w.subscribe(1, hDataCCCD)
	full := make([]byte, w.server.Room(1))
	if err := w.server.Indicate(w.table, w, 1, hData, full); err != nil {
		t.Fatal(err)
	}
	f := &refills{world: w}
	for !w.server.Idle(1) {
		w.server.Receive(w.table, &w.policy, f, 1, "\x1e")
	}
	if f.refilled != 3 {
		t.Errorf("refilled %d times", f.refilled)
	}
}

// refills queues another message as soon as it is told of a confirmation.
type refills struct {
	*world
	refilled int
}

func (f *refills) Confirmed(c ConnID) {
	if f.refilled < 3 && f.server.Room(c) >= 700 {
		f.refilled++
		if err := f.server.Indicate(f.table, f, c, hData, make([]byte, 700)); err != nil {
			f.t.Error(err)
		}
	}
}

func TestNothingIsIndicatedAfterTheSubscriptionEnds(t *testing.T) {
	w := newWorld(t)
	w.bare(1)
	w.subscribe(1, hDataCCCD)
	w.subscribe(1, hPairingCCCD)
	for _, h := range []Handle{hData, hData, hPairing} {
		if err := w.server.Indicate(w.table, w, 1, h, make([]byte, 30)); err != nil {
			t.Fatal(err)
		}
	}
	w.ask(1, "\x12\x08\x00\x00\x00")
	got := w.ask(1, "\x1e")
	if len(got) != 1 || got[0].handle(1) != hPairing || len(got[0]) != 23 {
		t.Errorf("after the end of the subscription: % x", got)
	}
}

func TestNotificationsAreCutAndNotConfirmed(t *testing.T) {
	w := newWorld(t)
	w.bare(1)
	w.expect(1, "\x12\x12\x00\x01\x00", "\x13")
	w.sent = nil
	for range 2 {
		if err := w.server.Notify(w.table, w, 1, hBoth, make([]byte, 30)); err != nil {
			t.Fatal(err)
		}
	}
	if len(w.sent) != 2 || len(w.sent[0]) != 23 || w.sent[0].Opcode() != OpNotification {
		t.Errorf("sent: % x", w.sent)
	}
	if err := w.server.Indicate(w.table, w, 1, hBoth, nil); !errors.Is(err, ErrNotSubscribed) {
		t.Error(err)
	}
}
