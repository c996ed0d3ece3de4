package fleet_test

import (
	"testing"

	"locktwin/emulator/fleet"
	"locktwin/model/gatt"
	"locktwin/model/keyturner"
)

// talking is a phone that is connected at full pace and has subscribed to what
// it needs for pairing.
func talking(t testing.TB, f *fleet.Fleet, lock string) (p *phone, pairing gatt.Handle) {
	t.Helper()
	p = newPhone(t, f, "anna")
	if !p.connect(lock, instant()) {
		t.Fatalf("no connection: %v", p.over)
	}
	for _, s := range p.discover() {
		for _, c := range s.Characteristics {
			if c.UUID == gatt.UUID(keyturner.Characteristics()[0].UUID()) {
				pairing = c.Value
				if err := p.do(func(done func(error)) { p.client.Subscribe(c.CCCD(), 2, done) }); err != nil {
					t.Fatal(err)
				}
			}
		}
	}
	if pairing == 0 {
		t.Fatal("the lock has no characteristic for pairing")
	}
	return p, pairing
}

// badFrame is the write of a frame whose checksum is wrong, which an error report
// answers.
func badFrame(pairing gatt.Handle) gatt.PDU {
	return gatt.PDU([]byte{0x12, byte(pairing), byte(pairing >> 8), 0x01, 0x00, 0x03, 0x00, 0xFF, 0xFF})
}

// BenchmarkWriteToIndication is one write with response to a lock at full pace
// and the indication that answers it, through the queues of host and central.
func BenchmarkWriteToIndication(b *testing.B) {
	f := open(b, fleet.Options{})
	create(b, f, fleet.Spec{ID: "a", Speed: fleet.Speed{Max: true}})
	p, pairing := talking(b, f, "a")
	write := badFrame(pairing)
	confirm := gatt.PDU([]byte{0x1E})
	b.ReportAllocs()
	for b.Loop() {
		if err := p.central.Send(p.link, write); err != nil {
			b.Fatal(err)
		}
		for indicated := false; !indicated; {
			e := <-p.central.Events()
			if e.Kind != fleet.Received {
				b.Fatalf("%v", e.Kind)
			}
			if e.PDU.Opcode() == 0x01 {
				b.Fatalf("%v", e.PDU)
			}
			if e.PDU.Opcode() == 0x1D {
				indicated = true
				if err := p.central.Send(p.link, confirm); err != nil {
					b.Fatal(err)
				}
			}
		}
	}
}
