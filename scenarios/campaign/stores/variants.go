package stores

import (
	"fmt"
	"strings"

	"locktwin/model/store"
	"locktwin/scenarios/campaign"
)

// Variant is a documented variant of a design: what campaign.StoreSubject.Variant
// may say for it.
type Variant struct {
	Design string // as model/store names it
	Name   string // "" is the design itself
	About  string // one sentence: what is different
	// Options are what the store is made with.
	Options store.Options
	// RawFields gives every key of the workload a field of its size, in the order
	// in which the workload first names them (store.Options.Fields).
	RawFields bool
	// OnWarning saves when the supply begins to fail, and not when a value
	// changes: whatever the instant of the cut, the operation that it meets has
	// just begun.
	OnWarning bool
}

// Variants is the table of all variants, the designs themselves among them, in
// the order of store.Names.
func Variants() []Variant {
	var out []Variant
	for _, name := range store.Names() {
		out = append(out, Variant{Design: name, About: "the design as its documentation says"})
		for _, v := range variants {
			if v.Design == name {
				out = append(out, v)
			}
		}
	}
	return out
}

// variants are those that differ from the design itself.
var variants = []Variant{
	{Design: "in-place", Name: "raw", RawFields: true,
		About: "a raw struct with a field for each key: no lengths, no presence, no check"},
	{Design: "in-place", Name: "write-back", Options: store.Options{WriteBack: true},
		About: "a boot that finds nothing usable programs the empty record at once"},
	{Design: "in-place", Name: "save-on-warning", OnWarning: true,
		About: "saves when the power-fail warning comes, with the energy that is left"},
	{Design: "in-place-crc", Name: "write-back", Options: store.Options{WriteBack: true},
		About: "a boot that finds a bad check programs the empty record at once"},
	{Design: "in-place-crc", Name: "save-on-warning", OnWarning: true,
		About: "saves when the power-fail warning comes, with the energy that is left"},
	{Design: "two-page", Name: "early", Options: store.Options{EraseAtMount: true},
		About: "erases the spare page at every boot, as the first versions of the reference code do"},
	{Design: "two-page", Name: "verify-erased", Options: store.Options{VerifyErased: true},
		About: "reads the spare page at boot and erases it if it is not blank, as later versions do"},
	{Design: "fds", Name: "check-on-read", Options: store.Options{CheckOnRead: true},
		About: "compares the check of a record whenever it is read"},
	{Design: "nvs", Name: "data-check", Options: store.Options{DataCheck: true},
		About: "keeps a CRC-32 after each value"},
	{Design: "nvs-early", Name: "data-check", Options: store.Options{DataCheck: true},
		About: "keeps a CRC-32 after each value"},
	{Design: "ab-slots", Name: "settle", Options: store.Options{Settle: true},
		About: "a settled mark after each save; a newest record without one is committed again at boot"},
	{Design: "ab-slots", Name: "three-slots", Options: store.Options{Slots: 3},
		About: "three slots in place of two"},
	{Design: "ab-slots", Name: "by-not-blank", Options: store.Options{Accept: store.ByNotBlank},
		About: "any slot that is not blank counts as written: a known mistake"},
	{Design: "ab-slots", Name: "by-sequence", Options: store.Options{Accept: store.BySequence},
		About: "the higher sequence number first, its check afterwards: a known mistake"},
	{Design: "journal", Name: "commit-in-entry", Options: store.Options{CommitInEntry: true},
		About: "the commit word shares the program unit of its entry's end: a known mistake"},
	{Design: "journal", Name: "replay-once", Options: store.Options{ReplayOnce: true},
		About: "boot replays committed entries and does not finish them: a known mistake"},
}

// FindVariant looks a variant up. The error wraps campaign.ErrSpec and lists what there is.
func FindVariant(design, name string) (Variant, error) {
	var designs, names []string
	known := false
	for _, v := range Variants() {
		if v.Name == "" {
			designs = append(designs, v.Design)
		}
		if v.Design != design {
			continue
		}
		known = true
		if v.Name == name {
			return v, nil
		}
		if v.Name != "" {
			names = append(names, v.Name)
		}
	}
	switch {
	case !known:
		return Variant{}, fmt.Errorf("%w: design %q; there are %s", campaign.ErrSpec, design, strings.Join(designs, ", "))
	case len(names) == 0:
		return Variant{}, fmt.Errorf("%w: variant %q of %s; it has none beside the design itself, \"\"", campaign.ErrSpec, name, design)
	}
	return Variant{}, fmt.Errorf("%w: variant %q of %s; there are %s, and \"\" for the design itself", campaign.ErrSpec, name, design, strings.Join(names, ", "))
}

// build makes the store of a variant for a workload.
func (v *Variant) build(w *workload) (store.Store, error) {
	o := v.Options
	if v.RawFields {
		sizes := make([]int, len(w.keys))
		for _, s := range w.saves {
			if sizes[s.slot] == 0 {
				sizes[s.slot] = len(s.value)
			}
			if sizes[s.slot] != len(s.value) {
				return nil, fmt.Errorf("%w: key %d has values of %d and of %d bytes; raw fields need one size for each key", campaign.ErrSpec, w.keys[s.slot], sizes[s.slot], len(s.value))
			}
		}
		for i, k := range w.keys {
			o.Fields = append(o.Fields, store.Field{Key: k, Size: sizes[i]})
		}
	}
	s, err := store.New(v.Design, o)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", campaign.ErrSpec, err)
	}
	return s, nil
}
