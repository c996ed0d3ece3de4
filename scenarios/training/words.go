package training

import (
	_ "embed" // the texts

	"go.yaml.in/yaml/v4"
)

//go:embed words.yaml
var wordsFile []byte

// words are the texts that all cases share, by key.
type words struct{ texts map[string]Text }

// readWords reads the texts. A fault in them is one of this program, which a test
// finds.
func readWords() (words, error) {
	var w words
	err := yaml.Load(wordsFile, &w.texts, yaml.WithKnownFields())
	return w, err
}

// say gives the text of a key with values put in; a key that has none is shown as it
// is, which a test keeps from happening.
func (w words) say(key string, values ...string) Text {
	t, ok := w.texts[key]
	if !ok {
		return Text{key, key, key}
	}
	return t.with(values...)
}

func (w words) has(key string) bool {
	_, ok := w.texts[key]
	return ok
}
