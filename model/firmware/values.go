package firmware

import (
	"bytes"
	"encoding/binary"
	"errors"

	"locktwin/model/keyturner"
	"locktwin/model/store"
)

// reading is what a boot makes of one stored value.
type reading uint8

const (
	readOK reading = iota
	readMissing
	readCorrupt
	readUnstable // two readings differ
)

// why words a reading for a note.
func (r reading) why() string {
	switch r {
	case readOK:
		return "it was read"
	case readMissing:
		return "there is no record of it"
	case readUnstable:
		return "two readings of it differ"
	}
	return "its record fails its check"
}

// area gives the store, its RAM and its memory.
func (a *App) area(area Area) (store.Store, *storeState, *region) {
	switch area {
	case AreaAccess:
		return a.current().access, &a.State.Access, &a.access
	case AreaBook:
		return a.current().access, &a.work.book, &a.bookAt
	}
	return a.current().settings, &a.State.Settings, &a.settings
}

// read copies a stored value of exactly len(dst) bytes.
func (a *App) read(area Area, k store.Key, dst []byte) reading {
	st, state, m := a.area(area)
	if !state.Usable {
		if state.Found == store.Empty {
			return readMissing
		}
		return readCorrupt
	}
	r := readOnce(st, m, &state.RAM, k, dst)
	if r == readOK && a.Profile.Boot.DoubleRead {
		second := a.buf()[128 : 128+len(dst)]
		if readOnce(st, m, &state.RAM, k, second) != readOK || !bytes.Equal(dst, second) {
			return readUnstable
		}
	}
	return r
}

func readOnce(st store.Store, m store.Medium, ram *store.RAM, k store.Key, dst []byte) reading {
	n, status, err := st.Get(m, ram, k, dst)
	switch {
	case err != nil || status == store.CorruptData:
		return readCorrupt
	case status == store.Missing:
		return readMissing
	case n != len(dst):
		return readCorrupt
	}
	return readOK
}

// write stores a value, and reads it back where the profile says so.
func (a *App) write(area Area, k store.Key, val []byte) error {
	st, state, m := a.area(area)
	for attempt := 0; ; attempt++ {
		if err := st.Put(m, &state.RAM, k, val); err != nil {
			a.notef("save-failed", "Saving the %s failed: %v.", KeyName(k), err)
			return err
		}
		state.Usable = true
		if !a.Profile.Save.Verify {
			return nil
		}
		back := a.buf()[128 : 128+len(val)]
		if readOnce(st, m, &state.RAM, k, back) == readOK && bytes.Equal(back, val) {
			return nil
		}
		if attempt == 1 {
			a.notef("save-unverified", "The %s read back wrong twice.", KeyName(k))
			return store.ErrVerify
		}
		a.notef("save-again", "The %s read back wrong, so it is written once more.", KeyName(k))
	}
}

func (a *App) writePIN(pin uint16) error {
	b := a.buf()[:pinBytes]
	binary.LittleEndian.PutUint16(b, pin)
	return a.write(a.current().PINIn, KeyPIN, b)
}

func (a *App) writeEvidence(set bool) error {
	if a.current().EvidenceIn == AreaLayout {
		return nil
	}
	b := a.buf()[:evidenceBytes]
	b[0], b[1] = 0, 0
	if set {
		b[0] = 1
	}
	return a.write(a.current().EvidenceIn, KeyEvidence, b)
}

func (a *App) writeConfig(c *Config) error {
	b := a.buf()[:configBytes]
	encodeConfig(b, c)
	return a.write(AreaSettings, KeyConfig, b)
}

func (a *App) writeAdvanced(c *AdvancedConfig) error {
	b := a.buf()[:advancedBytes]
	encodeAdvanced(b, c)
	return a.write(AreaSettings, KeyAdvanced, b)
}

func (a *App) writeCounter() error {
	b := a.buf()[:counterBytes]
	binary.LittleEndian.PutUint32(b, a.State.Boots)
	return a.write(AreaSettings, KeyCounter, b)
}

// mayWrite says whether the profile allows a save now, and what a phone is
// told if not.
func (a *App) mayWrite() keyturner.ErrorCode {
	s := &a.Profile.Save
	if s.Interlock && a.State.Motion.moving() {
		return keyturner.ErrBusy
	}
	if s.Energy.Enabled {
		if have := s.Energy.holdUp(a.hal.BatteryVolts()); have < s.Energy.Need {
			a.notef("save-refused", "Nothing is saved: the bulk capacitor would hold the rail for %v, a save may take %v.",
				have, s.Energy.Need)
			return keyturner.ErrVoltageTooLow
		}
	}
	return keyturner.NoError
}

// saveError is what a phone is told of a save that failed.
func saveError(err error) keyturner.ErrorCode {
	if errors.Is(err, store.ErrFull) {
		return keyturner.ErrTooManyEntries
	}
	return keyturner.ErrUnknown
}

// saveDirty writes what is only in RAM. It stops at the first failure; what is
// left stays marked.
func (a *App) saveDirty() error {
	s := &a.State
	steps := [...]struct {
		bit  dirt
		save func() error
	}{
		{dirtyPIN, func() error { return a.writePIN(s.PIN.Value) }},
		{dirtyEvidence, func() error { return a.writeEvidence(s.PIN.Evidence) }},
		{dirtyConfig, func() error { return a.writeConfig(&s.Config) }},
		{dirtyAdvanced, func() error { return a.writeAdvanced(&s.Advanced) }},
		{dirtyCounter, func() error { return a.writeCounter() }},
	}
	for _, step := range steps {
		if s.Dirty&step.bit == 0 {
			continue
		}
		if err := step.save(); err != nil {
			return err
		}
		s.Dirty &^= step.bit
	}
	return nil
}
