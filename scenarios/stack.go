package scenarios

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"locktwin/model/trace"
)

// stackAfter is how long a set of cells has to have been in for the story to
// tell what became of its charge.
const stackAfter = 24 * time.Hour

// tellStack says who used the charge of the present cells, the greatest first.
func (p *player) tellStack() {
	lasted := p.lock.Now().Sub(p.inserted)
	used := p.account().since(p.before)
	shares := used.shares()
	total := 0.0
	for _, s := range shares {
		total += s.MAh
	}
	if lasted < stackAfter || total <= 0 {
		return
	}
	slices.SortStableFunc(shares, func(a, b EnergyShare) int {
		switch {
		case a.MAh > b.MAh:
			return -1
		case a.MAh < b.MAh:
			return 1
		}
		return 0
	})
	var parts []string
	for _, s := range shares {
		if percent := float64(100 * s.MAh / total); percent >= 0.5 {
			parts = append(parts, fmt.Sprintf("%s %.0f %%", s.Name, percent))
		}
	}
	p.lock.Remark(trace.Cells, "energy", fmt.Sprintf("in %.1f days these cells gave %.0f mAh: %s",
		lasted.Hours()/24, total, strings.Join(parts, ", ")))
}
