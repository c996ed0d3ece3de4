package api

import (
	"time"

	"locktwin/emulator/fleet"
	"locktwin/emulator/problem"
	"locktwin/flashsim"
	"locktwin/model/firmware"
	"locktwin/model/power"
)

func connectionOf(c fleet.Connection) Connection {
	return Connection{ID: c.ID, Central: c.Central, SinceNS: c.SinceNS, Interval: For(time.Duration(c.IntervalNS)), Latency: c.Latency,
		Timeout: For(time.Duration(c.TimeoutNS)), Instant: c.Instant}
}

// checkSpec finds names in a specification that do not exist. Whatever else may
// be wrong the fleet finds.
func checkSpec(s *fleet.Spec) error {
	if s.Profile != "" {
		if err := checkProfile("body.profile", s.Profile); err != nil {
			return err
		}
	}
	if s.Part != "" {
		if err := checkWord("body.part", "memory part", s.Part, partNames()); err != nil {
			return err
		}
	}
	return checkCells("body.cells", s.Cells)
}

func checkProfile(location, name string) error {
	return checkWord(location, "firmware profile", name, firmware.ProfileNames())
}

func checkCells(location string, c *fleet.Cells) error {
	if c == nil || c.Kind == "" {
		return nil
	}
	return checkWord(location+".kind", "kind of cell", c.Kind, cellNames())
}

// checkWord holds a word against those that there are.
func checkWord(location, what, word string, words []string) error {
	for _, w := range words {
		if w == word {
			return nil
		}
	}
	return invalid(location, word, problem.OneOf(words), "there is no %s '%s'.%s", what, word, problem.DidYouMean(word, words))
}

func partNames() []string {
	var names []string
	for _, p := range flashsim.Catalogue() {
		names = append(names, p.Name)
	}
	return names
}

func cellNames() []string {
	var names []string
	for _, c := range power.Chemistries() {
		names = append(names, string(c.Kind))
	}
	return names
}
