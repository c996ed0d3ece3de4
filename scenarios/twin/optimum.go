package twin

import (
	"cmp"
	"errors"
	"math"
	"slices"

	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/optimize"
)

// optimum is the most probable lock and the curvature there.
type optimum struct {
	z     []float64
	loss  float64  // −ln of likelihood and prior, but for constants
	sum   float64  // of the squared residuals alone
	count int      // residuals
	root  triangle // of the covariance
	logs  float64  // ½·ln det of the covariance
}

// evidence is ln of how probable the telemetry is with cells of this kind, by Laplace's
// approximation, but for a constant.
func (o *optimum) evidence() float64 { return o.logs - o.loss }

// errNoFit is returned when no lock explains the telemetry at all.
var errNoFit = errors.New("twin: the optimiser found no lock")

// search is the work of one optimisation over a range of glances.
type search struct {
	f        *fitting
	from, to int
	r0, r1   []float64
	jac      []float64 // unknowns × residuals
	at       []float64
	have     bool
	n        int
	grad     []float64
	hess     []float64
	z        []float64
}

func newSearch(f *fitting, from, to int) *search {
	rows := channels*(to-from) + f.c.sets + 1
	return &search{f: f, from: from, to: to, r0: make([]float64, rows), r1: make([]float64, rows),
		jac: make([]float64, rows*f.n), at: make([]float64, f.n), grad: make([]float64, f.n), hess: make([]float64, f.n*f.n), z: make([]float64, f.n)}
}

// farthest is how far an unknown is from what was assumed of it at most, in
// standard deviations: no lock is, and the closed forms lose their footing there.
const farthest = 10.0

// value is the loss at z.
func (s *search) value(z []float64) float64 {
	for _, x := range z {
		if !(math.Abs(x) < farthest) {
			return math.Inf(1)
		}
	}
	n := s.f.residuals(z, s.from, s.to, s.r1)
	sum := 0.0
	for _, x := range s.r1[:n] {
		sum += float64(x * x)
	}
	for _, x := range z {
		sum += float64(x * x)
	}
	return sum / 2
}

// stride is the step of the difference quotients, in standard deviations of what
// was assumed beforehand.
const stride = 1e-6

// derive computes gradient and Gauss–Newton matrix at z, unless it has them.
func (s *search) derive(z []float64) {
	if s.have {
		same := true
		for i := range z {
			same = same && z[i] == s.at[i]
		}
		if same {
			return
		}
	}
	copy(s.at, z)
	s.have = true
	f := s.f
	s.n = f.residuals(z, s.from, s.to, s.r0)
	copy(s.z, z)
	for j := range z {
		s.z[j] = z[j] + stride
		f.residuals(s.z, s.from, s.to, s.r1)
		s.z[j] = z[j]
		row := s.jac[j*len(s.r0) : j*len(s.r0)+s.n]
		for i := range row {
			row[i] = (s.r1[i] - s.r0[i]) / stride
		}
		s.grad[j] = z[j]
		for i := range row {
			s.grad[j] += float64(row[i] * s.r0[i])
		}
	}
	for a := range z {
		ra := s.jac[a*len(s.r0) : a*len(s.r0)+s.n]
		for b := 0; b <= a; b++ {
			rb := s.jac[b*len(s.r0) : b*len(s.r0)+s.n]
			h := 0.0
			for i := range ra {
				h += float64(ra[i] * rb[i])
			}
			if a == b {
				h++
			}
			s.hess[a*len(z)+b], s.hess[b*len(z)+a] = h, h
		}
	}
}

// grid is how fine an optimum is, in parts of a standard deviation of what was
// assumed beforehand. The optimiser's own sums end in other bits on other
// processors; on the grid it arrives at the same lock on all of them, and what
// follows is computed from there.
const grid = 1 << 16

// find looks for the most probable lock from a start.
//
// The method is Newton's with the Gauss–Newton matrix for the curvature: residuals
// are nearly linear in unknowns that are scaled to what is assumed of them, so that
// a handful of steps does, and the same matrix gives the covariance. It is
// deterministic and works on one core.
func (s *search) find(start []float64) (*optimum, error) {
	n := s.f.n
	problem := optimize.Problem{
		Func: s.value,
		Grad: func(g, z []float64) { s.derive(z); copy(g, s.grad) },
		Hess: func(h *mat.SymDense, z []float64) {
			s.derive(z)
			for a := range n {
				for b := a; b < n; b++ {
					h.SetSym(a, b, s.hess[a*n+b])
				}
			}
		},
	}
	settings := &optimize.Settings{GradientThreshold: 1e-3, MajorIterations: 60, FuncEvaluations: 400}
	result, err := optimize.Minimize(problem, start, settings, &optimize.Newton{Linesearcher: &optimize.Backtracking{}})
	if result == nil || math.IsNaN(result.F) || math.IsInf(result.F, 0) {
		if err == nil {
			err = errNoFit
		}
		return nil, errors.Join(errNoFit, err)
	}
	// A line search that can make no headway has arrived.
	out := &optimum{z: append([]float64(nil), result.X...)}
	for i, x := range out.z {
		const edge = farthest*grid - 1
		out.z[i] = min(max(math.Round(x*grid), -edge), edge) / grid
	}
	if out.loss = s.value(out.z); math.IsInf(out.loss, 1) {
		return nil, errNoFit
	}
	s.derive(out.z)
	out.count = s.n - len(s.f.odd)
	for _, x := range s.r0[:out.count] {
		out.sum += float64(x * x)
	}
	if !out.curve(s.hess, n) {
		return nil, errNoFit
	}
	return out, nil
}

