// Package lockfile puts one lock into one file, and takes it out again: to carry
// it to another server, or to keep it.
//
// The file is a ZIP archive, so that people can look into it:
//
//	manifest.json  format version; length and SHA-256 of each other entry
//	lock.json      what the server knows of the lock: its making, time, faults
//	frozen.bin     the lock as package model freezes it
//	flash.bin      its memory, raw
//	flash.side     sidecar of the memory, with wear and charges
//	events.jsonl   its history
//
// The first three are always there. Whoever has the file has the keys and the PIN
// of the lock.
//
// The package must not know what the entries mean; it only carries them.
package lockfile
