package scenarios

import "time"

// Facts is all that a claim is judged by: what became of the lock, what was
// counted on the way, and the answers to the Questions of the file. Whoever
// fills it in needs no knowledge of claims, and Judge none of locks.
type Facts struct {
	Outcome     Outcome
	Flash       FlashCounts
	Torn        TornCounts
	PINs        []PINTry   // one for each PIN that the claims ask about
	FactoryTry  []ResetTry // one for each factory reset that the claims ask about
	Settings    []SettingFact
	Phones      PhoneCounts
	Bolt        BoltState
	Warnings    int // power-fail warnings
	Boots       []BootFacts
	Rails       []RailExtremes
	Battery     BatteryFacts
	Charge      []ChargeFact
	Critical    bool // the lock reports a critical battery
	Answer      AnswerFact
	Faults      []FaultFact
	CustomPINOn bool // a PIN other than 0000 was acknowledged and not taken back
}

// PINTry is how the lock answers a PIN, tried in a copy without lock-out.
type PINTry struct {
	PIN      PIN
	Accepted bool
}

// ResetTry is how the lock answers a factory reset, tried in a copy.
type ResetTry struct {
	By      ResetWay
	PIN     PIN
	Allowed bool
}

// TornCounts splits Flash.Interrupted by kind.
type TornCounts struct{ Programs, Erases int }

// SettingFact is what one setting reads.
type SettingFact struct {
	Setting Setting
	Reads   SettingValue
	Lost    bool // it cannot be read: the lock is down, or refuses
	Default SettingValue
	Chosen  Opt[SettingValue] // the last acknowledged change, if there was one
}

// PhoneCounts says how many of the phones that were paired still are.
type PhoneCounts struct{ Paired, Still int }

// BootFacts is what one boot made of what it read.
type BootFacts struct {
	Found     []FoundFact
	Decisions []string // what boot code noted: stable name, colon, sentence
}

// FoundFact is what boot code made of one area.
type FoundFact struct {
	Area    Area
	Finding Finding
}

// RailExtremes are the lowest and highest value of a voltage since the story
// began. The way up from nothing at the first power-on does not count.
type RailExtremes struct {
	Rail     Rail
	Min, Max Microvolts
}

// BatteryFacts is how the last set of cells did.
type BatteryFacts struct {
	Lasted time.Duration // from its insertion to the first critical report or the last sign of life; so far, if not Over
	Over   bool
}

// ChargeFact is the charge somebody used since the last set of cells went in.
type ChargeFact struct {
	Consumer      Consumer
	Microcoulombs int64
}

// FaultFact is a fault of the link that was set at some time, and how often it
// changed something.
type FaultFact struct {
	Fault   string
	Applied int64
}

// AnswerFact is how the last command of a phone ended.
type AnswerFact struct {
	Given    bool // some command was sent
	Accepted bool
	Reason   string // of a refusal, or "no answer"
}

// QuestionsAsked is what has to be tried on a copy of the lock before the claims of
// a list can be judged.
type QuestionsAsked struct {
	PINs   []PIN
	Resets []ResetAsked // Allowed has no meaning here
}

// QuestionsOf lists what the claims ask, each question once, in order of
// appearance.
func QuestionsOf(claims []Expectation) QuestionsAsked {
	var q QuestionsAsked
	for _, e := range claims {
		switch c := e.Claim.(type) {
		case PINAnswer:
			q.PINs = addOnce(q.PINs, c.PIN)
		case ResetAsked:
			c.Allowed = false
			q.Resets = addOnce(q.Resets, c)
		}
	}
	return q
}

func addOnce[T comparable](l []T, v T) []T {
	for _, x := range l {
		if x == v {
			return l
		}
	}
	return append(l, v)
}
