package workers

import (
	"errors"

	"locktwin/scenarios/campaign"
	"locktwin/scenarios/campaign/stores"
)

// ErrNoSubject is a Spec that names neither a lock nor a store, or both.
var ErrNoSubject = errors.New("a campaign is about a lock or about a store: exactly one of the two")

// Engines is the Factory for a Spec: engines for whole locks or for bare stores.
func Engines(spec campaign.Spec) (Factory, error) {
	if (spec.Lock == nil) == (spec.Store == nil) {
		return nil, ErrNoSubject
	}
	return func() (campaign.Engine, error) {
		return stores.New(spec)
	}, nil
}
