package report

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"locktwin/scenarios/campaign"
)

// detail is a stretch of time that is drawn once more, larger, because losses in
// it are too short for the picture above.
type detail struct {
	name     string // "A", "A.2"
	from, to time.Duration
	parent   int // index in the list of details; -1: the overview
	// alike is how many other places look the same and are not drawn.
	alike     int
	signature string
}

const (
	legible    = 14.0 // pixels that a loss needs to carry its letter
	together   = 30.0 // pixels between losses that belong to one detail
	maxDetails = 9
	maxLevel   = 3
)

// zoom chooses the details of a variant for a picture whose axis is so many
// pixels wide. Losses that stand close are one detail; places that look alike
// are drawn once. It also says how many details were left out.
func zoom(v *campaign.VariantResult, window time.Duration, pixels float64) (out []detail, left int) {
	var all []stretch
	for _, l := range lanesOf(v) {
		all = append(all, l.losses...)
	}
	slices.SortFunc(all, func(x, y stretch) int { return cmp.Or(cmp.Compare(x.from, y.from), cmp.Compare(x.to, y.to)) })
	type view struct {
		detail
		level int
	}
	todo := []view{{detail{to: window, parent: -1}, 0}}
	index := -1 // of the view that is looked into, in out
	for len(todo) > 0 {
		v0 := todo[0]
		todo = todo[1:]
		if v0.level > 0 {
			out = append(out, v0.detail)
			index = len(out) - 1
		}
		if v0.level == maxLevel {
			continue
		}
		kids := closer(v, all, v0.from, v0.to, pixels)
		n := 0
		for _, k := range kids {
			if k.alike < 0 {
				continue
			}
			if len(out)+len(todo) >= maxDetails {
				left += 1 + k.alike
				continue
			}
			k.parent = index
			k.name = childName(v0.name, n)
			n++
			todo = append(todo, view{k, v0.level + 1})
		}
	}
	return out, left
}

// childName continues a name: A, B, ... at first, then numbers.
func childName(parent string, n int) string {
	if parent == "" {
		return string(rune('A' + n%26))
	}
	return parent + "." + group(n+1)
}

// closer finds what has to be drawn larger than between two instants. Details
// that look like an earlier one are marked by alike below 0 and counted there.
func closer(v *campaign.VariantResult, all []stretch, from, to time.Duration, pixels float64) []detail {
	a := axis{from, to, 0, pixels}
	apart := time.Duration(together * float64(a.perPixel()))
	var small []stretch
	for _, s := range all {
		if s.from >= from && s.to <= to && a.x(s.to)-a.x(s.from) < legible {
			small = append(small, s)
		}
	}
	kids := gathered(small, apart)
	if slices.ContainsFunc(kids, func(d detail) bool { return (d.to-d.from)*3 > to-from }) {
		// They stand too evenly for their distances to tell them apart.
		kids = gathered(small, apart/20)
	}
	var out []detail
	for _, k := range kids {
		if k.to == k.from {
			// An instant without length looks no larger from nearby.
			continue
		}
		k.signature = signature(v, all, k.from, k.to)
		room := max((k.to-k.from)/4, 2)
		round := roundUp((k.to - k.from) / 20)
		k.from, k.to = max((k.from-room)/round*round, from), min((k.to+room+round-1)/round*round, to)
		if (k.to-k.from)*3 > to-from {
			continue
		}
		if i := slices.IndexFunc(out, func(d detail) bool { return d.signature == k.signature && d.alike >= 0 }); i >= 0 {
			out[i].alike++
			k.alike = -1
		}
		out = append(out, k)
	}
	return out
}

// gathered joins stretches that stand closer than apart.
func gathered(all []stretch, apart time.Duration) []detail {
	var out []detail
	for _, s := range all {
		if n := len(out); n > 0 && s.from-out[n-1].to <= apart {
			out[n-1].to = max(out[n-1].to, s.to)
			continue
		}
		out = append(out, detail{from: s.from, to: s.to})
	}
	return out
}

// signature tells places apart by what is torn there and how it ends.
func signature(v *campaign.VariantResult, all []stretch, from, to time.Duration) string {
	var b strings.Builder
	b.WriteString(tornBetween(v, from, to))
	for _, s := range all {
		if s.from >= from && s.to <= to {
			b.WriteString(" " + s.class)
		}
	}
	return b.String()
}

// tornBetween names the operation that most of the losses between two instants
// tear.
func tornBetween(v *campaign.VariantResult, from, to time.Duration) string {
	best, name := time.Duration(0), ""
	lengths := map[string]time.Duration{}
	for i := range v.Windows {
		w := &v.Windows[i]
		if d := min(w.To, to) - max(w.From, from); d > 0 && loses(&w.Verdict) {
			n := operationAt(&v.Survey, w.Operation)
			if lengths[n] += d; n != "" && lengths[n] > best {
				best, name = lengths[n], n
			}
		}
	}
	return name
}
