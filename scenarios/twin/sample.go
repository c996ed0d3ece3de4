package twin

import (
	"math"
	"slices"

	"locktwin/internal/repro"
)

// How the uncertainty is drawn: proposals from a Student distribution around the
// most probable lock, with the covariance of Laplace's approximation, each weighed
// with what the telemetry really says of it, and then resampled. A second round
// starts from the moments of the first.
const (
	proposals = 2400
	freedom   = 6   // of the Student distribution: its tails are wider than any posterior seen
	rounds    = 4   // of importance sampling
	spreadOut = 1.1 // on the scale of the proposals
)

// sample is a set of weighted vectors of unknowns.
type sample struct {
	z      [][]float64
	y      [][]float64 // the same, straightened
	weight []float64   // adds up to 1
	useful float64     // effective number
}

// sampleAround draws from the posterior of a search whose optimum is o.
func (s *search) sampleAround(o *optimum, key repro.Key) *sample {
	b := newBend(s.f, o.z)
	root, ok := b.root(o.z, o.root)
	if !ok {
		root = o.root
	}
	centre := make([]float64, len(o.z))
	b.straight(o.z, centre)
	var out *sample
	for k := range rounds {
		out = s.propose(b, centre, root, key.Index(uint64(k)))
		if k == rounds-1 {
			break
		}
		if c, r, ok := out.moments(); ok {
			centre, root = c, r
		}
	}
	if out.useful < goodEnough {
		return s.walk(b, out, key.Child("walk"))
	}
	return out
}

func (s *search) propose(b *bend, centre []float64, root triangle, key repro.Key) *sample {
	n := len(centre)
	stream := key.Stream()
	out := &sample{z: make([][]float64, proposals), y: make([][]float64, proposals), weight: make([]float64, proposals)}
	flat := make([]float64, 2*proposals*n)
	normal := make([]float64, n)
	best := math.Inf(-1)
	for i := range out.z {
		y, z := flat[2*i*n:(2*i+1)*n], flat[(2*i+1)*n:(2*i+2)*n]
		chi, square := 0.0, 0.0
		for range freedom {
			x := stream.Normal()
			chi += float64(x * x)
		}
		stretch := math.Sqrt(freedom / chi)
		for j := range normal {
			x := stream.Normal()
			normal[j] = float64(x * stretch)
			square += float64(normal[j] * normal[j])
		}
		for j := range y {
			sum := 0.0
			for k := 0; k <= j; k++ {
				sum += float64(root.At(j, k) * normal[k])
			}
			y[j] = centre[j] + float64(spreadOut*sum)
		}
		out.y[i], out.z[i] = y, z
		volume, ok := b.bent(y, z)
		if !ok {
			copy(z, out.z[0])
			out.weight[i] = math.Inf(-1)
			continue
		}
		// ln of the posterior over the proposal, both a unit of z.
		out.weight[i] = -s.value(z) + float64(float64(freedom+n)/2*repro.Log1p(square/freedom)) - volume
		if math.IsNaN(out.weight[i]) {
			out.weight[i] = math.Inf(-1)
		}
		best = max(best, out.weight[i])
	}
	sum := 0.0
	for i, w := range out.weight {
		out.weight[i] = repro.Exp(w - best)
		sum += out.weight[i]
	}
	square := 0.0
	for i := range out.weight {
		out.weight[i] /= sum
		square += float64(out.weight[i] * out.weight[i])
	}
	out.useful = 1 / square
	return out
}

// tempered is the least effective number that moments are taken from. With fewer
// the weights are flattened until they have it, so that the next round is wide
// rather than lost.
const tempered = 150

// moments are the mean of the sample in the straightened space and the root of its
// covariance; not ok when the sample does not span the space.
func (p *sample) moments() (centre []float64, root triangle, ok bool) {
	n := len(p.y[0])
	w := p.flatten(tempered)
	centre = make([]float64, n)
	for i, y := range p.y {
		for j := range y {
			centre[j] += float64(w[i] * y[j])
		}
	}
	cov := make([]float64, n*n)
	for a := range n {
		for b := 0; b <= a; b++ {
			sum := 0.0
			for i, y := range p.y {
				sum += float64(w[i] * (y[a] - centre[a]) * (y[b] - centre[b]))
			}
			cov[a*n+b] = sum
		}
	}
	root, ok = cholesky(cov, n)
	return centre, root, ok
}

// flatten raises the weights to the largest power up to 1 that leaves an effective
// number of at least so many.
func (p *sample) flatten(least float64) []float64 {
	out := make([]float64, len(p.weight))
	for power := 1.0; ; power *= 0.7 {
		sum, square := 0.0, 0.0
		for i, w := range p.weight {
			out[i] = 0
			if w > 0 {
				out[i] = repro.Exp(float64(power * repro.Log(w)))
			}
			sum += out[i]
		}
		for i := range out {
			out[i] /= sum
			square += float64(out[i] * out[i])
		}
		if 1/square >= least || power < 0.01 {
			return out
		}
	}
}

// pick takes count vectors that are equally likely: one from each equal share of
// the weights.
func (p *sample) pick(count int, key repro.Key) [][]float64 {
	stream := key.Stream()
	at, sum, i := stream.Float64(), p.weight[0], 0
	out := make([][]float64, 0, count)
	for k := range count {
		want := (float64(k) + at) / float64(count)
		for sum < want && i < len(p.z)-1 {
			i++
			sum += p.weight[i]
		}
		out = append(out, p.z[i])
	}
	return out
}

// quantiles are the weighted quantiles of values, one for each share wanted.
func (p *sample) quantiles(values []float64, shares ...float64) []float64 {
	order := make([]int, len(values))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int {
		switch {
		case values[a] < values[b]:
			return -1
		case values[a] > values[b]:
			return 1
		}
		return 0
	})
	out := make([]float64, len(shares))
	for k, share := range shares {
		// Between the middles of two neighbouring weights the quantile is linear.
		sum, lastAt, last := 0.0, 0.0, values[order[0]]
		out[k] = values[order[len(order)-1]]
		for _, i := range order {
			at := sum + float64(p.weight[i]/2)
			if at >= share {
				out[k] = values[i]
				if at > lastAt {
					out[k] = last + float64((values[i]-last)*max(0, share-lastAt)/(at-lastAt))
				}
				break
			}
			sum += p.weight[i]
			lastAt, last = at, values[i]
		}
	}
	return out
}
