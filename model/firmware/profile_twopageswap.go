package firmware

// twoPageSwap keeps its settings in two pages with status words, after a
// microcontroller maker's EEPROM emulation: no check over a value, and status
// words that an interrupted erase can forge.
func twoPageSwap() *Profile {
	p := careless("two-page-swap")
	p.Hypothesis = "Hypothesis, nothing stronger: explains a loss that strikes only some battery changes, those that meet a page swap."
	p.Layout = layoutWith(layoutTwoPage, "two-page", 2)
	p.Boot.CountBoots = true
	return p
}
