package firmware

// journalReplayOnce writes ahead, and its boot goes to work with what it replays
// without having finished it: an entry whose commit word got too little charge
// counts at one boot and not at a later one.
func journalReplayOnce() *Profile {
	p := careless("journal-replay-once")
	p.Hypothesis = "Hypothesis, nothing stronger: explains a new value that was there after a battery change and is the old one weeks later."
	p.Layout = layoutWith(layoutReplayOnce, "journal", 2)
	p.Layout.Settings.Options.ReplayOnce = true
	return p
}
