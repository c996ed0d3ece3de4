package history

import (
	"slices"

	"locktwin/scenarios/campaign"
)

// Suite lists all cases in the order of the designs' ages, the ring last. Each
// call makes new ones.
func Suite() []Case {
	return slices.Concat(inPlace(), twoPage(), fds(), nvs(), slots(), journal(), ring())
}

// few is the workload of designs that rewrite a whole record at every save: a
// phone and a PIN, and the PIN anew.
func few() campaign.Workload {
	return campaign.Workload{
		Before: []campaign.Save{save(phone, 4, 0, 1), save(pin, 2, 0, 3)},
		Cut:    []campaign.Save{save(pin, 2, 3, 2)},
	}
}

// again is a PIN, a new one, and after the recovery a setting, whose save a second
// cut may fall into.
func again() campaign.Workload {
	return campaign.Workload{
		Before: []campaign.Save{save(pin, 2, 0, 3)},
		Cut:    []campaign.Save{save(pin, 2, 3, 1)},
		After:  []campaign.Save{save(settings, 1, 0, 1)},
	}
}

// one is the smallest of these: a PIN, and a new one.
func one() campaign.Workload {
	return campaign.Workload{
		Before: []campaign.Save{save(pin, 4, 0, 1)},
		Cut:    []campaign.Save{save(pin, 4, 1, 1)},
	}
}

// filling is the workload of designs that write until they run out of room: a
// phone and a PIN once, then so many changes of a setting, with the last of them
// in the window.
func filling(bytes, before, window int) campaign.Workload {
	return campaign.Workload{
		Before: []campaign.Save{save(phone, 16, 0, 1), save(pin, 4, 0, 1), save(settings, bytes, 0, before)},
		Cut:    []campaign.Save{save(settings, bytes, before, window)},
		After:  []campaign.Save{save(pin, 4, 7, 1)},
	}
}

func inPlace() []Case {
	const row = "in-place page"
	return []Case{
		{Row: row, Name: "in-place-crc",
			Story: "One page holds everything; a save erases it and programs it anew. Between the first erase pulse and the last word neither the old nor the new values exist, and the check only tells that they are gone.",
			Spec:  on("nrf52832", "in-place-crc", "", few(), 1),
			Wants: []Want{
				{Operation: "erase of settings page", Part: "PIN", Class: byItself},
				{Operation: "program of settings page", Part: "PIN", Class: byItself},
				{Operation: "erase of settings page", Part: "authorizations", Class: byItself},
			}},
		{Row: row, Name: "in-place",
			Story: "The same without a check: whatever the page reads as is taken for settings.",
			Spec:  on("nrf52832", "in-place", "", few(), 1),
			Wants: []Want{
				{Operation: "erase of settings page", Part: "PIN", Class: byItself},
				{Operation: "program of settings page", Part: "PIN", Class: byItself},
				{Operation: "program of settings page", Part: "PIN", Class: wrong},
			}},
		{Row: row, Name: "in-place-raw",
			Story: "A raw struct without lengths or check: a torn value is accepted as it lies there, neither old nor new.",
			Spec:  on("nrf52832", "in-place", "raw", few(), 1),
			Wants: []Want{
				{Operation: "erase of settings page", Part: "PIN", Class: wrong},
				{Operation: "program of settings page", Part: "PIN"},
			}},
		{Row: row, Name: "in-place-write-back",
			Story: "A boot that finds a bad check programs the empty record at once: the evidence is gone, and the next boot calls the page valid.",
			Spec:  on("nrf52832", "in-place-crc", "write-back", few(), 1),
			Wants: []Want{
				{Operation: "erase of settings page", Part: "PIN", Class: byItself},
				{Operation: "program of settings page", Part: "PIN", Class: byItself},
			}},
		{Row: row, Name: "in-place-save-on-warning",
			Story: "Changes wait in RAM for the power-fail warning, and the save of 90 ms begins with energy for a few: the worst of them, since every loss of supply meets an operation.",
			Spec:  warned(on("nrf52832", "in-place-crc", "save-on-warning", few(), 1)),
			Wants: []Want{{Operation: "erase of settings page", Part: "PIN", Class: byItself}}},
	}
}

