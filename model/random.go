package model

import (
	"io"

	"locktwin/internal/repro"
)

// NewRandom gives the draws of a key as bytes, for apps in simulated time: their
// keys and nonces are as repeatable as everything else, and as little a secret.
func NewRandom(k repro.Key) io.Reader { return &random{k.Stream()} }

type random struct{ stream repro.Stream }

func (r *random) Read(b []byte) (int, error) {
	for i := range b {
		b[i] = byte(r.stream.Uint64() >> 56)
	}
	return len(b), nil
}
