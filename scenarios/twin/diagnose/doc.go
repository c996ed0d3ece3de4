// Package diagnose ranks the causes of what a customer tells about a lock, and
// names the one question that would separate them best.
//
// A cause is a firmware profile, its store and a fault. How often it ends in just
// these symptoms is counted in plays of the full simulator, whose table lies beside
// this text and is written by go generate; causes that lie outside the lock have
// likelihoods that are stated, each in one place with its reason. Bayes puts them
// together with stated priors.
//
// The profiles are hypotheses. A diagnosis says which of them would explain what was
// seen, and never which firmware some real lock runs. The package knows nothing of
// who asks, of telemetry, or of one lock's past.
package diagnose

// The table is written anew when a play may end otherwise than it did:
// another profile, store, part, cell or hand. It takes two minutes of one core.
//
//go:generate go test -run TestTableFileIsCurrent -update .
