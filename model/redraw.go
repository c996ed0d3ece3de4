package model

// Redraw gives the lock another future: from now on hands bounce the contacts
// otherwise, and reads of the memory meet other noise, as another draw of the
// same chances would have it. What has happened stays as it is, and so does a
// movement of a hand that has begun. The same n gives the same future; 0 changes
// nothing. Call it between activations (see mcu.Machine.Executing), because an
// activation under way is played again from its beginning.
func (l *Lock) Redraw(n uint64) {
	if n == 0 {
		return
	}
	l.redrawn = n
	l.machine.Flash().ResampleNoise(n)
}
