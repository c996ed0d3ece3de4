package gatt

import (
	"errors"
	"strings"
	"testing"
	"time"

	"locktwin/model/sim"
)

// FuzzServerReceive holds that no bytes in any state make a server panic, that each
// request has exactly one answer and nothing else has any, and that answers fit
// their request and the MTU. The input is a sequence of PDUs, each behind its
// length; the first byte chooses the policy, length 255 stands for a message of the
// lock.
func FuzzServerReceive(f *testing.F) {
	for _, pdus := range [][]string{
		{"\x02\xf7\x00", "\x10\x01\x00\xff\xff\x00\x28", "\x08\x01\x00\xff\xff\x03\x28", "\x04\x01\x00\xff\xff"},
		{"\x12\x08\x00\x02\x00", "\x12\x07\x00abc", "\x1e", "\x52\x07\x00abc", "\xd2\x07"},
		{"\x16\x07\x00\x00\x00abc", "\x16\x07\x00\x03\x00def", "\x16\x03\x00\x00\x00x", "\x18\x01", "\x18\x00"},
		{"\x0a\x0b\x00", "\x0c\x0b\x00\x16\x00", "\x06\x01\x00\xff\xff\x00\x28\x0a\x18", "\x3f", "", "\x1d\x07\x00"},
	} {
		for policy := range byte(4) {
			b := []byte{policy}
			for _, p := range pdus {
				b = append(append(b, byte(len(p))), p...)
			}
			f.Add(append(b, 255, 10))
		}
	}
	table := testTable()
	f.Fuzz(func(t *testing.T, b []byte) {
		w := newWorld(t)
		w.table, w.echo, w.mayFill = table, true, true
		if len(b) == 0 {
			return
		}
		w.policy = Policy{MTU: uint16(b[0]) * 4, IndicateFirst: b[0]&1 != 0, RequireSubscription: b[0]&2 != 0, PrepareBytes: int(b[0]) * 3}
		w.server.Connect(1)
		for rest := b[1:]; len(rest) > 0; {
			n := int(rest[0])
			rest = rest[1:]
			if n == 255 && len(rest) > 0 {
				err := w.server.Indicate(table, w, 1, hData, make([]byte, int(rest[0])))
				if err != nil && !errors.Is(err, ErrNotSubscribed) && !errors.Is(err, ErrQueueFull) {
					t.Fatal(err)
				}
				rest = rest[1:]
				continue
			}
			n = min(n, len(rest))
			in := PDU(rest[:n])
			rest = rest[n:]
			mtu := w.server.MTU(1)
			answers := 0
			for _, p := range w.ask(1, in) {
				if len(p) > mtu {
					t.Fatalf("%v is answered with %d bytes at MTU %d", in, len(p), mtu)
				}
				switch op := p.Opcode(); {
				case op == OpIndication && len(p) >= 3:
				case op == OpErrorResponse && len(p) == 5 && Opcode(p[1]) == in.Opcode() && p[4] != 0:
					answers++
				case op == in.Opcode()+1 && in.Opcode().Request():
					answers++
				default:
					t.Fatalf("% x is answered with % x", string(in), string(p))
				}
			}
			want := 0
			if in != "" && in.Opcode().Request() {
				want = 1
			}
			if answers != want {
				t.Fatalf("% x has %d answers", string(in), answers)
			}
			if w.server.value != [MaxValueBytes]byte{} {
				t.Fatal("a value is left behind")
			}
			for _, v := range w.written {
				if len(v) > MaxValueBytes {
					t.Fatalf("a value of %d bytes", len(v))
				}
			}
		}
	})
}

// FuzzClientReceive holds that no bytes make a client panic, and that each
// operation ends exactly once, at the latest when the link is lost.
func FuzzClientReceive(f *testing.F) {
	for _, s := range []string{
		"\x03\x03\xf7\x00\x08\x11\x06\x01\x00\x09\x00\x0a\x18\x09\x09\x07\x02\x00\x02\x03\x00\x24\x2a\x05\x01\x08\x04\x00\x0a",
		"\x05\x01\x02\x00\x00\x06\x05\x01\x10\x01\x00\x0a\x02\x0b\x00\x01\x13\x01\x17\x01\x19",
		"\x05\x1d\x07\x00ab\x04\x1b\x07\x00a\x03\x02\x17\x00\x01\x1e\x00",
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		sent := 0
		c := NewClient(func(p PDU) {
			sent++
			if p == "" {
				t.Fatal("an empty PDU is sent")
			}
		})
		c.OnValue = func(h Handle, v []byte, indication bool) {}
		ends := [6]int{}
		c.ExchangeMTU(100, func(int, error) { ends[0]++ })
		c.Discover(func(s []DiscoveredService, err error) {
			ends[1]++
			last := Handle(0)
			for _, x := range s {
				if x.Start <= last || x.End < x.Start {
					t.Fatalf("found %+v", s)
				}
				last = x.End
			}
		})
		c.Read(3, func(v []byte, err error) {
			ends[2]++
			if len(v) > MaxValueBytes || err != nil && v != nil {
				t.Fatalf("%d bytes, %v", len(v), err)
			}
		})
		c.Write(3, make([]byte, 200), func(error) { ends[3]++ })
		c.Subscribe(4, SubscribeIndications, func(error) { ends[4]++ })
		c.Write(3, nil, func(error) { ends[5]++ })
		for len(b) > 0 {
			n := min(int(b[0]), len(b)-1)
			c.Receive(PDU(b[1 : 1+n]))
			b = b[1+n:]
		}
		c.Fail(errors.New("lost"))
		for i, n := range ends {
			if n != 1 {
				t.Fatalf("operation %d ended %d times", i, n)
			}
		}
	})
}

