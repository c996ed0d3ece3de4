// Package lint holds the house rules as tests: which room may import which,
// what the deterministic floors must not use, which products must be rounded,
// and what the text of the project must not contain.
//
// It has no code outside its tests and knows nothing of locks. Every rule comes
// with a bad snippet that it must find, so that a rule which stopped working is
// a failing test and not silence. Run it alone with
//
//	go test ./internal/lint
package lint
