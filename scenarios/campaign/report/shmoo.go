package report

import (
	"slices"
	"time"

	"locktwin/internal/repro"
	"locktwin/internal/svgtext"
	"locktwin/scenarios/campaign"
)

// shmoo is the picture of sags that begin at one instant: the voltage upwards,
// the duration to the right, both on logarithmic axes.
type shmoo struct {
	at    time.Duration
	part  string
	cells []campaign.ShmooCell
}

const maxShmoos = 12

// shmoosOf splits the sags of a variant by the instant at which they begin, and
// gives a picture for the PIN and for each other part that loses something.
func shmoosOf(v *campaign.VariantResult) (out []shmoo, left int) {
	var ats []time.Duration
	byAt := map[time.Duration][]campaign.ShmooCell{}
	for _, c := range v.Cells {
		if byAt[c.At] == nil {
			ats = append(ats, c.At)
		}
		byAt[c.At] = append(byAt[c.At], c)
	}
	slices.Sort(ats)
	for _, p := range parts {
		for _, at := range ats {
			loses := slices.ContainsFunc(byAt[at], func(c campaign.ShmooCell) bool { return isLoss(of(&c.Verdict, p)) })
			if p != partPIN && !loses {
				continue
			}
			if len(out) == maxShmoos {
				left++
				continue
			}
			out = append(out, shmoo{at, p, byAt[at]})
		}
	}
	return out, left
}

// steps are the borders of the cells of one axis in pixels: in the middle between
// neighbours on a logarithmic axis where each cell keeps room for its letter so,
// else of one size.
func steps(values []int64, least, room float64) []float64 {
	n := len(values)
	out := make([]float64, n+1)
	even := func() []float64 {
		for i := range out {
			out[i] = float64(i) * max(least, min(room/float64(n), 1.4*least))
		}
		return out
	}
	if n < 2 || values[0] <= 0 {
		return even()
	}
	logs := make([]float64, n)
	for i, v := range values {
		logs[i] = repro.Log10(float64(v))
	}
	edges := make([]float64, n+1)
	for i := 1; i < n; i++ {
		edges[i] = half(logs[i-1] + logs[i])
	}
	edges[0] = float64(2*logs[0]) - edges[1]
	edges[n] = float64(2*logs[n-1]) - edges[n-1]
	narrowest := edges[1] - edges[0]
	for i := 1; i < n; i++ {
		narrowest = min(narrowest, edges[i+1]-edges[i])
	}
	if narrowest <= 0 {
		return even()
	}
	per := least / narrowest
	if per*(edges[n]-edges[0]) > room {
		return even()
	}
	per = min(room/(edges[n]-edges[0]), 1.4*per)
	for i := range out {
		out[i] = float64((edges[i] - edges[0]) * per)
	}
	return out
}

// draw gives the picture as an SVG element.
func (s *shmoo) draw(f format) string {
	var volt, dur []int64
	for _, c := range s.cells {
		if !slices.Contains(volt, c.Microvolts) {
			volt = append(volt, c.Microvolts)
		}
		if !slices.Contains(dur, int64(c.For)) {
			dur = append(dur, int64(c.For))
		}
	}
	slices.Sort(volt)
	slices.Sort(dur)
	const left, top, h = 62.0, 20.0, 22.0
	xs := steps(dur, 26, f.width-left-10)
	ys := steps(volt, h, 420)
	width, height := left+xs[len(dur)]+10, ys[len(volt)]
	width = max(width, 220)
	var c canvas
	c.text(0, 12, "lane", "", "supply")
	y := func(i int) (float64, float64) { return top + height - ys[i+1], top + height - ys[i] }
	for i, v := range volt {
		y0, y1 := y(i)
		c.text(left-7, half(y0+y1)+4, "tick", "end", volts(v))
	}
	last := -1e9
	for i, d := range dur {
		x := left + half(xs[i]+xs[i+1])
		label := brief(time.Duration(d))
		c.line("hair", x, top+height, x, top+height+4)
		if w := wide(label); x-half(w) >= last+6 {
			c.text(x, top+height+16, "tick", "middle", label)
			last = x + half(w)
		}
	}
	c.text(left, top+height+32, "lane", "", "how long the sag lasts")
	for i := range s.cells {
		cell := &s.cells[i]
		col, row := slices.Index(dur, int64(cell.For)), slices.Index(volt, cell.Microvolts)
		y0, y1 := y(row)
		x0, x1 := left+xs[col], left+xs[col+1]
		class := of(&cell.Verdict, s.part)
		l := lookOf(class)
		c.put(`<g class="cell">`)
		says := volts(cell.Microvolts) + " for " + Span(cell.For) + ": " + verdictWords(&cell.Verdict)
		if cell.Share < 1 && isLoss(class) {
			says += " in " + Percent(cell.Share) + " of the samples"
		}
		c.title(says)
		switch {
		case class == "":
			c.box("cell-none", x0+0.5, y0+0.5, x1-x0-1, y1-y0-1, "")
		case !isLoss(class):
			c.box("cell-ok", x0+0.5, y0+0.5, x1-x0-1, y1-y0-1, "")
			c.text(half(x0+x1), half(y0+y1)+4, "cell-dot", "middle", "·")
		default:
			c.box("band", x0+0.5, y0+0.5, x1-x0-1, y1-y0-1, ` fill="url(#p-`+patternOf(class)+`)"`)
			badge(&c, half(x0+x1), half(y0+y1), &l)
			if cell.Share < 1 {
				c.put(`<path class="share" d="M`, svgtext.Px(x1-8), ` `, svgtext.Px(y0+0.5), `H`, svgtext.Px(x1-0.5), `V`, svgtext.Px(y0+8), `Z"/>`)
			}
		}
		c.put(`</g>`)
	}
	total := top + height + 38
	return `<svg xmlns="http://www.w3.org/2000/svg" class="shmoo ` + f.name + `" width="` + svgtext.Px(width) + `" height="` + svgtext.Px(total) +
		`" viewBox="0 0 ` + svgtext.Px(width) + ` ` + svgtext.Px(total) + `" role="img" aria-label="` + svgtext.Escape(s.title()+": table of ends over voltage and duration") + `">` + c.b.String() + `</svg>`
}

func (s *shmoo) title() string {
	return s.part + ", sag begins " + Span(s.at) + " into the window"
}
