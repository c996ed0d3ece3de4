// Package firmware is the lock application: what a motor lock's own code does
// at boot, on a command, on a timer and on a power-fail warning, and the
// profiles that say which of several designs a given version follows.
//
// It has two seams for those who talk to it. The inner one takes a Command that
// is decrypted and authentic already and gives a Reply: scripted phones use it.
// The outer one is the lock on the air: PDUs go into an attribute server in RAM,
// what was written to one of the three characteristics becomes a step of a
// pairing or, decrypted and checked, a Command; Replies become encrypted
// messages. One function decides which of the two a Reply leaves by.
//
// It is written as real firmware would be: against a hardware layer (HAL) and
// a flash store, in short activations that end and leave everything they know
// in one plain State. So it knows connections, handles, MTUs and the bytes of
// messages, as the software of a radio chip does.
//
// It must not know that it is simulated. It never learns of a power loss (the
// hardware layer unwinds it and memory goes its way), it reads no clock but the
// time since boot, and it knows nothing of connection events, signal strength,
// faults, transports, cells, rails or scenarios. It holds no package variable
// that changes, starts no goroutine, recovers from nothing and waits for
// nothing: whatever takes long is a timer or a motor event.
package firmware
