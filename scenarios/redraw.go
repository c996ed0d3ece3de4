package scenarios

// Redraw gives the story another future: from now on what the seed draws comes
// out otherwise, as it might have with the same past. See model.Lock.Redraw, also
// for when it may be called. 0 changes nothing.
func (c *Course) Redraw(n uint64) {
	if n == 0 {
		return
	}
	c.p.lock.Redraw(n)
	c.p.key = c.p.key.Child("redrawn").Index(n)
}