// FuzzParseFault holds that no text makes ParseFault panic, that its errors can be
// told, and that what it reads survives being written.
func FuzzParseFault(f *testing.F) {
	for _, s := range faultTexts {
		f.Add(s)
	}
	f.Add("loss id=a permille=1001")
	f.Add("latency id=a delay==")
	f.Fuzz(func(t *testing.T, s string) {
		v, err := ParseFault(s)
		if err != nil {
			if !errors.Is(err, ErrFault) {
				t.Errorf("%q: %v does not wrap ErrFault", s, err)
			}
			return
		}
		back, err := ParseFault(v.String())
		if err != nil || back != v {
			t.Errorf("%q is %+v, written %q and read back as %+v (%v)", s, v, v, back, err)
		}
	})
}

// FuzzAdvertisement holds that no bytes make the splitting panic, and that what
// comes out was in them.
func FuzzAdvertisement(f *testing.F) {
	f.Add("\x02\x01\x06\x03\x03\x0a\x18", "\x05\x09Nuki")
	f.Add("\x03\x16\x0a\x18\x04\xff\x4c\x00\x02", "\x02\x0a\x04")
	f.Add("\xff\x01", "\x00\x00\x01")
	f.Fuzz(func(t *testing.T, data, response string) {
		a := Advertisement{Data: Frame(data), ScanResponse: Frame(response)}
		all := data + "|" + response
		found := []string{a.LocalName(), a.ManufacturerData()}
		for _, d := range a.AllServiceData() {
			found = append(found, d.Data)
			if s, ok := a.ServiceData(d.UUID); !ok || !strings.Contains(all, s) {
				t.Errorf("service data %v", d)
			}
		}
		for _, s := range found {
			if !strings.Contains(all, s) {
				t.Errorf("%q is not in %q", s, all)
			}
		}
		if n := len(a.ServiceUUIDs()); 2*n > len(all) {
			t.Errorf("%d services in %d bytes", n, len(all))
		}
		a.Flags()
		a.TxPower()
		a.Manufacturer()
		total := 0
		for _, d := range a.Data.Structures() {
			total += 2 + len(d)
		}
		if total > len(data) {
			t.Errorf("%d bytes of structures in %d", total, len(data))
		}
	})
}

// FuzzAirSend holds that whatever a central and a lock send, the air neither
// panics nor comes to no end.
func FuzzAirSend(f *testing.F) {
	f.Add([]byte("\x00\x12\x07\x00\x01\x1e\x02\x16\x07\x00"), "loss id=a permille=500")
	f.Add([]byte("\x04\x05\x06\x07"), "disconnect id=a at=2")
	f.Fuzz(func(t *testing.T, b []byte, fault string) {
		w := newWorld(t)
		w.echo, w.mayFill = true, true
		p := DefaultParams()
		p.Timeout = 100 * time.Millisecond
		p.Instant = len(b)%2 == 0
		if v, err := ParseFault(fault); err == nil {
			w.air.SetFault(v)
		}
		w.air.Connect(w, p)
		for i, x := range b {
			w.run(w.now+sim.Time(x)*ms, w.confirms)
			switch x % 8 {
			case 0:
				w.air.Connect(w, p)
			case 1:
				w.air.Disconnect(w, 1, Reason(x))
			case 2:
				w.air.Vanish(w, 1)
			case 3:
				w.restart()
			case 4:
				w.air.Transmitted(w, w.now, Hangup{1, Reason(x)})
			default:
				w.air.Send(w, 1, PDU(b[i:]))
			}
		}
		// Twelve seconds are enough for everything but a long delay.
		w.run(w.now+12000*ms, w.confirms)
		if len(w.air.State.Faults) == 0 && w.air.Pending() {
			t.Errorf("still under way: %+v", w.air.State.Links)
		}
	})
}
