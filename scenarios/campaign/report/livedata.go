package report

import (
	"slices"
	"time"

	"locktwin/scenarios/campaign"
)

// liveData is what the script draws a timeline from when somebody zooms into it.
// Instants are nanoseconds, which JavaScript keeps exact up to 104 days.
type liveData struct {
	Window  int64        `json:"window"`
	Lanes   []liveLane   `json:"lanes"`
	Areas   []string     `json:"areas"`
	Ops     [][4]int64   `json:"ops"` // from, to, row, 1 for an erase
	VBAT    [][2]int64   `json:"vbat"`
	VDD     [][2]int64   `json:"vdd"`
	Moments []liveMoment `json:"moments"`
	Looks   [][4]string  `json:"looks"` // class, letter, paint, ink
}

type liveLane struct {
	Title string `json:"title"`
	// Losses has three numbers for each: how long after the end of the one before
	// it begins, how long it lasts, and the index in Looks.
	Losses []int64 `json:"losses"`
}

type liveMoment struct {
	At   int64  `json:"at"`
	Text string `json:"text"`
}

func newLiveData(v *campaign.VariantResult, lanes []lane) *liveData {
	d := &liveData{Window: int64(v.Survey.Window), Areas: areasOf(&v.Survey), Lanes: []liveLane{}, Ops: [][4]int64{}, Looks: [][4]string{}, Moments: []liveMoment{}}
	index := map[string]int64{}
	for _, l := range lanes {
		out := liveLane{Title: l.title, Losses: []int64{}}
		end := time.Duration(0)
		for i, s := range l.losses {
			if i == maxData {
				break
			}
			if _, ok := index[s.class]; !ok {
				k := lookOf(s.class)
				index[s.class] = int64(len(d.Looks))
				d.Looks = append(d.Looks, [4]string{patternOf(s.class), k.letter, k.paint, k.ink})
			}
			out.Losses = append(out.Losses, int64(s.from-end), int64(s.to-s.from), index[s.class])
			end = s.to
		}
		d.Lanes = append(d.Lanes, out)
	}
	for i := range v.Survey.Operations {
		if i == maxData {
			break
		}
		o := &v.Survey.Operations[i]
		erase := int64(0)
		if o.Kind == "erase" {
			erase = 1
		}
		d.Ops = append(d.Ops, [4]int64{int64(o.From), int64(o.To), int64(slices.Index(d.Areas, areaOf(d.Areas, o))), erase})
	}
	d.VBAT = thinned(v.Survey.VBAT, v.Survey.Window)
	d.VDD = thinned(v.Survey.VDD, v.Survey.Window)
	for i := range v.Survey.Moments {
		if i == maxRowsShown {
			break
		}
		m := &v.Survey.Moments[i]
		d.Moments = append(d.Moments, liveMoment{int64(m.At), shortened(momentWords(m), 120)})
	}
	return d
}

// thinned keeps of a long curve the extremes of equal stretches of time.
func thinned(points []campaign.Point, window time.Duration) [][2]int64 {
	out := [][2]int64{}
	put := func(p campaign.Point) { out = append(out, [2]int64{int64(p.At), p.Microvolts}) }
	if len(points) <= maxData {
		for _, p := range points {
			put(p)
		}
		return out
	}
	slot := max(window/(maxData/4), 1)
	for i := 0; i < len(points); {
		j, low, high := i, i, i
		for ; j < len(points) && points[j].At/slot == points[i].At/slot; j++ {
			if points[j].Microvolts < points[low].Microvolts {
				low = j
			}
			if points[j].Microvolts > points[high].Microvolts {
				high = j
			}
		}
		keep := []int{i, min(low, high), max(low, high), j - 1}
		for _, n := range slices.Compact(keep) {
			put(points[n])
		}
		i = j
	}
	return out
}
