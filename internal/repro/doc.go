// Package repro is the arithmetic and the randomness that repeat bit for bit on
// every machine: amd64 with and without fused multiply-add, and arm64.
//
// The standard library's Exp, Log and Pow are written in assembly on some
// architectures and in Go on others, and the compiler may fuse x*y + z into one
// rounding where the processor offers it. Either is enough to make two runs of
// one scenario part ways. The functions here are built from +, -, *, / and sqrt
// alone, which IEEE 754 defines exactly, and round every product explicitly
// with float64(a*b), which the Go specification says must not be fused.
//
// Randomness comes in two shapes. A Key gives noise as a pure function of a
// position (which cell, which read, which boot), so that looking twice, or in
// another order, sees the same noise. A Stream, taken from a Key, gives a
// sequence of draws where a sequence is what is meant.
//
// The package knows nothing of locks, flash cells or batteries, holds no state
// of its own, and imports only the standard library.
package repro
