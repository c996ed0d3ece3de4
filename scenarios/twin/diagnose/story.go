package diagnose

import (
	"cmp"

	"locktwin/scenarios"
)

// library is where the stories lie.
const library = "scenarios/library/"

// story is a scenario of the library that loses something with a profile.
type story struct {
	profile, fault string // fault "" for all that have no story of their own
	file           string
	pin            scenarios.Class // what becomes of the PIN
	own            bool            // the file names the profile itself
}

// stories lists what shows which cause. A test plays all of them. Of the profiles that
// are left out no story of the library loses anything.
func stories() []story {
	const denied, empty, torn = "pin-denied-after-battery-change", "batteries-run-out", "torn-pin-write"
	return []story{
		{profile: "rewrite-at-boot", file: denied, pin: scenarios.Denied},
		{profile: "rewrite-at-boot", fault: faultEmpty, file: empty, pin: scenarios.Denied},
		{profile: "rewrite-at-boot", fault: faultCold, file: torn, pin: scenarios.Wrong},
		{profile: "rewrite-at-boot-crc", file: denied, pin: scenarios.Denied},
		{profile: "rewrite-at-boot-crc", fault: faultEmpty, file: empty, pin: scenarios.Denied},
		{profile: "rewrite-at-boot-crc", fault: faultCold, file: torn, pin: scenarios.Denied},
		{profile: "rewrite-at-boot", fault: faultSave, file: torn, pin: scenarios.Wrong},
		{profile: "rewrite-at-boot-crc", fault: faultSave, file: torn, pin: scenarios.Denied},
		{profile: "rewrite-at-boot", fault: faultLate, file: torn, pin: scenarios.Wrong},
		{profile: "rewrite-at-boot-crc", fault: faultLate, file: torn, pin: scenarios.Denied},
		{profile: "defaults-on-error", fault: faultLate, file: torn, pin: scenarios.Default},
		{profile: "defaults-on-error", file: denied, pin: scenarios.Default},
		{profile: "defaults-on-error", fault: faultEmpty, file: empty, pin: scenarios.Default},
		{profile: "defaults-on-error", fault: faultCold, file: torn, pin: scenarios.Default},
		{profile: "wipe-on-error", file: "users-wiped-on-error", pin: scenarios.Default},
		{profile: "wipe-on-error", fault: faultEmpty, file: empty, pin: scenarios.Default},
		{profile: "save-on-warning", file: denied, pin: scenarios.Default},
		{profile: "save-on-warning", fault: faultEmpty, file: empty, pin: scenarios.Default},
		{profile: "lazy-migration", file: "beta-update-then-change", pin: scenarios.Denied, own: true},
		{profile: "two-page-swap", file: "two-pages-formatted", pin: scenarios.Denied},
		{profile: "fds-gc-at-boot", file: "no-page-to-swap", pin: scenarios.Denied},
		{profile: "fds-gc-at-boot", fault: faultEmpty, file: empty, pin: scenarios.Denied},
		{profile: "nvs-early", file: "collected-from-the-wrong-sector", pin: scenarios.Denied},
		{profile: "journal-replay-once", file: "replayed-only-once", pin: scenarios.Stale},
		{profile: "journal-commit-in-entry", file: "committed-in-its-entry", pin: scenarios.Stale},
		{profile: "ab-slots", file: "checked-once-and-never-again", pin: scenarios.Denied},
	}
}

// storyOf finds the story of a profile, that of the fault before any other.
func storyOf(profile, fault string) (found story, ok bool) {
	for _, t := range stories() {
		if t.profile == profile && (t.fault == fault || t.fault == "" && !ok) {
			found, ok = t, true
		}
	}
	return found, ok
}

// command plays the story.
func (t *story) command(profile string) string {
	c := "locktwin run " + library + t.file + ".yaml"
	if t.own {
		return c
	}
	return c + " --profile=" + profile
}

// shows is how the story ends, in words.
func (t *story) shows() string {
	return "it ends with " + cmp.Or(map[scenarios.Class]string{
		scenarios.Denied:  "no PIN accepted any more",
		scenarios.Wrong:   "another PIN than the one that was set",
		scenarios.Default: "0000 as the PIN",
		scenarios.Stale:   "the PIN before the last one",
	}[t.pin], "the PIN "+string(t.pin))
}
