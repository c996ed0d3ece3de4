package report

import (
	"slices"
	"strings"
)

// decisions say what a boot made of what it found, as a clause. The names are
// those that boot code notes.
var decisions = map[string]string{
	"advanced-default":  "boot puts the advanced settings back to the factory's",
	"advanced-repaired": "boot replaces advanced settings that are out of range",
	"config-default":    "boot puts the settings back to the factory's",
	"config-repaired":   "boot replaces settings that are out of range",
	"defaults-written":  "boot writes the factory settings over what it could not read",
	"layout-foreign":    "boot takes the data for another layout and rewrites them",
	"layout-postponed":  "boot uses the data of another layout in place",
	"layout-unmarked":   "boot finds no layout word and takes the data for its own",
	"new-lock":          "boot takes the memory for that of a new lock",
	"pin-custom":        "boot finds a custom PIN",
	"pin-default":       "boot takes the PIN for not set",
	"pin-none":          "boot finds that no PIN is set",
	"pin-unknown":       "boot knows only that some PIN is set",
	"pin-wipe":          "boot answers an unreadable PIN by erasing everything",
	"settings-blank":    "boot takes the settings page for blank",
	"settings-corrupt":  "boot finds the settings page damaged",
	"store-ambiguous":   "boot finds two records that contradict each other",
	"store-corrupt":     "boot finds the store damaged",
	"store-empty":       "boot finds the store empty",
	"store-recovered":   "boot puts an interrupted save in order",
	"store-unusable":    "boot cannot mount the store",
	"store-valid":       "boot finds the store in order",
	"suspect":           "boot distrusts the newest record and commits it again",
	"wipe-planned":      "boot finds the settings damaged and erases everything",
}

// findings are what mounting a store may find, as its report begins.
var findings = [...]struct{ name, says string }{
	{"refused-empty", "boot finds the store empty and refuses it"},
	{"refused-valid", "boot finds the store in order and refuses it"},
	{"refused-recovered", "boot puts an interrupted save in order and refuses the store"},
	{"refused-ambiguous", "boot finds more than one reading and refuses the store"},
	{"refused-corrupt", "boot finds the store damaged and refuses it"},
	{"refused", "boot refuses the store"},
	{"empty", "boot finds the store empty"},
	{"valid", "boot finds the store in order"},
	{"recovered", "boot puts an interrupted save in order"},
	{"ambiguous", "boot finds more than one reading and chooses one"},
	{"corrupt", "boot finds the store damaged"},
}

// decisionWords is a decision as a clause; one that is not known is named.
func decisionWords(name string) string {
	if name == "" {
		return "boot notes nothing"
	}
	if s := decisions[name]; s != "" {
		return s
	}
	// A store's own report is its finding with the reason behind it.
	for _, f := range findings {
		if why, ok := strings.CutPrefix(name, f.name+"-"); ok {
			return f.says + " (“" + reasonWords(why) + "”)"
		}
		if name == f.name {
			return f.says
		}
	}
	// Several decisions in one name are joined with "+" or ",".
	if words := strings.FieldsFunc(name, func(r rune) bool { return r == '+' || r == ',' || r == ' ' }); len(words) > 1 {
		both := slices.Contains(words, "config-default") && slices.Contains(words, "advanced-default")
		var out []string
		for _, w := range words {
			switch says := strings.TrimPrefix(decisionWords(w), "boot "); {
			case both && w == "advanced-default":
			case both && w == "config-default":
				out = append(out, "puts all settings back to the factory's")
			default:
				out = append(out, says)
			}
		}
		return "boot " + listed(out)
	}
	return "boot decides “" + name + "”"
}

// reasonWords is a reason of a store as it was before it became part of a name:
// names have no commas and no apostrophes.
func reasonWords(name string) string {
	return strings.NewReplacer("-everything-", ", everything ", "-it-s-", ", it's ", "-", " ").Replace(name)
}
