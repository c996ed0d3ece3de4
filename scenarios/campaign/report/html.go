package report

import (
	"errors"
	"io"

	"locktwin/scenarios/campaign"
)

// HTML writes a result as one file that needs no network.
func HTML(w io.Writer, r *campaign.Result) error { return errors.New("report: the page is not drawn") }

// CausalitySVG writes the chart of a causality as a picture of its own.
func CausalitySVG(w io.Writer, c *campaign.Causality) error {
	return errors.New("report: the chart is not drawn")
}
