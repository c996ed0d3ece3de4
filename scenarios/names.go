package scenarios

// Names of things that other packages define. The parser knows them so that a
// slip of the pen is found while reading; a test holds each list against the
// catalogue it repeats.

// Profile names a firmware profile.
type Profile string

// Profiles are the firmware profiles there are, by mechanism.
var Profiles = []Profile{
	"rewrite-at-boot", "rewrite-at-boot-crc", "rewrite-on-warning", "wipe-on-error", "layout-migration",
	"two-pages", "fds", "nvs", "journal", "ab-slots", "three-block-ring",
}

// Part names the memory the firmware keeps its values in.
type Part string

// Parts are the memories there are.
var Parts = []Part{
	"nrf52832", "nrf52840", "stm32f405", "stm32l051-eeprom", "mx25r6435f", "24lc256", "stm32l4-ecc", "fm24cl64",
}

// CellKind names a cell chemistry and make.
type CellKind string

// CellKinds are the cells there are.
var CellKinds = []CellKind{"alkaline", "eneloop", "eneloop-pro", "lithium", "zinc-carbon", "lipo"}
