package stores

import (
	"fmt"

	"locktwin/model/store"
)

// layout says how a design divides its region, and what the places are called
// in reports.
type layout struct {
	blocks int      // how many; of a design that keeps a log the fewest
	split  bool     // the region is divided into so many, else each page is one
	names  []string // of each block; nil: name and number
	name   string
	head   int    // bytes at a block's beginning that are called first
	first  string //
	tail   int    // bytes at a block's end that are called last
	last   string
}

// layoutOf finds a design's layout; word is the room of a mark in bytes. A design
// that is not known has pages.
func layoutOf(design string, o store.Options, word int) layout {
	slots := layout{blocks: 2, split: true, name: "slot"}
	switch design {
	case "in-place", "in-place-crc":
		return layout{blocks: 1, split: true, names: []string{"settings page"}}
	case "two-page":
		return layout{blocks: 2, split: true, name: "page", head: 4, first: "status word"}
	case "fds":
		return layout{blocks: 3, name: "page", head: 8, first: "tag"}
	case "nvs", "nvs-early":
		return layout{blocks: 3, name: "sector", tail: max(8, word), last: "close entry"}
	case "ab-slots-3":
		slots.blocks = 3
		fallthrough
	case "ab-slots-settled":
		o.Settle = true
		fallthrough
	case "ab-slots":
		if o.Slots > 0 {
			slots.blocks = o.Slots
		}
		if o.Settle {
			slots.tail, slots.last = word, "settled mark"
		}
		return slots
	case "journal":
		return layout{blocks: 2, split: true, names: []string{"settings page", "journal"}}
	case "ring3":
		return layout{blocks: 3, split: true, names: []string{"block X", "block Y", "block Z"}, tail: 11 * word, last: "marks"}
	}
	return layout{blocks: 4, name: "page"}
}

// area names the place of an operation of size bytes at addr, counted from the
// region's beginning: "slot 1", "settled mark of slot 1".
func (l *layout) area(r *region, addr, size int) string {
	block := r.pageBytes()
	if l.split {
		block = r.pages / l.blocks * r.pageBytes()
	}
	i, off := addr/block, addr%block
	name := fmt.Sprintf("%s %d", l.name, i)
	if i < len(l.names) {
		name = l.names[i]
	} else if l.name == "" {
		name = "spare room"
	}
	switch {
	case size >= int(r.unit):
		return name // an erase, or what stands for one
	case off+size <= l.head:
		return l.first + " of " + name
	case l.tail > 0 && off >= block-l.tail:
		return l.last + " of " + name
	}
	return name
}
