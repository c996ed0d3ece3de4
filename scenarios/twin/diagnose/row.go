package diagnose

import (
	"strings"

	"locktwin/scenarios"
	"locktwin/scenarios/twin/change"
)

// row is what one play came to, as far as somebody in front of a lock could tell.
type row struct {
	PIN            scenarios.Class `json:"pin"`
	Default        bool            `json:"default_accepted"`
	Settings       scenarios.Class `json:"settings"`
	All            bool            `json:"all_settings"` // are at their default
	Authorizations scenarios.Class `json:"authorizations"`
	Paired         bool            `json:"phones_paired"`
	Page           string          `json:"page"`     // as the last boot found it: valid blank damaged
	Restarts       bool            `json:"restarts"` // more than the change of cells asks for
}

// rowOf sums an outcome up. expected is how many resets belong to what was done on
// purpose. A lock that was not reset works from its RAM as before: what a later boot
// would make of its flash is the story of that boot.
func rowOf(o *change.Outcome, expected int) row {
	if o.Resets == 0 {
		return row{PIN: scenarios.Intact, Settings: scenarios.Intact, Authorizations: scenarios.Intact, Paired: true, Page: "valid"}
	}
	r := row{
		PIN: o.Fate.PIN, Default: o.DefaultAccepted, Settings: o.Fate.Settings, Authorizations: o.Fate.Authorizations,
		Paired: o.Paired == o.Phones, Page: "valid", Restarts: o.Resets > expected,
	}
	switch {
	case strings.Contains(o.BootFound, "settings-corrupt"):
		r.Page = "damaged"
	case strings.Contains(o.BootFound, "settings-blank"):
		r.Page = "blank"
	}
	r.All = r.Settings == scenarios.Default && (r.Page != "valid" || wholeDefault(o.BootFound))
	return r
}

// wholeDefault tells whether a boot with a valid page left all settings at their
// default: it gave up both records, or neither, which means that no change ever
// reached the flash.
func wholeDefault(found string) bool {
	given := func(name string) bool {
		return strings.Contains(found, name+"-default") || strings.Contains(found, name+"-repaired")
	}
	return given("config") == given("advanced") && !strings.Contains(found, "-repaired")
}

// Shares of the answers that people give to what a play does not settle; assumptions.
const (
	callLostSome  = 0.15 // of those whose settings are all at their default name only some
	seesOlder     = 0.30 // of those whose older PIN is back find that out
	seesVariation = 0.60 // of those whose lock reads another PIN from boot to boot see both
	comesBack     = 0.40 // that another boot reads an unstable PIN well
	typeLost      = 0.40 // that lost settings leave another battery type than the one in the bay
)

// wrongly is the share of wrong answers of those whose lock ended so.
func (r *row) wrongly() float64 {
	if r.PIN == scenarios.Intact && r.Settings == scenarios.Intact && r.Authorizations == scenarios.Intact {
		return misreportedWell
	}
	return misreported
}

// of is what is seen of a lock that ended so.
func (r *row) of(key string) []chance {
	dead := r.PIN == scenarios.Bricked
	switch key {
	case keyPIN:
		switch r.PIN {
		case scenarios.Bricked:
			return []chance{{"dead", 1}}
		case scenarios.Intact, scenarios.Exposed:
			return []chance{{"accepted", 1}}
		case scenarios.Stale:
			return []chance{{"rejected", 1 - seesOlder}, {"older", seesOlder}}
		case scenarios.Unstable:
			return []chance{{"varies", seesVariation}, {"rejected", 1 - seesVariation}}
		}
		return []chance{{"rejected", 1}}
	case keyDefault:
		if r.Default && !dead {
			return []chance{{"accepted", 1}}
		}
		return []chance{{"rejected", 1}}
	case keySettings:
		switch r.Settings {
		case scenarios.Intact:
			return []chance{{"kept", 1}}
		case scenarios.Stale:
			return []chance{{"older", 0.5}, {"odd", 0.5}}
		case scenarios.Default, scenarios.Bricked:
			if r.All || dead {
				return []chance{{"lost", 1 - callLostSome}, {"some", callLostSome}}
			}
			return []chance{{"some", 1 - callLostSome}, {"lost", callLostSome}}
		}
		return []chance{{"odd", 0.7}, {"some", 0.15}, {"lost", 0.15}}
	case keyAuthorizations:
		switch r.Authorizations {
		case scenarios.Intact, scenarios.Stale:
			return []chance{{"kept", 1}}
		case scenarios.Default, scenarios.Bricked:
			return []chance{{"lost", 1}}
		}
		return []chance{{"some", 1}}
	case keyPhones:
		if r.Paired {
			return []chance{{"paired", 1}}
		}
		return []chance{{"unpaired", 1}}
	case keyUndone:
		if r.PIN == scenarios.Unstable {
			return []chance{{"yes", comesBack}, {"no", 1 - comesBack}}
		}
	case keyResets:
		if r.Restarts {
			return []chance{{"yes", 0.9}, {"no", 0.1}}
		}
		return []chance{{"no", 0.9}, {"yes", 0.1}}
	case keyPage:
		return []chance{{r.Page, 1}}
	case keyBatteryType:
		if r.Settings != scenarios.Intact {
			return []chance{{"wrong", typeLost}, {"right", 1 - typeLost}}
		}
	}
	return well(key)
}
