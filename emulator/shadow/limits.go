package shadow

// Limits bound what a registry takes on.
//
//	| limit      | default     | what it bounds                                             |
//	|------------|-------------|------------------------------------------------------------|
//	| Twins      | 256         | twins that are kept                                        |
//	| Records    | 250,000     | records of one twin; a year has some 20,000                |
//	| Bytes      | 128 MiB     | telemetry of one twin, as JSON lines                       |
//	| Cached     | 500,000     | records of all twins that are held in memory; the twin in use stays |
//	| Findings   | 1,000       | findings of one report; the others are counted             |
//	| Desired    | 256         | keys that are desired of one twin                          |
//	| ImageBytes | 16 MiB      | a memory image, and its sidecar                            |
type Limits struct {
	Twins, Records int
	Bytes          int64
	Cached         int
	Findings       int
	Desired        int
	ImageBytes     int
}

// DefaultLimits are the limits of the table.
func DefaultLimits() Limits {
	return Limits{Twins: 256, Records: 250_000, Bytes: 128 << 20, Cached: 500_000, Findings: 1000, Desired: 256, ImageBytes: 16 << 20}
}

// Lengths that a request may name.
const (
	MaxNameChars  = 80  // of a twin's name
	MaxKeyBytes   = 120 // of a key of the desired state
	MaxValueBytes = 200 // of a desired value
)
