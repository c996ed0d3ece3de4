package flashsim

// Equal tells whether two devices of one part hold the same: bytes, counters, wear,
// and marginal regions with one history. It is quick for devices that come from one
// another, as what they still share is not looked at; unlike Hash it takes marginal
// regions that were made apart for different. Operations in flight and the count of
// reads are left out. Looking changes nothing.
func (d *Device) Equal(o *Device) bool {
	return d.part == o.part && d.sameWear(o) && d.mem.equal(&o.mem, func(_ uint32, a, b *chunk) bool {
		return a.margin == b.margin && a.data == b.data && a.programs == b.programs
	}, (*chunk).blank)
}

// Alike is Equal for somebody who only reads, at these conditions: of marginal
// regions it compares what their cells most likely read. Where no bit lies near the
// reference, devices that are alike read alike.
func (d *Device) Alike(o *Device, c Conditions) bool {
	return d.part == o.part && d.sameWear(o) && d.mem.equal(&o.mem, func(i uint32, a, b *chunk) bool {
		if a.programs != b.programs {
			return false
		}
		if a.margin == b.margin {
			return a.data == b.data
		}
		var x, y [chunkBytes]byte
		d.peekChunk(i<<chunkShift, x[:], &c)
		o.peekChunk(i<<chunkShift, y[:], &c)
		return x == y
	}, (*chunk).blank)
}

func (d *Device) sameWear(o *Device) bool {
	return d.wear.equal(&o.wear, func(_ uint32, a, b *units) bool { return *a == *b }, func(u *units) bool { return *u == units{} })
}

// equal compares two tables leaf by leaf; an absent leaf equals an empty one.
func (c *cow[T]) equal(o *cow[T], same func(i uint32, a, b *T) bool, empty func(*T) bool) bool {
	if len(c.nodes) != len(o.nodes) {
		return false
	}
	for i, n := range c.nodes {
		m := o.nodes[i]
		if n == m {
			continue
		}
		for k := range nodeLeaves {
			var a, b *leaf[T]
			if n != nil {
				a = n.leaves[k]
			}
			if m != nil {
				b = m.leaves[k]
			}
			switch {
			case a == b:
			case a == nil:
				if !empty(&b.v) {
					return false
				}
			case b == nil:
				if !empty(&a.v) {
					return false
				}
			case !same(uint32(i*nodeLeaves+k), &a.v, &b.v):
				return false
			}
		}
	}
	return true
}
