package campaign

import "slices"

// worst is the worst end of a finding, and how often it came. Of ends that are
// the same for a user and differ in the decision of the boot it is the most
// frequent one, counted with the others.
func worst(ending []Verdict) (Verdict, float64) {
	w := slices.MinFunc(ending, compareWorst)
	w.Samples = 0
	for _, v := range ending {
		if sameLoss(v, w) {
			w.Samples += v.Samples
		}
	}
	return w, float64(w.Samples) / float64(samplesOf(ending))
}

// windows merges neighbouring classes of the window that tear the same operation
// and have the same worst end as often. For given instants there are none.
func (p *plan) windows() []Window {
	n := p.nodes[0]
	var out []Window
	for i := range n.survey.Classes {
		x := &n.survey.Classes[i]
		if x.given() {
			return nil
		}
		v, share := worst(p.endings[n.results[i].ending])
		if !n.first(i) {
			if l := &out[len(out)-1]; l.Operation == x.Operation && l.Share == share && sameEnd(l.Verdict, v) {
				l.To = x.To
				l.Verdict.Samples = max(l.Verdict.Samples, v.Samples)
				continue
			}
		}
		out = append(out, Window{From: x.From, To: x.To, Operation: x.Operation, For: x.Fault.For, Times: x.Fault.Times, Verdict: v, Share: share})
	}
	return out
}

// cells lists the ends of sags.
func (p *plan) cells() []ShmooCell {
	n := p.nodes[0]
	var out []ShmooCell
	for i := range n.survey.Classes {
		f := n.survey.Classes[i].Fault
		if f.Kind != Sag {
			continue
		}
		v, share := worst(p.endings[n.results[i].ending])
		out = append(out, ShmooCell{Microvolts: f.Microvolts, For: f.For, At: f.At, Verdict: v, Share: share})
	}
	return out
}
