package diagnose

import (
	"locktwin/model/firmware"
)

// hypothesis is one cause that is weighed.
type hypothesis struct {
	id        string
	mechanism string
	share     float64 // of the mechanism's weight, against its other hypotheses
	title     string
	profile   string // "" for what lies outside the firmware
	store     string
	fault     fault
	stated    *stated // likelihoods of what no play tells
}

// fault is what happened to the supply.
type fault struct {
	id     string
	title  string  // what cut the supply, behind "cut by"
	share  float64 // of what happens to locks whose owners ask, against the other faults
	events float64 // mean number of times that it has happened to a lock by then
	after  []chance
}

// chance is one answer with its probability.
type chance struct {
	answer string
	p      float64
}

// Names of the faults.
const (
	faultBounce = "contact-bounce"
	faultEmpty  = "ran-empty"
	faultCold   = "cold-start"
	faultSave   = "cut-save"
	faultCharge = "charging"
	faultLate   = "late-save"
	faultUpdate = "update-then-change"
)

// faults is the table of what happens to supplies. Shares, mean numbers of events and
// what people say came before are assumptions: cells are changed a few times a year,
// charged by some, run empty now and then, and are seldom taken out in the second of a
// change of settings, or just before one; who charges a pack may say so or not.
func faults() []fault {
	return []fault{
		{faultBounce, "contact bounce while the cells went in", 10, 6,
			[]chance{{"battery-change", 0.88}, {"charging", 0.03}, {"empty", 0.04}, {"cold", 0.01}, {"update", 0.01}, {"nothing", 0.03}}},
		{faultCharge, "contact bounce while the charged cells went back in", 3, 6,
			[]chance{{"battery-change", 0.25}, {"charging", 0.68}, {"empty", 0.03}, {"cold", 0.01}, {"update", 0.01}, {"nothing", 0.02}}},
		{faultEmpty, "a motor start on empty cells, or by the change that followed", 1.5, 2,
			[]chance{{"battery-change", 0.25}, {"charging", 0.05}, {"empty", 0.60}, {"cold", 0.05}, {"update", 0.01}, {"nothing", 0.04}}},
		{faultCold, "a motor start in the cold", 1, 3,
			[]chance{{"battery-change", 0.03}, {"charging", 0.02}, {"empty", 0.15}, {"cold", 0.55}, {"update", 0.01}, {"nothing", 0.24}}},
		{faultSave, "cells that were taken out during a save", 0.7, 1,
			[]chance{{"battery-change", 0.80}, {"charging", 0.10}, {"empty", 0.02}, {"cold", 0.01}, {"update", 0.02}, {"nothing", 0.05}}},
		{faultLate, "a change of the PIN that the capacitors barely carried", 0.3, 1,
			[]chance{{"battery-change", 0.45}, {"charging", 0.05}, {"empty", 0.05}, {"cold", 0.15}, {"update", 0.02}, {"nothing", 0.28}}},
	}
}

// updateFault belongs to the one profile that has to be updated to before it can lose
// anything.
func updateFault() fault {
	return fault{faultUpdate, "contact bounce at the first change of cells after it", 1, 1,
		[]chance{{"battery-change", 0.50}, {"charging", 0.05}, {"empty", 0.03}, {"cold", 0.01}, {"update", 0.39}, {"nothing", 0.02}}}
}

// outside is what comes before a cause outside the lock: mostly nothing, and as often
// a change of cells as people first need their PIN then.
func outside(events float64) fault {
	return fault{events: events,
		after: []chance{{"battery-change", 0.20}, {"charging", 0.04}, {"empty", 0.03}, {"cold", 0.02}, {"update", 0.08}, {"nothing", 0.63}}}
}

// member places a profile in a mechanism.
type member struct {
	profile, mechanism string
	share              float64
	title              string // what is special about it
}

// members says which profile is a case of which mechanism. hidden-load is left out: its
// page is that of rewrite-at-boot, and what it adds to that drains cells, which
// Diagnosis.Drain looks into.
func members() []member {
	return []member{
		{"rewrite-at-boot", "in-place", 6, "at every boot, without a check"},
		{"rewrite-at-boot-crc", "in-place", 4, "at every boot, with a check"},
		{"defaults-on-error", "defaults-on-error", 1, ""},
		{"wipe-on-error", "wipe-on-error", 1, ""},
		{"save-on-warning", "ram-only", 1, ""},
		{"lazy-migration", "migration", 1, ""},
		{"two-page-swap", "collection", 1, "two pages with status words"},
		{"fds-gc-at-boot", "collection", 1, "pages with one to swap, tidied at every boot"},
		{"nvs", "collection", 1, "sectors with an entry table"},
		{"nvs-early", "collection", 1, "sectors without a mark that copies are complete"},
		{"journal-replay-once", "replay", 1, "replayed once and not finished"},
		{"journal-commit-in-entry", "replay", 1, "the commit word ends its entry"},
		{"journal", "careful", 1, "write-ahead journal"},
		{"ab-slots", "careful", 1, "two slots"},
		{"ab-slots-settled", "careful", 1, "three slots with a mark"},
		{"three-block-ring", "careful", 1, "ring of three blocks"},
	}
}

// hypotheses lists all that are weighed, in a fixed order: profiles with each fault,
// then what lies outside the firmware.
func hypotheses() []hypothesis {
	var out []hypothesis
	for _, m := range members() {
		mech := mechanismByID(m.mechanism)
		p, err := firmware.LookupProfile(m.profile)
		if err != nil {
			continue
		}
		of := faults()
		if m.mechanism == "migration" {
			of = []fault{updateFault()}
		}
		title := mech.title
		switch {
		case m.mechanism == "in-place":
			title += " " + m.title
		case m.title != "":
			title += " (" + m.title + ")"
		}
		for _, f := range of {
			out = append(out, hypothesis{
				id: m.profile + "/" + f.id, mechanism: m.mechanism, share: m.share * f.share,
				title: title + ", cut by " + f.title, profile: m.profile, store: p.Layout.Settings.Design, fault: f,
			})
		}
	}
	return append(out, outsiders()...)
}
