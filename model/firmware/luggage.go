package firmware

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

// forgetAccess empties what RAM knows of an access area that is about to be
// blank.
func (a *App) forgetAccess() {
	s := &a.State
	if s.Times.Due != 0 {
		a.hal.StopTimer(TimerTimeControl)
	}
	s.Times, s.Keypad, s.CodeUse = timeTable{}, keypadState{}, [MaxKeypadCodes]codeUse{}
	s.Identity, s.Challenges = identity{}, [MaxAuthorizations]challenge{}
	a.work.bookOpen = false
}
