package training

import (
	"locktwin/flashsim"
	"locktwin/model"
	"locktwin/model/firmware"
	"locktwin/model/store"
)

// Evidence is something about the lock that shows what happened, and that can be
// destroyed.
type Evidence string

// Kinds of evidence.
const (
	SettingsPage Evidence = "settings-page" // what is left of the settings in the memory
	BootFinding  Evidence = "boot-finding"  // what the last boot made of it, in RAM
	LogEntries   Evidence = "log"           // the activity log
	CellsIn      Evidence = "cells"         // the cells as they came
)

// Evidences are the kinds there are.
func Evidences() []Evidence { return []Evidence{SettingsPage, BootFinding, LogEntries, CellsIn} }

// Loss is something that a customer loses.
type Loss string

// Kinds of loss.
const (
	LosesUsers    Loss = "users"    // everybody but one phone, or all
	LosesPIN      Loss = "pin"      // the customer's own PIN
	LosesSettings Loss = "settings" // what was chosen
	LosesLog      Loss = "log"      // the activity log
)

// Losses are the kinds there are.
func Losses() []Loss { return []Loss{LosesUsers, LosesPIN, LosesSettings, LosesLog} }

// Stand is what a choice may destroy, as the lock has it at one instant.
type Stand struct {
	Found     string  `json:"found" doc:"What the last boot made of the settings area."`
	PIN       string  `json:"pin" doc:"What the lock knows of its PIN: none, custom or unknown."`
	Marginal  int     `json:"marginal" doc:"Stretches of the settings area with cells near the read level."`
	Users     int     `json:"users" doc:"How many are authorized."`
	Log       int     `json:"log" doc:"Entries of the activity log."`
	Changed   int     `json:"changed" doc:"Settings that read what the customer has chosen."`
	Cells     string  `json:"cells" doc:"Make of the cells in the bay; empty without any."`
	Charge    float64 `json:"charge" doc:"Of the fullest of them, 0 to 1."`
	Up        bool    `json:"up" doc:"Whether the lock comes up on its own supply."`
	Known     bool    `json:"known" doc:"Whether it came up at all, if need be on a laboratory supply; else only cells and firmware are known."`
	Installed string  `json:"installed" doc:"Firmware profile."`
}

// standOf looks at a lock. A lock that is down keeps what its memory has: a copy on a
// laboratory supply tells it, as boot would, but no boot has found anything yet.
func standOf(l *model.Lock, s *Story) Stand {
	var st Stand
	if v := l.Machine().Supply().Pack(); v.Present && l.CellsIn() {
		for _, c := range v.Cells {
			st.Cells, st.Charge = string(c.Kind), max(st.Charge, c.Charge)
		}
	}
	st.Marginal = marginal(l)
	st.Installed = l.Profile().Name
	f := l.Fork()
	f.Listen(nil)
	if st.Up = f.Settle().Up; !st.Up {
		f.Cut(0) // the contacts are closed again
		f.Bench(true, benchVolts)
		if !f.Settle().Up {
			return st
		}
	}
	st.Known = true
	state := &f.App().State
	st.Found, st.PIN = state.Settings.Found.String(), state.PIN.Knowledge.String()
	st.Users, st.Log = f.App().Authorizations(), int(state.Log.Count)
	for _, a := range s.chosen {
		if a.In(state.Config, state.Advanced) {
			st.Changed++
		}
	}
	return st
}

// marginal counts the marginal stretches in the area of the settings.
func marginal(l *model.Lock) int {
	n := 0
	base := l.Machine().MemoryBase()
	for _, e := range l.App().Extents() {
		if e.Area != firmware.AreaSettings {
			continue
		}
		for _, r := range l.Machine().Flash().Marginal() {
			if overlaps(r, base+e.Addr, e.Bytes) {
				n++
			}
		}
	}
	return n
}

func overlaps(r flashsim.Region, at, size uint32) bool {
	return r.Addr < at+size && at < r.Addr+r.Size
}

// has says which evidence there is.
func (s Stand) has(e Evidence) bool {
	odd := s.Found != "" && s.Found != store.Valid.String() && s.Found != store.Recovered.String()
	switch e {
	case SettingsPage:
		return odd || s.Marginal > 0 || s.PIN == firmware.PINUnknown.String()
	case BootFinding:
		return odd
	case LogEntries:
		return s.Log > 0
	case CellsIn:
		return s.Cells != ""
	}
	return false
}

// A set whose fullest cell has gained more than this is another one, or was charged.
const recharged = 0.02

// gone is the evidence that one stand has and a later one has not.
func gone(before, after Stand) []Evidence {
	var out []Evidence
	known := before.Known && after.Known
	for _, e := range Evidences() {
		lost := known && before.has(e) && !after.has(e)
		switch e {
		case LogEntries:
			lost = known && before.Log > after.Log
		case CellsIn:
			lost = before.has(e) && after.has(e) && (before.Cells != after.Cells || after.Charge > before.Charge+recharged)
		}
		if lost {
			out = append(out, e)
		}
	}
	return out
}

// lost is what the customer has lost between two stands.
func lost(before, after Stand) []Loss {
	var out []Loss
	if !before.Known || !after.Known {
		return nil
	}
	if after.Users < before.Users {
		out = append(out, LosesUsers)
	}
	if before.PIN == firmware.PINCustom.String() && after.PIN != before.PIN {
		out = append(out, LosesPIN)
	}
	if after.Changed < before.Changed {
		out = append(out, LosesSettings)
	}
	if after.Log < before.Log {
		out = append(out, LosesLog)
	}
	return out
}