// curve inverts the curvature and takes the root of the covariance.
func (o *optimum) curve(hess []float64, n int) bool {
	root, ok := cholesky(hess, n)
	if !ok {
		return false
	}
	o.logs = -root.logDet() / 2
	o.root, ok = root.rootOfInverse()
	return ok
}

// starts are the charges, as standard normal numbers, from which the search sets
// out: a flat curve of the voltage has more than one charge that nearly explains it.
var starts = [...]float64{1.3, 0, -1.3}

// apart is how far two optima differ at least in some unknown, and hopeless how much
// less probable than the best one is that is left out.
const (
	apart    = 0.05
	hopeless = 15.0
)

// best are the most probable locks from some starts, the best first.
func (s *search) best(from []float64) ([]*optimum, error) {
	var found []*optimum
	var first error
	for _, charge := range from {
		z := s.guess(charge)
		for _, look := range [...]func([]float64) (*optimum, error){s.find, s.sharpen} {
			s.have = false
			o, err := look(z)
			if err != nil {
				first = err
				continue
			}
			found = append(found, o)
		}
	}
	if len(found) == 0 {
		return nil, first
	}
	return distinct(found), nil
}

// distinct keeps what is no copy of a better optimum, and not hopeless beside the
// best; the best first.
func distinct(found []*optimum) []*optimum {
	slices.SortStableFunc(found, func(a, b *optimum) int { return cmp.Compare(a.loss, b.loss) })
	var out []*optimum
	for _, o := range found {
		if o.loss > found[0].loss+hopeless || len(out) == mostModes {
			break
		}
		if !slices.ContainsFunc(out, o.near) {
			out = append(out, o)
		}
	}
	return out
}

// mostModes is how many optima are followed.
const mostModes = 4

// near tells whether two optima are one.
func (o *optimum) near(other *optimum) bool {
	for j, x := range o.z {
		if math.Abs(x-other.z[j]) > apart {
			return false
		}
	}
	return true
}

// soft are the factors on all noise under which a lock is looked for, one after the
// other. Telemetry that is taken for coarse leaves what was assumed of a lock in
// charge; as it sharpens the lock is led to where both agree, past the far corners
// in which a search that sees all of it at once gets stuck.
var soft = [...]float64{16, 4, 1}

// sharpen finds the most probable lock by way of softer telemetry.
func (s *search) sharpen(z []float64) (*optimum, error) {
	was := s.f.scale
	defer func() { s.f.scale = was }()
	var out *optimum
	for _, by := range soft {
		for k := range s.f.scale {
			s.f.scale[k] = float64(by * was[k])
		}
		s.have = false
		o, err := s.find(z)
		if err != nil {
			return nil, err
		}
		out, z = o, o.z
	}
	return out, nil
}

// guess is where to start: unknowns that voltages, sags and drains tell at once are
// tried one after the other on a coarse grid.
func (s *search) guess(charge float64) []float64 {
	z := make([]float64, s.f.n)
	z[zCharge] = charge
	for k := unknowns; k < len(z); k++ {
		z[k] = charge
	}
	try := func(j int, low, high, step float64) {
		best, at := math.Inf(1), z[j]
		for x := low; x <= high; x += step {
			z[j] = x
			if v := s.value(z); v < best {
				best, at = v, x
			}
		}
		z[j] = at
	}
	for round := range 2 {
		try(zIdle, -2, 3, 0.5)
		try(zAge, -2, 2, 0.5)
		try(zFactor, -3, 3, 0.5)
		try(zLoad, -3, 3, 0.25)
		for k := unknowns; k < len(z); k++ {
			try(k, -3, 3, 0.25)
		}
		if round == 0 {
			try(zCharge, charge-0.8, charge+0.8, 0.2)
		} else {
			try(zCharge, z[zCharge]-0.4, z[zCharge]+0.4, 0.1)
		}
	}
	return z
}
