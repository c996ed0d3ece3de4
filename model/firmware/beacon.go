package firmware

import (
	"locktwin/model/gatt"
	"locktwin/model/keyturner"
)

// frames are what this lock may advertise, made once.
type frames struct {
	made                bool
	quiet, changed      gatt.Frame
	pairing, factoryNew gatt.Frame
	scanResponse        gatt.Frame
}

// advertised gives the frames. They depend on nothing that changes.
func (a *App) advertised() *frames {
	f := &a.work.frames
	if !f.made {
		id, wire := a.hal.DeviceID(), &a.Profile.Protocol.Wire
		*f = frames{
			made:  true,
			quiet: gatt.Frame(keyturner.Beacon(id, false, wire)), changed: gatt.Frame(keyturner.Beacon(id, true, wire)),
			pairing: gatt.Frame(keyturner.PairingFrame(id)), factoryNew: gatt.Frame(keyturner.FactoryNewFrame(id)),
			scanResponse: gatt.Frame(keyturner.ScanResponse(id)),
		}
	}
	return f
}

// beacon is what the lock advertises now. It goes on while somebody is
// connected, and is connectable as long as there is room for one more.
func (a *App) beacon() gatt.Beacon {
	f := a.advertised()
	state := f.quiet
	if a.State.News {
		state = f.changed
	}
	b := gatt.Beacon{
		Interval: a.advertisingInterval(), Frames: [gatt.MaxFrames]gatt.Frame{state}, Count: 1,
		ScanResponse: f.scanResponse, Connectable: a.State.Server.Count() < gatt.MaxConnections,
	}
	switch isNew := a.isNew(); {
	case isNew && a.mayPair() && a.Profile.Protocol.NewBesidePairing:
		b.Frames, b.Count = [gatt.MaxFrames]gatt.Frame{f.pairing, state, f.factoryNew}, 3
	case a.mayPair():
		b.Frames, b.Count = [gatt.MaxFrames]gatt.Frame{f.pairing, state}, 2
	case isNew:
		b.Frames, b.Count = [gatt.MaxFrames]gatt.Frame{f.factoryNew, state}, 2
	}
	return b
}

// isNew says whether nobody is authorized, as before the first set-up and after
// a factory reset.
func (a *App) isNew() bool { return a.authCount() == 0 }

// mayPair says whether a phone may begin to pair.
func (a *App) mayPair() bool {
	return a.State.Pairing || a.Profile.Protocol.PairWhenNew && a.isNew()
}

// news sets the bit of the advertisement which says that the state can be
// fetched anew.
func (a *App) news() {
	if !a.State.News {
		a.State.News = true
		a.setRadio()
	}
}

// noNews clears it.
func (a *App) noNews() {
	if a.State.News {
		a.State.News = false
		a.setRadio()
	}
}
