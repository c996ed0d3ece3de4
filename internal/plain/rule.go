package plain

import (
	"fmt"
	"reflect"
	"unsafe"
)

// Rule says how values of one type are kept that is not plain, or not to be kept
// as it is.
type Rule struct{ r *rule }

type rule struct {
	of    reflect.Type
	text  string // in a Shape
	parts []part
	bind  func(c *compiler, path string) (*bound, error)
}

// part is a type inside a rule, for a Shape.
type part struct {
	name string
	of   reflect.Type
}

// bound is a rule as one codec uses it. A nil write leaves the value out.
type bound struct {
	least int
	write func(w *writer, p unsafe.Pointer) error
	read  func(r *Reader, p unsafe.Pointer)
}

// Skip leaves every T out: it is a cache, or somebody else keeps it.
func Skip[T any](why string) Rule {
	return Rule{&rule{of: reflect.TypeFor[T](), text: "nothing (" + why + ")",
		bind: func(*compiler, string) (*bound, error) { return &bound{}, nil }}}
}

// Custom keeps every T by two functions. What write appends is at least one byte,
// and read takes exactly that.
func Custom[T any](text string, write func(dst []byte, v *T) ([]byte, error), read func(r *Reader, v *T) error) Rule {
	b := &bound{least: 1,
		write: func(w *writer, p unsafe.Pointer) (err error) {
			w.b, err = write(w.b, (*T)(p))
			return err
		},
		read: func(r *Reader, p unsafe.Pointer) {
			if err := read(r, (*T)(p)); err != nil {
				r.Fail(err)
			}
		},
	}
	return Rule{&rule{of: reflect.TypeFor[T](), text: text, bind: func(*compiler, string) (*bound, error) { return b, nil }}}
}

// Named keeps every T, a pointer to a record that nobody changes, as the name of
// its record; the zero T as no name. The name must find the record again.
func Named[T comparable](what string, name func(T) string, find func(string) (T, error)) Rule {
	var zero T
	return Custom("the name of a "+what,
		func(dst []byte, v *T) ([]byte, error) {
			text := ""
			if *v != zero {
				if text = name(*v); text == "" {
					return dst, fmt.Errorf("plain: a %s without a name", what)
				}
			}
			w := writer{b: dst}
			w.text(text)
			return w.b, nil
		},
		func(r *Reader, v *T) error {
			*v = zero
			text := r.Text()
			if r.err != nil || text == "" {
				return r.err
			}
			found, err := find(text)
			if err != nil {
				return fmt.Errorf("plain: a %s: %w", what, err)
			}
			*v = found
			return nil
		})
}

// How a record of stock is kept.
const (
	noRecord    = iota
	recordName  // as it is in stock
	wholeRecord // it is a variant
)

// Stock keeps every *T as a name where the record that find gives for it is the
// same, and as a whole record otherwise.
func Stock[T any](what string, name func(*T) string, find func(string) (*T, error)) Rule {
	return Rule{&rule{
		of: reflect.TypeFor[*T](), text: "a " + what + " by name or in full", parts: []part{{what, reflect.TypeFor[T]()}},
		bind: func(c *compiler, path string) (*bound, error) {
			s, err := c.compile(reflect.TypeFor[T](), path)
			if err != nil {
				return nil, err
			}
			return &bound{least: 1,
				write: func(w *writer, p unsafe.Pointer) error {
					w.stock(s, *(*unsafe.Pointer)(p), func() (string, unsafe.Pointer) {
						n := name(*(**T)(p))
						same, err := find(n)
						if err != nil {
							return n, nil
						}
						return n, unsafe.Pointer(same)
					})
					return w.err
				},
				read: func(r *Reader, p unsafe.Pointer) {
					v := (**T)(p)
					*v = nil
					switch k := r.Byte(); k {
					case noRecord:
					case recordName:
						found, err := find(r.Text())
						if r.err == nil && err != nil {
							r.Fail(fmt.Errorf("plain: a %s: %w", what, err))
						}
						*v = found
					case wholeRecord:
						*v = new(T)
						r.shape(s, unsafe.Pointer(*v))
					default:
						r.Damaged("a %s is marked %d, must be 0..%d", what, k, wholeRecord)
					}
				},
			}, nil
		},
	}}
}

// stock writes a record; find gives its name and the record of that name.
func (w *writer) stock(s *shape, p unsafe.Pointer, find func() (string, unsafe.Pointer)) {
	if p == nil {
		w.b = append(w.b, noRecord)
		return
	}
	from := len(w.b)
	w.b = append(w.b, wholeRecord)
	w.shape(s, p)
	to := len(w.b)
	name, same := find()
	if same == nil {
		return
	}
	w.shape(s, same)
	equal := string(w.b[from+1:to]) == string(w.b[to:])
	w.b = w.b[:to]
	if equal {
		w.b = append(w.b[:from], recordName)
		w.text(name)
	}
}

// Member is one of the types that an interface may hold.
type Member struct {
	name string
	of   reflect.Type
	box  func(x any) (unsafe.Pointer, bool) // a copy of x if it is of this type
	open func(p unsafe.Pointer) any
	room func() unsafe.Pointer
}

// As lets an interface hold values of type T. The name is part of a Shape.
func As[T any](name string) Member {
	return Member{
		name: name, of: reflect.TypeFor[T](),
		box: func(x any) (unsafe.Pointer, bool) {
			v, ok := x.(T)
			return unsafe.Pointer(&v), ok
		},
		open: func(p unsafe.Pointer) any { return *(*T)(p) },
		room: func() unsafe.Pointer { return unsafe.Pointer(new(T)) },
	}
}

// OneOf keeps every I, an interface, by the type of what it holds: one of the
// members, or nothing. Another value is an error of Append.
func OneOf[I any](members ...Member) Rule {
	of := reflect.TypeFor[I]()
	r := &rule{of: of, text: "one of"}
	for _, m := range members {
		r.parts = append(r.parts, part{m.name, m.of})
	}
	r.bind = func(c *compiler, path string) (*bound, error) {
		if of.Kind() != reflect.Interface || len(members) > 254 {
			return nil, notPlain(path, of, "OneOf is for interfaces, with at most 254 members")
		}
		shapes := make([]*shape, len(members))
		for i, m := range members {
			if !m.of.Implements(of) {
				return nil, notPlain(path, m.of, "it does not implement "+of.String())
			}
			s, err := c.compile(m.of, path+"("+m.name+")")
			if err != nil {
				return nil, err
			}
			shapes[i] = s
		}
		return &bound{least: 1,
			write: func(w *writer, p unsafe.Pointer) error {
				x := any(*(*I)(p))
				if x == nil {
					w.b = append(w.b, 0)
					return nil
				}
				for i, m := range members {
					if v, ok := m.box(x); ok {
						w.b = append(w.b, byte(i+1))
						w.shape(shapes[i], v)
						return w.err
					}
				}
				return fmt.Errorf("plain: %v holds a %T, which no rule names", of, x)
			},
			read: func(r *Reader, p unsafe.Pointer) {
				var none I
				*(*I)(p) = none
				k := int(r.Byte())
				if k > len(members) {
					r.Damaged("member %d of %v, which has %d", k, of, len(members))
				}
				if r.err != nil || k == 0 {
					return
				}
				v := members[k-1].room()
				r.shape(shapes[k-1], v)
				*(*I)(p) = members[k-1].open(v).(I)
			},
		}, nil
	}
	return Rule{r}
}
