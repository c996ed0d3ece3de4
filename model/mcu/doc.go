// Package mcu is the machine that firmware runs on: a core on a bus, and the
// devices behind the bus.
//
// The seam between firmware and hardware is a [Core] on a [Bus]. The core runs
// instructions, or Go code that stands for them; everything that takes time,
// draws charge or can go wrong lives in the devices: the flash controller with
// its stall and its write gate, the supervisor with the power-fail comparator
// (POF) and the brown-out reset (BOR), RAM that keeps its content for a while,
// timers, the analogue-to-digital converter, the motor bridge, the radio and
// the reset logic. [Machine] owns them together with the supply, the memory
// and the mechanism, and plays simulated time from one event to the next.
//
// A machine can be stopped at any instant, even in the middle of an erase. A
// Go stack cannot be copied, so a stop inside an activation is a view: the
// machine shows the state at that instant and keeps the state at which the
// activation began, together with every input since. Going on replays the
// activation from there. Stopping, looking and forking therefore never change
// what happens next, nor the trace.
//
// The package must not know what the firmware does, which store it keeps its
// settings in, what a PIN is, or what a phone says: packets are opaque.
package mcu
