package firmware

// rewriteAtBootCRC is rewriteAtBoot with a check over the record: a torn page
// is noticed, which brings nothing back.
func rewriteAtBootCRC() *Profile {
	p := careless("rewrite-at-boot-crc")
	p.Hypothesis = "Hypothesis, nothing stronger: explains the same loss as rewrite-at-boot where no odd values are seen, " +
		"since a record that fails its check is given up as a whole."
	p.Layout = layoutWith(layoutChecked, "in-place-crc", 1)
	p.Boot.CountBoots = true
	return p
}
