package scenarios

// Opt is a value that a file may leave out. The zero Opt says nothing, which is
// not the same as a zero: a weak cell at 0% is stated, a weak cell without a
// charge follows its pack.
type Opt[T comparable] struct {
	Value T
	Set   bool
}

// Some is a stated value.
func Some[T comparable](v T) Opt[T] { return Opt[T]{Value: v, Set: true} }

// Or is the stated value, or d when nothing was stated.
func (o Opt[T]) Or(d T) T {
	if o.Set {
		return o.Value
	}
	return d
}
