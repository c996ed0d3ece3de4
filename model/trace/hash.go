package trace

import (
	"crypto/sha256"
	"encoding/binary"
	"hash"
)

// HashFormat is the version of the canonical encoding that Hash digests.
const HashFormat = 1

// Hash is a Listener that digests a run: two runs with equal digests had equal
// traces, byte for byte. It holds one block of memory.
//
// The digest is the SHA-256 of the ASCII line "locktwin trace 1\n" (the number
// is HashFormat), followed by each event in order:
//
//	at     8 bytes   nanoseconds, two's complement
//	kind   1 byte    the number of the Kind
//	parts  1 byte    bit 0: a rail part follows, bit 1: a flash part follows
//	name   string
//	text   string
//	state  string
//	rail   4 x 8 bytes   VBAT, VDD (µV), motor (µA), key (millidegrees)
//	flash  string op, 4 bytes address, 4 bytes size, 4 bytes permille
//
// Numbers are little-endian; a string is its length in bytes as 4 bytes, then
// its bytes. A part whose fields are all zero is left out. No two traces have
// the same encoding.
type Hash struct {
	sum    hash.Hash
	buf    []byte
	events uint64
}

// NewHash returns a Hash of no events.
func NewHash() *Hash {
	h := &Hash{sum: sha256.New(), buf: make([]byte, 0, 4096)}
	h.buf = append(h.buf, "locktwin trace 1\n"...)
	return h
}

const (
	partRail  = 1
	partFlash = 2
)

// Event adds an event.
func (h *Hash) Event(e *Event) {
	h.events++
	h.buf = appendCanonical(h.buf, e)
	if len(h.buf) >= 3072 {
		h.sum.Write(h.buf)
		h.buf = h.buf[:0]
	}
}

// Sum returns the digest of the events so far. More may follow.
func (h *Hash) Sum() (digest [sha256.Size]byte) {
	h.sum.Write(h.buf)
	h.buf = h.buf[:0]
	h.sum.Sum(digest[:0])
	return digest
}

// Events returns how many events were digested.
func (h *Hash) Events() uint64 { return h.events }

func appendCanonical(b []byte, e *Event) []byte {
	le := binary.LittleEndian
	b = le.AppendUint64(b, uint64(e.At))
	var parts byte
	if e.Rail != (RailSample{}) {
		parts |= partRail
	}
	if e.Flash != (FlashOp{}) {
		parts |= partFlash
	}
	b = append(b, byte(e.Kind), parts)
	b = appendCounted(b, e.Name)
	b = appendCounted(b, e.Text)
	b = appendCounted(b, e.State)
	if parts&partRail != 0 {
		b = le.AppendUint64(b, uint64(e.Rail.VBAT))
		b = le.AppendUint64(b, uint64(e.Rail.VDD))
		b = le.AppendUint64(b, uint64(e.Rail.Motor))
		b = le.AppendUint64(b, uint64(e.Rail.Key))
	}
	if parts&partFlash != 0 {
		b = appendCounted(b, e.Flash.Op)
		b = le.AppendUint32(b, e.Flash.Addr)
		b = le.AppendUint32(b, e.Flash.Size)
		b = le.AppendUint32(b, uint32(e.Flash.Permille))
	}
	return b
}

func appendCounted(b []byte, s string) []byte {
	b = binary.LittleEndian.AppendUint32(b, uint32(len(s)))
	return append(b, s...)
}
