package diagnose

import (
	"slices"
	"strings"

	"locktwin/model/power"
	"locktwin/scenarios"
)

// Kind is what a symptom's value is.
type Kind string

// The kinds of value.
const (
	WordKind   Kind = "word"   // one of Word.Answers
	CountKind  Kind = "count"  // a whole number
	NumberKind Kind = "number" // a number
	TextKind   Kind = "text"   // free text
)

// Word is one key of the symptoms.
type Word struct {
	Key     string       `json:"key" doc:"Its key."`
	About   string       `json:"about" doc:"What it means, one line."`
	Kind    Kind         `json:"kind" doc:"Which kind it is."`
	Answers []AnswerWord `json:"answers,omitempty" doc:"Of WordKind, in a fixed order; 'unknown' always goes without being listed."`
	Low     float64      `json:"low,omitempty" doc:"Of CountKind and NumberKind."`
	High    float64      `json:"high,omitempty" doc:"5 % lie above."`
}

// AnswerWord is one value of a word.
type AnswerWord struct {
	Value string   `json:"value" doc:"The value."`
	About string   `json:"about" doc:"What it means."`
	Also  []string `json:"also,omitempty" doc:"Other ways to write it."`
}

// Keys of the symptoms that are words, as Symptoms writes them.
const (
	keyPIN            = "pin"
	keyDefault        = "default"
	keySettings       = "settings"
	keyAuthorizations = "authorizations"
	keyPhones         = "phones"
	keyAfter          = "after"
	keyUndone         = "undone"
	keyResets         = "resets"
	keyOtherPhone     = "other-phone"
	keyPage           = "page"
	keyWaited         = "waited"
	keyBatteryType    = "battery-type"
	keyCells          = "cells"
	keyFirmware       = "firmware"
	keyTimes          = "times"
	keyChanges        = "changes"
	keyCellDays       = "cell-days"
	keyActions        = "actions-per-day"
)

// Limits of the numbers.
const (
	maxTimes      = 1000
	minCellDays   = 1
	maxCellDays   = 3650
	minActions    = 0.1
	maxActions    = 1000
	maxFirmware   = 100  // bytes
	maxInputBytes = 4096 // of a JSON text
)

