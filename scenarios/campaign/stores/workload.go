package stores

import (
	"fmt"

	"locktwin/model/store"
	"locktwin/scenarios/campaign"
)

// Keys of a workload, as campaign.Workload numbers them.
const (
	keyPIN           store.Key = 1
	keySettings      store.Key = 2
	keyAuthorization store.Key = 16 // and above
)

// maxSaves bounds a workload, all its lists together.
const maxSaves = 10_000

// maxKeys bounds the different keys of a workload.
const maxKeys = 64

// save is one Put, with its value worked out.
type save struct {
	slot  int // index of its key in workload.keys
	value []byte
}

// workload is a campaign.Workload in full: one save after the other, first those
// that are never cut, then those of the window, then those of the recovery.
type workload struct {
	keys   []store.Key // each once, in order of first use
	saves  []save
	before int // saves[:before] come first
	window int // saves[before:window] may be cut
}

// newWorkload writes a workload out and checks it.
func newWorkload(w campaign.Workload) (workload, error) {
	var out workload
	for _, list := range []struct {
		name  string
		saves []campaign.Save
	}{{"before", w.Before}, {"cut", w.Cut}, {"after", w.After}} {
		for i, s := range list.saves {
			if err := out.add(s); err != nil {
				return workload{}, fmt.Errorf("%w: workload, %s, save %d: %w", campaign.ErrSpec, list.name, i+1, err)
			}
		}
		switch list.name {
		case "before":
			out.before = len(out.saves)
		case "cut":
			out.window = len(out.saves)
		}
	}
	if out.window == out.before {
		return workload{}, fmt.Errorf("%w: workload: the list \"cut\" is empty; it needs at least one save to cut", campaign.ErrSpec)
	}
	return out, nil
}

func (w *workload) add(s campaign.Save) error {
	k := store.Key(s.Key)
	switch {
	case k != keyPIN && k != keySettings && k < keyAuthorization || k > store.MaxKey:
		return fmt.Errorf("key %d; there are 1 for the PIN, 2 for the settings, and %d to %d for authorizations", s.Key, keyAuthorization, store.MaxKey)
	case s.Bytes < 1 || s.Bytes > store.MaxValue:
		return fmt.Errorf("%d bytes; a value has 1 to %d", s.Bytes, store.MaxValue)
	case s.Times < 0 || s.Round < 0:
		return fmt.Errorf("round %d, %d times; neither may be negative", s.Round, s.Times)
	}
	n := max(s.Times, 1)
	if len(w.saves)+n > maxSaves {
		return fmt.Errorf("%d saves so far and %d more; a workload has at most %d", len(w.saves), n, maxSaves)
	}
	slot := w.slot(k)
	if slot < 0 {
		if len(w.keys) == maxKeys {
			return fmt.Errorf("one key more than %d, which is the most", maxKeys)
		}
		slot = len(w.keys)
		w.keys = append(w.keys, k)
	}
	for i := range n {
		w.saves = append(w.saves, save{slot, value(k, s.Round+i, s.Bytes)})
	}
	return nil
}

// slot finds a key, -1 when the workload has none of it.
func (w *workload) slot(k store.Key) int {
	for i, have := range w.keys {
		if have == k {
			return i
		}
	}
	return -1
}

// value is what a round saves under a key: bytes of both ones and zeros, none of
// them all of one kind, so that no value looks erased.
func value(k store.Key, round, n int) []byte {
	b := make([]byte, n)
	for i := range b {
		b[i] = byte(1 + (int(k)*31+round*7+i*3)%254)
	}
	return b
}
