package training

import (
	"regexp"
	"slices"
	"strings"
	"testing"
)

// keys are the texts that the package asks for.
func keys() []string {
	var all []string
	for _, p := range probes() {
		all = append(all, "ask."+p.id)
		for _, v := range p.values {
			all = append(all, "answer."+p.id+"."+v)
		}
	}
	for _, t := range tools() {
		all = append(all, "do."+t.id)
		for _, v := range t.values {
			all = append(all, "did."+t.id+"."+v)
		}
	}
	for _, e := range Evidences() {
		all = append(all, "evidence."+string(e))
	}
	for _, l := range Losses() {
		all = append(all, "loss."+string(l))
	}
	for _, c := range Criteria() {
		all = append(all, "criterion."+string(c))
	}
	for _, t := range []Touch{Looks, Touches, Changes, Erases} {
		all = append(all, "suggest.do."+string(t))
	}
	for _, k := range []ChoiceKind{Ask, Tell, Diagnose, Next, Finish} {
		all = append(all, "suggest."+string(k))
	}
	return all
}

func TestEverythingThatCanBeSaidHasItsWords(t *testing.T) {
	w, err := readWords()
	if err != nil {
		t.Fatal(err)
	}
	for _, k := range keys() {
		if !w.has(k) {
			t.Errorf("words.yaml lacks %s", k)
		}
	}
	place := regexp.MustCompile(`\{[a-z]+\}`)
	for k, text := range w.texts {
		switch prefix, _, _ := strings.Cut(k, "."); prefix {
		case "ask", "answer", "do", "did", "suggest", "evidence", "loss", "criterion":
			if !slices.Contains(keys(), k) {
				t.Errorf("nobody says %s", k)
			}
		}
		places := place.FindAllString(text.EN, -1)
		slices.Sort(places)
		for _, language := range Languages() {
			said := text.In(language)
			if strings.TrimSpace(said) == "" {
				t.Errorf("%s has no text in %s", k, language)
			}
			got := place.FindAllString(said, -1)
			slices.Sort(got)
			if !slices.Equal(got, places) {
				t.Errorf("%s fills in %v in English and %v in %s", k, places, got, language)
			}
		}
	}
}

// rawKey is a key of words.yaml that was shown in place of its text.
var rawKey = regexp.MustCompile(`\b(answer|did|do|ask|row|reason|minus|loss|evidence|found|pin|type|word)\.[a-z]`)

// holdSaid holds that everything in a proof is said in words.
func holdSaid(t *testing.T, p Proof) {
	t.Helper()
	for _, e := range p.Record.Entries {
		for _, language := range Languages() {
			said := e.Outcome.Text.In(language)
			for _, r := range e.Outcome.Shows {
				said += " | " + r.Label.In(language) + " " + r.Value.In(language)
			}
			if rawKey.MatchString(said) || strings.ContainsAny(said, "{}") {
				t.Errorf("%v, %s: %s", e.Choice, language, said)
			}
		}
	}
	for _, part := range p.Score.Parts {
		for _, r := range part.Reasons {
			if said := r.Text.EN + r.Text.DE + r.Text.FR; rawKey.MatchString(said) || strings.ContainsAny(said, "{}") {
				t.Errorf("%s: %s", part.Criterion, said)
			}
		}
	}
}
