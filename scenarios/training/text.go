package training

import (
	"strings"

	"locktwin/scenarios"
)

// Text is one text in the three languages of the page.
type Text struct {
	EN string `json:"en" doc:"English."`
	DE string `json:"de" doc:"German."`
	FR string `json:"fr" doc:"French."`
}

// Languages are the languages that a Text has, the one that others fall back to first.
func Languages() []string { return []string{"en", "de", "fr"} }

// In gives the text in a language: "de", "fr", anything else is English.
func (t Text) In(language string) string {
	switch language {
	case "de":
		return t.DE
	case "fr":
		return t.FR
	}
	return t.EN
}

// Empty says whether there is no text at all.
func (t Text) Empty() bool { return t == Text{} }

// each applies f to the three.
func (t Text) each(f func(string) string) Text { return Text{f(t.EN), f(t.DE), f(t.FR)} }

// with puts values into the places that are named in braces.
func (t Text) with(values ...string) Text {
	if len(values) == 0 {
		return t
	}
	r := strings.NewReplacer(values...)
	return t.each(r.Replace)
}

// beside puts texts after each other with a blank between them; empty ones are left
// out.
func beside(texts ...Text) Text {
	var out Text
	for _, t := range texts {
		switch {
		case t.Empty():
		case out.Empty():
			out = t
		default:
			out = Text{out.EN + " " + t.EN, out.DE + " " + t.DE, out.FR + " " + t.FR}
		}
	}
	return out.each(strings.TrimSpace)
}

// maxText is the longest text in one language, in bytes.
const maxText = 4000

func readText() scenarios.Reading[Text] {
	one := func(language string) scenarios.Reading[string] {
		return scenarios.ReadText("text in "+language, maxText)
	}
	return scenarios.ReadObject("text", "One text in three languages.", nil,
		scenarios.MustKey("en", "English.", func(t *Text) *string { return &t.EN }, one("English")),
		scenarios.MustKey("de", "German.", func(t *Text) *string { return &t.DE }, one("German")),
		scenarios.MustKey("fr", "French.", func(t *Text) *string { return &t.FR }, one("French")),
	)
}
