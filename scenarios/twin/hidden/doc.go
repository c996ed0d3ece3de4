// Package hidden makes telemetry of locks whose parameters a fit does not see, so
// that a fit can be held against the truth.
package hidden
