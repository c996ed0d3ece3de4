package locks

import (
	"errors"

	"locktwin/scenarios/campaign"
)

// Shrink is part of campaign.Engine.
func (e *Engine) Shrink(v campaign.Variant, f campaign.Finding, want campaign.Failure) (campaign.Case, error) {
	return campaign.Case{}, errors.New("not yet")
}
