package scenarios

import (
	"fmt"

	"go.yaml.in/yaml/v4"
)

// member is one key of an object of type T.
type member[T any] struct {
	Member
	decode func(p *parser, n *yaml.Node, into *T)
	encode func(from *T) *yaml.Node // nil when the key is left out
}

// must is a key that has to be there.
func must[T, V any](key, doc string, at func(*T) *V, c codec[V]) member[T] {
	m := may(key, doc, at, c, nil)
	m.Required = true
	return m
}

// may is a key that is left out when its value satisfies empty.
func may[T, V any](key, doc string, at func(*T) *V, c codec[V], empty func(V) bool) member[T] {
	return member[T]{
		Member: Member{Key: key, Doc: doc, Shape: c.shape},
		decode: func(p *parser, n *yaml.Node, into *T) {
			if v, ok := c.decode(p, n); ok {
				*at(into) = v
			}
		},
		encode: func(from *T) *yaml.Node {
			if v := *at(from); empty == nil || !empty(v) {
				return c.encode(v)
			}
			return nil
		},
	}
}

// some is a key that is left out when its value is zero.
func some[T any, V comparable](key, doc string, at func(*T) *V, c codec[V]) member[T] {
	return may(key, doc, at, c, func(v V) bool { var zero V; return v == zero })
}

// opt is a key whose absence differs from every value.
func opt[T any, V comparable](key, doc string, at func(*T) *Opt[V], c codec[V]) member[T] {
	return member[T]{
		Member: Member{Key: key, Doc: doc, Shape: c.shape},
		decode: func(p *parser, n *yaml.Node, into *T) {
			if v, ok := c.decode(p, n); ok {
				*at(into) = Some(v)
			}
		},
		encode: func(from *T) *yaml.Node {
			if o := *at(from); o.Set {
				return c.encode(o.Value)
			}
			return nil
		},
	}
}

// objectOf reads a mapping with exactly these keys. check looks at the whole
// and may be nil.
func objectOf[T any](name, doc string, check func(p *parser, n *yaml.Node, v *T), members ...member[T]) codec[T] {
	shape := &Shape{Kind: ShapeObject, Name: name, Doc: doc}
	for _, m := range members {
		shape.Members = append(shape.Members, m.Member)
	}
	return codec[T]{
		shape: shape,
		decode: func(p *parser, n *yaml.Node) (T, bool) {
			var v T
			if !p.usable(n) {
				return v, false
			}
			if n.Kind != yaml.MappingNode {
				p.wrong(n, "is "+kindOf(n), "keys with values: "+oneOf(keysOf(shape)), "")
				return v, false
			}
			decodeMembers(p, n, &v, members)
			if check != nil {
				check(p, n, &v)
			}
			return v, true
		},
		encode: func(v T) *yaml.Node { return encodeMembers(&v, members) },
	}
}

func keysOf(s *Shape) []string {
	keys := make([]string, len(s.Members))
	for i, m := range s.Members {
		keys[i] = m.Key
	}
	return keys
}

// decodeMembers reads the keys of mapping n.
func decodeMembers[T any](p *parser, n *yaml.Node, into *T, members []member[T]) {
	keys := make([]string, len(members))
	for i, m := range members {
		keys[i] = m.Key
	}
	seen := make([]bool, len(members))
	p.eachKey(n, func(key, value *yaml.Node) {
		for i := range members {
			if members[i].Key == key.Value {
				seen[i] = true
				p.inside(key.Value, func() {
					p.mark(value)
					members[i].decode(p, value, into)
				})
				return
			}
		}
		if p.insideStep && (key.Value == afterKey || key.Value == noteKey) {
			p.report(key, fmt.Sprintf("'%s' stands inside the braces of a step", key.Value), "'"+key.Value+"' on a line of its own, beside the step word", "")
			return
		}
		p.unknown(key, "key", keys)
	})
	for i, m := range members {
		if m.Required && !seen[i] {
			p.missing(n, m.Key, m.Shape.Example)
		}
	}
}

// encodeMembers writes the keys that say something.
func encodeMembers[T any](from *T, members []member[T]) *yaml.Node {
	n := &yaml.Node{Kind: yaml.MappingNode}
	for _, m := range members {
		if v := m.encode(from); v != nil {
			n.Content = append(n.Content, plainNode(m.Key), v)
		}
	}
	return n
}
