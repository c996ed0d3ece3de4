// Package keyturner is the published BLE protocol of the lock: its messages,
// their framing, checks and encryption, and the way an app speaks it.
//
// It serves both sides. The lock's firmware decodes requests and encodes
// answers with it; a [Client] is the app side over any [Link]. It must not know
// flash, power, GATT handles, transports or time: a link carries whole values to
// and from named characteristics, and randomness is handed in.
//
// The payload of a request is its body, which the types here write and read,
// and a [Tail]: the challenge and the PIN, as far as the command needs them.
// What a lock receives is read strictly, what it tells is read with patience,
// because apps meet locks that are newer than themselves.
//
// Source of layouts, numbers and error codes: the maker's document "Nuki Smart
// Lock API", version 2.1, and what is known of firmware 2.12 of that
// generation; points that no document settles say so where they are decided.
package keyturner
