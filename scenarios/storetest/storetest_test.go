package storetest_test

import (
	"testing"

	"locktwin/model/store"
	"locktwin/scenarios/storetest"
)

func TestEveryDesignConformsOnSimulatedCells(t *testing.T) {
	on := storetest.Memories()
	if testing.Short() {
		on = on[:1]
	}
	refused := map[string][]string{"two-page": {"stm32l431"}, "fds": {"stm32l431", "stm32f031", "24lc256"}}
	for _, design := range store.Names() {
		t.Run(design, func(t *testing.T) {
			limits := storetest.Limits{Unsuitable: refused[design]}
			storetest.ConformOn(t, func() store.Store {
				s, err := store.New(design, store.Options{})
				if err != nil {
					t.Fatal(err)
				}
				return s
			}, on, limits)
		})
	}
}
