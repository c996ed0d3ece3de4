package cuts

// stepStart is a bench and the driver's volatile state as a step begins.
type stepStart[V any] struct {
	bench *Bench
	v     V
	step  int
}

// course is a run from which any step can be played again.
type course[V any] struct {
	starts []stepStart[V]
	next   int // the step that follows the boot
	spare  []*Bench
}

// reset empties the course for another run, which goes on with step next.
func (c *course[V]) reset(next int) {
	c.next = next
	for i := range c.starts {
		c.spare = append(c.spare, c.starts[i].bench)
	}
	c.starts = c.starts[:0]
}

func (c *course[V]) add(b *Bench, v *V, step int) {
	var copied *Bench
	if k := len(c.spare) - 1; k >= 0 {
		copied, c.spare = c.spare[k], c.spare[:k]
		copied.CopyFrom(b)
	} else {
		copied = b.Fork()
	}
	c.starts = append(c.starts, stepStart[V]{copied, *v, step})
}
