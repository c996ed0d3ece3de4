// Package plain turns Go values into bytes and back, by the shape of their
// types: numbers, booleans, strings, arrays, slices, structs and pointers to
// such, in the order of declaration, exported or not. A field that somebody adds
// is kept without anybody thinking of it. What is not plain (an interface, a
// record of a catalogue, a cache) needs a [Rule], and a type that has none makes
// its Codec useless: [Codec.Err] says which field it is.
//
// The bytes hold values and nothing about types. [Codec.Shape] describes the
// types in words, so that a reader can refuse what another program wrote.
//
// The package must not know what the values mean, and no other package of this
// module.
package plain
