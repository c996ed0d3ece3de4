package scope

import "locktwin/model/trace"

// Channels of a sample.
const (
	VBAT  = iota // µV
	VDD          // µV
	Motor        // µA, signed
	Key          // millidegrees
	Channels
)

// Sample is the rail at one instant.
type Sample struct {
	At int64 // simulated nanoseconds
	V  [Channels]int32
}

// Of makes a Sample of a sample of the trace. What does not fit, 2,147 V or
// 5,965 turns of the key, is cut off there.
func Of(at int64, r trace.RailSample) Sample {
	return Sample{At: at, V: [Channels]int32{fit(r.VBAT), fit(r.VDD), fit(r.Motor), fit(r.Key)}}
}

func fit(v int64) int32 { return int32(max(-1<<31, min(v, 1<<31-1))) }

// box is a stretch in which samples came: between them the rail went straight
// from one to the next.
type box struct {
	from, to    int64 // instants of the first and the last sample
	first, last [Channels]int32
	low, high   [Channels]int32
}

func (s *Sample) box() box {
	return box{from: s.At, to: s.At, first: s.V, last: s.V, low: s.V, high: s.V}
}

// join takes a later box into b.
func (b *box) join(c *box) {
	b.to, b.last = c.to, c.last
	for i := range b.low {
		b.low[i], b.high[i] = min(b.low[i], c.low[i]), max(b.high[i], c.high[i])
	}
}

// between is the value at an instant of a straight line. It never leaves the
// values at the ends, and never turns back on the way.
func between(at, t0, t1 int64, v0, v1 int32) int32 {
	switch {
	case at <= t0 || v0 == v1:
		return v0
	case at >= t1:
		return v1
	}
	d := float64(int64(v1)-int64(v0)) * (float64(at-t0) / float64(t1-t0))
	if d < 0 {
		return v0 - int32(int64(-d+0.5))
	}
	return v0 + int32(int64(d+0.5))
}
