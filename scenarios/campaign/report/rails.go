package report

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"locktwin/internal/svgtext"
	"locktwin/scenarios/campaign"
)

// scale maps voltages to heights.
type scale struct {
	low, high int64 // µV
	top, base float64
}

func (s scale) y(uv int64) float64 {
	return s.base - float64(float64(uv-s.low)/float64(s.high-s.low)*(s.base-s.top))
}

// scaleOf takes in both rails and all levels of a survey.
func scaleOf(s *campaign.Survey, top, base float64) scale {
	low, high := int64(0), int64(0)
	for _, curve := range [...][]campaign.Point{s.VBAT, s.VDD} {
		for _, p := range curve {
			low, high = min(low, p.Microvolts), max(high, p.Microvolts)
		}
	}
	for _, l := range s.Levels {
		high = max(high, l.Microvolts)
	}
	return scale{low, high + high/12 + 1000, top, base}
}

// curve draws a rail between the ends of an axis. More than two corners in half a
// pixel are drawn as their extremes.
func curve(c *canvas, class string, points []campaign.Point, a axis, s scale) {
	var d strings.Builder
	started := false
	put := func(x float64, uv int64) {
		word := "L"
		if !started {
			word, started = "M", true
		}
		d.WriteString(word + svgtext.Px(x) + " " + svgtext.Px(s.y(uv)))
	}
	type column struct{ first, low, high, last int64 }
	var col column
	at, open := 0, false
	flush := func() {
		if !open {
			return
		}
		x := a.x0 + half(float64(at))
		put(x, col.first)
		if col.low != col.first && col.low != col.last {
			put(x, col.low)
		}
		if col.high != col.first && col.high != col.last {
			put(x, col.high)
		}
		if col.last != col.first {
			put(x, col.last)
		}
		open = false
	}
	for _, p := range clipped(points, a.from, a.to) {
		k := int(float64(2 * (a.x(p.At) - a.x0)))
		if open && k == at {
			col.low, col.high, col.last = min(col.low, p.Microvolts), max(col.high, p.Microvolts), p.Microvolts
			continue
		}
		flush()
		at, open = k, true
		col = column{p.Microvolts, p.Microvolts, p.Microvolts, p.Microvolts}
	}
	flush()
	c.path(class, d.String(), "")
}

// clipped gives the corners of a curve between two instants, with what it is at
// these.
func clipped(points []campaign.Point, from, to time.Duration) []campaign.Point {
	if len(points) == 0 {
		return nil
	}
	i := sorted(points, from)
	j := sorted(points, to)
	var out []campaign.Point
	if i > 0 {
		out = append(out, campaign.Point{At: from, Microvolts: at(points, from)})
	}
	out = append(out, points[i:j]...)
	if to >= points[0].At {
		out = append(out, campaign.Point{At: to, Microvolts: at(points, to)})
	}
	return out
}

// sorted finds the first corner that is not before an instant.
func sorted(points []campaign.Point, t time.Duration) int {
	i, _ := slices.BinarySearchFunc(points, t, func(p campaign.Point, t time.Duration) int { return cmp.Compare(p.At, t) })
	return i
}

// at gives a curve's value at an instant.
func at(points []campaign.Point, t time.Duration) int64 {
	i := sorted(points, t)
	switch {
	case i == len(points):
		return points[i-1].Microvolts
	case i == 0 || points[i].At == t:
		return points[i].Microvolts
	}
	p, q := points[i-1], points[i]
	return p.Microvolts + int64(float64(q.Microvolts-p.Microvolts)*(float64(t-p.At)/float64(q.At-p.At)))
}

// levels draws the named levels as dashes with their names, apart from each
// other: beside the curve, or on it where there is no room beside it.
func levels(c *canvas, ls []campaign.Level, a axis, s scale, right float64) {
	sortedLevels := slices.Clone(ls)
	slices.SortStableFunc(sortedLevels, func(x, y campaign.Level) int {
		return cmp.Or(cmp.Compare(y.Microvolts, x.Microvolts), cmp.Compare(x.Name, y.Name))
	})
	ys := make([]float64, len(sortedLevels))
	for i, l := range sortedLevels {
		ys[i] = s.y(l.Microvolts)
		if i > 0 {
			ys[i] = max(ys[i], ys[i-1]+12)
		}
	}
	// What was pushed below the lane moves up again.
	for i := len(ys) - 1; i >= 0; i-- {
		limit := s.base + 2
		if i < len(ys)-1 {
			limit = ys[i+1] - 12
		}
		ys[i] = min(ys[i], limit)
	}
	for _, l := range sortedLevels {
		c.line("level", a.x0, s.y(l.Microvolts), a.x1, s.y(l.Microvolts))
	}
	beside := right-a.x1 > 60
	for i, l := range sortedLevels {
		y := s.y(l.Microvolts)
		c.put(`<g>`)
		c.title(l.Name + ", " + l.Rail + " " + volts(l.Microvolts))
		label := volts(l.Microvolts) + " " + l.Name
		if beside {
			if y != ys[i] {
				c.line("hair", a.x1, y, a.x1+5, ys[i])
			}
			c.text(a.x1+7, ys[i]+3.5, "level-name", "", shortened(label, int((right-a.x1-8)/5.6)))
		} else {
			c.text(a.x1-3, ys[i]+3.5, "level-name over", "end", shortened(label, 30))
		}
		c.put(`</g>`)
	}
}
