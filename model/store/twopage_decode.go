package store

func (s *twoPage) decode(f flash) []Record {
	st := [2]uint16{s.status(f, 0), s.status(f, 1)}
	var out []Record
	for p := range 2 {
		names := map[uint16]string{pageErased: "status erased", pageReceiving: "status receiving", pageValid: "status valid"}
		head := Record{Addr: f.base(p), Bytes: elementBytes, State: Mark, Why: names[st[p]]}
		if head.Why == "" {
			head.State, head.Why = Torn, "status is none of the three values"
		}
		out = append(out, head)
		tail := s.tail(f, p)
		inUse := st[p] == pageValid && st[1-p] != pageValid || st[p] == pageReceiving && st[1-p] == pageErased
		var seen [1 << 11]uint32 // one bit a virtual address
		from := len(out)
		for off := int(tail) - elementBytes; off >= elementBytes; off -= elementBytes {
			va, val := s.element(f, p, off)
			rec := Record{Addr: f.base(p) + uint32(off), Bytes: elementBytes, HasKey: true, Key: Key(va >> keyShift),
				Value: []byte{byte(val), byte(val >> 8)}}
			w := int(va & wordsMask)
			switch {
			case va == 0xFFFF || va>>keyShift > uint16(MaxKey):
				rec.HasKey, rec.State, rec.Why = false, Torn, "no virtual address"
			case !inUse:
				rec.State, rec.Why = Ignored, "the page is not in use"
			case seen[va>>5]>>(va&31)&1 != 0:
				rec.State, rec.Why = Superseded, "a later element has the same virtual address"
			case w == 0 && val == 0:
				rec.State, rec.Why = Deleted, "length 0"
			case w == 0:
				rec.State, rec.Why = Current, "length of the value"
			default:
				rec.State, rec.Why = Current, "half-word of the value"
			}
			if rec.HasKey {
				seen[va>>5] |= 1 << (va & 31)
			}
			out = append(out, rec)
		}
		// Found from the end, shown in the order they lie.
		for i, j := from, len(out)-1; i < j; i, j = i+1, j-1 {
			out[i], out[j] = out[j], out[i]
		}
	}
	return out
}
