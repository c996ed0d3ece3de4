package store

// The whole-record designs keep all values as one packed list in RAM.Image:
// key, length, bytes, key, length, bytes. The list begins at imageBase and is
// RAM.Used bytes long; the room before it is for the record's header, so that
// header, list and check are programmed in one go.

const (
	imageBase = 12
	imageTail = 4 // room for the check behind the list
	imageRoom = ImageBytes - imageBase - imageTail
)

// list is the packed list.
func (r *RAM) list() []byte { return r.Image[imageBase : imageBase+int(r.Used)] }

// entryAt parses the entry at off; ok is false at the end and where the list
// is not well-formed, as it is when garbage was taken for a record.
func entryAt(list []byte, off int) (k Key, val []byte, next int, ok bool) {
	if off+2 > len(list) {
		return 0, nil, off, false
	}
	k, n := Key(list[off]), int(list[off+1])
	if k > MaxKey || n == 0 || n > MaxValue || off+2+n > len(list) {
		return 0, nil, off, false
	}
	return k, list[off+2 : off+2+n], off + 2 + n, true
}

// lookup finds a key's entry.
func (r *RAM) lookup(k Key) (off int, val []byte, ok bool) {
	list := r.list()
	for off := 0; ; {
		key, v, next, ok := entryAt(list, off)
		if !ok {
			return 0, nil, false
		}
		if key == k {
			return off, v, true
		}
		off = next
	}
}

// entries counts the well-formed entries and the bytes they take.
func (r *RAM) entries() (n, used int) {
	list := r.list()
	for off := 0; ; n++ {
		_, _, next, ok := entryAt(list, off)
		if !ok {
			return n, off
		}
		off = next
	}
}

// keep cuts the list behind its last well-formed entry, where a new one goes.
func (r *RAM) keep() {
	_, used := r.entries()
	r.Used = uint32(used)
}

// set replaces or adds an entry; ErrFull leaves the list as it was.
func (r *RAM) set(k Key, val []byte, limit int) error {
	r.keep()
	off, old, had := r.lookup(k)
	used := int(r.Used)
	after := used + 2 + len(val)
	if had {
		after -= 2 + len(old)
	}
	if after > min(limit, imageRoom) {
		return ErrFull
	}
	if had && len(old) == len(val) {
		copy(old, val)
		return nil
	}
	if had {
		r.cut(off, 2+len(old))
	}
	at := imageBase + int(r.Used)
	r.Image[at] = byte(k)
	r.Image[at+1] = byte(len(val))
	copy(r.Image[at+2:], val)
	r.Used = uint32(after)
	return nil
}

// unset removes an entry and says whether there was one.
func (r *RAM) unset(k Key) bool {
	off, old, had := r.lookup(k)
	if had {
		r.cut(off, 2+len(old))
	}
	return had
}

func (r *RAM) cut(off, n int) {
	list := r.list()
	copy(list[off:], list[off+n:])
	r.Used -= uint32(n)
}

// getImage serves Get from the list.
func getImage(ram *RAM, k Key, dst []byte) (int, Status, error) {
	_, v, ok := ram.lookup(k)
	if !ok {
		return 0, Missing, nil
	}
	copy(dst, v)
	return len(v), OK, nil
}

// listRecords describes a packed list that begins at addr.
func listRecords(list []byte, addr uint32, st RecordState, seq uint32, why string) []Record {
	var out []Record
	for off := 0; ; {
		k, v, next, ok := entryAt(list, off)
		if !ok {
			if off < len(list) {
				out = append(out, Record{Addr: addr + uint32(off), Bytes: len(list) - off, State: Ignored,
					Sequence: seq, Why: "no well-formed entry from here on"})
			}
			return out
		}
		out = append(out, Record{Addr: addr + uint32(off), Bytes: next - off, State: st, HasKey: true, Key: k,
			Value: append([]byte(nil), v...), Sequence: seq, Why: why})
		off = next
	}
}
