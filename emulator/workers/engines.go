package workers

import (
	"errors"

	"locktwin/scenarios/campaign"
	"locktwin/scenarios/campaign/locks"
	"locktwin/scenarios/campaign/stores"
)

// ErrNoSubject is a Spec that names neither a lock nor a store, or both.
var ErrNoSubject = errors.New("a campaign is about a lock or about a store: exactly one of the two")

// Engines is the Factory for a Spec: engines for whole locks or for bare stores.
// What is wrong with the Spec is told at once, not by each engine.
func Engines(spec campaign.Spec) (Factory, error) {
	if (spec.Lock == nil) == (spec.Store == nil) {
		return nil, ErrNoSubject
	}
	f := func() (campaign.Engine, error) { return stores.New(spec) }
	if spec.Lock != nil {
		f = func() (campaign.Engine, error) { return locks.New(spec) }
	}
	if _, err := f(); err != nil {
		return nil, err
	}
	return f, nil
}