// Vocabulary lists the keys of the symptoms and their answers, in the order in which
// help shows them. Each call makes a new list.
func Vocabulary() []Word {
	a := func(value, about string, also ...string) AnswerWord { return AnswerWord{value, about, also} }
	words := []Word{
		{Key: keyPIN, About: "the custom PIN in the app", Kind: WordKind, Answers: []AnswerWord{
			a("rejected", "is refused", "refused", "denied", "wrong"),
			a("accepted", "is taken as ever", "ok", "works"),
			a("older", "an older PIN is taken in its place", "old", "stale"),
			a("varies", "is taken at one time and refused at another", "sometimes", "unstable"),
			a("dead", "the lock does not answer at all", "bricked"),
		}},
		{Key: keyDefault, About: "the PIN 0000", Kind: WordKind, Answers: []AnswerWord{
			a("rejected", "is refused too", "refused", "denied"),
			a("accepted", "is taken", "ok", "works"),
		}},
		{Key: keySettings, About: "settings such as the brightness of the light, auto lock, the name", Kind: WordKind, Answers: []AnswerWord{
			a("kept", "are as they were chosen", "none", "ok"),
			a("some", "some are back at their default"),
			a("lost", "all are back at their default", "all", "default"),
			a("older", "are as they were before the last change", "old", "stale"),
			a("odd", "read what nobody ever chose", "wrong"),
		}},
		{Key: keyAuthorizations, About: "phones, fobs and codes that the lock knew", Kind: WordKind, Answers: []AnswerWord{
			a("kept", "are all there", "none", "ok"),
			a("some", "some are gone"),
			a("limited", "are there, but those that are limited in time are refused", "timed"),
			a("lost", "all are gone", "all"),
		}},
		{Key: keyPhones, About: "the phone of the customer", Kind: WordKind, Answers: []AnswerWord{
			a("paired", "still opens the door", "yes", "still-paired", "kept"),
			a("unpaired", "is no longer known", "no", "lost"),
		}},
		{Key: keyAfter, About: "what came before", Kind: WordKind, Answers: []AnswerWord{
			a("battery-change", "new cells", "change", "cells", "batteries"),
			a("empty", "the cells ran empty", "running-empty"),
			a("charging", "cells or pack were charged", "charge"),
			a("cold", "a cold night", "frost"),
			a("update", "new firmware", "firmware", "beta"),
			a("nothing", "out of the blue", "blue"),
		}},
		{Key: keyUndone, About: "the cells out for another minute", Kind: WordKind, Answers: []AnswerWord{
			a("no", "changes nothing"),
			a("yes", "brings the PIN back"),
		}},
		{Key: keyResets, About: "restarts in the log or the battery report that nobody caused", Kind: WordKind, Answers: []AnswerWord{
			a("yes", "there are"),
			a("no", "there are none"),
		}},
		{Key: keyOtherPhone, About: "the custom PIN in another phone", Kind: WordKind, Answers: []AnswerWord{
			a("same", "gives the same answer"),
			a("works", "is taken"),
		}},
		{Key: keyWaited, About: "the custom PIN after an hour in which nobody tried any", Kind: WordKind, Answers: []AnswerWord{
			a("same", "gives the same answer"),
			a("works", "is taken"),
		}},
		{Key: keyPage, About: "the page with the settings as the boot after the loss found it, in a readout of the flash or a debug log", Kind: WordKind, Answers: []AnswerWord{
			a("valid", "is whole"),
			a("blank", "is erased", "erased"),
			a("damaged", "is neither whole nor erased", "corrupt"),
		}},
		{Key: keyBatteryType, About: "the battery type that the app shows", Kind: WordKind, Answers: []AnswerWord{
			a("right", "is that of the cells in the bay"),
			a("wrong", "is another one"),
		}},
		{Key: keyCells, About: "the cells in the bay", Kind: WordKind},
		{Key: keyFirmware, About: "the version that the app shows; the word beta counts, and the name of a firmware profile", Kind: TextKind, High: maxFirmware},
		{Key: keyTimes, About: "how often it has happened", Kind: CountKind, Low: 1, High: maxTimes},
		{Key: keyChanges, About: "how often it could have happened: changes of cells, times of it among them", Kind: CountKind, Low: 1, High: maxTimes},
		{Key: keyCellDays, About: "how many days a set of cells lasts", Kind: NumberKind, Low: minCellDays, High: maxCellDays},
		{Key: keyActions, About: "how often the lock locks and unlocks in a day", Kind: NumberKind, Low: minActions, High: maxActions},
	}
	for i := range words {
		if words[i].Key == keyCells {
			for _, c := range power.Chemistries() {
				words[i].Answers = append(words[i].Answers, AnswerWord{Value: string(c.Kind), About: c.Title, Also: alsoCells(c.Kind)})
			}
		}
	}
	return words
}

// alsoCells are other names of cells.
func alsoCells(kind power.CellKind) []string {
	switch kind {
	case power.Eneloop:
		return []string{"nimh", "rechargeable"}
	case power.L91:
		return []string{"lithium"}
	case power.PowerPack:
		return []string{"pack", "powerpack"}
	}
	return nil
}

// lookWord finds a key.
func lookWord(key string) (Word, bool) {
	for _, w := range Vocabulary() {
		if w.Key == key {
			return w, true
		}
	}
	return Word{}, false
}

// answer finds a value under any of its names.
func (w *Word) answer(value string) (string, bool) {
	value = strings.ToLower(value)
	for _, a := range w.Answers {
		if a.Value == value || slices.Contains(a.Also, value) {
			return a.Value, true
		}
	}
	return "", false
}

// near is the answer that was probably meant by a word that is none; "" when none is near.
func (w *Word) near(value string) string {
	return scenarios.Nearest(value, w.values())
}

// values lists what a word may be, unknown included.
func (w *Word) values() []string {
	out := make([]string, 0, len(w.Answers)+1)
	for _, a := range w.Answers {
		out = append(out, a.Value)
	}
	return append(out, Unknown)
}
