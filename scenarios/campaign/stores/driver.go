package stores

import (
	"fmt"

	"locktwin/flashsim/cuts"
	"locktwin/model/store"
)

// Driver is a region of the memory on a bench as a flash driver gives it to a
// store: pages of one size at the part's first run of its smallest erase units,
// several units a page where they are small.
type Driver struct{ medium }

var _ store.Medium = (*Driver)(nil)

// NewDriver gives a region of at least so many pages and bytes. An error wraps
// store.ErrUnsuitable: the part has not that much.
func NewDriver(b *cuts.Bench, pages, bytes int) (*Driver, error) {
	p := b.Device().Part()
	r := smallestRegion(p, 1)
	for r.pages < pages || r.bytes() < bytes {
		if r = r.larger(); !r.valid(p) {
			return nil, fmt.Errorf("%w: %d pages with %d bytes; %s has not that much", store.ErrUnsuitable, pages, bytes, p.Name)
		}
	}
	return &Driver{medium{b: b, region: r}}, nil
}

// Reboot takes the supply away for a moment and brings it back.
func (d *Driver) Reboot() { d.b.Reboot(blink) }
