// Package cuts puts a driver of a bare memory to the test: a memory of flashsim on
// a bench, with a clock, a supply and a schedule of cuts, and nothing else. There is
// no lock here, no store and no record format; the driver is whatever code calls
// Read, Program and Erase, and what it calls a success is its own business.
//
// # Parts
//
// A [Bench] is one memory with its clock, its supply and the number of its boots.
// Operations take the part's time under the supply. [Bench.Arm] sets a [Cut]: at
// the operation of that number, at that instant of its clock. The cut unwinds the
// driver's code up to [Bench.Run], as a reset ends a program: nothing after the call
// runs. [Bench.Reboot] brings the supply back.
//
// A [Log] records what a driver does on a bench and keeps a copy of it before each
// operation. [Log.Tear] makes a bench that was cut in an operation from that copy,
// so that a cut costs the same however late it comes. [Log.Classes] lists the
// classes of instants, and [Sweep] runs one representative of each.
//
// # Why instants may be merged
//
// What a boot can see is the memory, the time, and nothing else, since a Bench has
// no other state that outlives a loss of supply. Between two operations the memory
// does not change, so all instants there are one class. Inside an operation the
// charge of a cell is a monotone function of how far each stage came; the instants
// at which a cell crosses the read reference, an edge of the noise band around it, a
// verify level or the depletion level are computed ([flashsim.Device.Borders]), and
// all instants between two of them are one class. Take two cuts of one class. Every
// bit that lies outside the band reads the same after both, at any boot, so a driver
// that meets no other bits does the same after both: same reads, same operations,
// same end.
//
// Where it is not exact:
//
//   - A bit in the band may read either way. How often it reads which way does change
//     within the class. Such a class is marked Marginal, and is run for several
//     samples of the noise at instants spread over it; an end that is rarer than one in
//     the samples can be missed.
//   - The band is that of one reading: [Plan] says at which supply and how long after
//     the cut. A driver that reads at a much lower supply, or days later, needs another.
//   - A further operation on torn cells starts from their charge, which differs within
//     the class by less than what the borders separate. The verify levels are borders
//     for that reason. A second cut into such an operation is enumerated from the
//     representative's charge.
//   - Only bits that are read count. [Sweep] notes which bytes the driver reads in
//     every run and enumerates again when there are new ones, until there are none.
//   - On parts whose cut programs disturb other pages, the disturb is drawn for each
//     nanosecond anew. A class that can disturb a byte which is read is marked Marginal
//     as well, and its samples are as many draws.
//   - A driver that looks at the clock sees instants that are merged here.
//
// A supply that falls slowly lets the driver go on. As long as it stays at or above what
// the part needs, the machine's end is the cut, and all of the above holds for that
// instant. Below, operations have less effect than their time says, and one cut may
// tear several. Then [Sweep] runs the driver into the cut itself, at instants found by
// halving: it takes two cuts for one class when as many operations have begun, their
// stages have been entered, and every bit that is read lies on the same side of each
// level ([flashsim.Device.Sides]). An end that comes and goes between two such instants
// is missed.
package cuts
