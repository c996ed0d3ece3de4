package scenarios

import (
	"locktwin/internal/repro"
	"locktwin/model"
	"locktwin/model/keyturner"
)

// Told is what the users of a lock were told that it keeps, as far as somebody has
// listened.
type Told struct {
	PINs     []PIN         // acknowledged, in order
	Settings []Assignment  // acknowledged, in order
	Phones   []PairedPhone // that were paired and not removed, the first one first
}

// PairedPhone is a phone that a lock has given an authorization.
type PairedPhone struct {
	Name  string
	Auth  keyturner.AuthID
	AppID uint32
}

// Observe looks at a lock that no script plays on, and says in sentences of a
// scenario file what has become of what its users were told: their PIN, settings
// and phones, whether anything was torn, whether the lock is usable. Errors as Play.
func Observe(l *model.Lock, f File, t Told) ([]Expectation, error) {
	facts, err := Look(l, f, t)
	if err != nil {
		return nil, err
	}
	return observed(&facts, t.last(), len(t.Phones) > 0), nil
}

// last is the PIN that was acknowledged last.
func (t *Told) last() PIN {
	if len(t.PINs) == 0 {
		return NoPIN
	}
	return t.PINs[len(t.PINs)-1]
}

// Look finds out what is so of a lock that no script plays on. Everything that has to
// be tried is tried in copies. What nobody can ask a lock for afterwards, such as its
// boots, is not among the facts. Errors as Play.
func Look(l *model.Lock, f File, t Told) (Facts, error) {
	at := l.Fork()
	p := &player{
		file: &f, seed: uint64(f.Seed.Or(DefaultSeed)), lock: at, root: &sequence{top: true}, began: at.Now(), watch: newWatcher(),
		cells: f.Lock.Cells.normal(CellsSpec{}), inserted: at.Now(), key: repro.Root(0).Child("script"),
		boardDraw: float64(at.Machine().Config().Currents.Board),
	}
	p.watch.state = at.Machine().CPU().String()
	p.before = p.account()
	for _, pin := range t.PINs {
		p.ack.pinSet(pin)
	}
	for _, s := range t.Settings {
		p.ack.settingSet(s.Setting, s.Value)
	}
	for _, m := range t.Phones {
		one := at.Phone(m.Name)
		one.Auth, one.AppID, one.Acknowledged = m.Auth, m.AppID, true
		p.ack.paired(m.Name, m.Auth)
	}
	return p.facts(QuestionsAsked{PINs: addOnce([]PIN{p.ack.pin}, NoPIN)})
}

// observed puts the facts that matter into sentences.
func observed(f *Facts, pin PIN, paired bool) []Expectation {
	out := []Expectation{Say(PINIs{Classes: ClassesOf(f.Outcome.PIN.Class)})}
	if f.Outcome.PIN.Class != Bricked {
		for _, try := range f.PINs {
			if try.PIN == pin || try.PIN == NoPIN {
				out = append(out, Say(PINAnswer(try)))
			}
		}
	}
	switch kept, lost := len(f.Outcome.Settings.Kept), len(f.Outcome.Settings.Lost); {
	case kept+lost == 0:
	case lost == 0:
		out = append(out, Say(SettingFate{}))
	case kept == 0:
		out = append(out, Say(SettingFate{Lost: true}))
	default:
		out = append(out, Say(SettingFate{Lost: true, Some: true}))
	}
	if paired {
		switch f.Phones.Still {
		case f.Phones.Paired:
			out = append(out, Say(PhonesPaired{}))
		case 0:
			out = append(out, Say(PhonesPaired{None: true}))
		}
	}
	if f.Flash.Interrupted > 0 {
		out = append(out, Say(Interrupted{Operation: AnyOperation, Count: Count{Min: 1, Max: unlimited}}))
	} else {
		out = append(out, Say(Interrupted{Operation: AnyOperation}))
	}
	return append(out, Say(Usable{Not: !f.Outcome.Usable}))
}
