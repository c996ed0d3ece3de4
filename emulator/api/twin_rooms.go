package api

import (
	"locktwin/scenarios/twin"
	draw "locktwin/scenarios/twin/picture"
	"locktwin/scenarios/twin/telemetry"
)

func newFit(s telemetry.Series, cells string, seed uint64) (*twin.Fit, error) {
	return nil, twin.ErrNoReports
}

func drawFit(f *twin.Fit, s telemetry.Series) []byte { return draw.Fit(f, s) }
