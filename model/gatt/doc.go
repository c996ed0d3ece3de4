// Package gatt is Bluetooth Low Energy as a lock and its callers meet it: the
// attribute server that is part of the lock, the air between the antennas in
// simulated time, and the attribute client of a central.
//
// Server is plain state for the RAM of a firmware: a reset forgets it and a
// snapshot copies it with =. Air is outside the lock: connections and their
// events, latency, faults, time-outs, and what a scanner sees. Client is sans-IO;
// any transport and any test can drive it.
//
// It must not know what the values mean: no lock protocol, no flash, no supply,
// no transport.
package gatt
