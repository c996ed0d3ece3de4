// Package problem is how the server says over HTTP that something is wrong: one
// document a problem, as RFC 9457 describes it, with a type for every kind.
//
// It must not know locks, tokens or routes: whoever refuses a request says what
// was found, where, and what would be right. Nothing secret belongs into a
// document; it may be logged.
package problem
