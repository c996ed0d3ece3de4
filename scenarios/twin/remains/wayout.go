package remains

// WayOut is what an image allows.
type WayOut struct {
	Part    string `json:"part"`
	Profile string `json:"profile"` // by which the image was read
	Given   bool   `json:"profile_given"`
	// Profiles are those whose layout suits the image, best first.
	Profiles []ProfileFit `json:"profiles"`
	Now      Now          `json:"now"`
	// Candidates are ranked: what the lock takes at some of its starts first, then
	// by probability.
	Candidates []Candidate `json:"candidates"`
	// Unlisted is the probability that the PIN is none of the candidates listed.
	Unlisted float64 `json:"unlisted_probability"`
	// Bits is how much the remains tell of the 13.3 bits of a PIN.
	Bits    float64 `json:"bits_known"`
	LockOut LockOut `json:"lock_out"`
	Trying  Trying  `json:"trying"`
	// OnlyReset says that neither a value that the lock takes nor one that the
	// remains single out is left.
	OnlyReset   bool     `json:"only_reset"`
	Reset       Reset    `json:"reset"`
	Remains     []Piece  `json:"remains"`
	Assumptions []string `json:"assumptions"`
}

// ProfileFit is how well an image suits a profile.
type ProfileFit struct {
	Name   string  `json:"name"`
	Layout uint8   `json:"layout"`
	Fit    float64 `json:"fit"` // 0 to 1
	Why    string  `json:"why"`
}

// Now is what the lock makes of its PIN when it starts with this image.
type Now struct {
	Starts  int      `json:"starts"` // that were played, each with other read noise
	Denied  int      `json:"denied"` // of them: every PIN is refused
	NoPIN   int      `json:"no_pin"` // 0000 is right
	Custom  int      `json:"custom"` // some value is taken
	Failed  int      `json:"failed"` // did not come up
	Refused []string `json:"refused"`
}

// Candidate is a value that the remains allow.
type Candidate struct {
	PIN  uint16 `json:"pin"` // 1 to 9999
	Rank int    `json:"rank"`
	// Probability that this is the PIN which was set.
	Probability float64 `json:"probability"`
	Cumulative  float64 `json:"cumulative_probability"`
	// TakenAt is the share of starts at which the lock takes this value, 0 to 1.
	TakenAt  float64  `json:"taken_at_share"`
	Why      []string `json:"why"`
	Attempts int      `json:"attempts"` // to come to this candidate, itself included
	Seconds  float64  `json:"seconds"`  // that takes at least, lock-outs included
}

// LockOut is what the profile does about wrong PINs.
type LockOut struct {
	WrongPINs int     `json:"wrong_pins"`
	Seconds   float64 `json:"seconds"`
	// All is what it takes to try every PIN there is.
	AllSeconds float64 `json:"all_seconds"`
}

// Trying says whether entering values can help at all.
type Trying struct {
	Helps bool   `json:"helps"`
	Why   string `json:"why"`
}

// Reset is what a factory reset does.
type Reset struct {
	Button      bool     `json:"button"` // possible without a PIN
	HoldSeconds float64  `json:"hold_seconds"`
	How         string   `json:"how"`
	Destroys    []string `json:"destroys"`
	Keeps       []string `json:"keeps"`
}

// Piece is one place at which something of the PIN lies or lay.
type Piece struct {
	Addr  uint32 `json:"addr"`
	Bytes int    `json:"bytes"`
	Kind  Kind   `json:"kind"`
	Value uint16 `json:"value"` // as it reads
	// Sequence numbers records where the design does.
	Sequence uint32  `json:"sequence"`
	Bits     float64 `json:"bits"` // that this piece alone tells
	Why      string  `json:"why"`
}
