package scenarios

import (
	"go.yaml.in/yaml/v4"
	"go.yaml.in/yaml/v4/plugin/loaderlimits"
)

// Reading is how one kind of value is read from a file, and what may stand there.
// Other files that are read as strictly as a scenario is, with the same errors and a
// schema from the same tables, are made of Readings.
type Reading[T any] struct{ c codec[T] }

// Shape is what may stand there.
func (r Reading[T]) Shape() *Shape { return r.c.shape }

// Key is one key of a mapping that is read into a T.
type Key[T any] struct{ m member[T] }

// Doubt reports what is wrong with a value that could be read, at its place in the
// file. found begins a sentence; want and hint may be empty.
type Doubt func(found, want, hint string)

// ReadText reads text of at most the given number of bytes; what names it in errors.
func ReadText(what string, atMost int) Reading[string] { return Reading[string]{textOf(what, atMost)} }

// ReadName reads a name as scenarios have it: small letters, digits, single hyphens.
func ReadName() Reading[string] { return Reading[string]{nameCodec()} }

// ReadWhole reads a whole number between lo and hi, both included.
func ReadWhole(lo, hi int) Reading[int] { return Reading[int]{wholeOf(lo, hi)} }

// ReadSeed reads a seed.
func ReadSeed() Reading[int64] { return Reading[int64]{wholeOf[int64](0, MaxSeed)} }

// ReadYesNo reads yes or no.
func ReadYesNo() Reading[bool] { return Reading[bool]{yesNoCodec()} }

// ReadPIN reads a PIN.
func ReadPIN() Reading[PIN] { return Reading[PIN]{pinCodec()} }

// ReadWord reads one of some words; what names them in errors.
func ReadWord[V ~string](what string, words []V) Reading[V] { return Reading[V]{wordOf(what, words)} }

// ReadParsed reads text that parse turns into a value; format is the inverse. The
// error of parse completes the sentence "solution is 'x', which ...".
func ReadParsed[T any](want, pattern, example string, parse func(string) (T, error), format func(T) string) Reading[T] {
	return Reading[T]{scalarCodec(&Shape{Kind: ShapeText, Pattern: pattern, Example: example}, want, parse,
		func(v T) *yaml.Node { return textNode(format(v)) })}
}

// ReadProfile reads the name of a firmware profile.
func ReadProfile() Reading[Profile] { return Reading[Profile]{wordOf("profile", Profiles())} }

// ReadFile reads a whole scenario that stands inside another file.
func ReadFile() Reading[File] { return Reading[File]{newVocabulary().file} }

// ReadSteps reads a list of steps.
func ReadSteps() Reading[[]Step] { return Reading[[]Step]{stepsCodec(newVocabulary())} }

// ReadClaims reads a list of sentences about a lock.
func ReadClaims() Reading[[]Expectation] {
	return Reading[[]Expectation]{expectationsCodec(newVocabulary())}
}

// ReadList reads a list of 1 to atMost elements; what names them in errors.
func ReadList[T any](element Reading[T], what string, atMost int) Reading[[]T] {
	return Reading[[]T]{listOf(element.c, what, atMost)}
}

// ReadObject reads a mapping with exactly these keys. check looks at the whole and
// may be nil.
func ReadObject[T any](name, doc string, check func(v *T, doubt Doubt), keys ...Key[T]) Reading[T] {
	members := make([]member[T], len(keys))
	for i, k := range keys {
		members[i] = k.m
	}
	var look func(p *parser, n *yaml.Node, v *T)
	if check != nil {
		look = func(p *parser, n *yaml.Node, v *T) {
			check(v, func(found, want, hint string) { p.report(n, found, want, hint) })
		}
	}
	return Reading[T]{objectOf(name, doc, look, members...)}
}

// Placed is a value with its place in the file.
type Placed[T any] struct {
	Value    T
	Position Position
}

// ReadPlaced reads a value and keeps its place.
func ReadPlaced[T any](r Reading[T]) Reading[Placed[T]] {
	return Reading[Placed[T]]{codec[Placed[T]]{
		shape: r.c.shape,
		decode: func(p *parser, n *yaml.Node) (Placed[T], bool) {
			v, ok := r.c.decode(p, n)
			return Placed[T]{v, p.position(n)}, ok
		},
		encode: func(v Placed[T]) *yaml.Node { return r.c.encode(v.Value) },
	}}
}

// MustKey is a key that has to be there.
func MustKey[T, V any](key, doc string, at func(*T) *V, r Reading[V]) Key[T] {
	return Key[T]{must(key, doc, at, r.c)}
}

// MayKey is a key that may be left out.
func MayKey[T, V any](key, doc string, at func(*T) *V, r Reading[V]) Key[T] {
	return Key[T]{may(key, doc, at, r.c, nil)}
}

// Read reads text, YAML, as the one value that it holds. name is what errors call
// the text. An error wraps ErrScenario and is a Problems.
func Read[T any](name string, text []byte, r Reading[T]) (T, error) { return section(name, text, r.c) }

// Nearest is the one of some words that is most like s, or "" when none is near.
func Nearest(s string, words []string) string { return nearest(s, words) }

// ProblemAt is a problem of text at a place in it.
func ProblemAt(name string, text []byte, at Position, found, want, hint string) Problem {
	src := newSource(name, text)
	at = src.inside(at)
	line := src.line(at.Line)
	return Problem{File: name, Position: at, Line: line, Width: max(1, len([]rune(line))-at.Column+1), Found: found, Want: want, Hint: hint}
}

// HasTopKey says whether the outermost mapping of a text has the key; of a text that
// is no YAML, no.
func HasTopKey(text []byte, key string) bool {
	var doc yaml.Node
	if len(text) > MaxFileBytes || yaml.Load(text, &doc, yaml.WithPlugin(loaderlimits.New(loaderlimits.DepthValue(MaxYAMLDepth)))) != nil {
		return false
	}
	if len(doc.Content) != 1 || doc.Content[0].Kind != yaml.MappingNode {
		return false
	}
	for i := 0; i < len(doc.Content[0].Content); i += 2 {
		if doc.Content[0].Content[i].Value == key {
			return true
		}
	}
	return false
}

// ReadSome reads a value whose absence differs from every value.
func ReadSome[T comparable](r Reading[T]) Reading[Opt[T]] {
	return Reading[Opt[T]]{converted(r.c, func(v T) Opt[T] { return Some(v) }, func(o Opt[T]) T { return o.Value })}
}

// ReadAs reads a value of one type as one of another.
func ReadAs[A, B any](r Reading[A], to func(A) B, from func(B) A) Reading[B] {
	return Reading[B]{converted(r.c, to, from)}
}
