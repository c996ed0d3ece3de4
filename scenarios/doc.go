// Package scenarios reads and writes scenario files: the scripts that say which
// lock stands on the bench, what a hand, a phone, a lab or a service desk does
// to it, and what must be true afterwards.
//
// A file is YAML, read strictly: an unknown key, a number without its unit, a
// value no lock can have are errors that show the line, point at the fault and
// name what would be right. Format writes a file back so that Parse reads the
// same file again, because other tools write scenarios too.
//
// Expectations are sentences with a grammar of their own (Claim). Judge holds
// one claim against Facts, a plain record of what happened, and knows nothing
// of how it happened.
//
// Play is the runner: it builds the lock of a file, plays the steps as tasks
// that may overlap, and gathers the facts, trying in copies of the lock what
// cannot be seen without trying.
//
// The vocabulary - keys, step words, settings, sentence forms - is one set of
// tables. The parser, the formatter, the JSON Schema for editors and the
// reference text are read off the same tables and cannot drift apart.
//
// The package opens no file, starts no goroutine and looks at no clock: text
// comes in as bytes, and who reads it from where is the caller's business.
package scenarios
