package scenarios

import "fmt"

// File is a scenario.
type File struct {
	Scenario string            // its name; required
	Story    string            // what happened, for people
	Seed     Opt[int64]        // of everything that is drawn: 0 to MaxSeed
	Begins   Opt[MinutesOfDay] // time of day at which the story begins; default 08:00
	Lock     LockSpec
	Steps    []Step
	Expect   []Expectation // held against the end
	Sweep    Sweep         // zero: no such section
	places   places
}

// MaxSeed is the largest seed: every reader of JSON keeps it exact.
const MaxSeed = 1<<53 - 1

// DefaultBegins is the time of day at which a story begins when its file does
// not say.
const DefaultBegins MinutesOfDay = 8 * 60

func nameCodec() codec[string] {
	c := textOf("a name", 80)
	c.shape.Pattern = `^[a-z0-9]+(-[a-z0-9]+)*$`
	c.shape.Example = "pin-denied-after-battery-change"
	want := "small letters, digits and single hyphens, such as " + c.shape.Example
	return scalarCodec(c.shape, want, func(s string) (string, error) {
		if len(s) > 80 {
			return "", fmt.Errorf("has %d bytes", len(s))
		}
		hyphen := true // as if one stood before the first letter
		for _, r := range s {
			switch {
			case r == '-' && !hyphen:
				hyphen = true
			case r >= 'a' && r <= 'z' || r >= '0' && r <= '9':
				hyphen = false
			default:
				return "", fmt.Errorf("is no name for a scenario")
			}
		}
		if hyphen {
			return "", fmt.Errorf("is no name for a scenario")
		}
		return s, nil
	}, textNode)
}

func fileCodec(v *vocabulary) codec[File] {
	none := func(e []Expectation) bool { return len(e) == 0 }
	return objectOf("scenario", "A locktwin scenario: a lock, what is done to it, and what must be true afterwards.", nil,
		must("scenario", "The scenario's name, that of its file.", func(f *File) *string { return &f.Scenario }, nameCodec()),
		some("story", "What happened, in a customer's words.", func(f *File) *string { return &f.Story }, textOf("a story", 20_000)),
		opt("seed", "Of everything that is drawn: the same seed gives the same run.", func(f *File) *Opt[int64] { return &f.Seed }, wholeOf[int64](0, MaxSeed)),
		opt("begins", "Time of day at which the story begins; 08:00 if left out.", func(f *File) *Opt[MinutesOfDay] { return &f.Begins }, clockCodec()),
		must("lock", "The lock on the bench.", func(f *File) *LockSpec { return &f.Lock }, lockCodec()),
		must("steps", "What is done to it.", func(f *File) *[]Step { return &f.Steps }, stepsCodec(v)),
		may("expect", "What must be true at the end.", func(f *File) *[]Expectation { return &f.Expect }, expectationsCodec(v), none),
		may("sweep", "How it is swept: which fault falls where, and what varies.", func(f *File) *Sweep { return &f.Sweep }, sweepCodec(v), Sweep.empty),
	)
}
