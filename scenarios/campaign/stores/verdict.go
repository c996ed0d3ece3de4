package stores

import (
	"strings"

	"locktwin/model/store"
	"locktwin/scenarios"
	"locktwin/scenarios/campaign"
)

// class is the word of scenarios.Classes for a fate.
func (f fate) class() string {
	return string([...]scenarios.Class{
		bricked: scenarios.Bricked, unstable: scenarios.Unstable, wrong: scenarios.Wrong, lost: scenarios.Default,
		denied: scenarios.Denied, stale: scenarios.Stale, intact: scenarios.Intact,
	}[f])
}

func isPIN(k store.Key) bool           { return k == keyPIN }
func isSettings(k store.Key) bool      { return k == keySettings }
func isAuthorization(k store.Key) bool { return k >= keyAuthorization }

// found is what the first boot after the last fault made of what it found.
type found struct {
	report store.Report
	failed bool // Mount returned an error
}

// end is how an experiment ended, comparable.
type end struct {
	pin, settings, authorizations fate
	found                         store.Finding
	why                           string
	failed                        bool
}

func (o *witness) end(w *workload, f found) end {
	return end{o.part(w, isPIN), o.part(w, isSettings), o.part(w, isAuthorization), f.report.Found, f.report.Why, f.failed}
}

// verdict puts an end into words. A part of the lock that the workload does not
// touch is intact.
func (e end) verdict(samples int) campaign.Verdict {
	return campaign.Verdict{PIN: e.pin.class(), Settings: e.settings.class(), Authorizations: e.authorizations.class(),
		Decision: decision(e.found, e.why, e.failed), Samples: samples}
}

// decision names what a Mount made of what it found: the finding and the reason,
// in lower case and joined by hyphens, "refused" before them when Mount failed.
// Both come from fixed sets of the designs, so the names are stable.
func decision(f store.Finding, why string, failed bool) string {
	var b strings.Builder
	if failed {
		b.WriteString("refused ")
	}
	b.WriteString(f.String())
	if why != "" {
		b.WriteString(" ")
		b.WriteString(why)
	}
	return kebab(b.String())
}

// kebab is a text in lower case with hyphens for all that is no letter or digit.
func kebab(s string) string {
	words := strings.FieldsFunc(strings.ToLower(s), func(r rune) bool {
		return (r < 'a' || r > 'z') && (r < '0' || r > '9')
	})
	return strings.Join(words, "-")
}
