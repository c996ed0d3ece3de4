package gatt

import "fmt"

// LossFault loses link-layer packets, each with the same chance. The link layer
// sends a lost packet again at the next connection event, so that loss shows as
// delay; only when nothing has been heard for the supervision timeout the
// connection is dropped. With 1000 nothing passes, and idle connections are
// dropped too.
type LossFault struct {
	Permille int `json:"permille,omitempty"` // 0 to 1000
}

func (f *LossFault) validate() error {
	if f.Permille < 0 || f.Permille > 1000 {
		return fmt.Errorf("%w: loss of %d permille, limits 0 and 1000", ErrFault, f.Permille)
	}
	return nil
}

// packetBytes is the payload of a link-layer packet without the data length
// extension; l2capBytes is the header in front of each ATT PDU.
const (
	packetBytes = 27
	l2capBytes  = 4
)

// packets is how many link-layer packets a PDU needs.
func packets(p PDU) uint16 { return uint16((len(p) + l2capBytes + packetBytes - 1) / packetBytes) }

// permille returns the chance that a packet of a connection is lost by f.
func (a *Air) permille(f *Fault, way Way, c ConnID, ordinal, try uint64) uint64 {
	switch f.Kind {
	case FaultLoss:
		return uint64(f.Loss.Permille)
	case FaultRSSI:
		return rssiLoss(a.level(f, uint64(c)<<2|uint64(way), ordinal, try))
	}
	return 0
}

// lost returns how many of n packets that are sent at one event do not arrive.
func (a *Air) lost(way Way, c ConnID, ordinal, try uint64, n uint16) uint16 {
	var missing [(MaxMTU + l2capBytes + packetBytes - 1) / packetBytes]bool
	n = min(n, uint16(len(missing)))
	for i := range a.State.Faults {
		f := &a.State.Faults[i]
		if !f.applies(c) {
			continue
		}
		p := a.permille(f, way, c, ordinal, try)
		if p == 0 {
			continue
		}
		key := a.draw(f)
		for j := range missing[:n] {
			if key.Hash(drawLoss, uint64(c)<<2|uint64(way), ordinal, try<<8|uint64(j))%1000 < p {
				missing[j] = true
				f.Counters.Resent++
				if f.Kind == FaultLoss {
					f.Counters.Applied++ // a level of signal is counted where it is heard
				}
			}
		}
	}
	count := uint16(0)
	for _, m := range missing[:n] {
		if m {
			count++
		}
	}
	return count
}

// total says whether f lets nothing through.
func (f *Fault) total() bool {
	switch f.Kind {
	case FaultLoss:
		return f.Loss.Permille >= 1000
	case FaultRSSI:
		return f.RSSI.Level != 0 && rssiLoss(int(f.RSSI.Level)+int(f.RSSI.Spread)) >= 1000
	}
	return false
}

// silent says whether nothing passes on a connection.
func (a *Air) silent(c ConnID) bool {
	for i := range a.State.Faults {
		if f := &a.State.Faults[i]; f.applies(c) && f.total() {
			return true
		}
	}
	return false
}

// blame counts a connection that was lost, or did not come to be, with the faults
// that lose packets of it.
func (a *Air) blame(c ConnID) {
	for i := range a.State.Faults {
		f := &a.State.Faults[i]
		if f.applies(c) && (f.Kind == FaultLoss && f.Loss.Permille > 0 || f.Kind == FaultRSSI && f.RSSI.lossy()) {
			f.Counters.Applied++
			f.Counters.Disconnects++
		}
	}
}
