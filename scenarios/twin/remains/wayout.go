package remains

// WayOut is what an image allows.
type WayOut struct {
	Part        string       `json:"part" doc:"Memory part, as the catalogue names it."`
	Profile     string       `json:"profile" doc:"By which the image was read."`
	Given       bool         `json:"profile_given" doc:"Whether somebody named the profile."`
	Profiles    []ProfileFit `json:"profiles" nullable:"false" doc:"Those whose layout suits the image, best first."`
	Now         Now          `json:"now" doc:"What the lock makes of it when it starts."`
	Candidates  []Candidate  `json:"candidates" nullable:"false" doc:"Ranked: what the lock takes at some of its starts first, then by probability."`
	Unlisted    float64      `json:"unlisted_probability" doc:"The probability that the PIN is none of the candidates listed."`
	Bits        float64      `json:"bits_known" doc:"How much the remains tell of the 13.3 bits of a PIN."`
	LockOut     LockOut      `json:"lock_out" doc:"What wrong PINs do."`
	Trying      Trying       `json:"trying" doc:"Whether entering values can help."`
	OnlyReset   bool         `json:"only_reset" doc:"Neither a value that the lock takes nor one that the remains single out is left."`
	Reset       Reset        `json:"reset" doc:"What a factory reset does."`
	Remains     []Piece      `json:"remains" nullable:"false" doc:"What is left of the PIN."`
	Assumptions []string     `json:"assumptions" nullable:"false" doc:"What was assumed."`
}

// ProfileFit is how well an image suits a profile.
type ProfileFit struct {
	Name   string  `json:"name" doc:"Its name."`
	Layout uint8   `json:"layout" doc:"Version of the layout."`
	Fit    float64 `json:"fit" doc:"0 to 1."`
	Why    string  `json:"why" doc:"Why, in words."`
}

// Now is what the lock makes of its PIN when it starts with this image.
type Now struct {
	Starts  int      `json:"starts" doc:"That were played, each with other read noise."`
	Denied  int      `json:"denied" doc:"Of them: every PIN is refused."`
	NoPIN   int      `json:"no_pin" doc:"0000 is right."`
	Custom  int      `json:"custom" doc:"Some value is taken."`
	Failed  int      `json:"failed" doc:"Did not come up."`
	Refused []string `json:"refused" nullable:"false" doc:"What its boot refused or gave up, and why."`
}

// Candidate is a value that the remains allow.
type Candidate struct {
	PIN         uint16   `json:"pin" doc:"1 to 9999."`
	Rank        int      `json:"rank" doc:"Place in the ranking, from 1."`
	Probability float64  `json:"probability" doc:"Probability that this is the PIN which was set."`
	Cumulative  float64  `json:"cumulative_probability" doc:"Probability of this and all better ones together."`
	TakenAt     float64  `json:"taken_at_share" doc:"The share of starts at which the lock takes this value, 0 to 1."`
	Why         []string `json:"why" nullable:"false" doc:"Why, in words."`
	Attempts    int      `json:"attempts" doc:"To come to this candidate, itself included."`
	Seconds     float64  `json:"seconds" doc:"How long that takes at least, lock-outs alone."`
}

// LockOut is what the profile does about wrong PINs.
type LockOut struct {
	WrongPINs  int     `json:"wrong_pins" doc:"Wrong PINs until it locks out."`
	Seconds    float64 `json:"seconds" doc:"How long, seconds."`
	AllSeconds float64 `json:"all_seconds" doc:"What it takes to try every PIN there is, seconds of lock-outs."`
}

// Trying says whether entering values can help at all.
type Trying struct {
	Helps bool   `json:"helps" doc:"Whether it can help."`
	Why   string `json:"why" doc:"Why, in words."`
}

// Reset is what a factory reset does.
type Reset struct {
	Button      bool     `json:"button" doc:"Possible without a PIN."`
	HoldSeconds float64  `json:"hold_seconds" doc:"How long to hold the button, seconds."`
	How         string   `json:"how" doc:"How it is done."`
	Destroys    []string `json:"destroys" nullable:"false" doc:"What it destroys."`
	Keeps       []string `json:"keeps" nullable:"false" doc:"What it keeps."`
}

// Piece is one place at which something of the PIN lies or lay.
type Piece struct {
	Addr     uint32  `json:"addr" doc:"Address in the memory."`
	Bytes    int     `json:"bytes" doc:"Its length in bytes."`
	Kind     Kind    `json:"kind" doc:"Whole, damaged, torn, blank or default."`
	Value    uint16  `json:"value" doc:"As it reads."`
	Sequence uint32  `json:"sequence" doc:"Number of the record where the design has one; higher is newer."`
	Bits     float64 `json:"bits" doc:"How much this piece alone tells."`
	Why      string  `json:"why" doc:"Why, in words."`
}
