package gatt

import "time"

// LateIndicationFault delays every n-th indication. What the lock sends behind it
// waits too, as order is kept.
type LateIndicationFault struct {
	By    time.Duration `json:"by_ns,omitempty"` // 0: no fault
	Every uint64        `json:"every,omitempty"` // 0 and 1: each one
}

func (f *LateIndicationFault) validate() error { return validDelay("delay", f.By) }

// late counts a PDU to the central and returns how much later it comes.
func (f *Fault) late(p PDU) time.Duration {
	if f.Late.By == 0 || p.Opcode() != OpIndication {
		return 0
	}
	f.Counters.Seen++
	if f.Counters.Seen%max(1, f.Late.Every) != 0 {
		return 0
	}
	f.Counters.Applied++
	f.Counters.DelayedNs += uint64(f.Late.By)
	return f.Late.By
}
