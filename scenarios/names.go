package scenarios

import (
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
