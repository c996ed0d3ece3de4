package telemetry

import (
	"cmp"
	"fmt"
	"slices"
)

// The codes of findings.
const (
	CodeDamaged     = "damaged"     // the line cannot be read; it is left out
	CodeUnknown     = "unknown"     // a key, word, kind or topic that is not known
	CodeDuplicate   = "duplicate"   // says again what was said
	CodeLate        = "late"        // stands below a later one in the input
	CodeStale       = "stale"       // an old value that somebody replayed
	CodeDefault     = "default"     // what a gateway says before it knows
	CodeImplausible = "implausible" // no such lock
	CodeOtherLock   = "other-lock"  // of another lock than the one asked for
	CodeClock       = "clock"       // the lock's clock was set, or a log began anew
	CodeAssumed     = "assumed"     // the input leaves something open, and this was taken
	CodeLimit       = "limit"       // more than is read
)

// Limits of what is read and reported.
const (
	MaxLineBytes = 64 << 10  // of one line, without its end; a longer one is damaged
	MaxRecords   = 2_000_000 // of one text; what follows is not read
	MaxTextBytes = 200       // of one text value
	MaxFindings  = 200       // of one code; the rest is counted in a last finding without a line
)

// findings collects them up to the limit of each code.
type findings struct {
	list  []Finding
	count map[string]int
}

func (f *findings) add(line, column int, code string, kept bool, format string, args ...any) {
	if f.count == nil {
		f.count = map[string]int{}
	}
	f.count[code]++
	if f.count[code] <= MaxFindings {
		f.list = append(f.list, Finding{Line: line, Column: column, Code: code, Text: fmt.Sprintf(format, args...), Kept: kept})
	}
}

// done gives the findings in the order of lines; those of no line come last.
func (f *findings) done() []Finding {
	slices.SortStableFunc(f.list, func(a, b Finding) int {
		if (a.Line == 0) != (b.Line == 0) {
			return cmp.Compare(b.Line, a.Line)
		}
		return cmp.Or(cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column))
	})
	codes := make([]string, 0, len(f.count))
	for c := range f.count {
		codes = append(codes, c)
	}
	slices.Sort(codes)
	for _, c := range codes {
		if n := f.count[c] - MaxFindings; n > 0 {
			f.list = append(f.list, Finding{Code: c, Text: fmt.Sprintf("%d more findings of this code are not listed; the first %d are", n, MaxFindings), Kept: true})
		}
	}
	return f.list
}