func twoPage() []Case {
	const row = "two-page swap"
	return []Case{
		{Row: row, Name: "two-page-pre-program",
			Story: "The erase of the spare page first programs all of it to zero, and zero means valid. Cut there, boot finds two valid pages, a state that the reference code does not know, and formats both.",
			Spec:  on("kh25l8005", "two-page", "early", one(), 2),
			Wants: []Want{{Operation: "erase of page", Decision: "two-valid-pages", Part: "PIN", Class: byItself}}},
	}
}

func fds() []Case {
	return []Case{{Row: "records with a swap page", Name: "fds-no-swap",
		Story: "A cut while collection erases a page leaves one that nobody takes up again; with the swap page promoted there is none left, and the store refuses to start.",
		Spec:  pair(on("24lc256", "fds", "", filling(40, 17, 1), 1)),
		Wants: []Want{
			{Decision: "no-swap-page-is-left", Part: "PIN", Class: bricked},
			{Operation: "program of page", Part: "PIN", Class: byItself},
		}}}
}

func nvs() []Case {
	const row = "sectors with an entry table"
	return []Case{
		{Row: row, Name: "nvs-early-erase",
			Story: "Without a mark that copying is done, boot cannot tell a collection cut in its last step, the erase, from one that has just begun. It erases the copies and collects from the half-erased sector: data committed long ago is gone.",
			Spec:  pair(on("24lc256", "nvs-early", "", filling(40, 19, 1), 1)),
			Wants: []Want{{Operation: "program of sector", Decision: "collection-begun-again", Part: "PIN", Class: byItself}}},
		{Row: row, Name: "nvs-close-entry",
			Story: "A close entry counts as soon as it is not blank. Marginal, it sends one boot on to the next sector, and a later boot takes the sector for the active one and discards what was moved.",
			Spec:  on("24lc256", "nvs", "", filling(40, 19, 1), 1),
			Wants: []Want{
				{Operation: "program of close entry of sector", Part: "PIN", Class: byItself},
				{Operation: "program of close entry of sector", Part: "PIN", Class: shifting},
			}},
	}
}

func slots() []Case {
	const row = "two slots with sequence and check"
	return []Case{
		{Row: row, Name: "ab-slots-weak-commit",
			Story: "A save cut late leaves a record that passes its check at one boot and not at a later one. The next save erases the other slot, which held the last solid record, and both are lost.",
			Spec:  chips(on("nrf52832", "ab-slots", "", again(), 2)),
			Wants: []Want{
				{Operation: "program of slot", Part: "PIN", Class: shifting, Faults: 1},
				{Operation: "erase of slot", Decision: "no-slot-holds-a-record", Part: "PIN", Faults: 2},
			}},
		{Row: row, Name: "ab-slots-settled",
			Story: "The remedy: a mark says that a save was finished, and a newest record without one is committed again before anything is built on it.",
			Spec:  on("nrf52832", "ab-slots-settled", "", again(), 1)},
		{Row: row, Name: "ab-slots-3",
			Story: "The remedy with a third slot, which keeps the last settled record through a second cut in the repair as well.",
			Spec:  pair(on("nrf52832", "ab-slots-3", "", again(), 2))},
	}
}

func journal() []Case {
	const row = "write-ahead journal"
	return []Case{
		{Row: row, Name: "journal-commit-in-entry",
			Story: "The commit word shares a program unit with the end of its entry, so one torn program can hold both: committed at one boot, not at a later one.",
			Spec:  on("nrf52832", "journal", "commit-in-entry", few(), 1),
			Wants: []Want{{Operation: "program of journal", Part: "PIN", Class: shifting}}},
		{Row: row, Name: "journal-replay-once",
			Story: "Boot replays an entry with a marginal commit word, goes to work with it, and does not finish it; the next boot does not see it.",
			Spec:  on("nrf52832", "journal", "replay-once", few(), 1),
			Wants: []Want{{Operation: "program of journal", Part: "PIN", Class: shifting}}},
		{Row: row, Name: "journal",
			Story: "With a settled mark behind every entry, and repairs that finish before use is made of them, both are gone.",
			Spec:  on("nrf52832", "journal", "", few(), 1)},
	}
}
