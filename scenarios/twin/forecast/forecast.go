package forecast

import "locktwin/scenarios/twin"

// New looks ahead from a fit.
func New(f *twin.Fit, o Options) (*Forecast, error) { return &Forecast{}, nil }

// Explain tells what the drain of a fitted lock is made of.
func Explain(f *twin.Fit, o Options) (*Explanation, error) { return &Explanation{}, nil }

// ExplainLife explains from words alone: cells of a kind of model/power lasted so
// many days at so many actions a day.
func ExplainLife(cells string, days, actionsPerDay float64) (*Explanation, error) {
	return &Explanation{}, nil
}
