package fleet

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
)

// record is what was done to one lock, oldest first, as far as it is remembered.
// It belongs to the goroutine of the host. A rewind puts the record of the snapshot
// in its place.
type record struct {
	deeds []noted
	first uint64 // place of deeds[0] in the count of all that were noted
	last  uint64 // number of the latest deed, for numbers that are never used again
	gone  uint64 // how many were forgotten, as the limit wants
	// What the store does not have yet: deeds from this place on.
	dirty uint64
	// The blocks that the store may have.
	low, high uint64
}

// noted is a deed with its number: a snapshot knows by it where it stands.
type noted struct {
	N uint64 `json:"n"`
	Deed
}

// recordBlock is how many deeds are kept under one name: a block is written anew
// whenever one is added to it.
const recordBlock = 32

func deedKey(block uint64) string { return fmt.Sprintf("%s%012d", keyDeeds, block) }

// end is the place behind the last deed.
func (r *record) end() uint64 { return r.first + uint64(len(r.deeds)) }

// add notes a deed, and forgets the oldest ones beyond the limit.
func (r *record) add(d Deed, limit int) {
	if a := d.Asked; a != nil && len(r.deeds) > 0 {
		if was := r.deeds[len(r.deeds)-1].Asked; was != nil && was.same(a) {
			again := *was
			again.Times = max(again.Times, 1) + 1
			r.deeds[len(r.deeds)-1].Asked = &again
			r.dirty = min(r.dirty, r.end()-1)
			return
		}
	}
	r.last++
	r.dirty = min(r.dirty, r.end())
	r.deeds = append(r.deeds, noted{r.last, d})
	if over := max(len(r.deeds)-limit, r.overText()); over > 0 {
		r.deeds = slices.Delete(r.deeds, 0, over)
		r.first += uint64(over)
		r.gone += uint64(over)
	}
}

// mostText bounds the scenario files of one record, in bytes.
const mostText = 4 << 20

// overText is how many of the oldest deeds have to go so that the scenario files of
// the others fit.
func (r *record) overText() int {
	if len(r.deeds) == 0 || r.deeds[len(r.deeds)-1].Script == nil {
		return 0
	}
	text := 0
	for i, d := range slices.Backward(r.deeds) {
		if d.Script == nil {
			continue
		}
		if text += len(d.Script.Text); text > mostText {
			return i + 1
		}
	}
	return 0
}

// refuse notes that what an authorization asked for last was refused.
func (r *record) refuse(auth uint32) {
	if len(r.deeds) == 0 {
		return
	}
	d := &r.deeds[len(r.deeds)-1]
	if d.Asked == nil || d.Asked.Auth != auth || d.Asked.Refused || d.Asked.Times > 0 {
		return
	}
	a := *d.Asked
	a.Refused = true
	d.Asked = &a
	r.dirty = min(r.dirty, r.end()-1)
}

// replace puts other deeds in the place of these.
func (r *record) replace(deeds []noted) {
	// Blocks of before are not mixed with these.
	r.first = r.end()/recordBlock*recordBlock + recordBlock
	r.deeds = slices.Clone(deeds)
	r.dirty = r.first
}

// all copies the deeds.
func (r *record) all() []noted { return slices.Clone(r.deeds) }

// blocks adds the blocks that have changed to what is saved, and drops those that
// hold nothing any more.
func (r *record) blocks(puts map[string][]byte, deletes *[]string) {
	from, to := r.first/recordBlock, r.end()/recordBlock
	for b := r.low; b <= r.high && r.high > 0; b++ {
		if len(r.deeds) == 0 || b < from || b > to {
			*deletes = append(*deletes, deedKey(b))
		}
	}
	if len(r.deeds) == 0 {
		r.low, r.high = 0, 0
		return
	}
	for b := max(from, r.dirty/recordBlock); b <= to; b++ {
		lo, hi := max(b*recordBlock, r.first), min((b+1)*recordBlock, r.end())
		if lo < hi {
			puts[deedKey(b)] = encodeDeeds(r.deeds[lo-r.first:hi-r.first], lo)
		}
	}
	r.low, r.high, r.dirty = from, max(to, 1), r.end()
}

// spoiled says that a save has failed: all of it goes with the next one.
func (r *record) spoiled() { r.dirty = r.first }

// keptDeed is a deed with its place.
type keptDeed struct {
	Place uint64 `json:"place"`
	noted
}

// encodeDeeds writes deeds as JSON, one a line; the first is at the place given.
func encodeDeeds(deeds []noted, place uint64) []byte {
	var b bytes.Buffer
	w := json.NewEncoder(&b)
	for i := range deeds {
		must(0, w.Encode(keptDeed{place + uint64(i), deeds[i]}))
	}
	return b.Bytes()
}

func decodeDeeds(b []byte) (deeds []noted, place uint64, err error) {
	r := json.NewDecoder(bytes.NewReader(b))
	for r.More() {
		var d keptDeed
		if err := r.Decode(&d); err != nil {
			return nil, 0, fmt.Errorf("%w: record: %w", ErrStore, err)
		}
		if len(deeds) == 0 {
			place = d.Place
		}
		deeds = append(deeds, d.noted)
	}
	return deeds, place, nil
}

// restore takes up what the store holds.
func (r *record) restore(values map[string][]byte) error {
	for i, key := range sortedKeys(values) {
		deeds, place, err := decodeDeeds(values[key])
		if err != nil {
			return err
		}
		if i == 0 || place != r.end() {
			r.deeds, r.first = nil, place // what does not join on is of before
		}
		if i == 0 {
			r.low = place / recordBlock
		}
		r.deeds = append(r.deeds, deeds...)
	}
	r.high = max(r.end()/recordBlock, 1)
	r.dirty = r.end()
	return nil
}
