package store

import "encoding/binary"

// Multi-byte numbers lie in flash least significant byte first, as Cortex-M
// stores them.

func u16(b []byte) uint16       { return binary.LittleEndian.Uint16(b) }
func u32(b []byte) uint32       { return binary.LittleEndian.Uint32(b) }
func putU16(b []byte, v uint16) { binary.LittleEndian.PutUint16(b, v) }
func putU32(b []byte, v uint32) { binary.LittleEndian.PutUint32(b, v) }

// newer compares sequence numbers that wrap (RFC 1982 serial arithmetic).
func newer(a, b uint32) bool { return int32(a-b) > 0 }
