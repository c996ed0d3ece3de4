package firmware

// lazyMigration is a version with another layout that leaves the old one as it
// is after the update and rewrites it at the next boot that follows a loss of
// power: in the seconds in which somebody pushes the cells home.
func lazyMigration() *Profile {
	p := careless("lazy-migration")
	p.Hypothesis = "Hypothesis, nothing stronger: explains a beta installed a week before, a lock that was fine until its cells " +
		"were changed, and a PIN lost then."
	p.Layout = layoutWith(layoutBeta, "in-place-crc", 2)
	p.Migration.Moment = MigrateAtNextInsert
	return p
}
