package firmware

// The layout area is a page of layout words. A word is a mark of two bytes,
// the version and its complement; the last good one is in force. Words are
// added until the page is full, which takes hundreds of updates.
const (
	layoutMark0, layoutMark1 = 0x4C, 0x57
	layoutWordBytes          = 4
)

// layoutStep is the distance between two words: a word never shares a program
// unit with another.
func (a *App) layoutStep() int { return max(layoutWordBytes, a.geometry.UnitBytes) }

// layoutWord reads the version in force, 0 when there is none, and the address
// of the first free place.
func (a *App) layoutWord() (version uint8, next uint32) {
	m := &a.layout
	step, erased := a.layoutStep(), a.geometry.Erased
	b := a.buf()[:layoutWordBytes]
	for addr := 0; addr+step <= m.PageBytes(); addr += step {
		if m.Read(uint32(addr), b) != nil {
			continue
		}
		if b[0] == erased && b[1] == erased && b[2] == erased && b[3] == erased {
			return version, uint32(addr)
		}
		if b[0] == layoutMark0 && b[1] == layoutMark1 && b[2] == ^b[3] {
			version = b[2]
		}
	}
	return version, uint32(m.PageBytes())
}

// writeLayoutWord puts the profile's version in force.
func (a *App) writeLayoutWord() error {
	_, next := a.layoutWord()
	m := &a.layout
	if int(next)+a.layoutStep() > m.PageBytes() {
		if err := m.Erase(0); err != nil {
			return err
		}
		next = 0
	}
	b := a.buf()[:a.layoutStep()]
	for i := range b {
		b[i] = a.geometry.Erased
	}
	v := a.own().Version
	b[0], b[1], b[2], b[3] = layoutMark0, layoutMark1, v, ^v
	return m.Program(next, b)
}
