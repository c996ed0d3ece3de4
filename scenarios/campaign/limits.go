package campaign

import "locktwin/scenarios"

// Limits of what goes between a coordinator, its workers and files. They keep a
// damaged file, or a worker that has gone mad, from taking all memory.
const (
	MaxSpecBytes   = 1 << 20
	MaxShardBytes  = 1 << 20
	MaxAnswerBytes = 64 << 20
	MaxResultBytes = 1 << 30

	MaxClasses      = 1 << 20 // of one survey
	MaxShardClasses = 1000    // of one shard: its answer stays below a megabyte
	MaxOperations   = 100_000 // of one survey, and as many moments and points of a curve
	MaxVerdicts     = MaxSamples
	MaxInvariants   = scenarios.MaxInvariants
	MaxText         = 1000 // bytes of a name, a decision, an invariant
	MaxCaseBytes    = scenarios.MaxFileBytes
	MaxValues       = scenarios.MaxValues // of one axis
	MaxInstants     = scenarios.MaxGrid   // of a fault plan, and as many cells of its grid
	MaxSaves        = 100_000
	MaxFindings     = 10_000 // listed of one variant
	MaxCases        = 200    // smallest cases that are looked for
	MaxEarly        = 100_000
)
