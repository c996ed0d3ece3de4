package firmware

// nvsEarly is nvs as it was before a collection left a mark that its copies are
// complete: a boot cannot tell an erase that was cut from a collection that had
// only begun.
func nvsEarly() *Profile {
	p := careless("nvs-early")
	p.Hypothesis = "Hypothesis, nothing stronger: explains data committed long ago that are gone after a cut in the last step of a collection."
	p.Layout = layoutWith(layoutNVSEarly, "nvs-early", 3)
	p.Boot.CountBoots = true
	return p
}
