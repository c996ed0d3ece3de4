package model

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"

	"locktwin/flashsim"
	"locktwin/internal/plain"
	"locktwin/model/firmware"
	"locktwin/model/gatt"
	"locktwin/model/gocore"
	"locktwin/model/mcu"
	"locktwin/model/sim"
)

// A frozen lock is bytes from which it goes on. Numbers are little-endian.
//
//	magic        8 bytes
//	version      u16 1
//	head         u32 length, bytes; CRC-32C of everything up to here
//	fingerprint  32 bytes: SHA-256 of the shape of all types in the body
//	body         u32 length, bytes packed as in internal/plain
//	check        u32 CRC-32C of everything before it
//
// The head stays readable when the types change, and when the body is damaged:
// profile and part (u16 length, name each), seed u64, the instant shown i64 ns,
// and the memory as flashsim freezes it, packed, with its length before and
// after as u32 each. The body is what codecs write: the part, the lock, its
// machine.
const (
	frozenMagic   = "LTLOCK\r\n"
	frozenVersion = 1
	// What a frozen lock can hold at most, unpacked: a large memory with every
	// byte marginal, and more inputs than anybody queues.
	maxFrozenMemory = 256 << 20
	maxFrozenBody   = 64 << 20
	// What an ordinary lock needs of either.
	usualMemory = 16 << 10
	usualBody   = 64 << 10
)

// Errors about frozen locks, wrapped by those of Thaw and Salvage.
var (
	// ErrFormat: the bytes are no frozen lock.
	ErrFormat = errors.New("not a frozen lock")
	// ErrVersion: another version of the program froze it. Salvage may still help.
	ErrVersion = errors.New("frozen by another version")
	// ErrDamaged: it was a frozen lock once.
	ErrDamaged = errors.New("damaged frozen lock")
)

// rules say how to keep what is not plain in a lock. What interfaces may hold is
// listed here and nowhere else: add a packet's type to the members.
func rules() []plain.Rule {
	return append(gocore.Rules(),
		plain.OneOf[any](
			plain.As[firmware.Event]("event"),
			plain.As[firmware.Reply]("reply"),
			plain.As[gocore.Image]("image"),
			plain.As[gatt.Beacon]("beacon"),
			plain.As[gatt.Downlink]("downlink"),
			plain.As[gatt.Hangup]("hangup"),
		),
		plain.Skip[*gatt.Table]("from the firmware"),
		plain.Skip[*mcu.Machine]("kept after the lock"),
		plain.Skip[*Lock]("a scout, made anew"),
		plain.Skip[*Snapshot]("of the scout"),
		plain.Stock("memory part", func(p *flashsim.Part) string { return p.Name }, flashsim.Lookup),
	)
}

// freezer is what freezing needs to know of the types.
type freezer struct {
	part        *plain.Codec[*flashsim.Part]
	lock        *plain.Codec[Lock]
	machine     *mcu.Freezer
	fingerprint [sha256.Size]byte
	err         error
}

var frozen = newFreezer()

func newFreezer() *freezer {
	f := &freezer{
		part: plain.New[*flashsim.Part](rules()...), lock: plain.New[Lock](rules()...),
		machine: mcu.NewFreezer(gocore.NewFreezer(), rules()...),
	}
	f.err = errors.Join(f.part.Err(), f.lock.Err(), f.machine.Err())
	f.fingerprint = sha256.Sum256([]byte(f.part.Shape() + f.lock.Shape() + f.machine.Shape()))
	return f
}

var crcTable = crc32.MakeTable(crc32.Castagnoli)

// AppendFrozen appends the lock to dst as bytes, and changes nothing. It can be
// done at any instant, also inside an activation; the same lock gives the same
// bytes. Thaw takes it up again. It fails only when a field of the lock is not
// plain or a packet's type is unknown, faults of the program; dst is then
// returned as it was. Listeners are not kept.
func (l *Lock) AppendFrozen(dst []byte) ([]byte, error) {
	flash := frozen.machine.Memory(l.machine)
	part := flash.Part()
	body, err := frozen.part.Append(make([]byte, 0, usualBody), &part)
	if err == nil {
		body, err = frozen.lock.Append(body, l)
	}
	if err == nil {
		body, err = frozen.machine.Append(body, l.machine)
	}
	if err != nil {
		return dst, fmt.Errorf("freeze: %w", err)
	}
	le, from := binary.LittleEndian, len(dst)
	out := append(dst, frozenMagic...)
	out = le.AppendUint16(out, frozenVersion)
	out = appendHead(out, l, flash)
	out = le.AppendUint32(out, crc32.Checksum(out[from:], crcTable))
	out = append(out, frozen.fingerprint[:]...)
	out = appendPacked(out, body)
	return le.AppendUint32(out, crc32.Checksum(out[from:], crcTable)), nil
}

