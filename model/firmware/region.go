package firmware

import "locktwin/model/store"

// region is an area seen as a memory of its own. Several small erase units may
// make one of its pages.
type region struct {
	hal   Flash
	base  uint32 // address of its first byte in the memory
	group int    // erase units in a page
	pages int
}

var _ store.Medium = (*region)(nil)

func (r *region) PageBytes() int    { return r.hal.PageBytes() * r.group }
func (r *region) Pages() int        { return r.pages }
func (r *region) UnitBytes() int    { return r.hal.UnitBytes() }
func (r *region) ErasedByte() byte  { return r.hal.ErasedByte() }
func (r *region) UnitPrograms() int { return r.hal.UnitPrograms() }

func (r *region) Read(addr uint32, dst []byte) error    { return r.hal.Read(r.base+addr, dst) }
func (r *region) Program(addr uint32, src []byte) error { return r.hal.Program(r.base+addr, src) }

func (r *region) Erase(page int) error {
	first := int(r.base)/r.hal.PageBytes() + page*r.group
	for i := 0; i < r.group; i++ {
		if err := r.hal.Erase(first + i); err != nil {
			return err
		}
	}
	return nil
}
