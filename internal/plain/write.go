package plain

import (
	"encoding/binary"
	"math"
	"reflect"
	"unsafe"
)

// writer appends values. The first error sticks.
type writer struct {
	b   []byte
	err error
}

// shape writes the value at p.
func (w *writer) shape(s *shape, p unsafe.Pointer) {
	for i := range s.steps {
		w.step(&s.steps[i], unsafe.Add(p, s.steps[i].offset))
	}
}

func (w *writer) step(s *step, p unsafe.Pointer) {
	le := binary.LittleEndian
	switch s.kind {
	case opBools, opBytes:
		w.b = append(w.b, unsafe.Slice((*byte)(p), s.n)...)
	case op16:
		for _, v := range unsafe.Slice((*uint16)(p), s.n) {
			w.b = le.AppendUint16(w.b, v)
		}
	case op32:
		for _, v := range unsafe.Slice((*uint32)(p), s.n) {
			w.b = le.AppendUint32(w.b, v)
		}
	case op64:
		for _, v := range unsafe.Slice((*uint64)(p), s.n) {
			w.b = le.AppendUint64(w.b, v)
		}
	case opWords:
		for _, v := range unsafe.Slice((*int)(p), s.n) {
			w.b = le.AppendUint64(w.b, uint64(v))
		}
	case opString:
		w.text(*(*string)(p))
	case opSlice:
		v := reflect.NewAt(s.of, p).Elem()
		w.count(v.Len())
		w.each(s, v.UnsafePointer(), v.Len())
	case opArray:
		w.each(s, p, s.n)
	case opPointer:
		to := *(*unsafe.Pointer)(p)
		if to == nil {
			w.b = append(w.b, 0)
			return
		}
		w.b = append(w.b, 1)
		w.shape(s.elem, to)
	case opRule:
		if w.err == nil {
			w.err = s.rule.write(w, p)
		}
	}
}

// each writes n elements that follow each other from p.
func (w *writer) each(s *step, p unsafe.Pointer, n int) {
	for i := range n {
		w.shape(s.elem, unsafe.Add(p, uintptr(i)*s.size))
	}
}

func (w *writer) text(s string) {
	w.count(len(s))
	w.b = append(w.b, s...)
}

func (w *writer) count(n int) {
	if n > math.MaxInt32 {
		n = math.MaxInt32 // a reader then finds it damaged
	}
	w.b = binary.LittleEndian.AppendUint32(w.b, uint32(n))
}
