package twin

import (
	"math"

	"locktwin/internal/repro"
)

// Where proposals around the optimum cover the posterior badly, a crowd of walkers
// goes on from them: each steps along the difference of two others (differential
// evolution), which follows whatever shape the crowd has taken.
const (
	walkers     = 96
	sweeps      = 60
	settled     = 20 // sweeps that are not kept
	keptEvery   = 10
	goodEnough  = 150.0 // effective number from which nobody walks
	strideOf    = 2.38  // over √(2·unknowns): the best step for a normal posterior
	wholeStride = 0.1   // share of steps of the full difference, which cross between modes
	jitter      = 1e-4  // of the spread of the crowd, so that it spans the space
)

// walk turns a weighted sample into an even one by walkers that set out from it.
func (s *search) walk(b *bend, p *sample, key repro.Key) *sample {
	n := len(p.y[0])
	stream := key.Stream()
	even := &sample{y: p.y, z: p.y, weight: p.flatten(tempered)}
	crowd := make([][]float64, walkers)
	value := make([]float64, walkers)
	z := make([]float64, n)
	density := func(y []float64) float64 {
		volume, ok := b.bent(y, z)
		if !ok {
			return math.Inf(-1)
		}
		v := -s.value(z) - volume
		if math.IsNaN(v) {
			return math.Inf(-1)
		}
		return v
	}
	spread := make([]float64, n)
	for i, y := range even.pick(walkers, key.Child("start")) {
		crowd[i] = append([]float64(nil), y...)
		value[i] = density(y)
	}
	for j := range spread {
		low, high := math.Inf(1), math.Inf(-1)
		for _, y := range crowd {
			low, high = min(low, y[j]), max(high, y[j])
		}
		spread[j] = float64(jitter * (high - low))
	}
	out := &sample{}
	next := make([]float64, n)
	usual := strideOf / math.Sqrt(float64(2*n))
	for k := range sweeps {
		for i := range crowd {
			a, c := stream.IntN(walkers), stream.IntN(walkers)
			step := usual * (0.5 + float64(stream.Float64()/2))
			if stream.Float64() < wholeStride {
				step = 1
			}
			for j := range next {
				next[j] = crowd[i][j] + float64(step*(crowd[a][j]-crowd[c][j])) + float64(spread[j]*stream.Normal())
			}
			v := density(next)
			if v > value[i]+repro.Log(stream.Float64()) {
				copy(crowd[i], next)
				value[i] = v
			}
		}
		if k >= settled && (k-settled)%keptEvery == keptEvery-1 {
			for i := range crowd {
				if math.IsInf(value[i], -1) {
					continue
				}
				if _, ok := b.bent(crowd[i], z); ok {
					out.z = append(out.z, append([]float64(nil), z...))
				}
			}
		}
	}
	if len(out.z) == 0 {
		return p
	}
	out.weight = make([]float64, len(out.z))
	for i := range out.weight {
		out.weight[i] = 1 / float64(len(out.z))
	}
	out.useful = float64(len(out.z))
	return out
}
