package firmware

// journalCommitInEntry writes ahead, with the word that commits an entry in the
// program unit that ends it: one word that got too little charge is check and
// commit at one boot and neither at a later one.
func journalCommitInEntry() *Profile {
	p := careless("journal-commit-in-entry")
	p.Hypothesis = "Hypothesis, nothing stronger: explains a new value that was there after a battery change and is the old one weeks later."
	p.Layout = layoutWith(layoutInEntry, "journal", 2)
	p.Layout.Settings.Options.CommitInEntry = true
	return p
}
