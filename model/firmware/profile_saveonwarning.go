package firmware

import "locktwin/model/store"

// saveOnWarning keeps changes in RAM and saves them when the power-fail warning
// comes: a save of 90 ms begins with energy for a few, and a part that gates
// its flash with the same comparator does not write at all.
func saveOnWarning() *Profile {
	p := careless("save-on-warning")
	p.Hypothesis = "Hypothesis, nothing stronger: explains a PIN that worked for weeks and is gone after the change: it was only in RAM, and the warning came when the flash no longer takes a save."
	p.Layout = layoutWith(layoutStruct, "in-place", 1)
	p.Layout.Settings.Options = store.Options{Fields: settingsFields()}
	p.Supervisor.Warning, p.Supervisor.WarningLevel = true, 2700
	p.Save.Moment = SaveOnWarning
	p.Warning.Action = WarningSave
	return p
}
