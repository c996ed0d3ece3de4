package firmware

// defaultsOnError answers a record that fails its check with factory defaults,
// the PIN among them, and writes them back at once: the old secret is gone and
// 0000 opens.
func defaultsOnError() *Profile {
	p := careless("defaults-on-error")
	p.Hypothesis = "Hypothesis, nothing stronger: explains a lock that is silently back to no PIN and default settings, " +
		"which its owner finds out only when 0000 works."
	p.Layout = layoutWith(layoutChecked, "in-place-crc", 1)
	p.Boot.CountBoots = true
	p.Boot.DefaultsBack = true
	p.PIN.Missing, p.PIN.Corrupt, p.PIN.OutOfRange = AsNone, AsNone, AsNone
	return p
}
