package plain

import (
	"encoding/binary"
	"errors"
	"fmt"
	"reflect"
	"unsafe"
)

// ErrDamaged is wrapped by every error about bytes that no Codec wrote.
var ErrDamaged = errors.New("damaged bytes")

// Reader takes values from a slice of bytes. The first error sticks; reads after
// it give zeros. Its size bounds what is allocated: a value in memory is at most
// some ten times as large as its bytes.
type Reader struct {
	b   []byte
	err error
}

// NewReader reads from b, which must not change meanwhile.
func NewReader(b []byte) *Reader { return &Reader{b: b} }

// Err is the first error.
func (r *Reader) Err() error { return r.err }

// Len is the number of bytes that are left.
func (r *Reader) Len() int { return len(r.b) }

// Fail makes err the Reader's error unless it has one.
func (r *Reader) Fail(err error) {
	if r.err == nil {
		r.err = err
		r.b = nil
	}
}

// Damaged is Fail with a sentence about what does not fit.
func (r *Reader) Damaged(format string, args ...any) {
	r.Fail(fmt.Errorf("%w: %s", ErrDamaged, fmt.Sprintf(format, args...)))
}

// End fails unless all bytes were taken.
func (r *Reader) End() error {
	if len(r.b) > 0 {
		r.Damaged("%d bytes too many", len(r.b))
	}
	return r.err
}

// Bytes takes n bytes, which alias the Reader's; nil after an error.
func (r *Reader) Bytes(n int) []byte {
	if n < 0 || n > len(r.b) {
		r.Damaged("they end in the middle of a value")
		return nil
	}
	b := r.b[:n:n]
	r.b = r.b[n:]
	return b
}

// Byte takes one byte.
func (r *Reader) Byte() byte {
	if b := r.Bytes(1); b != nil {
		return b[0]
	}
	return 0
}

// Uint16 takes two bytes.
func (r *Reader) Uint16() uint16 {
	if b := r.Bytes(2); b != nil {
		return binary.LittleEndian.Uint16(b)
	}
	return 0
}

// Uint32 takes four bytes.
func (r *Reader) Uint32() uint32 {
	if b := r.Bytes(4); b != nil {
		return binary.LittleEndian.Uint32(b)
	}
	return 0
}

// Uint64 takes eight bytes.
func (r *Reader) Uint64() uint64 {
	if b := r.Bytes(8); b != nil {
		return binary.LittleEndian.Uint64(b)
	}
	return 0
}

// count takes a number of things that have at least so many bytes each.
func (r *Reader) count(least int) int {
	n := uint64(r.Uint32())
	if n*uint64(least) > uint64(len(r.b)) {
		r.Damaged("%d things announced, more than the bytes can hold", n)
		return 0
	}
	return int(n)
}

// Text takes a string with its length before it.
func (r *Reader) Text() string { return string(r.Bytes(r.count(1))) }

// shape reads the value at p.
func (r *Reader) shape(s *shape, p unsafe.Pointer) {
	for i := range s.steps {
		if r.err != nil {
			return
		}
		r.step(&s.steps[i], unsafe.Add(p, s.steps[i].offset))
	}
}

func (r *Reader) step(s *step, p unsafe.Pointer) {
	switch s.kind {
	case opString:
		*(*string)(p) = r.Text()
	case opSlice:
		n := r.count(s.elem.least)
		v := reflect.Zero(s.of)
		if n > 0 {
			v = reflect.MakeSlice(s.of, n, n)
			r.each(s, v.UnsafePointer(), n)
		}
		reflect.NewAt(s.of, p).Elem().Set(v)
	case opArray:
		r.each(s, p, s.n)
	case opPointer:
		v := reflect.Zero(s.of)
		switch k := r.Byte(); k {
		case 0:
		case 1:
			v = reflect.New(s.of.Elem()).Convert(s.of)
			r.shape(s.elem, v.UnsafePointer())
		default:
			r.Damaged("a pointer is marked %d, neither 0 nor 1", k)
		}
		reflect.NewAt(s.of, p).Elem().Set(v)
	case opRule:
		s.rule.read(r, p)
	default:
		r.numbers(s, p)
	}
}

// numbers reads the numbers of a step.
func (r *Reader) numbers(s *step, p unsafe.Pointer) {
	b := r.Bytes(s.least())
	if b == nil {
		return
	}
	le := binary.LittleEndian
	switch s.kind {
	case opBytes:
		copy(unsafe.Slice((*byte)(p), s.n), b)
	case opBools:
		for _, v := range b {
			if v > 1 {
				r.Damaged("a truth value is %d, neither 0 nor 1", v)
				return
			}
		}
		copy(unsafe.Slice((*byte)(p), s.n), b)
	case op16:
		to := unsafe.Slice((*uint16)(p), s.n)
		for i := range to {
			to[i] = le.Uint16(b[2*i:])
		}
	case op32:
		to := unsafe.Slice((*uint32)(p), s.n)
		for i := range to {
			to[i] = le.Uint32(b[4*i:])
		}
	case op64:
		to := unsafe.Slice((*uint64)(p), s.n)
		for i := range to {
			to[i] = le.Uint64(b[8*i:])
		}
	case opWords:
		to := unsafe.Slice((*int)(p), s.n)
		for i := range to {
			v := int64(le.Uint64(b[8*i:]))
			if to[i] = int(v); int64(to[i]) != v {
				r.Damaged("%d does not fit a word of this machine", v)
				return
			}
		}
	}
}

// each reads n elements that follow each other from p.
func (r *Reader) each(s *step, p unsafe.Pointer, n int) {
	for i := range n {
		if r.err != nil {
			return
		}
		r.shape(s.elem, unsafe.Add(p, uintptr(i)*s.size))
	}
}
