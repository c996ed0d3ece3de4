// Package locks is the engine of campaigns about a whole lock: a fault of the
// supply strikes at every instant of a stretch of a scenario, rail, supervisor,
// firmware and phones included.
//
// # How instants are enumerated
//
// A cut opens the battery line. From then on the rail falls by itself, the firmware
// goes on, and some milliseconds later the supervisor resets it in the middle of
// whatever it does by then. What a boot finds after that depends on the instant of
// the cut in two ways.
//
// The first is discrete: which operations of the memory were begun and completed
// by the reset, which one it tore, whether a warning came in time and what it
// wrote, how often the machine was reset and why, whether .noinit kept its record,
// and what phones were told. Probes are copies of the reference run, cut at an
// instant and played until the outage is over; each gives a signature of all that.
// Where two neighbouring probes differ, the instant at which they begin to differ
// is found to the nanosecond by halving. What the lock has done by the reset only
// grows with the instant of the cut, as a later cut leaves the supply at least as
// good at every instant: so equal signatures at both ends of a stretch mean equal
// ones within it. Probes are taken at every change in the reference run and around
// it, which bounds stretches where that argument does not hold, as where a warning
// writes.
//
// The second is how far the torn operation came. The charge of a cell is monotone
// in that, so the instants at which a bit that boots read crosses a level are
// computed on the operation's own clock (flashsim.Device.Borders), and carried over
// to the instant of the cut: Device.TornAt tells for a probe where on that clock a
// cut at good supply would have left the same stress, slow fall of the rail
// included, and it grows with the instant of the cut. Between two borders one
// experiment is run for all. The edges of the noise band are no borders: a bit there
// is as good as certain. They tell which classes need samples.
//
// # Why merging is sound
//
// Two cuts of one class leave the same plain bytes, the same torn operation, every
// bit that a boot reads on the same side of the same levels, the same record in
// .noinit, and users who were told the same. Firmware that starts from there does
// the same. What boots read is recorded in probes that are played to their end,
// and again until no further address appears.
//
// # What it does not see
//
// Bits inside the noise band are decided by the sample of noise; how likely each
// side is changes within a class, and the representative, in the middle of it,
// stands for all. Where the first half of the samples of a class end alike, the
// other half is not run, so a rare end may go unseen. Later stress on marginal cells can tell apart what lies between
// two borders, if it takes them over a level for one instant and not for another.
// Charge of the cells and of capacitors, times of day and uptimes differ within a
// class, by less than the length of the class. A core without brown-out reset that
// misexecutes does so at instants that depend on the cut in a way that nothing
// bounds: halving stops there at a limit, and the neighbours stand for what is
// left.
//
// The package must not know how a campaign is divided and its answers put
// together, nor goroutines, files or clocks.
package locks
