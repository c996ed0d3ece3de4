// Package history is a suite of campaigns that have to find what history found.
//
// Each [Case] puts one way to keep settings, as model/store builds it after a real
// model, on a bare memory and cuts its supply at every instant that makes a
// difference. What the real model was known to suffer from has to come out, by the
// sweep alone: a workload is ordinary, long enough that the store tidies up within
// the window, and no instant and no seed is chosen for its effect. The strong
// designs have to come out whole.
//
// The ring of three blocks is the reference. It is also swept with each of the
// conditions taken away that its argument rests on, one by one, which tells what
// each is worth.
// On three parts, kh25l8005, sst26vf016b and stm32f405, the sweep of the ring takes a
// minute or more. These cases are Long: the test of this package leaves them out, and who
// runs the suite runs them.
//
// The package is data and a judgement. It knows no engine: who runs a case hands
// its Spec to one, and the Result to [Case.Judge].
package history
