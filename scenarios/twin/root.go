package twin

import (
	"math"

	"locktwin/internal/repro"
)

// triangle is a lower triangular matrix, packed row by row. The zero value is none.
//
// The few sums over small matrices on the way from an optimum to a draw are written
// out here, because a library of linear algebra adds in another order on each
// processor, and a fit has to be the same bytes on all of them.
type triangle struct {
	n  int
	at []float64
}

// At is the element of row i and column j <= i.
func (t triangle) At(i, j int) float64 { return t.at[i*(i+1)/2+j] }

// row is row i up to the diagonal.
func (t triangle) row(i int) []float64 { return t.at[i*(i+1)/2 : (i+1)*(i+2)/2] }

func newTriangle(n int) triangle { return triangle{n: n, at: make([]float64, n*(n+1)/2)} }

// cholesky is the root of a symmetric matrix of n rows, of which it reads the lower
// half; not ok unless the matrix is positive definite.
func cholesky(sym []float64, n int) (triangle, bool) {
	l := newTriangle(n)
	for i := range n {
		ri := l.at[i*(i+1)/2:]
		for j := 0; j <= i; j++ {
			rj := l.at[j*(j+1)/2:]
			sum := sym[i*n+j]
			for k := range j {
				sum -= float64(ri[k] * rj[k])
			}
			if i > j {
				ri[j] = sum / rj[j]
				continue
			}
			if !(sum > 0) {
				return triangle{}, false
			}
			ri[i] = math.Sqrt(sum)
		}
	}
	return l, true
}

// inverse is the inverse, a lower triangle as well.
func (t triangle) inverse() triangle {
	out := newTriangle(t.n)
	for j := range t.n {
		for i := j; i < t.n; i++ {
			sum := 0.0
			if i == j {
				sum = 1
			}
			for k := j; k < i; k++ {
				sum -= float64(t.At(i, k) * out.At(k, j))
			}
			out.at[i*(i+1)/2+j] = sum / t.At(i, i)
		}
	}
	return out
}

// rootOfInverse is the root of the inverse of the matrix whose root t is.
func (t triangle) rootOfInverse() (triangle, bool) {
	back := t.inverse()
	n := t.n
	inverse := make([]float64, n*n)
	for i := range n {
		for j := 0; j <= i; j++ {
			sum := 0.0
			for k := i; k < n; k++ {
				sum += float64(back.At(k, i) * back.At(k, j))
			}
			inverse[i*n+j] = sum
		}
	}
	return cholesky(inverse, n)
}

// times is the root of slope·M·slopeᵀ, where t is the root of M and slope has n rows
// of n.
func (t triangle) times(slope []float64) (triangle, bool) {
	n := t.n
	half := make([]float64, n*n)
	for i := range n {
		for k := range n {
			sum := 0.0
			for j := k; j < n; j++ {
				sum += float64(slope[i*n+j] * t.At(j, k))
			}
			half[i*n+k] = sum
		}
	}
	cov := make([]float64, n*n)
	for i := range n {
		for j := 0; j <= i; j++ {
			sum := 0.0
			for k := range n {
				sum += float64(half[i*n+k] * half[j*n+k])
			}
			cov[i*n+j] = sum
		}
	}
	return cholesky(cov, n)
}

// logDet is ln of the determinant of the matrix whose root t is.
func (t triangle) logDet() float64 {
	sum := 0.0
	for i := range t.n {
		sum += float64(2 * repro.Log(t.At(i, i)))
	}
	return sum
}
