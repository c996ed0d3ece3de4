package scenarios

import "time"

// Limits of a scenario file. They keep a slip of the pen, or a hostile upload,
// from costing hours; each is far above what a story needs.
const (
	MaxFileBytes = 256 << 10 // bytes of YAML text
	MaxYAMLDepth = 40        // mappings and sequences inside each other
	MaxRepeat    = 10_000    // times of one repeat
	MaxNesting   = 4         // repeats inside each other
	MaxSteps     = 100_000   // steps after every repeat is written out
	MaxProblems  = 20        // problems shown of one file
	MaxClaims    = 500       // sentences in one expect list
	MaxSentence  = 300       // characters of one sentence

	MaxWait  = 520 * 7 * 24 * time.Hour  // one wait, or the span of one use
	MaxTotal = 2080 * 7 * 24 * time.Hour // all waiting of a file together, 40 years
)
