package scope

import "math"

// Window is what a recorder shows of a stretch of time, in buckets of one length.
type Window struct {
	FromNS, ToNS int64 // multiples of EveryNS
	EveryNS      int64 // a power of two
	NowNS        int64
	OldestNS     int64 // from here on the rail is known, if Known
	Known        bool
	Exact        bool // every sample in it that is known is there as it came
	Low, High    [Channels][]int32
	Lanes        *Lanes // nil: left out
}

// Nothing tells whether nothing is known of a bucket.
func (w *Window) Nothing(bucket int) bool { return w.Low[VBAT][bucket] > w.High[VBAT][bucket] }

// Every gives the shortest length of buckets, a power of two, of which at most
// points cover the stretch.
func Every(from, to int64, points int) int64 {
	every := int64(1)
	for every < 1<<62 && (to+every-1)/every-from/every > int64(points) {
		every <<= 1
	}
	return every
}

// UpToPower gives the least power of two that is not below d, at least 1.
func UpToPower(d int64) int64 {
	every := int64(1)
	for every < d && every < 1<<62 {
		every <<= 1
	}
	return every
}

// Rail shows the rail between two instants, 0 <= from < to, in buckets that
// begin at multiples of every.
//
// A bucket holds what is at its begin and what comes before its end, the limit
// at its end included. Between what is known the rail goes straight.
func (r *Recorder) Rail(from, to, every, now int64) Window {
	first, end := from/every, (to+every-1)/every
	w := Window{FromNS: first * every, ToNS: end * every, EveryNS: every, NowNS: now}
	w.OldestNS, w.Known = r.Oldest()
	w.Exact = from >= r.exactFrom()
	n := int(end - first)
	memory := make([]int32, 2*Channels*n)
	for i := range Channels {
		w.Low[i], w.High[i] = memory[2*i*n:][:n:n], memory[(2*i+1)*n:][:n:n]
		for k := range n {
			w.Low[i][k], w.High[i][k] = math.MaxInt32, math.MinInt32
		}
	}
	f := fold{w: &w, first: first, n: int64(n)}
	f.through(r.chain())
	return w
}

// fold puts a chain of boxes into buckets.
type fold struct {
	w      *Window
	first  int64 // number of the first bucket
	n      int64
	before int64 // where the box before ended
	last   [Channels]int32
	begun  bool
}

// through goes along a chain as far as the window reaches.
func (f *fold) through(c chain) {
	i, end := c.search(f.w.FromNS), f.w.ToNS
	for k := Levels - 1; k >= 0; k-- {
		l := &c.r.levels[k]
		for ; i < l.n; i++ {
			b := l.at(i)
			if f.take(b); b.from >= end {
				return
			}
		}
		i -= l.n
	}
	var b box
	for _, samples := range [...]*ring[Sample]{&c.r.raw, &c.r.ahead} {
		for ; i < samples.n; i++ {
			b = samples.at(i).box()
			if f.take(&b); b.from >= end {
				return
			}
		}
		i -= samples.n
	}
}

func (f *fold) take(b *box) {
	if f.begun {
		f.line(b)
	}
	f.before, f.last, f.begun = b.to, b.last, true
	lo, hi := b.from/f.w.EveryNS-f.first, b.to/f.w.EveryNS-f.first
	for k := max(lo, 0); k <= min(hi, f.n-1); k++ {
		for i := range Channels {
			low, high := &f.w.Low[i][k], &f.w.High[i][k]
			*low, *high = min(*low, b.low[i]), max(*high, b.high[i])
		}
	}
}

// line goes from the box before to the next one, and puts what is at the edges of
// buckets into those on both sides.
func (f *fold) line(b *box) {
	lo, hi := f.before/f.w.EveryNS+1-f.first, b.from/f.w.EveryNS-f.first
	for k := max(lo, 0); k <= min(hi, f.n); k++ {
		at := (f.first + k) * f.w.EveryNS
		for i := range Channels {
			v := between(at, f.before, b.from, f.last[i], b.first[i])
			if k > 0 {
				f.grow(i, k-1, v)
			}
			if k < f.n {
				f.grow(i, k, v)
			}
		}
	}
}

func (f *fold) grow(channel int, bucket int64, v int32) {
	low, high := &f.w.Low[channel][bucket], &f.w.High[channel][bucket]
	*low, *high = min(*low, v), max(*high, v)
}

// chain is all that is known of the rail, as one row: boxes of the longest level
// first, samples last.
type chain struct {
	r *Recorder
	n int
}

func (r *Recorder) chain() chain {
	n := r.raw.n + r.ahead.n
	for i := range r.levels {
		n += r.levels[i].n
	}
	return chain{r, n}
}

func (c chain) at(i int) box {
	for k := Levels - 1; k >= 0; k-- {
		l := &c.r.levels[k]
		if i < l.n {
			return *l.at(i)
		}
		i -= l.n
	}
	if i < c.r.raw.n {
		return c.r.raw.at(i).box()
	}
	return c.r.ahead.at(i - c.r.raw.n).box()
}

// search gives the last element that begins at an instant or before, or the first
// of all. Of several at the instant itself it takes the first, and one before.
func (c chain) search(from int64) int {
	lo, hi := 0, c.n
	for lo < hi {
		if mid := int(uint(lo+hi) >> 1); c.at(mid).from >= from {
			hi = mid
		} else {
			lo = mid + 1
		}
	}
	return max(lo-1, 0)
}
