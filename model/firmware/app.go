package firmware

import (
	"fmt"

	"locktwin/model/gatt"
	"locktwin/model/keyturner"
	"locktwin/model/store"
)

// App is one running lock application. Everything it knows is in State; the
// rest is fixed by the profile and the memory's geometry, or is scratch that
// has no meaning between activations. An App belongs to one goroutine.
type App struct {
	State   State
	Profile *Profile

	geometry Geometry
	layouts  []builtLayout // own layout first
	hal      HAL
	settings region
	access   region
	layout   region
	log      region
	bookAt   region
	services services
	work     *workspace // of this App alone
}

// workspace is memory that an activation works in. Nothing in it has a meaning
// between activations, so copies of an App need none of it.
type workspace struct {
	// One working buffer for an activation and one for the warning that may
	// interrupt it.
	scratch [2][256]byte
	// The code book is opened anew in each activation that looks into it.
	book     storeState
	bookOpen bool
	bookGood bool // and it is the one that is in force
	// Messages on their way in and out, and the key of the one who is spoken to.
	key     [32]byte
	keyOf   keyturner.AuthID // 0: no key is here
	held    [heldBytes]byte
	plain   [gatt.MaxValueBytes]byte
	payload [128]byte
	report  [4]byte
	message [256]byte
	frames  frames
}

// CopyFrom makes a the same application as src, in the same state. The two share
// nothing that changes.
func (a *App) CopyFrom(src *App) {
	work := a.work
	if work != nil && a.Profile != src.Profile {
		work.frames = frames{}
	}
	*a = *src
	a.work = work
}

// builtLayout is a layout with its stores.
type builtLayout struct {
	Layout
	settings, access store.Store
}

// New builds the application for a profile on a memory. It fails with
// ErrGeometry when the areas do not fit, with the store's own error when a
// design of the profile cannot work on this memory, and with ErrProfile when
// the profile asks for the impossible.
func New(p *Profile, g Geometry) (*App, error) {
	a := &App{}
	if err := a.install(p, g); err != nil {
		return nil, err
	}
	return a, nil
}

// Update replaces the firmware: the flash stays as it is, State is dropped,
// and the next activation has to be Boot. The application keeps the old
// profile when the new one does not suit the memory.
func (a *App) Update(p *Profile) error { return a.install(p, a.geometry) }

func (a *App) install(p *Profile, g Geometry) error {
	if err := p.Validate(); err != nil {
		return err
	}
	if err := g.check(); err != nil {
		return err
	}
	own, err := build(p.Layout, p.Boot)
	if err != nil {
		return fmt.Errorf("firmware %q: %w", p.Name, err)
	}
	if err := own.probe(g); err != nil {
		return fmt.Errorf("firmware %q: %w", p.Name, err)
	}
	layouts := []builtLayout{own}
	for _, l := range knownLayouts() {
		if l.Version == p.Layout.Version {
			continue
		}
		b, err := build(l, p.Boot)
		if err != nil {
			return fmt.Errorf("firmware %q: layout %d: %w", p.Name, l.Version, err)
		}
		layouts = append(layouts, b)
	}
	*a = App{Profile: p, geometry: g, layouts: layouts, services: newServices(p)}
	return nil
}

// build makes a layout's stores. Firmware that waits for a steady supply asks
// its stores to wait as well.
func build(l Layout, b BootPolicy) (builtLayout, error) {
	wait := b.Writes == WriteWhenStable
	so, ao := l.Settings.Options, l.Access.Options
	so.DeferSettle = so.DeferSettle || wait
	ao.DeferSettle = ao.DeferSettle || wait
	s, err := store.New(l.Settings.Design, so)
	if err != nil {
		return builtLayout{}, err
	}
	c, err := store.New(l.Access.Design, ao)
	if err != nil {
		return builtLayout{}, err
	}
	return builtLayout{Layout: l, settings: s, access: c}, nil
}

// probe formats the layout's stores on a blank memory of this geometry, so
// that a design that cannot work on it is refused before anything runs.
func (b *builtLayout) probe(g Geometry) error {
	for _, t := range []struct {
		store store.Store
		pages int
	}{{b.settings, b.Settings.Pages}, {b.access, b.Access.Pages}} {
		m := newBlank(g, t.pages)
		var ram store.RAM
		if err := t.store.Format(m, &ram); err != nil {
			return fmt.Errorf("store %s on pages of %d bytes and units of %d: %w",
				t.store.Name(), m.PageBytes(), g.UnitBytes, err)
		}
	}
	return nil
}