// appendHead appends the part that stays readable, its length before it.
func appendHead(out []byte, l *Lock, flash *flashsim.Device) []byte {
	le := binary.LittleEndian
	out = le.AppendUint32(out, 0)
	begin := len(out)
	for _, name := range [...]string{l.Profile().Name, flash.Part().Name} {
		out = le.AppendUint16(out, uint16(min(len(name), maxName)))
		out = append(out, name[:min(len(name), maxName)]...)
	}
	out = le.AppendUint64(out, l.seed)
	out = le.AppendUint64(out, uint64(l.Now()))
	memory := flash.AppendFrozen(make([]byte, 0, usualMemory))
	out = le.AppendUint32(out, uint32(len(memory)))
	out = appendPacked(out, memory)
	le.PutUint32(out[begin-4:], uint32(len(out)-begin))
	return out
}

const maxName = 1<<16 - 1

// appendPacked appends b packed, its packed length before it.
func appendPacked(out, b []byte) []byte {
	out = binary.LittleEndian.AppendUint32(out, 0)
	begin := len(out)
	out = plain.Pack(out, b)
	binary.LittleEndian.PutUint32(out[begin-4:], uint32(len(out)-begin))
	return out
}

// Thaw takes a lock up again that AppendFrozen put away: same Hash, and with the
// same inputs the same trace and the same states for ever. Errors wrap
// ErrFormat, ErrVersion or ErrDamaged. Bytes whose checksums are right are
// trusted: whoever makes some up can make a lock that does not work, or one that
// takes for ever.
func Thaw(b []byte) (*Lock, error) {
	head, r, err := openFrozen(b)
	if err != nil {
		return nil, err
	}
	end := len(b) - 4 // openFrozen has read more than that
	if binary.LittleEndian.Uint32(b[end:]) != crc32.Checksum(b[:end], crcTable) {
		return nil, fmt.Errorf("%w: the checksum does not match", ErrDamaged)
	}
	if print := r.Bytes(sha256.Size); !bytes.Equal(print, frozen.fingerprint[:]) && print != nil {
		return nil, fmt.Errorf("%w: its types are others", ErrVersion)
	}
	body := takePacked(r, maxFrozenBody)
	r.Bytes(4)
	if r.End() != nil {
		return nil, fmt.Errorf("%w: %w", ErrDamaged, r.Err())
	}
	l, err := thawBody(head, plain.NewReader(body))
	switch {
	case err == nil:
		return l, nil
	case errors.Is(err, plain.ErrDamaged) || errors.Is(err, flashsim.ErrFormat):
		return nil, fmt.Errorf("%w: %w", ErrDamaged, err)
	}
	return nil, fmt.Errorf("%w: %w", ErrVersion, err)
}

func thawBody(head *frozenHead, r *plain.Reader) (*Lock, error) {
	var part *flashsim.Part
	if err := frozen.part.Take(r, &part); err != nil {
		return nil, err
	}
	if part == nil {
		return nil, fmt.Errorf("%w: a lock without a part", plain.ErrDamaged)
	}
	flash, err := flashsim.Thaw(part, flashKey(head.seed), head.memory)
	if err != nil {
		return nil, err
	}
	l := &Lock{}
	if err := frozen.lock.Take(r, l); err != nil {
		return nil, err
	}
	if l.machine, err = frozen.machine.Take(r, flash); err != nil {
		return nil, err
	}
	l.air.Table = l.App().Table()
	return l, r.End()
}

// frozenHead is the part of a frozen lock that stays readable.
type frozenHead struct {
	profile, part string
	seed          uint64
	at            sim.Time
	memory        []byte
}

// openFrozen reads up to the end of the head and gives the rest.
func openFrozen(b []byte) (*frozenHead, *plain.Reader, error) {
	if !bytes.HasPrefix(b, []byte(frozenMagic)) {
		return nil, nil, fmt.Errorf("%w: it does not begin with %q", ErrFormat, frozenMagic)
	}
	r := plain.NewReader(b)
	r.Bytes(len(frozenMagic))
	if v := r.Uint16(); r.Err() == nil && v != frozenVersion {
		return nil, nil, fmt.Errorf("%w: format %d; this program reads format %d", ErrVersion, v, frozenVersion)
	}
	h := plain.NewReader(r.Bytes(int(min(r.Uint32(), 1<<31-1))))
	checked := b[:len(b)-r.Len()]
	if sum := r.Uint32(); r.Err() == nil && sum != crc32.Checksum(checked, crcTable) {
		return nil, nil, fmt.Errorf("%w: the checksum of its head does not match", ErrDamaged)
	}
	head := &frozenHead{}
	head.profile = string(h.Bytes(int(h.Uint16())))
	head.part = string(h.Bytes(int(h.Uint16())))
	head.seed = h.Uint64()
	head.at = sim.Time(h.Uint64())
	size := h.Uint32()
	head.memory = takePacked(h, int(min(size, maxFrozenMemory)))
	if err := errors.Join(r.Err(), h.End()); err != nil || len(head.memory) != int(size) {
		return nil, nil, fmt.Errorf("%w: its head: %w", ErrDamaged, errors.Join(err, plain.ErrDamaged))
	}
	return head, r, nil
}

// takePacked takes what appendPacked wrote.
func takePacked(r *plain.Reader, limit int) []byte {
	b := r.Bytes(int(min(r.Uint32(), 1<<31-1)))
	if r.Err() != nil {
		return nil
	}
	out, err := plain.Unpack(nil, b, limit)
	if err != nil {
		r.Fail(err)
	}
	return out
}
