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
// each is worth. On a part with large pages whose erase programs them first, as that
// of stm32f405, it takes a minute.
//
// The package is data and a judgement. It knows no engine: who runs a case hands
// its Spec to one, and the Result to [Case.Judge].
package history
