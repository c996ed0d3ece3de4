package firmware

import "time"

// wipeOnError takes settings that fail their check for an attack or a new lock
// and erases everything, the users included. Its button may reset it as well.
func wipeOnError() *Profile {
	p := careless("wipe-on-error")
	p.Hypothesis = "Hypothesis, nothing stronger: explains twenty users who have to be invited again after a charge " +
		"although nobody reset the lock."
	p.Layout = layoutWith(layoutChecked, "in-place-crc", 1)
	p.Boot.CountBoots = true
	p.Boot.WipeOnError = true
	p.PIN.Corrupt = WipeLock
	p.Reset.Button, p.Reset.Hold = true, 20*time.Second
	return p
}
