package firmware

// blank is an erased memory in RAM, to try a store's geometry on.
type blank struct {
	g     Geometry
	group int
	cells []byte
}

func newBlank(g Geometry, pages int) *blank {
	b := &blank{g: g, group: g.pagesAsOne()}
	b.cells = make([]byte, pages*b.group*g.PageBytes)
	for i := range b.cells {
		b.cells[i] = g.Erased
	}
	return b
}

func (b *blank) PageBytes() int    { return b.group * b.g.PageBytes }
func (b *blank) Pages() int        { return len(b.cells) / b.PageBytes() }
func (b *blank) UnitBytes() int    { return b.g.UnitBytes }
func (b *blank) ErasedByte() byte  { return b.g.Erased }
func (b *blank) UnitPrograms() int { return b.g.UnitPrograms }

func (b *blank) Read(addr uint32, dst []byte) error {
	copy(dst, b.cells[addr:])
	return nil
}

func (b *blank) Program(addr uint32, src []byte) error {
	for i, v := range src {
		if b.g.Erased == 0xFF {
			b.cells[int(addr)+i] &= v
		} else {
			b.cells[int(addr)+i] |= v
		}
	}
	return nil
}

func (b *blank) Erase(page int) error {
	for i := page * b.PageBytes(); i < (page+1)*b.PageBytes(); i++ {
		b.cells[i] = b.g.Erased
	}
	return nil
}
