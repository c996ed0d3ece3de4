package training

import (
	"slices"

	"locktwin/emulator/access"
	"locktwin/scenarios/training"
)

// Parts of a lock as the control API divides it. A grant that is for parts covers
// nothing else.
const (
	PartRow    = "lock"   // that it is there, and how it looks from outside
	PartEvents = "events" // what happens to it; see Veil
	PartHands  = "hands"
	PartTime   = "time"
	PartFaults = "faults"
	PartLab    = "laboratory"
	PartScope  = "scope"
	PartTrace  = "trace"
	PartFlash  = "flash"
	PartCore   = "firmware"
)

// seen and touched are the parts of a lock that a trainee may see, and touch, when
// a part of the case is uncovered.
var (
	seen    = map[training.Part][]string{training.PartScope: {PartScope}, training.PartStory: {PartTrace}, training.PartFlash: {PartCore}}
	touched = map[training.Part][]string{
		training.PartBay: {PartHands}, training.PartTime: {PartTime}, training.PartFaults: {PartFaults, PartLab}, training.PartFlash: {PartFlash},
	}
)

// scopeOf is what a trainee may do now; the caller holds mu. The bytes of the
// memory take the right to control, but no operation that is part of it changes
// anything.
func (s *Service) scopeOf(t *trainee) (access.Scope, error) {
	grants := []access.Grant{{Right: access.Learn, Locks: []string{t.ID}}}
	for _, a := range t.attempts {
		lock := []string{a.ID}
		switch {
		case a.shown():
			if a.Hidden != "" {
				lock = append(lock, a.Hidden)
			}
			grants = append(grants, access.Grant{Right: access.Read, Locks: lock},
				access.Grant{Right: access.Control, Locks: lock, Parts: []string{PartFlash}})
			if len(a.WhatIfs) > 0 {
				grants = append(grants, access.Grant{Right: access.Control, Locks: slices.Clone(a.WhatIfs)})
			}
		case a.Over:
			grants = append(grants, access.Grant{Right: access.Read, Locks: lock, Parts: []string{PartRow, PartEvents}})
		default:
			read, control := []string{PartRow, PartEvents}, []string(nil)
			for _, p := range a.Open {
				read = append(read, seen[p]...)
				control = append(control, touched[p]...)
				if p == training.PartPhone {
					grants = append(grants, access.Grant{Right: access.Air, Locks: lock})
				}
			}
			grants = append(grants, access.Grant{Right: access.Read, Locks: lock, Parts: read})
			if len(control) > 0 {
				grants = append(grants, access.Grant{Right: access.Control, Locks: lock, Parts: control})
			}
		}
	}
	return access.NewScope(grants...)
}

// rescope gives the token of a trainee what he may do now; the caller holds mu.
func (s *Service) rescope(t *trainee) {
	scope, err := s.scopeOf(t)
	if err != nil {
		s.o.Log.Error("the scope of a trainee cannot be written", "trainee", t.ID, "error", err)
		scope = access.Scope{} // rather nothing than too much
	}
	s.o.Tokens.Rescope(t.tokenName(), scope)
}

// Veil is what of a lock's row and events a trainee sees.
type Veil struct {
	After  uint64   // events up to this number are covered
	Kinds  []string // of events that are seen; nil is all
	Bay    bool     // cells and their kind
	Rail   bool     // voltages
	Phone  bool     // what the firmware reports to phones
	Story  bool     // what the core does
	Frozen bool     // nothing may be done
}

// outside are the kinds of events that somebody sees who stands before the door.
func outside() []string { return []string{"bolt", "cells", "hand", "light", "motor"} }

// VeilOf gives the veil before a lock for who asks. There is none, and ok is
// false, for who may see the whole lock, and for locks that belong to no attempt.
func (s *Service) VeilOf(who access.Identity, lock string) (v Veil, ok bool) {
	if who.Scope.May(access.Read, lock) {
		return Veil{}, false
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	a := s.attempts[lock]
	if a == nil || !who.Scope.May(access.Learn, a.Trainee) {
		return Veil{}, false
	}
	v = Veil{After: a.EventsFrom, Kinds: outside(), Frozen: a.trainee.Frozen}
	if a.Over {
		return v, true
	}
	for _, p := range a.Open {
		switch p {
		case training.PartBay:
			v.Bay = true
		case training.PartPhone:
			v.Phone = true
		case training.PartScope:
			v.Rail = true
		case training.PartStory:
			v.Story, v.Kinds = true, nil
		}
	}
	return v, true
}

// Holds tells whether a lock belongs to an attempt.
func (s *Service) Holds(lock string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.locks[lock] != nil
}

// OwnsAttempt tells whether who asks is the trainee of an attempt, and Reaches
// whether he may see him.
func (s *Service) OwnsAttempt(who access.Identity, attempt string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	a := s.attempts[attempt]
	return a != nil && who.Scope.May(access.Learn, a.Trainee)
}

// TraineeOf is the trainee whose token a request carries, "" for anybody else.
func (s *Service) TraineeOf(who access.Identity) string {
	if !who.Token {
		return ""
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for id, t := range s.trainees {
		if who.Name == t.tokenName() {
			return id
		}
	}
	return ""
}
