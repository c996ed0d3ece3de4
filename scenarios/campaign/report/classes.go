package report

import (
	"slices"
	"strings"

	"locktwin/scenarios"
	"locktwin/scenarios/campaign"
)

// Parts of a verdict, as campaign.Row names them.
const (
	partPIN       = "PIN"
	partSettings  = "settings"
	partUsers     = "authorizations"
	partInvariant = "invariant"
)

// parts are all parts in the order of a report.
var parts = [...]string{partPIN, partSettings, partUsers, partInvariant}

// broken is the class of an invariant that does not hold.
const broken = "broken"

// look is how a class is drawn and explained. No two classes share a letter or a
// pattern, so that a report can be read without its colours.
type look struct {
	class  string
	letter string
	paint  string // fill; the palette of Okabe and Ito, made for colour-blind eyes
	ink    string // of the letter on it
	mark   string // path of the pattern, in a tile of 8 by 8
	says   string // of the PIN
}

// looks are in the order of scenarios.Classes, with broken invariants at the end.
var looks = [...]look{
	{string(scenarios.Bricked), "B", "#000000", "#FFFFFF", "M0 0L8 8M8 0L0 8", "the lock does not come up"},
	{string(scenarios.Unstable), "U", "#F0E442", "#000000", "M0 2L2 0L4 2L6 0L8 2M0 6L2 4L4 6L6 4L8 6", "it differs from read to read or boot to boot"},
	{string(scenarios.Exposed), "E", "#CC79A7", "#000000", "M0 4H8M4 0V8", "any PIN, or none, is accepted"},
	{string(scenarios.Wrong), "W", "#0072B2", "#FFFFFF", "M0 2H8M0 6H8", "a PIN that was never set is accepted"},
	{string(scenarios.Default), "F", "#E69F00", "#000000", "M2 0V8M6 0V8", "back at the factory's, 0000 opens"},
	{string(scenarios.Denied), "D", "#D55E00", "#000000", "M-2 6L6 -2M2 10L10 2", "no PIN is accepted any more"},
	{string(scenarios.Stale), "S", "#56B4E9", "#000000", "M2 2H3M6 6H7", "an older acknowledged one is back"},
	{string(scenarios.Intact), "·", "#009E73", "#000000", "", "what was acknowledged is there"},
	{broken, "!", "#999999", "#000000", "M-2 2L6 10M2 -2L10 6", "an invariant does not hold"},
}

// settingsSays and usersSay are what the classes mean for the other parts.
var (
	settingsSays = map[string]string{
		"unstable": "the settings differ from read to read or boot to boot",
		"wrong":    "the settings read what was never set",
		"default":  "the settings are back at the factory's",
		"denied":   "the settings cannot be read",
		"stale":    "older acknowledged settings are back",
		"intact":   "the settings are as acknowledged",
	}
	usersSay = map[string]string{
		"unstable": "the authorizations differ from read to read or boot to boot",
		"exposed":  "somebody who was never authorized gets in",
		"wrong":    "there are authorizations that were never given",
		"default":  "all authorizations are gone",
		"denied":   "paired phones are refused",
		"stale":    "older authorizations are back",
		"intact":   "phones stay paired",
	}
)

// lookOf finds the look of a class; one that is not known looks like a broken
// invariant with its own first letter.
func lookOf(class string) look {
	for _, l := range looks {
		if l.class == class {
			return l
		}
	}
	l := looks[len(looks)-1]
	l.class, l.says = class, class
	if class != "" {
		l.letter = strings.ToUpper(string([]rune(class)[:1]))
	}
	return l
}

// meaning says what a class of a part is, as a clause without a full stop.
func meaning(part, class string) string {
	switch {
	case class == string(scenarios.Bricked):
		return "the lock does not come up"
	case part == partPIN && class == string(scenarios.Intact):
		return "the PIN is as acknowledged"
	case part == partPIN && class == string(scenarios.Denied):
		return "no PIN is accepted any more"
	case part == partPIN && class == string(scenarios.Default):
		return "the PIN is back at the factory's, and 0000 opens"
	case part == partPIN && class == string(scenarios.Stale):
		return "an older PIN is back"
	case part == partPIN && class == string(scenarios.Unstable):
		return "the PIN differs from read to read or boot to boot"
	case part == partPIN:
		return lookOf(class).says
	case part == partSettings && settingsSays[class] != "":
		return settingsSays[class]
	case part == partUsers && usersSay[class] != "":
		return usersSay[class]
	case part == partInvariant:
		return "this does not hold: " + class
	}
	return part + ": " + class
}

// of gives the class of a part of a verdict; "" is a part that the subject does
// not have. All invariants together are broken or intact.
func of(v *campaign.Verdict, part string) string {
	if part != partInvariant {
		return v.Class(part)
	}
	if len(v.Broken) > 0 {
		return broken
	}
	return string(scenarios.Intact)
}

// isLoss says whether a class is any other than intact.
func isLoss(class string) bool { return class != "" && class != string(scenarios.Intact) }

// rank orders classes, strongest first; unknown ones come last.
func rank(class string) int {
	if i := slices.Index(scenarios.Classes, scenarios.Class(class)); i >= 0 {
		return i
	}
	return len(scenarios.Classes)
}

// worst gives the strongest class of any part of a verdict.
func worst(v *campaign.Verdict) string {
	w := string(scenarios.Intact)
	for _, p := range parts[:3] {
		if c := of(v, p); isLoss(c) && rank(c) < rank(w) {
			w = c
		}
	}
	if w == string(scenarios.Intact) && len(v.Broken) > 0 {
		return broken
	}
	return w
}

// loses says whether a verdict has lost anything.
func loses(v *campaign.Verdict) bool { return isLoss(worst(v)) }
