package firmware

import (
	"time"

	"locktwin/model/gatt"
	"locktwin/model/keyturner"
)

// ProtocolPolicy is what a version makes of the points of the published protocol
// that its documents leave open. Where no source is named beside a default, it
// is an assumption.
type ProtocolPolicy struct {
	// Wire is the form in which messages are sent; the default is the one of
	// the second generation with firmware 2.12.
	Wire keyturner.WireProfile
	// Hardware is the revision that the configuration record reports. Default
	// 4.5.
	Hardware [2]uint8

	// MaxUsers is how many authorizations the lock gives, 1..MaxAuthorizations.
	MaxUsers int
	// MaxCodes is how many keypad codes it keeps, 0..MaxKeypadCodes.
	MaxCodes int

	// PairingFor is how long a long press of the button lets phones pair, 10 s..10 min. Default
	// 60 s; a pairing under way prolongs it.
	PairingFor time.Duration
	// FlowTimeout ends a pairing in which nothing happens any more, 1 s..1 min.
	// Default 10 s.
	FlowTimeout time.Duration
	// PairWhenNew lets a lock without any authorization be paired without a press
	// of the button, whatever the configuration says about the button.
	PairWhenNew bool
	// NewBesidePairing lets such a lock show the initialization service beside the
	// pairing service. Off by default: a known client takes service data of another
	// service for the end of pairing mode. A lock that is new and may not be paired
	// shows it either way.
	NewBesidePairing bool

	// MTU is the largest ATT_MTU that the lock agrees to, 23..517. Default 247
	// (the maker's staff, for the second generation).
	MTU uint16
	// RequireSubscription refuses a write to a characteristic whose indications
	// the client has not switched on. Off by default.
	RequireSubscription bool
	// IndicateFirst sends the answer's indication before the Write Response. Off
	// by default.
	IndicateFirst bool
	// IdleTimeout ends a connection on which nothing is said, 0 never, else
	// 1 s..1 h. Default never: no document names one.
	IdleTimeout time.Duration

	// CompleteAtOnce answers an action that has nothing to do with Complete and
	// nothing before it, as some traces hint. Off by default.
	CompleteAtOnce bool
	// CompleteAfter is the least time between the confirmation of Accepted and
	// Complete over the air, 0..2 s. Default 100 ms: some clients begin to wait for
	// the second message only after they have looked at the first.
	CompleteAfter time.Duration
	// ProgressEvery is how often whoever waits for the end of an action is told the
	// state while it does not change, 0 never, else 1 s..1 min. Default 7 s: a known
	// client gives up 10 s after the last message.
	ProgressEvery time.Duration
	// AutoUnlockAfter is how long after an action an automatic unlock is refused,
	// 0..1 h. Default 10 s.
	AutoUnlockAfter time.Duration
	// RequireCalibration refuses actions before the first calibration. Off by
	// default: the lock comes mounted and knows its door.
	RequireCalibration bool

	// KeypadTypeOnly takes keypad actions from authorizations of type keypad
	// only, as the document describes them.
	KeypadTypeOnly bool
	// KeypadStages are what wrong codes in a row bring on. Defaults: 5 codes,
	// 30 s and 15 codes (the maker's staff); the rest is assumed.
	KeypadStages [3]KeypadStage
}

// KeypadStage is a pause in which no code of a keypad is taken.
type KeypadStage struct {
	Wrong int           // codes in a row that begin it, 1..1000, more than the stage before
	For   time.Duration // 1 s..24 h
}

// DefaultProtocol is the policy that every profile starts from. Where each number
// is from stands beside its field; most are assumptions.
func DefaultProtocol() ProtocolPolicy {
	return ProtocolPolicy{
		Wire: keyturner.Gen2(), Hardware: [2]uint8{4, 5},
		MaxUsers: MaxAuthorizations, MaxCodes: MaxKeypadCodes,
		PairingFor: time.Minute, FlowTimeout: 10 * time.Second, PairWhenNew: true,
		MTU:           247,
		CompleteAfter: 100 * time.Millisecond, ProgressEvery: 7 * time.Second, AutoUnlockAfter: 10 * time.Second,
		KeypadTypeOnly: true,
		KeypadStages:   [3]KeypadStage{{5, 30 * time.Second}, {15, 5 * time.Minute}, {25, 30 * time.Minute}},
	}
}

func (p *ProtocolPolicy) validate(check *profileCheck) {
	w := &p.Wire
	check.that(w.StatesBytes >= 15 && w.StatesBytes <= 27, "protocol.wire %q: states of %d bytes, 15..27", w.Name, w.StatesBytes)
	check.that(w.ConfigBytes >= 72 && w.ConfigBytes <= 79, "protocol.wire %q: configuration of %d bytes, 72..79", w.Name, w.ConfigBytes)
	check.that(w.AdvancedBytes == 28 || w.AdvancedBytes == 31,
		"protocol.wire %q: advanced configuration of %d bytes, 28 or 31", w.Name, w.AdvancedBytes)
	check.that(p.MaxUsers >= 1 && p.MaxUsers <= MaxAuthorizations, "protocol.max-users %d, 1..%d", p.MaxUsers, MaxAuthorizations)
	check.that(p.MaxCodes >= 0 && p.MaxCodes <= MaxKeypadCodes, "protocol.max-codes %d, 0..%d", p.MaxCodes, MaxKeypadCodes)
	check.duration("protocol.pairing-for", p.PairingFor, 10*time.Second, 10*time.Minute)
	check.duration("protocol.flow-timeout", p.FlowTimeout, time.Second, time.Minute)
	check.that(p.MTU >= gatt.DefaultMTU && p.MTU <= gatt.MaxMTU, "protocol.mtu %d, %d..%d", p.MTU, gatt.DefaultMTU, gatt.MaxMTU)
	if p.IdleTimeout != 0 {
		check.duration("protocol.idle-timeout", p.IdleTimeout, time.Second, time.Hour)
	}
	check.duration("protocol.complete-after", p.CompleteAfter, 0, 2*time.Second)
	if p.ProgressEvery != 0 {
		check.duration("protocol.progress-every", p.ProgressEvery, time.Second, time.Minute)
	}
	check.duration("protocol.auto-unlock-after", p.AutoUnlockAfter, 0, time.Hour)
	least := 1
	for _, s := range p.KeypadStages {
		check.that(s.Wrong >= least && s.Wrong <= 1000, "protocol.keypad-stages: after %d wrong codes, %d..1000", s.Wrong, least)
		check.duration("protocol.keypad-stages", s.For, time.Second, 24*time.Hour)
		least = s.Wrong + 1
	}
}
