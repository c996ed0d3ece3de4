package report

import (
	"slices"
	"time"

	"locktwin/internal/svgtext"
	"locktwin/scenarios/campaign"
)

// maxCompared is how many variants are drawn side by side.
const maxCompared = 60

// compared gives the lanes of all variants below each other: what becomes of the
// PIN, one lane for each fault of the plan.
func compared(r *campaign.Result) (lanes []lane, window time.Duration) {
	for i := range r.Variants {
		v := &r.Variants[i]
		if i == maxCompared {
			break
		}
		window = max(window, v.Survey.Window)
		for _, l := range lanesOf(v) {
			if l.part == partPIN {
				l.title = Name(&r.Spec, &v.Variant) + l.title[len(partPIN):]
				lanes = append(lanes, l)
			}
		}
	}
	return lanes, window
}

// busy is the stretch of time in which anything is lost by anybody, with some
// room around it; none when it is most of the window.
func busy(lanes []lane, window time.Duration) (from, to time.Duration, ok bool) {
	from = window
	for _, l := range lanes {
		for _, s := range l.losses {
			from, to = min(from, s.from), max(to, s.to)
		}
	}
	if to <= from || (to-from)*3 > window {
		return 0, 0, false
	}
	room := (to - from) / 12
	return max(from-room, 0), min(to+room, window), true
}

// multiples draws lanes below each other on one axis.
func multiples(lanes []lane, from, to time.Duration, f format, label string) string {
	var c canvas
	left := 0.0
	if f.left > 0 {
		for _, l := range lanes {
			left = max(left, wide(shortened(l.title, 34))+12)
		}
	}
	a := axis{from, to, left, f.width - 12}
	y := 4.0
	for _, l := range lanes {
		if f.left > 0 {
			c.text(left-8, y+14, "lane", "end", shortened(l.title, 34))
		} else {
			c.text(0, y+10, "lane", "", shortened(l.title, 54))
			y += 14
		}
		c.box("track", a.x0, y, a.x1-a.x0, 20, "")
		if len(l.losses) == 0 {
			c.text(half(a.x0+a.x1), y+14, "none", "middle", "no loss")
		}
		bars(&c, a, l.losses, y, 20)
		y += 26
	}
	var under canvas
	a.marks(&under, 4, y, f.apart)
	return `<svg xmlns="http://www.w3.org/2000/svg" class="` + f.name + `" viewBox="0 0 ` + svgtext.Px(f.width) + ` ` + svgtext.Px(y+24) +
		`" role="img" aria-label="` + svgtext.Escape(label) + `">` + under.b.String() + c.b.String() + `</svg>`
}

// classesIn lists the classes that occur anywhere in a result, strongest first.
func classesIn(r *campaign.Result) []string {
	var out []string
	add := func(c string) {
		if c != "" && !slices.Contains(out, c) {
			out = append(out, c)
		}
	}
	for i := range r.Variants {
		v := &r.Variants[i]
		for _, row := range v.Rows {
			if occurs(&row) && row.Part != partInvariant {
				add(row.Class)
			} else if occurs(&row) && isLoss(row.Class) {
				add(broken)
			}
		}
		for _, l := range lanesOf(v) {
			for _, s := range l.losses {
				add(s.class)
			}
		}
		for _, c := range v.Cells {
			for _, p := range parts {
				add(of(&c.Verdict, p))
			}
		}
	}
	slices.SortStableFunc(out, func(x, y string) int { return legendRank(x) - legendRank(y) })
	return out
}

func legendRank(c string) int {
	if c == broken {
		return len(looks)
	}
	return rank(c)
}
