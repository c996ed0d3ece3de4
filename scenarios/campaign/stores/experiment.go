package stores

import (
	"crypto/sha256"
	"encoding/binary"
	"slices"

	"locktwin/flashsim"
	"locktwin/scenarios/campaign"
)

// tally counts the ends of the samples of one class.
type tally struct {
	ends   []end
	counts []int
}

func (t *tally) add(e end) {
	for i := range t.ends {
		if t.ends[i] == e {
			t.counts[i]++
			return
		}
	}
	t.ends = append(t.ends, e)
	t.counts = append(t.counts, 1)
}

// verdicts lists the ends, the most frequent first, among equals the one that
// came first.
func (t *tally) verdicts() []campaign.Verdict {
	out := make([]campaign.Verdict, 0, len(t.ends))
	for range t.ends {
		best := -1
		for i, n := range t.counts {
			if n > 0 && (best < 0 || n > t.counts[best]) {
				best = i
			}
		}
		out = append(out, t.ends[best].verdict(t.counts[best]))
		t.counts[best] = 0
	}
	return out
}

// wordings keeps one copy of equal lists of verdicts: a campaign has very many of
// them, and few that differ.
type wordings [][]campaign.Verdict

// maxWordings bounds the list that is searched.
const maxWordings = 256

func (w *wordings) one(v []campaign.Verdict) []campaign.Verdict {
	same := func(a, b campaign.Verdict) bool {
		return a.Samples == b.Samples && a.PIN == b.PIN && a.Settings == b.Settings && a.Authorizations == b.Authorizations && a.Decision == b.Decision
	}
	for _, have := range *w {
		if slices.EqualFunc(have, v, same) {
			return have
		}
	}
	if len(*w) < maxWordings {
		*w = append(*w, v)
	}
	return v
}

// state is the name of what the first boot after a fault finds.
type state [sha256.Size]byte

// state covers the memory and what is owed. While the
// memory holds cells that a fault tore, the clock and the number of boots belong to
// it: the noise of a read is keyed by both. Two experiments of one variant with one
// state go on alike, so they share their verdicts.
func (r *rig) state() state {
	memory := r.b.Device().Hash()
	buf := memory[:]
	for slot := range r.x.workload.keys {
		buf = binary.LittleEndian.AppendUint16(buf, uint16(r.ledger.acked[slot]))
		buf = binary.LittleEndian.AppendUint16(buf, uint16(r.ledger.maybe[slot]))
	}
	if len(r.b.Device().Marginal()) > 0 {
		buf = binary.LittleEndian.AppendUint64(buf, uint64(r.b.Now()))
		buf = binary.LittleEndian.AppendUint32(buf, r.b.Boots())
	}
	return sha256.Sum256(buf)
}

// outcome is what came of one class.
type outcome struct {
	state    state
	bits     int              // marginal ones among those that were read
	read     []flashsim.Range // by any sample
	samples  int              // that were run, or would have been alike
	verdicts []campaign.Verdict
}

// experiment runs one blow: the cut, the recovery, and the same with other read
// noise where bits that a boot reads lie near the reference. What came of an equal
// state before is taken as it is. marginal counts the bits near the reference among
// those that were read.
func (r *rig) experiment(f *reference, b blow, samples int, marginal func([]flashsim.Range) int) *outcome {
	r.watch.reads.Reset()
	r.strike(f, b)
	id := r.state()
	if have := r.known[id]; have != nil && have.samples >= samples {
		return have
	}
	o := &outcome{state: id, samples: samples}
	var t tally
	for n := 0; n < samples; n++ {
		if n > 0 {
			r.strike(f, b)
			r.b.Device().ResampleNoise(uint64(n))
		}
		r.recover()
		t.add(r.witness.end(&r.x.workload, r.found))
		if n > 0 {
			continue
		}
		o.read = slices.Clone(r.watch.reads.Ranges())
		if o.bits = marginal(o.read); o.bits == 0 {
			o.samples = campaign.MaxSamples
			break // every sample reads what this one read
		}
	}
	if read := r.watch.reads.Ranges(); !slices.Equal(read, o.read) {
		o.read = slices.Clone(read)
		o.bits = marginal(o.read)
	}
	o.verdicts = r.wordings.one(t.verdicts())
	r.known[id] = o
	return o
}

// alone runs the experiment of a blow that belongs to no division.
func (r *rig) alone(f *reference, b blow, samples int) *outcome {
	return r.experiment(f, b, samples, func(read []flashsim.Range) int { return r.near(f, b, read) })
}

// near counts the bits of the ranges that a blow leaves near the reference.
func (r *rig) near(f *reference, b blow, read []flashsim.Range) int {
	r.strike(f, b)
	at := r.b.Conditions()
	at.Now, at.Volts = at.Now+r.x.off, r.x.supply.Volts
	return r.b.Device().MarginalBits(read, at, 0)
}