// Handle runs one activation. A nested one (Warning) may start while the hardware
// holds the outer one inside a call.
func (a *App) Handle(h HAL, e Event) {
	if e.Kind == Boot {
		a.State = State{}
	} else if !a.State.Booted {
		return // nothing is set up that could take it
	}
	a.bind(h)
	if a.State.Depth == 0 {
		a.work.bookOpen, a.work.keyOf = false, 0
	}
	a.State.Depth++
	switch e.Kind {
	case Boot:
		a.boot()
	case Timer:
		a.timer(e.Timer)
	case CommandReceived:
		a.command(e.Phone, &e.Command)
	case PhoneConnected:
		a.phoneConnected()
	case PhoneDisconnected:
		a.phoneDisconnected(e.Phone)
	case Button:
		a.button(e.Press)
	case KeyTurned:
		a.keyTurned(e.Angle)
	case MotorDone, MotorStalled, MotorTimeout:
		a.motorEvent(e.Kind, e.Angle)
	case Warning:
		a.warning()
	case WarningOver:
		a.warningOver()
	case DoorMoved:
		a.doorMoved(e.DoorClosed)
	case LinkUp:
		a.linkUp(gatt.ConnID(e.Phone))
	case LinkDown:
		a.linkDown(gatt.ConnID(e.Phone))
	case PDUReceived:
		a.hear(gatt.ConnID(e.Phone), e.PDU)
	}
	if s := &a.State; s.Depth == 1 && (s.AirAt != 0 || s.RebootAt != 0 || s.Server.Count() > 0) {
		a.armAir()
	}
	a.saveNoInit()
	a.State.Depth--
}

// bind lays the areas over this activation's memory.
func (a *App) bind(h HAL) {
	a.hal = h
	if a.work == nil {
		a.work = &workspace{}
	}
	for _, t := range []struct {
		r     *region
		area  Area
		pages int
	}{
		{&a.settings, AreaSettings, a.current().Settings.Pages},
		{&a.access, AreaAccess, a.current().Access.Pages},
		{&a.layout, AreaLayout, areaPages[AreaLayout]},
		{&a.log, AreaLog, areaPages[AreaLog]},
		{&a.bookAt, AreaBook, a.geometry.pages(AreaBook)},
	} {
		*t.r = region{hal: h, base: a.geometry.extent(t.area).Addr, group: a.geometry.pagesAsOne(), pages: t.pages}
	}
}

// own is the layout of the profile.
func (a *App) own() *builtLayout { return &a.layouts[0] }

// current is the layout the stores are mounted in.
func (a *App) current() *builtLayout {
	if l := a.layoutOf(a.State.Layout); l != nil {
		return l
	}
	return a.own()
}

func (a *App) layoutOf(version uint8) *builtLayout {
	for i := range a.layouts {
		if a.layouts[i].Version == version {
			return &a.layouts[i]
		}
	}
	return nil
}

// buf is the working buffer of this activation.
func (a *App) buf() []byte {
	if a.State.Depth > 1 {
		return a.work.scratch[1][:]
	}
	return a.work.scratch[0][:]
}

// notef composes a note only when somebody listens.
func (a *App) notef(name, format string, args ...any) {
	if a.hal.Tracing() {
		a.hal.Note(name, fmt.Sprintf(format, args...))
	}
}

// Extents lists where the areas lie, from the bottom of the memory up, with
// the store design of the layout in force.
func (a *App) Extents() []Extent {
	l := a.current()
	all := make([]Extent, 0, Areas)
	for i := int(Areas) - 1; i >= 0; i-- {
		e := a.geometry.extent(Area(i))
		if e.Bytes == 0 {
			continue
		}
		switch e.Area {
		case AreaSettings:
			e.Design, e.Pages = l.settings.Name(), l.Settings.Pages
		case AreaAccess:
			e.Design, e.Pages = l.access.Name(), l.Access.Pages
		case AreaBook:
			e.Design = l.access.Name()
		}
		e.Bytes = uint32(e.Pages * a.pageBytes())
		all = append(all, e)
	}
	return all
}

func (a *App) pageBytes() int { return a.geometry.pagesAsOne() * a.geometry.PageBytes }

// Store gives the store of an area in the layout in force, for inspection; nil
// for areas that have none.
func (a *App) Store(area Area) store.Store {
	switch area {
	case AreaSettings:
		return a.current().settings
	case AreaAccess, AreaBook:
		return a.current().access
	}
	return nil
}
