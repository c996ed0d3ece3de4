package fleet

// Dozing counts the locks that are frozen in memory.
func (f *Fleet) Dozing() int {
	n := 0
	for _, h := range f.everyHost() {
		if h.asleep.Load() {
			n++
		}
	}
	return n
}
