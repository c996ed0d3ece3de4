package gatt

// NoConfirmFault keeps the central's confirmations from the lock. The rest of the
// link works. It acts by being there.
type NoConfirmFault struct {
	From  uint64 `json:"from,omitempty"`  // first confirmation that is lost; 1 is the first, as is 0
	Count uint64 `json:"count,omitempty"` // how many are lost; 0: all from then on
}

// swallows counts a PDU to the lock and says whether it is lost.
func (f *Fault) swallows(p PDU) bool {
	if p.Opcode() != OpConfirmation {
		return false
	}
	f.Counters.Seen++
	first := max(1, f.Confirm.From)
	if f.Counters.Seen < first || f.Confirm.Count != 0 && f.Counters.Seen-first >= f.Confirm.Count {
		return false
	}
	f.Counters.Applied++
	f.Counters.Dropped++
	return true
}
