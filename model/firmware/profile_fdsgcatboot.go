package firmware

// fdsGCAtBoot keeps records in virtual pages with one page to swap and collects
// garbage at every boot, which its maker advises against.
func fdsGCAtBoot() *Profile {
	p := careless("fds-gc-at-boot")
	p.Hypothesis = "Hypothesis, nothing stronger: explains a lock that comes up without any of its data after a cut in the collection."
	p.Layout = layoutWith(layoutFDS, "fds", 3)
	p.Layout.Access = StoreSpec{Design: "fds", Pages: 4}
	p.Boot.CountBoots = true
	p.Boot.Collect = true
	return p
}
