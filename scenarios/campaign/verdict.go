package campaign

import (
	"cmp"
	"slices"
	"strconv"

	"locktwin/scenarios"
)

// Parts of what a lock keeps, as Row and Failure name them. The class of a
// broken invariant is its sentence.
const (
	PINPart            = "PIN"
	SettingsPart       = "settings"
	AuthorizationsPart = "authorizations"
	InvariantPart      = "invariant"
)

var parts = []string{PINPart, SettingsPart, AuthorizationsPart}

const intact = string(scenarios.Intact)

// rank is the place of a class in scenarios.Classes, strongest first.
func rank(class string) int {
	return slices.Index(scenarios.Classes, scenarios.Class(class))
}

// Class is the class of the PIN, the settings or the authorizations; "" for anything
// else.
func (v *Verdict) Class(part string) string {
	switch part {
	case PINPart:
		return v.PIN
	case SettingsPart:
		return v.Settings
	case AuthorizationsPart:
		return v.Authorizations
	}
	return ""
}

// lost says whether anything was lost, or an invariant is broken.
func (v *Verdict) lost() bool {
	return v.PIN != intact || v.Settings != intact || v.Authorizations != intact || len(v.Broken) > 0
}

// compareWorst orders ends, the worst first: by the class of the PIN, then the
// settings, then the authorizations, then by how many invariants are broken. Of
// ends that are equally bad the more frequent one comes first.
func compareWorst(a, b Verdict) int {
	return cmp.Or(
		cmp.Compare(rank(a.PIN), rank(b.PIN)),
		cmp.Compare(rank(a.Settings), rank(b.Settings)),
		cmp.Compare(rank(a.Authorizations), rank(b.Authorizations)),
		cmp.Compare(len(b.Broken), len(a.Broken)),
		cmp.Compare(b.Samples, a.Samples),
		cmp.Compare(a.Decision, b.Decision),
		slices.Compare(a.Broken, b.Broken),
	)
}

// compareFrequent orders ends as a Finding lists them.
func compareFrequent(a, b Verdict) int {
	return cmp.Or(cmp.Compare(b.Samples, a.Samples), compareWorst(a, b))
}

// sameLoss says whether two ends are the same for a user.
func sameLoss(a, b Verdict) bool {
	return a.PIN == b.PIN && a.Settings == b.Settings && a.Authorizations == b.Authorizations && slices.Equal(a.Broken, b.Broken)
}

// sameEnd says whether two ends differ in nothing but how often they came.
func sameEnd(a, b Verdict) bool { return sameLoss(a, b) && a.Decision == b.Decision }

func samplesOf(vs []Verdict) int {
	n := 0
	for _, v := range vs {
		n += v.Samples
	}
	return n
}

// endingNumber numbers distinct ends of experiments.
func (p *plan) endingNumber(vs []Verdict) int {
	key := make([]byte, 0, 128)
	for _, v := range vs {
		key = strconv.AppendInt(key, int64(v.Samples), 10)
		for _, word := range append([]string{v.PIN, v.Settings, v.Authorizations, v.Decision}, v.Broken...) {
			key = strconv.AppendQuote(append(key, ' '), word)
		}
		key = append(key, '\n')
	}
	n, known := p.ending[string(key)]
	if !known {
		n = len(p.endings)
		own := slices.Clone(vs)
		slices.SortFunc(own, compareFrequent)
		p.endings = append(p.endings, own)
		p.ending[string(key)] = n
	}
	return n
}
