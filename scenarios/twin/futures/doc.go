// Package futures asks a twin what its next battery change will do, a thousand times.
//
// Each future takes one draw of a fit: charge, resistance, load. The reduced model
// winds it forward to the moment at which somebody changes the cells; only the change
// is played in the full simulator (package change). A variation is played with the
// same futures, so that what differs is what was varied and not the luck of the draw.
//
// The telemetry of a lock says nothing of its firmware, of the capacitor on its board
// or of the hands of its owner. These are hypotheses: a Situation names them, and a
// Result repeats them.
//
// A Plan is pure. It is cut into shards that are played in any order, wherever the
// caller likes; the Result does not depend on that. The package must not know of
// goroutines, files, or how a Result is shown.
package futures
