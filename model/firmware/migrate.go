package firmware

// migrate rewrites what another layout left. The values are in RAM while it
// lasts, because both layouts use the same pages.
func (a *App) migrate() {
	s := &a.State
	from, to := a.current(), a.own()
	a.notef("migrate", "The data is rewritten from layout %d to layout %d.", from.Version, to.Version)
	var records [MaxAuthorizations]authRecord
	var luggage accessLuggage
	moveAccess := !from.Access.equal(&to.Access)
	if moveAccess {
		a.packAccess(&luggage)
		for slot := range s.Auths {
			if s.Auths[slot].Flags != 0 && !a.readAuth(slot, &records[slot]) {
				s.Auths[slot] = authIndex{}
			}
		}
	}
	custom := s.PIN.Knowledge == PINCustom
	s.Layout = to.Version
	a.bind(a.hal)
	if !from.Settings.equal(&to.Settings) {
		_ = a.reformat(AreaSettings)
		_ = a.writeConfig(&s.Config)
		_ = a.writeAdvanced(&s.Advanced)
		_ = a.writeCounter()
		if to.PINIn == AreaSettings && custom {
			_ = a.writePIN(s.PIN.Value)
		}
	}
	if moveAccess {
		_ = a.reformat(AreaAccess)
		for slot := range s.Auths {
			if s.Auths[slot].Flags != 0 {
				_ = a.writeAuth(slot, &records[slot])
			}
		}
		a.unpackAccess(&luggage)
		if to.PINIn == AreaAccess && custom {
			_ = a.writePIN(s.PIN.Value)
		}
	}
	if custom && to.PINIn != from.PINIn {
		_ = a.writePIN(s.PIN.Value)
	}
	_ = a.writeEvidence(s.PIN.Evidence || custom)
	s.PIN.Evidence = s.PIN.Evidence || custom
	if err := a.writeLayoutWord(); err != nil {
		a.notef("layout-word-failed", "The layout word could not be written: %v.", err)
	}
}

// accessLuggage is what beside the users has to move when the access area gets
// another layout.
type accessLuggage struct {
	identity [identityBytes]byte
	times    [timeTableBytes]byte
	has      [2]bool // identity, times
	book     bool
	codes    [MaxKeypadCodes]KeypadCode // ID 0: none
}

// packAccess reads it in the layout that is in force.
func (a *App) packAccess(l *accessLuggage) {
	l.has[0] = a.read(AreaAccess, KeyIdentity, l.identity[:]) == readOK
	l.book = a.openBook()
	if !l.book {
		return
	}
	l.has[1] = a.read(AreaBook, KeyTimeControl, l.times[:]) == readOK
	for slot := range l.codes {
		if !a.readCode(slot, &l.codes[slot]) {
			l.codes[slot] = KeypadCode{}
		}
	}
}

// unpackAccess writes it in the layout that is in force now.
func (a *App) unpackAccess(l *accessLuggage) {
	if l.has[0] {
		_ = a.write(AreaAccess, KeyIdentity, l.identity[:])
	}
	a.work.bookOpen = false
	if !l.book || a.needBook() != nil {
		return
	}
	if l.has[1] {
		_ = a.write(AreaBook, KeyTimeControl, l.times[:])
	}
	for slot := range l.codes {
		if l.codes[slot].ID != 0 {
			_ = a.writeCode(slot, &l.codes[slot])
		}
	}
}
