// Package trace says what happened in a run, in the order in which it
// happened, and writes it down: as a hash, as JSON lines, as CSV, as a value
// change dump for waveform viewers, as trace events for Perfetto and Chrome, and
// as a picture.
//
// It must not know how anything came about: events arrive finished, with plain
// numbers in integer units. Listening never changes a run, and nobody
// listening costs nothing, because emitters build an Event only for a
// Listener that is there.
package trace
