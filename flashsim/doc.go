// Package flashsim simulates the memories a small battery device keeps its
// settings in: internal NOR flash, data EEPROM, SPI NOR, I2C EEPROM, flash with
// error correction, and FRAM.
//
// A [Part] is a datasheet record: every number in it names its source and how
// sure it is. A [Device] is one chip of that kind. Reads, programs and erases
// are operations with a start, a duration and a supply, and the supply is fed
// as pieces of voltage and time. What completes under a good supply is digital
// and cheap. What is cut, or runs under the minimum voltage of its operation,
// leaves a marginal region: the bytes from before and the stress the cells
// received. The threshold of a cell is a pure function of these, computed when
// somebody reads, and compared with a reference plus noise. So a marginal bit
// may read 0 now and 1 after the next boot, and an interrupted erase may read
// all 0xFF and not be safely erased.
//
// # How a marginal region is kept
//
// Memory is held in chunks of 256 bytes, shared between forks until written. A
// chunk with marginal bytes carries an immutable list of layers, oldest first,
// each a pointer to one stress record (what the operation was, how far each of
// its stages came, at which effective stress, when) and a mask of the bytes it
// still concerns. Under the layers lie the plain bytes from before the first
// of them. A further operation on marginal bytes adds a layer. When a chunk has
// collected [maxLayers] of them, the thresholds are worked out once and stored
// as the new ground (one float32 a cell), so the cost of a read is bounded by
// the chunk and not by its history. Only a completed erase at good voltage
// makes marginal bytes plain again; programming them moves their charge.
//
// # Repeatability
//
// All variation comes from keyed hashes: cell traits from (key, address, bit),
// read noise from (key, address, bit, boot, ordinal of the read within the
// boot). [Device.Read] advances the ordinal; inspection (Cells, Marginal, Hash,
// Units, the image writers) never does, so looking changes nothing.
//
// # Instants
//
// How a cut ends depends on its instant, and [Device.Borders] computes the instants
// at which that changes, to the nanosecond, so that nobody has to try them all.
// [Device.TornAt] says where on the operation's clock a cut was, however slowly its
// supply went. [Device.Resample] asks the same of another chip. Package cuts makes a
// bench with a cut schedule of this.
//
// # What this package must not know
//
// There is no power-fail warning here, no brown-out reset, no CPU, no firmware
// and no record format. The caller says how the supply ran ([Device.Feed]), when
// it went away ([Device.PowerLost]), whether the write gate is closed, and when
// a reset reached the part ([Device.Reset]). Addresses start at 0; where a
// microcontroller maps them is the caller's business.
//
// # What is not modelled
//
// Read disturb, suspend and resume, block erases larger than the smallest unit,
// retention of cells that were never cut (it stays far from the reference for
// decades), and commands that a browned-out bus garbles: those are the caller's
// to send. The leakage of over-erased cells into others of their column is an
// option.
//
// Nothing rolls dice on an outcome, and nothing here predicts field failure
// rates: the existence and direction of the effects are published, the size of
// most is an assumption that says so in its Figure.
package flashsim
