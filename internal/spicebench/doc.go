// Package spicebench compares the rail with the circuit simulator ngspice: the
// same circuit, the same start of the motor, both held to the same tolerance,
// and the time that each takes. It has no code outside its benchmark, needs
// ngspice installed, and knows nothing of locks. `make bench` runs it.
package spicebench
