// Package stores puts a store of model/store to the test on a bare memory,
// without a lock around it: it is the campaign.Engine for a
// campaign.StoreSubject.
//
// # An experiment
//
// The workload of the subject runs on a bench of flashsim/cuts up to the cut. The
// operation in flight is torn, the store's RAM is lost, always, and the memory
// stays without supply for the subject's hours. Then comes what firmware does:
// three boots, each with a Mount and two reads of every key, so that a value which
// differs from read to read or boot to boot is seen; the saves that the workload
// has for the time after; two boots again, so that a record is seen which was good
// enough at first and is not any more. Before each save and after each boot passes
// a tenth of a second. The clock of a window stands still while there is no
// supply.
//
// With a depth above 1 that recovery, boots and saves, is the reference run that
// the next cut falls into, and the same recovery follows that one.
//
// # Which instants are merged, and why that is sound
//
// Between two operations nothing changes that survives a cut, and reads leave no
// trace: all instants there are one class.
//
// Inside an operation the charge of a cell depends on the stress that it got,
// which grows with the instant of the cut and with nothing else. flashsim tells the
// instants, called edges here, at which a bit crosses the read reference, or enters
// or leaves the band around it that noise reaches. The experiment in the middle of
// an operation is run, and the bytes that its driver reads are noted. Where a bit
// that it read has an edge, the operation is divided, and the parts are treated in
// the same way. Where very many have, as after a check for blank that reads a whole
// torn page, the part around the middle, up to the nearest edge to either side, is
// told from what comes before and after, because those may read less. In the end no
// bit that the experiment of a class reads has an
// edge in the class. Take any other cut of it: the driver's first read is the same,
// and each bit of it that lies outside the band gives the same value; so the next
// read is the same, and so on to the end. A bit inside the band may read either way
// after both cuts; what differs in the class is how likely each way is, and the
// samples of the noise measure that at the instant of the experiment. A read of any
// sample counts, but not one of a page that the driver has
// erased since: that page is not what the cut left. Bits that nobody reads decide
// nothing, and narrow islands are not stepped over. Each experiment is judged by its
// own reads: that one of them reads a whole torn page, as a check for blank does,
// divides nothing where the others stop at the page's first bytes.
//
// Three things depend on more than that. What a cut does to the other pages of a
// shared unit is drawn anew for each instant: a class is one draw. Telegraph noise
// depends on the clock: it is part of the band. A supply that falls slowly lets the
// operation go on: the borders are then shifted to the instants of the cut from
// which the operation just comes as far.
//
// Findings of equal state share their verdicts. The state is the memory with its
// wear and charges, and what the store owes; while the memory holds torn cells also
// the clock and the number of boots, by which read noise is keyed. Nothing else
// enters the recovery and its verdict, which begins anew with each fault.
//
// # What became of a key
//
// A value is owed once Put has returned nil; after a cut in a Put the old and the
// new value are both right until one of them has been read, and then that one is
// owed. The PIN is key 1, the
// settings are key 2, authorizations are keys from 16 on; a part has the strongest
// class among its keys, in the words of scenarios.Classes:
//
//	bricked   Mount returns an error at every boot
//	unstable  two reads differ without a save or a cut between them, at one boot or
//	          at two; that Mount fails at some boots only counts here
//	wrong     bytes that were never stored under the key
//	default   missing, although a value was acknowledged
//	denied    CorruptData, or an error, or bytes that read erased, although a value
//	          was acknowledged; or the store refuses a save after the recovery
//	stale     an older value that was acknowledged once
//	intact    what is owed
//
// A store is never exposed: it opens nothing.
//
// # What this package must not know
//
// The rail, the firmware and the protocol. It starts nothing, keeps nothing
// between two engines, and looks at no clock.
package stores
