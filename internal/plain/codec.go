package plain

import (
	"fmt"
	"reflect"
	"unsafe"
)

// Codec writes and reads values of one type. It never changes and may be shared.
type Codec[T any] struct {
	shape *shape
	text  string
	err   error
}

// New makes the codec of T. A rule holds wherever its type occurs in T, at any
// depth. Pointers are followed; two pointers to one thing come back as pointers
// to two. A type that refers to itself is not plain.
func New[T any](rules ...Rule) *Codec[T] {
	c := compiler{rules: map[reflect.Type]*rule{}, bound: map[reflect.Type]*bound{}, known: map[reflect.Type]*shape{}}
	for _, r := range rules {
		c.rules[r.r.of] = r.r
	}
	t := reflect.TypeFor[T]()
	s, err := c.compile(t, t.String())
	if err != nil {
		return &Codec[T]{err: err}
	}
	return &Codec[T]{shape: s, text: c.describe(t)}
}

// Err tells what in T is not plain and has no rule; nil when all is well.
func (c *Codec[T]) Err() error { return c.err }

// Shape describes T: names and order of fields, types, rules. Two programs whose
// shapes are equal understand each other's bytes.
func (c *Codec[T]) Shape() string { return c.text }

// Append appends v's bytes to dst. It fails with Err, or when a rule cannot keep
// what it finds; dst is then returned as it was.
func (c *Codec[T]) Append(dst []byte, v *T) ([]byte, error) {
	if c.err != nil {
		return dst, c.err
	}
	w := writer{b: dst}
	w.shape(c.shape, unsafe.Pointer(v))
	if w.err != nil {
		return dst, w.err
	}
	return w.b, nil
}

// Take reads a value from r into v. On an error, which also sticks to r, v holds
// something, which must not be used. What a Skip rule stands for stays as it is.
func (c *Codec[T]) Take(r *Reader, v *T) error {
	if c.err != nil {
		r.Fail(c.err)
	} else {
		r.shape(c.shape, unsafe.Pointer(v))
	}
	return r.err
}

// Equal tells whether two values have the same bytes.
func (c *Codec[T]) Equal(a, b *T) bool {
	x, err := c.Append(nil, a)
	if err != nil {
		return false
	}
	n := len(x)
	x, err = c.Append(x, b)
	return err == nil && string(x[:n]) == string(x[n:])
}

// notPlain is the error about a field that cannot be kept.
func notPlain(path string, t reflect.Type, why string) error {
	return fmt.Errorf("plain: %s is a %v: %s", path, t, why)
}
