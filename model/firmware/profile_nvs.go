package firmware

// nvs keeps settings and authorizations in sectors with an entry table and an
// 8-bit check, and counts boots in them.
func nvs() *Profile {
	p := careless("nvs")
	p.Hypothesis = "Hypothesis, nothing stronger: explains data committed long ago that a collection cut short takes with it."
	p.Layout = layoutWith(layoutNVS, "nvs", 3)
	p.Layout.Access = StoreSpec{Design: "nvs", Pages: 4}
	p.Boot.CountBoots = true
	return p
}
