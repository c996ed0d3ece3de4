package firmware

import (
	"errors"

	"locktwin/model/keyturner"
	"locktwin/model/store"
)

// provisionNew fills a lock that comes from the factory: no layout word, and
// nothing in either area. It does so at once, since that happens on a bench.
func (a *App) provisionNew() {
	s := &a.State
	if s.Work&workLayoutWord == 0 || s.Settings.Found != store.Empty || s.Access.Found != store.Empty {
		return
	}
	a.hal.Note("new-lock", "The memory is blank: this is a new lock, which gets its first records.")
	_ = a.provision()
}

// wipe erases settings, PIN and authorizations and starts as a new lock would.
func (a *App) wipe(reason string) error {
	s := &a.State
	a.notef("wiped", "Everything is erased because of %s.", reason)
	s.Layout = a.own().Version
	a.bind(a.hal)
	err := a.provision()
	a.hangUpAll()
	if a.mustCalibrate() {
		a.setBolt(keyturner.Uncalibrated)
	}
	a.setRadio()
	a.restLight()
	return err
}

// provision formats both areas and writes the records of a new lock.
func (a *App) provision() error {
	s := &a.State
	s.PIN = PINState{}
	s.Config, s.Advanced = DefaultConfig(), DefaultAdvancedConfig()
	s.Auths = [MaxAuthorizations]authIndex{}
	a.forgetAccess()
	s.Dirty, s.Work = 0, 0
	first := errors.Join(a.reformat(AreaSettings), a.reformat(AreaAccess))
	if first != nil {
		return first
	}
	steps := [...]func() error{
		func() error { return a.writeEvidence(false) },
		func() error { return a.writePIN(0) },
		func() error { return a.writeConfig(&s.Config) },
		func() error { return a.writeAdvanced(&s.Advanced) },
		func() error { return a.writeCounter() },
		func() error {
			if v, _ := a.layoutWord(); v == s.Layout {
				return nil
			}
			return a.writeLayoutWord()
		},
	}
	for _, step := range steps {
		if err := step(); err != nil {
			return err
		}
	}
	return nil
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

func (a *App) reformat(area Area) error {
	st, state, m := a.area(area)
	*state = storeState{}
	err := st.Format(m, &state.RAM)
	state.Usable, state.Found = err == nil, store.Valid
	if err != nil {
		state.Found = store.Corrupt
		a.notef("store-unusable", "The %v area cannot be formatted: %v.", area, err)
	}
	return err
}
