package store

// design is one line of the registry.
type design struct {
	name  string
	build func(name string, o Options) (Store, error)
}

// designs lists every variant in the order Names gives.
var designs = []design{
	{"in-place", newInPlace(false)},
	{"in-place-crc", newInPlace(true)},
	{"two-page", newTwoPage},
	{"fds", newFDS},
	{"nvs", newNVS(true)},
	{"nvs-early", newNVS(false)},
	{"ab-slots", newABSlots(2, false)},
	{"ab-slots-settled", newABSlots(2, true)},
	{"ab-slots-3", newABSlots(3, true)},
	{"journal", newJournal},
	{"ring3", newRing},
}
