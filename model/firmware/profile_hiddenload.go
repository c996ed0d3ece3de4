package firmware

import (
	"time"

	"locktwin/model/store"
)

// hiddenLoad is rewriteAtBoot in a house that drains it: a home-automation
// partner that asks every 30 s, an LED ring that signals all the time, and a
// clock that a brown-out leaves on.
func hiddenLoad() *Profile {
	p := careless("hidden-load")
	p.Hypothesis = "Hypothesis, nothing stronger: explains rechargeable cells that last four weeks at five to eight actions a day, " +
		"and with it more battery changes to lose a PIN in."
	p.Layout = layoutWith(layoutStruct, "in-place", 1)
	p.Layout.Settings.Options = store.Options{Fields: settingsFields()}
	p.Boot.CountBoots = true
	// Three seconds of radio a query: the middle of 2 to 4 s (assumption).
	p.Loads = HiddenLoads{PollEvery: 30 * time.Second, PollFor: 3 * time.Second, AfterBrownOut: IdleClockOn}
	p.Light.Always = true
	return p
}
