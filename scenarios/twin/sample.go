package twin

import (
	"math"
	"slices"

	"locktwin/internal/repro"
)

// How the uncertainty is drawn: proposals from Student distributions around the most
// probable locks, with the covariances of Laplace's approximation, each weighed with
// what the telemetry really says of it. Every further round proposes from the moments
// of all that were drawn before it, and all rounds count in the end: each proposal is
// weighed against all distributions that could have made it (adaptive multiple
// importance sampling).
const (
	proposals = 1000 // in each round
	rounds    = 5
	freedom   = 6    // of the Student distributions: their tails are wider than any posterior seen
	spreadOut = 1.1  // on the scale of the proposals
	faint     = 0.01 // of the weight: a cloud with less is not followed
)

// sample is a set of weighted vectors of unknowns.
type sample struct {
	z      [][]float64
	y      [][]float64 // the same, straightened
	weight []float64   // adds up to 1
	useful float64     // effective number
}

// cloud is one Student distribution in the straightened space.
type cloud struct {
	centre []float64
	root   triangle
	scale  float64 // ln of its volume
	count  int     // proposals that it made
}

func newCloud(centre []float64, root triangle) cloud {
	return cloud{centre: centre, root: root, scale: root.logDet() / 2}
}

// density is ln of it but for a constant that all clouds share. work is overwritten.
func (c *cloud) density(y, work []float64) float64 {
	square := 0.0
	for i := range y {
		x := (y[i] - c.centre[i]) / spreadOut
		row := c.root.row(i)
		for k := range i {
			x -= float64(row[k] * work[k])
		}
		work[i] = x / row[i]
		square += float64(work[i] * work[i])
	}
	return -c.scale - float64(float64(freedom+len(y))/2*repro.Log1p(square/freedom))
}

// propose draws a vector.
func (c *cloud) propose(s *repro.Stream, y, work []float64) {
	chi := 0.0
	for range freedom {
		x := s.Normal()
		chi += float64(x * x)
	}
	stretch := float64(spreadOut * math.Sqrt(freedom/chi))
	for i := range y {
		work[i] = float64(stretch * s.Normal())
		row := c.root.row(i)
		y[i] = c.centre[i]
		for k := 0; k <= i; k++ {
			y[i] += float64(row[k] * work[k])
		}
	}
}

// drawing is a sample that grows round by round.
type drawing struct {
	s      *search
	b      *bend
	n      int
	clouds []cloud
	last   int       // clouds of the last round
	posts  []float64 // ln of the posterior, a unit of y, of each proposal
	losses []float64 // the same a unit of z, with the other sign
	out    sample
	work   []float64
}

// sampleAround draws from the posterior of a search whose optima are given, the most
// probable first. Where a proposal beats them the search goes on from it, and the
// drawing begins again around what it finds. The optima come back.
func (s *search) sampleAround(modes []*optimum, key repro.Key) (*sample, []*optimum) {
	for k := uint64(0); ; k++ {
		d := s.draw(modes, key.Index(k))
		better := d.best()
		if k < mostAgain && s.value(better) < modes[0].loss-beaten {
			if o, err := s.find(better); err == nil && o.loss < modes[0].loss-beaten {
				modes = distinct(append(modes, o))
				continue
			}
		}
		if d.out.useful < goodEnough {
			return s.walk(d.b, &d.out, key.Child("walk")), modes
		}
		return &d.out, modes
	}
}

// When the drawing begins again, and how often.
const (
	beaten    = 0.5
	mostAgain = 3
)

// draw makes all rounds.
func (s *search) draw(modes []*optimum, key repro.Key) *drawing {
	n := len(modes[0].z)
	d := &drawing{s: s, b: newBend(s.f, modes[0].z), n: n, work: make([]float64, n)}
	for _, o := range modes {
		root, ok := d.b.root(o.z, o.root)
		if !ok {
			root = o.root
		}
		centre := make([]float64, n)
		d.b.straight(o.z, centre)
		d.clouds = append(d.clouds, newCloud(centre, root))
	}
	d.last = len(modes)
	for k := range rounds {
		d.round(key.Index(uint64(k)))
		if k < rounds-1 {
			d.follow()
		}
	}
	return d
}

// best is the proposal with the least loss.
func (d *drawing) best() []float64 {
	at, least := 0, math.Inf(1)
	for i := range d.out.z {
		if math.IsInf(d.posts[i], -1) {
			continue
		}
		if d.losses[i] < least {
			at, least = i, d.losses[i]
		}
	}
	return d.out.z[at]
}

