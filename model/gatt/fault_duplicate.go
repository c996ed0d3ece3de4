package gatt

// DuplicateIndicationFault delivers every n-th indication twice, one right after
// the other, as a lock does that missed a confirmation.
type DuplicateIndicationFault struct {
	Every uint64 `json:"every,omitempty"` // 1: each one; 0: none
}

// doubles counts a PDU to the central and says whether it comes twice.
func (f *Fault) doubles(p PDU) bool {
	if f.Twice.Every == 0 || p.Opcode() != OpIndication {
		return false
	}
	f.Counters.Seen++
	if f.Counters.Seen%f.Twice.Every != 0 {
		return false
	}
	f.Counters.Applied++
	f.Counters.Duplicated++
	return true
}
