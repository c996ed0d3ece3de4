package firmware

import "locktwin/model/store"

// rewriteAtBoot keeps PIN value, settings and a boot counter in one struct
// without a check, and writes the struct anew at every boot for the counter's
// sake, whatever the supply does just then. The authorizations and the mark
// that a custom PIN is set live elsewhere and are not touched.
func rewriteAtBoot() *Profile {
	p := careless("rewrite-at-boot")
	p.Hypothesis = "Hypothesis, nothing stronger: explains a custom PIN that is refused after a battery change together with 0000, " +
		"settings back at their defaults, phones still paired, and no complaint from anybody who set no PIN."
	p.Layout = layoutWith(layoutStruct, "in-place", 1)
	p.Layout.Settings.Options = store.Options{Fields: settingsFields()}
	p.Boot.CountBoots = true
	return p
}
