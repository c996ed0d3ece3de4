package plain

import (
	"fmt"
	"reflect"
	"strconv"
	"strings"
)

// shape is a type as a list of steps.
type shape struct {
	steps []step
	least int // the fewest bytes that a value has
}

// step handles one stretch of a value, offset bytes from its beginning.
type step struct {
	kind   stepKind
	offset uintptr
	n      int          // how many numbers, or elements of an array
	of     reflect.Type // opSlice, opPointer: the type of the field
	size   uintptr      // of one element
	elem   *shape
	rule   *bound
}

type stepKind uint8

const (
	opBools stepKind = iota
	opBytes          // numbers of 1, 2, 4 and 8 bytes, written in little-endian order
	op16
	op32
	op64
	opWords // int and uint, written in 8 bytes on every machine
	opString
	opSlice
	opPointer
	opArray
	opRule
)

// least is the fewest bytes that a step writes.
func (s *step) least() int {
	switch s.kind {
	case opBools, opBytes:
		return s.n
	case op16:
		return 2 * s.n
	case op32, opString, opSlice:
		return 4 * s.n
	case op64, opWords:
		return 8 * s.n
	case opArray:
		return s.n * s.elem.least
	case opPointer:
		return 1
	}
	return s.rule.least
}

// compiler makes shapes under a set of rules.
type compiler struct {
	rules map[reflect.Type]*rule
	bound map[reflect.Type]*bound // nil while it is being made, as in known
	known map[reflect.Type]*shape
}

// compile gives the shape of a type; path says where it occurs.
func (c *compiler) compile(t reflect.Type, path string) (*shape, error) {
	if s, ok := c.known[t]; ok {
		if s == nil {
			return nil, notPlain(path, t, "it refers to itself")
		}
		return s, nil
	}
	c.known[t] = nil
	s := &shape{}
	if err := c.lay(s, t, 0, path); err != nil {
		return nil, err
	}
	for i := range s.steps {
		s.least += s.steps[i].least()
	}
	c.known[t] = s
	return s, nil
}

// lay adds the steps of a type that lies at an offset.
func (c *compiler) lay(s *shape, t reflect.Type, offset uintptr, path string) error {
	if r := c.rules[t]; r != nil {
		b, err := c.bind(r, path)
		if err == nil && b.write != nil {
			s.steps = append(s.steps, step{kind: opRule, offset: offset, n: 1, rule: b})
		}
		return err
	}
	switch t.Kind() {
	case reflect.Struct:
		for i := range t.NumField() {
			f := t.Field(i)
			if err := c.lay(s, f.Type, offset+f.Offset, path+"."+f.Name); err != nil {
				return err
			}
		}
		return nil
	case reflect.Array:
		return c.layArray(s, t, offset, path)
	case reflect.String:
		s.steps = append(s.steps, step{kind: opString, offset: offset, n: 1})
		return nil
	case reflect.Slice, reflect.Pointer:
		elem, err := c.compile(t.Elem(), path+"[]")
		if err != nil {
			return err
		}
		k := opPointer
		if t.Kind() == reflect.Slice {
			if k = opSlice; elem.least == 0 {
				return notPlain(path, t, "its elements hold nothing")
			}
		}
		s.steps = append(s.steps, step{kind: k, offset: offset, n: 1, of: t, size: t.Elem().Size(), elem: elem})
		return nil
	}
	k, ok := numberKind(t.Kind())
	if !ok {
		return notPlain(path, t, "it is not plain, and no rule says how to keep it")
	}
	s.numbers(k, t.Size(), offset, 1)
	return nil
}

// bind makes a rule ready for this codec.
func (c *compiler) bind(r *rule, path string) (*bound, error) {
	if b, ok := c.bound[r.of]; ok {
		if b == nil {
			return nil, notPlain(path, r.of, "it refers to itself")
		}
		return b, nil
	}
	c.bound[r.of] = nil
	b, err := r.bind(c, path)
	c.bound[r.of] = b
	return b, err
}

// layArray adds an array: numbers as one step, else one step for all elements.
func (c *compiler) layArray(s *shape, t reflect.Type, offset uintptr, path string) error {
	if t.Len() == 0 {
		return nil
	}
	if k, ok := numberKind(t.Elem().Kind()); ok && c.rules[t.Elem()] == nil {
		s.numbers(k, t.Elem().Size(), offset, t.Len())
		return nil
	}
	elem, err := c.compile(t.Elem(), path+"[]")
	if err != nil {
		return err
	}
	s.steps = append(s.steps, step{kind: opArray, offset: offset, n: t.Len(), size: t.Elem().Size(), elem: elem})
	return nil
}

// numbers adds n numbers, to the last step where they continue it.
func (s *shape) numbers(k stepKind, size, offset uintptr, n int) {
	if i := len(s.steps) - 1; i >= 0 && s.steps[i].kind == k && s.steps[i].offset+uintptr(s.steps[i].n)*size == offset {
		s.steps[i].n += n
		return
	}
	s.steps = append(s.steps, step{kind: k, offset: offset, n: n, size: size})
}

func numberKind(k reflect.Kind) (stepKind, bool) {
	switch k {
	case reflect.Bool:
		return opBools, true
	case reflect.Int8, reflect.Uint8:
		return opBytes, true
	case reflect.Int16, reflect.Uint16:
		return op16, true
	case reflect.Int32, reflect.Uint32, reflect.Float32:
		return op32, true
	case reflect.Int64, reflect.Uint64, reflect.Float64:
		return op64, true
	case reflect.Int, reflect.Uint:
		return opWords, true
	}
	return 0, false
}

// describe writes a type as text: each struct in full where it is met first.
func (c *compiler) describe(t reflect.Type) string {
	var b strings.Builder
	met := map[reflect.Type]bool{}
	var walk func(t reflect.Type)
	walk = func(t reflect.Type) {
		if r := c.rules[t]; r != nil {
			b.WriteString(r.text)
			if !met[t] {
				met[t] = true
				for _, p := range r.parts {
					b.WriteString("(" + p.name + " ")
					walk(p.of)
					b.WriteString(")")
				}
			}
			return
		}
		switch t.Kind() {
		case reflect.Struct:
			b.WriteString(t.String())
			if met[t] {
				return
			}
			met[t] = true
			b.WriteString("{")
			for i := range t.NumField() {
				fmt.Fprintf(&b, "%s ", t.Field(i).Name)
				walk(t.Field(i).Type)
				b.WriteString("; ")
			}
			b.WriteString("}")
		case reflect.Array:
			b.WriteString("[" + strconv.Itoa(t.Len()) + "]")
			walk(t.Elem())
		case reflect.Slice:
			b.WriteString("[]")
			walk(t.Elem())
		case reflect.Pointer:
			b.WriteString("*")
			walk(t.Elem())
		default:
			b.WriteString(t.Kind().String())
		}
	}
	walk(t)
	return b.String()
}
