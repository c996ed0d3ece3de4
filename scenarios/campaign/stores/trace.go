package stores

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"hash"

	"locktwin/scenarios/campaign"
)

// tracer hashes what happens in an experiment.
type tracer struct{ h hash.Hash }

// note adds a word and its bytes, each with its length.
func (t *tracer) note(what byte, addr uint32, b []byte) {
	var head [9]byte
	head[0] = what
	binary.LittleEndian.PutUint32(head[1:], addr)
	binary.LittleEndian.PutUint32(head[5:], uint32(len(b)))
	t.h.Write(head[:])
	t.h.Write(b)
}

// What a trace notes.
const (
	noteRead byte = iota
	noteProgram
	noteErase
	noteTorn
	noteBoot
	noteSeen
)

// Trace plays the experiment of a path, with every sample, and gives the SHA-256
// over its operations, cuts, reads and boot decisions in hexadecimal: the operation
// that each fault tears with how far it came, then every access of the driver from
// the first boot on, what each boot decided, and what every key read.
func (e *Engine) Trace(v campaign.Variant, path []campaign.Fault) (string, error) {
	at, err := e.variant(v)
	if err != nil {
		return "", err
	}
	r := at.rig
	last := len(path) - 1
	f, err := e.reference(at, path[:last])
	if err != nil {
		return "", err
	}
	t := &tracer{sha256.New()}
	for i := range path {
		before, err := e.reference(at, path[:i])
		if err != nil {
			return "", err
		}
		b, err := before.blow(path[i].At)
		if err != nil {
			return "", err
		}
		t.torn(before, b)
	}
	b, err := f.blow(path[last].At)
	if err != nil {
		return "", err
	}
	r.m.trace = t
	for n := range e.spec.Samples {
		r.strike(f, b)
		r.b.Device().ResampleNoise(uint64(n))
		r.recover()
	}
	r.m.trace = nil
	return hex.EncodeToString(t.h.Sum(nil)), nil
}

// torn notes the operations of a run up to a cut, and the cut.
func (t *tracer) torn(f *reference, b blow) {
	var buf []byte
	for k, op := range f.ops {
		if f.warn == nil && k > b.cut.Operation {
			break
		}
		buf = append(buf, op.Kind...)
		buf = binary.LittleEndian.AppendUint32(buf, op.Addr)
		buf = binary.LittleEndian.AppendUint32(buf, op.Size)
		buf = binary.LittleEndian.AppendUint64(buf, uint64(op.From))
	}
	buf = binary.LittleEndian.AppendUint64(buf, uint64(b.cut.At))
	buf = binary.LittleEndian.AppendUint64(buf, uint64(b.changes))
	t.note(noteTorn, uint32(b.cut.Operation), buf)
}
