package gatt

import (
	"bytes"
	"errors"
	"testing"

	"pgregory.net/rapid"
)

// TestOperationsKeepAModel holds that whatever a client does over a pipe, with
// whatever MTU, the attributes are what a map says.
func TestOperationsKeepAModel(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := newWorld(t)
		p := &pipe{world: w, conn: 1}
		p.client = NewClient(func(u PDU) { p.up = append(p.up, u) })
		p.policy = Policy{MTU: uint16(rapid.IntRange(0, 600).Draw(t, "server MTU")), IndicateFirst: rapid.Bool().Draw(t, "first")}
		w.server.Connect(1)

		model := map[Handle][]byte{hDataCCCD: {0, 0}, hPairingCCCD: {0, 0}, hAsked: {}, hModel: []byte(w.table.get(hModel).value)}
		exchanged, wrote := false, 0
		var values [][]byte
		p.client.OnValue = func(h Handle, v []byte, _ bool) { values = append(values, v) }
		must := func(err error) {
			if err != nil {
				t.Fatal(err)
			}
		}
		value := func(t *rapid.T) []byte {
			return rapid.SliceOfN(rapid.Byte(), 0, rapid.SampledFrom([]int{3, 30, 300, 512}).Draw(t, "at most")).Draw(t, "value")
		}
		t.Repeat(map[string]func(*rapid.T){
			"exchange MTU": func(t *rapid.T) {
				offer, again := rapid.IntRange(0, 600).Draw(t, "client MTU"), exchanged
				p.client.ExchangeMTU(offer, func(_ int, err error) {
					if errors.Is(err, ErrATT) != again {
						t.Fatalf("exchanged before: %v; %v", again, err)
					}
				})
				exchanged = true
			},
			"write": func(t *rapid.T) {
				v := value(t)
				p.client.Write(hAsked, v, must)
				model[hAsked] = v
				wrote++
			},
			"write data": func(t *rapid.T) {
				p.client.Write(hData, value(t), must)
				wrote++
			},
			"command": func(t *rapid.T) {
				p.pump()
				v := value(t)
				err := p.client.Command(hAsked, v)
				if long := len(v) > p.client.MTU()-3; errors.Is(err, ErrTooLong) != long {
					t.Fatalf("%d bytes at MTU %d: %v", len(v), p.client.MTU(), err)
				}
				if err == nil {
					model[hAsked] = v
					wrote++
				}
			},
			"subscribe": func(t *rapid.T) {
				h := rapid.SampledFrom([]Handle{hDataCCCD, hPairingCCCD}).Draw(t, "descriptor")
				v := []byte{rapid.SampledFrom([]byte{0, 2}).Draw(t, "bits"), 0}
				p.client.Write(h, v, must)
				model[h] = v
			},
			"read": func(t *rapid.T) {
				h := rapid.SampledFrom([]Handle{hDataCCCD, hPairingCCCD, hAsked, hModel}).Draw(t, "handle")
				want := bytes.Clone(model[h])
				p.client.Read(h, func(v []byte, err error) {
					must(err)
					if !bytes.Equal(v, want) {
						t.Fatalf("%v reads % x, want % x", h, v, want)
					}
				})
			},
			"indicate": func(t *rapid.T) {
				p.pump()
				m := value(t)
				before := len(values)
				err := w.server.Indicate(w.table, p, 1, hData, m)
				p.pump()
				switch got := bytes.Join(values[before:], nil); {
				case model[hDataCCCD][0] == 0:
					if !errors.Is(err, ErrNotSubscribed) {
						t.Fatalf("not subscribed, and %v", err)
					}
				case err != nil:
					t.Fatal(err)
				case !bytes.Equal(got, m):
					t.Fatalf("% x arrives as % x", m, got)
				}
			},
			"": func(t *rapid.T) {
				if rapid.Bool().Draw(t, "wait") {
					p.pump()
				}
			},
		})
		p.pump()
		if len(w.written) != wrote {
			t.Fatalf("%d values were written, %d arrived", wrote, len(w.written))
		}
		if p.client.MTU() != w.server.MTU(1) || p.client.Busy() || !w.server.Idle(1) {
			t.Fatalf("MTU %d here and %d there", p.client.MTU(), w.server.MTU(1))
		}
	})
}
