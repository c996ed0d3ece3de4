package scenarios

import (
	"slices"

	"locktwin/flashsim"
	"locktwin/model/firmware"
	"locktwin/model/power"
)

// Profile names a firmware profile.
type Profile string

// Profiles are the firmware profiles there are, by mechanism.
func Profiles() []Profile {
	var out []Profile
	for _, name := range firmware.ProfileNames() {
		out = append(out, Profile(name))
	}
	return out
}

// ProfilesOfStore are the profiles that keep their settings in a store of
// model/store, by the name of its design.
func ProfilesOfStore(design string) []Profile {
	var out []Profile
	for _, p := range firmware.Profiles() {
		if p.Layout.Settings.Design == design {
			out = append(out, Profile(p.Name))
		}
	}
	return out
}

// StoresOfProfiles are the stores that some profile keeps its settings in, each
// once. A store that is in model/store alone has no firmware around it, so a
// whole lock cannot be swept with it.
func StoresOfProfiles() []string {
	var out []string
	for _, p := range firmware.Profiles() {
		if d := p.Layout.Settings.Design; !slices.Contains(out, d) {
			out = append(out, d)
		}
	}
	return out
}

// Part names the memory the firmware keeps its values in.
type Part string

// Parts are the memories there are.
func Parts() []Part {
	var out []Part
	for _, p := range flashsim.Catalogue() {
		out = append(out, Part(p.Name))
	}
	return out
}

// CellKind names a cell chemistry and make.
type CellKind string

// CellKinds are the cells there are.
func CellKinds() []CellKind {
	var out []CellKind
	for _, c := range power.Chemistries() {
		out = append(out, CellKind(c.Kind))
	}
	return out
}

// single says whether one of these is a whole pack by itself.
func (k CellKind) single() bool { return k == "lipo" || k == "power-pack" }
