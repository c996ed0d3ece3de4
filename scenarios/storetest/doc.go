// Package storetest puts a store to the test in a _test.go file: one of
// model/store, or one of your own that has its interface.
//
//	func TestMyStore(t *testing.T) {
//		storetest.Conform(t, newMyStore)
//		storetest.Sweep(t, newMyStore, storetest.Options{Report: "my-store.html"})
//	}
//
// [Conform] is the conformance suite: what every store has to do while nobody cuts
// its supply. [Sweep] cuts the supply at every instant that can make a difference,
// in every operation of a few saves, and fails with the worst of what came of it, a
// smallest case, and a line that plays that case again with [Replay]. How a sweep
// enumerates its cuts and what it calls a loss is told by
// locktwin/scenarios/campaign/stores.
//
// The package imports testing, as what belongs into tests does. It must not know
// the lock: a store has keys and values, and that key 1 is a PIN is a name.
package storetest
