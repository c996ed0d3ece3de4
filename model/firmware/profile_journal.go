package firmware

// journal writes ahead and rewrites its settings page only from committed
// entries, with every rule about the supply switched on.
func journal() *Profile {
	p := careful("journal")
	p.Hypothesis = "Hypothesis, nothing stronger: a way in which a version could have been repaired."
	p.Layout = layoutWith(layoutJournal, "journal", 2)
	return p
}
