// Package power is the supply of a battery lock: cells, contact, bulk
// capacitor, regulator, decoupling and the motor that pulls it all down.
//
// Between two switching events the circuit is linear, x' = A·x + B, and is
// advanced by its exact solution; there is no time step whose choice could show
// in a result. Nonlinear parts are piecewise linear, and leaving a piece is an
// event that is located to one nanosecond. Only events commit: looking at the
// rail never changes what it does afterwards.
//
// The package knows nothing of processors, firmware, flash or doors. It is
// given loads, a bridge command and a torque, and answers with volts, amperes
// and the instants at which a watched level is crossed.
package power
