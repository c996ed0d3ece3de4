package store_test

import (
	"testing"

	"locktwin/model/store"
	"locktwin/scenarios/storetest"
)

// limits are what the designs' comments say: an in-place page takes every save's
// erase, slots share them, a log needs far fewer than one a save.
func limits(design string) storetest.Limits {
	l := storetest.Limits{MostErases: 75}
	switch design {
	case "in-place", "in-place-crc":
		l.MostErases = 300
	case "ab-slots", "ab-slots-settled":
		l.MostErases = 151
	case "ab-slots-3", "ring3":
		l.MostErases = 101
	case "two-page":
		l.Unsuitable = []string{"ecc-64", "ecc-128"}
	case "fds":
		l.Unsuitable = []string{"stm32f0", "ecc-64", "ecc-128"}
	}
	return l
}

func TestEveryDesignConforms(t *testing.T) {
	for _, design := range store.Names() {
		t.Run(design, func(t *testing.T) {
			var on []storetest.Memory
			for _, part := range store.ChipNames() {
				on = append(on, storetest.Memory{Name: part, New: func(*testing.T) storetest.Chip { return store.NewChip(part, design) }})
			}
			storetest.ConformOn(t, func() store.Store {
				s, err := store.New(design, store.Options{})
				if err != nil {
					t.Fatal(err)
				}
				return s
			}, on, limits(design))
		})
	}
}
