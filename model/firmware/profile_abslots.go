package firmware

// abSlots keeps two slots with sequence numbers and checks and never erases the
// newer one, with every rule about the supply switched on. The plain slots have
// no settled mark; the application's own rule about suspect records takes its
// place.
func abSlots() *Profile {
	p := careful("ab-slots")
	p.Hypothesis = "Hypothesis, nothing stronger: a way in which a later version could have solved it."
	p.Layout = layoutWith(layoutSlots, "ab-slots", 2)
	return p
}

// abSlotsSettled adds a third slot and a mark that a save was finished, so that
// a record which happened to pass its check once is not built upon.
func abSlotsSettled() *Profile {
	p := careful("ab-slots-settled")
	p.Hypothesis = "Hypothesis, nothing stronger: ab-slots with the rule that a record whose save was not finished is committed again."
	p.Layout = layoutWith(layoutSettled, "ab-slots-3", 3)
	return p
}