// round proposes from the clouds of the last round and weighs all there are.
func (d *drawing) round(key repro.Key) {
	stream := key.Stream()
	now := d.clouds[len(d.clouds)-d.last:]
	flat := make([]float64, 2*proposals*d.n)
	for i := range proposals {
		c := &now[i%len(now)]
		c.count++
		y, z := flat[2*i*d.n:(2*i+1)*d.n], flat[(2*i+1)*d.n:(2*i+2)*d.n]
		c.propose(&stream, y, d.work)
		post, loss := math.Inf(-1), math.Inf(1)
		if volume, ok := d.b.bent(y, z); ok {
			loss = d.s.value(z)
			if post = -loss - volume; math.IsNaN(post) {
				post = math.Inf(-1)
			}
		}
		d.out.y, d.out.z = append(d.out.y, y), append(d.out.z, z)
		d.posts, d.losses = append(d.posts, post), append(d.losses, loss)
	}
	d.weigh()
}

// weigh weighs every proposal against the mixture of all clouds.
func (d *drawing) weigh() {
	p := &d.out
	p.weight = p.weight[:0]
	most := math.Inf(-1)
	for i, y := range p.y {
		w := math.Inf(-1)
		if !math.IsInf(d.posts[i], -1) {
			w = d.posts[i] - d.mixture(y)
		}
		p.weight = append(p.weight, w)
		most = max(most, w)
	}
	sum, square := 0.0, 0.0
	for i, w := range p.weight {
		p.weight[i] = repro.Exp(w - most)
		sum += p.weight[i]
	}
	for i := range p.weight {
		p.weight[i] /= sum
		square += float64(p.weight[i] * p.weight[i])
	}
	p.useful = 1 / square
}

// mixture is ln of the density of all clouds together.
func (d *drawing) mixture(y []float64) float64 {
	most, sum := math.Inf(-1), 0.0
	for k := range d.clouds {
		c := &d.clouds[k]
		v := c.density(y, d.work) + repro.Log(float64(c.count))
		if v > most {
			sum, most = float64(sum*repro.Exp(most-v))+1, v
		} else {
			sum += repro.Exp(v - most)
		}
	}
	return most + repro.Log(sum)
}

// tempered is the least effective number that moments are taken from. With fewer
// the weights are flattened until they have it, so that the next round is wide
// rather than lost.
const tempered = 150

// follow makes the clouds of the next round: the moments of what each cloud of the
// last one answers for.
func (d *drawing) follow() {
	w := d.out.flatten(tempered)
	now := d.clouds[len(d.clouds)-d.last:]
	part := make([][]float64, len(now))
	for k := range part {
		part[k] = make([]float64, len(w))
	}
	for i, y := range d.out.y {
		if w[i] == 0 {
			continue
		}
		sum, most := 0.0, math.Inf(-1)
		for k := range now {
			part[k][i] = now[k].density(y, d.work)
			most = max(most, part[k][i])
		}
		for k := range now {
			part[k][i] = repro.Exp(part[k][i] - most)
			sum += part[k][i]
		}
		for k := range now {
			part[k][i] *= w[i] / sum
		}
	}
	var next []cloud
	for k := range now {
		if centre, root, ok := moments(d.out.y, part[k]); ok {
			next = append(next, newCloud(centre, root))
		}
	}
	if len(next) == 0 { // propose once more from where it was
		next = append(next, now...)
		for k := range next {
			next[k].count = 0
		}
	}
	d.clouds, d.last = append(d.clouds, next...), len(next)
}

// moments are the mean of weighted vectors and the root of their covariance; not ok
// when they weigh too little or do not span the space.
func moments(ys [][]float64, w []float64) (centre []float64, root triangle, ok bool) {
	n, sum := len(ys[0]), 0.0
	for _, x := range w {
		sum += x
	}
	if sum < faint {
		return nil, triangle{}, false
	}
	centre = make([]float64, n)
	for i, y := range ys {
		for j := range y {
			centre[j] += float64(w[i] / sum * y[j])
		}
	}
	cov, off := make([]float64, n*n), make([]float64, n)
	for i, y := range ys {
		if w[i] == 0 {
			continue
		}
		for j := range y {
			off[j] = y[j] - centre[j]
		}
		for a := range n {
			x := float64(w[i] / sum * off[a])
			row := cov[a*n : a*n+a+1]
			for b := range row {
				row[b] += float64(x * off[b])
			}
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
