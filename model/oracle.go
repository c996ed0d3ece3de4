package model

import (
	"errors"
	"time"

	"locktwin/model/firmware"
	"locktwin/model/gatt"
	"locktwin/model/keyturner"
	"locktwin/model/mcu"
)

// quietLimit is how long the oracle waits for a lock to come up and finish what
// its boot has put off (assumption: no profile puts work off for longer).
const quietLimit = 2 * time.Minute

// loopLimit is how many boots the oracle watches before it takes a lock for one
// that does not come up: by then the loop repeats itself.
const loopLimit = 25

// Reading is what a lock makes of its PIN.
type Reading struct {
	Up        bool // the application runs and answers
	Knowledge firmware.PINKnowledge
	Value     uint16 // with Knowledge PINCustom
}

// Accepts tells whether the lock would take the PIN, lock-out aside.
func (r Reading) Accepts(pin uint16) bool {
	p := firmware.PINState{Knowledge: r.Knowledge, Value: r.Value}
	return r.Up && p.Accepts(pin)
}

// Read tells what the lock makes of its PIN once it has come to rest. It looks
// in a fork.
func (l *Lock) Read() Reading {
	f := l.Fork()
	return f.Settle()
}

// ReadAfterRestarts restarts a fork again and again and reads the PIN each time.
func (l *Lock) ReadAfterRestarts(times int) []Reading {
	f := l.Fork()
	f.Settle()
	out := make([]Reading, 0, times)
	for range times {
		f.machine.Inject(mcu.Input{Kind: mcu.InPinReset})
		out = append(out, f.Settle())
	}
	return out
}

// Settle plays until the application has been up for a while and has done what
// its boot put off, at most for two minutes, and tells what the lock makes of its
// PIN. Other than Read it does so in the lock itself.
func (l *Lock) Settle() Reading {
	limit, boots := l.Now().Add(quietLimit), l.machine.Stats().Boots
	looping := func() bool { return l.machine.Stats().Boots-boots > loopLimit }
	for l.Now() < limit {
		if l.AdvanceWhile(l.Now().Add(5*time.Second), func() bool { return !looping() }) != nil {
			break
		}
		if looping() {
			return Reading{}
		}
		if l.machine.CPU() == mcu.Asleep && l.App().State.Booted && l.App().State.Work == 0 {
			break
		}
	}
	if l.machine.CPU() != mcu.Asleep || !l.App().State.Booted {
		return Reading{}
	}
	p := l.App().State.PIN
	return Reading{Up: true, Knowledge: p.Knowledge, Value: p.Value}
}

// TryPIN makes a real attempt through the firmware's handling of commands, in a
// fork that first waits for the end of a lock-out.
func (l *Lock) TryPIN(phone string, pin uint16) (accepted bool, err error) {
	f, err := l.readyToTry()
	if err != nil {
		return false, err
	}
	a, err := f.Call(phone, firmware.Command{Op: firmware.OpVerifyPIN, PIN: pin})
	return err == nil && a.OK(), err
}

// dialTries is how often TryPINOnAir looks for the lock, 10 s each: a lock may
// show itself less often than that.
const dialTries = 4

// TryPINOnAir is TryPIN over the air: the phone connects and asks, with the
// credentials that it has. The fork has no link faults, and nobody else is
// connected. The error wraps ErrNoAnswer or ErrLinkLost when the phone does not
// get through.
func (l *Lock) TryPINOnAir(phone string, pin uint16) (accepted bool, err error) {
	f, err := l.readyToTry()
	if err != nil {
		return false, err
	}
	f.Air().ResetFaults()
	for _, k := range f.Air().Links() {
		f.Disconnect(k.Conn)
	}
	radio := NewRadio(f)
	var c *Central
	for range dialTries {
		if c, err = radio.Dial(gatt.DefaultParams(), gatt.MaxMTU); err == nil {
			break
		}
	}
	if err != nil {
		return false, err
	}
	random := NewRandom(l.keys.phone.Child("oracle"))
	accepted, err = keyturner.NewClient(c, f.Phone(phone).Credentials(), random).VerifyPIN(pin)
	if refused := (*keyturner.LockError)(nil); errors.As(err, &refused) {
		err = nil
	}
	return accepted, err
}

// readyToTry is a fork that is at rest and takes a PIN.
func (l *Lock) readyToTry() (*Lock, error) {
	f := l.Fork()
	if !f.Settle().Up {
		return nil, ErrNoAnswer
	}
	if guard := f.App().State.PIN; guard.LockedOut {
		if err := f.Wait(max(guard.Until-f.machine.Uptime(), 0) + time.Second); err != nil {
			return nil, err
		}
	}
	return f, nil
}
