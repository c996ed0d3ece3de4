package firmware

import "time"

// rewriteAtBootCRC is rewriteAtBoot with a check over the record: a torn page
// is noticed, which brings nothing back. Its button may reset it, which is then
// the only way out.
func rewriteAtBootCRC() *Profile {
	p := careless("rewrite-at-boot-crc")
	p.Hypothesis = "Hypothesis, nothing stronger: explains the same loss as rewrite-at-boot where no odd values are seen, " +
		"since a record that fails its check is given up as a whole."
	p.Layout = layoutWith(layoutChecked, "in-place-crc", 1)
	p.Boot.CountBoots = true
	p.Reset.Button, p.Reset.Hold = true, 20*time.Second
	return p
}
