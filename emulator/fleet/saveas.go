package fleet

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"locktwin/model"
	"locktwin/model/sim"
	"locktwin/scenarios"
)

// Scenario writes what was done to a lock as a scenario file, with sentences about how
// it stands now as its expectations. name is that of the scenario. What a file has no
// words for stands in it as a comment. The file holds PINs. Errors as Do, or ErrSpec for a
// name that is none.
func (f *Fleet) Scenario(ctx context.Context, ref, name string) ([]byte, error) {
	w, l, err := f.writer(ctx, ref)
	if err != nil {
		return nil, err
	}
	file, remarks, err := w.write(name)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrSpec, err)
	}
	if file.Expect == nil {
		w.recall(l)
		if file.Expect, err = scenarios.Observe(l, file, w.told); err != nil {
			return nil, fmt.Errorf("%w: %w", ErrFailed, err)
		}
	}
	text, err := scenarios.FormatWith(file, remarks)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrSpec, err)
	}
	return text, nil
}

// Fate finds out what has become of what the users of a lock were told that it keeps,
// as far as its record tells. What has to be tried is tried in copies. Errors as Do.
func (f *Fleet) Fate(ctx context.Context, ref string) (scenarios.Facts, error) {
	w, l, err := f.writer(ctx, ref)
	if err != nil {
		return scenarios.Facts{}, err
	}
	file, _, err := w.write("fate")
	if err != nil {
		return scenarios.Facts{}, fmt.Errorf("%w: %w", ErrSpec, err)
	}
	w.recall(l)
	facts, err := scenarios.Look(l, file, w.told)
	if err != nil {
		return scenarios.Facts{}, fmt.Errorf("%w: %w", ErrFailed, err)
	}
	return facts, nil
}

// writer takes the record of a lock, and a copy of the lock to look at.
func (f *Fleet) writer(ctx context.Context, ref string) (*writer, *model.Lock, error) {
	h, err := f.find(ref)
	if err != nil {
		return nil, nil, err
	}
	w := &writer{phones: map[uint32]string{}}
	var l *model.Lock
	err = h.call(ctx, false, func(h *host) error {
		w.deeds = h.record.all()
		w.spec, w.now, w.forgotten, w.unknown = h.meta.Spec, h.lock.Now(), h.record.gone, h.meta.Unknown
		w.name, w.origin, w.users = h.meta.Name, h.meta.Origin, map[uint32]string{}
		w.playing = h.script != nil
		for id, user := range h.meta.Users {
			w.users[id] = user
		}
		l = h.lock.Fork()
		l.OwnCache()
		return nil
	})
	return w, l, err
}

// writer turns a record into a file.
type writer struct {
	deeds     []noted
	spec      Spec
	now       sim.Time
	forgotten uint64
	unknown   bool
	playing   bool // a scenario is being played
	name      string
	origin    *Origin
	users     map[uint32]string

	file    scenarios.File
	remarks scenarios.Remarks
	told    scenarios.Told
	phones  map[uint32]string // names of the phones that were paired, by authorization
	shift   time.Duration     // added to instants, so that the first step comes when steps may begin
	last    sim.Time          // when the last step begins, shifted
	takes   time.Duration     // how long that takes, as far as it is known
	phoned  bool              // a phone does it
	pin     scenarios.PIN     // as the lock has acknowledged it last
	radio   bool
}

// Times of a phone over the air, from the beginning of its step until the firmware has
// its command (measured in stories: connection, discovery, challenge); and the press of
// the button that a pairing begins with, as in scenarios.
const (
	airLead   = 500 * time.Millisecond
	pairPress = 5500 * time.Millisecond
	pairLead  = pairPress + 900*time.Millisecond
)

// inRow is how soon after the end of a phone's step the next one counts as what the app
// does next.
const inRow = 3 * time.Second

// pairWithin is for how long after a press of the button a pairing counts as its
// consequence.
const pairWithin = 2 * time.Minute

func (w *writer) write(name string) (scenarios.File, scenarios.Remarks, error) {
	lock, err := w.spec.lockSpec()
	if err != nil {
		return scenarios.File{}, w.remarks, err
	}
	w.file = scenarios.File{Scenario: name, Lock: lock, Seed: scenarios.Some(int64(w.spec.Seed)), Story: w.story()}
	w.remarks.Before = map[int][]string{}
	w.head()
	if w.onlyScript() {
		return w.file, w.remarks, nil
	}
	acts := w.acts()
	if len(acts) > 0 {
		w.shift = max(scenarios.FirstMinute-acts[0].at.Sub(0), 0)
	}
	if w.shift > 0 {
		w.remarks.Head = append(w.remarks.Head, fmt.Sprintf("Everything comes %s later than it was: steps begin when a lock has been on its cells for a minute.", sim.FormatDuration(w.shift)))
	}
	w.last = sim.Time(0).Add(scenarios.FirstMinute)
	for i := range acts {
		w.place(&acts[i])
	}
	w.rest()
	if w.radio {
		w.file.Lock.Phones = scenarios.PhonesRadio
	}
	return w.file, w.remarks, nil
}

// onlyScript takes the steps and the expectations of a scenario over, if nothing else
// was done to the lock and the scenario is over.
func (w *writer) onlyScript() bool {
	if len(w.deeds) != 1 || w.deeds[0].Script == nil || w.playing || w.deeds[0].AtNS != int64(scenarios.FirstMinute) {
		return false
	}
	parsed, err := scenarios.Parse(w.deeds[0].Script.Name, []byte(w.deeds[0].Script.Text))
	if err != nil {
		return false
	}
	w.file.Steps, w.file.Expect, w.file.Story, w.file.Begins = parsed.Steps, parsed.Expect, parsed.Story, parsed.Begins
	w.file.Lock.Phones = parsed.Lock.Phones
	return true
}

// recall adds to what users were told what scenarios did: their phones are known to the
// lock, and what else they were told is taken for acknowledged.
func (w *writer) recall(l *model.Lock) {
	scripted := false
	for i := range w.deeds {
		if s := w.deeds[i].Script; s != nil {
			if parsed, err := scenarios.Parse(s.Name, []byte(s.Text)); err == nil {
				scripted = true
				w.recallSteps(parsed.Steps)
			}
		}
	}
	if !scripted {
		return
	}
	for _, p := range l.Phones() {
		if p.Acknowledged {
			w.told.Phones = append(w.told.Phones, scenarios.PairedPhone{Name: p.Name, Auth: p.Auth, AppID: p.AppID})
		}
	}
}

func (w *writer) recallSteps(steps []scenarios.Step) {
	for i := range steps {
		switch a := steps[i].Action.(type) {
		case scenarios.SetPIN:
			w.told.PINs = append(w.told.PINs, a.To)
		case scenarios.Set:
			w.told.Settings = append(w.told.Settings, a.Values...)
		case scenarios.Repeat:
			w.recallSteps(a.Steps)
		}
	}
}

// lockSpec is the section about the lock.
func (s *Spec) lockSpec() (scenarios.LockSpec, error) {
	text := must(json.Marshal(section{
		Profile: orElse(s.Profile, DefaultProfile), Part: s.Part, Cells: s.Cells, Ambient: s.Ambient, Door: s.Door,
		Board: s.Board, Supervisor: s.Supervisor, Protocol: s.Protocol,
	}))
	return scenarios.ParseLock("lock", text)
}

func (w *writer) story() string {
	var b strings.Builder
	fmt.Fprintf(&b, "What hands, a laboratory and phones did to the lock %s, as it was recorded,\nup to %s of its time.\n", w.name, dayAndClock(w.now))
	if w.origin != nil && w.origin.Profile != "" {
		fmt.Fprintf(&b, "It was forked from the lock %s at %s.\n", w.origin.Lock, dayAndClock(sim.Time(w.origin.AtNS)))
	}
	return b.String()
}

// head says what the file leaves out as a whole.
func (w *writer) head() {
	say := func(format string, args ...any) {
		w.remarks.Head = append(w.remarks.Head, fmt.Sprintf(format, args...))
	}
	if w.forgotten > 0 {
		say("The record is not whole: the first %d deeds are no longer known.", w.forgotten)
	}
	if w.unknown {
		say("The lock had a past that no record tells; here it begins as a new one.")
	}
	if w.spec.NukiID != 0 {
		say("Its Nuki-ID was chosen: %d. A file has no word for that.", w.spec.NukiID)
	}
	if w.playing {
		say("A scenario was still being played when this was written.")
	}
}

// place puts a step into the list, at its instant.
func (w *writer) place(a *act) {
	n := len(w.file.Steps) + 1
	w.remarks.Before[n] = append(w.remarks.Before[n], a.remarks...)
	if a.action == nil {
		return
	}
	at := max(a.at.Add(w.shift), w.last)
	step := scenarios.Step{Action: a.action, Note: a.note}
	gap := at.Sub(w.last).Round(time.Microsecond)
	switch {
	case len(w.file.Steps) == 0 && gap > 0:
		w.file.Steps = append(w.file.Steps, scenarios.Step{Action: scenarios.Wait{For: gap}})
		if r := w.remarks.Before[n]; len(r) > 0 {
			delete(w.remarks.Before, n)
			w.remarks.Before[n+1] = r
		}
	case a.phone && w.phoned && gap < w.takes+inRow:
		// It waits for the end of the one before, as an app does: a phone of a scenario
		// may take longer for that.
	case len(w.file.Steps) > 0:
		step.After = scenarios.After{Set: true, Delay: gap}
	}
	w.file.Steps = append(w.file.Steps, step)
	w.last, w.takes, w.phoned = at, a.takes, a.phone
}

// rest ends the list with the wait until now.
func (w *writer) rest() {
	left := w.now.Add(w.shift).Sub(w.last) - w.takes
	if len(w.file.Steps) == 0 || left >= time.Second {
		w.file.Steps = append(w.file.Steps, scenarios.Step{Action: scenarios.Wait{For: max(left.Round(time.Millisecond), time.Second)}})
	}
}

// act is a step with its instant.
type act struct {
	at      sim.Time
	action  scenarios.Action // nil: there are remarks alone
	note    string
	takes   time.Duration
	phone   bool // somebody's phone does it, over the air
	remarks []string
}

// acts turns deeds into steps, in the order in which those begin.
func (w *writer) acts() []act {
	var out []act
	for i := range w.deeds {
		d := &w.deeds[i].Deed
		if d.PressButton != nil && w.pairsAfter(i) {
			continue // the step of the pairing presses the button
		}
		out = append(out, w.act(i)...)
	}
	slices.SortStableFunc(out, func(a, b act) int { return int(min(max(int64(a.at-b.at), -1), 1)) })
	return out
}

// pairsAfter tells whether a press of the button was there for a pairing.
func (w *writer) pairsAfter(i int) bool {
	press := &w.deeds[i].Deed
	for j := i + 1; j < len(w.deeds); j++ {
		d := &w.deeds[j].Deed
		switch {
		case d.AtNS-press.AtNS > int64(pairWithin), d.PressButton != nil:
			return false
		case d.Paired != nil:
			return press.PressButton.For >= 5*time.Second
		}
	}
	return false
}

// pressBefore is when the press of the button began that led to a pairing.
func (w *writer) pressBefore(i int) (sim.Time, bool) {
	for j := i - 1; j >= 0; j-- {
		if w.deeds[j].PressButton != nil {
			return sim.Time(w.deeds[j].AtNS), w.pairsAfter(j)
		}
	}
	return 0, false
}

// pinGiven is the PIN of a command, where it is another than the one that a phone of a
// scenario would give by itself.
func (w *writer) pinGiven(pin uint16) scenarios.Opt[scenarios.PIN] {
	if scenarios.PIN(pin) == w.pin {
		return scenarios.Opt[scenarios.PIN]{}
	}
	return scenarios.Some(scenarios.PIN(pin))
}

// phone names who asked: the phone that a step has paired, "" for the one that was
// paired first. ok is false for somebody whom no step has paired.
func (w *writer) phone(auth uint32) (name string, ok bool) {
	name, ok = w.phones[auth]
	if ok && len(w.told.Phones) > 0 && uint32(w.told.Phones[0].Auth) == auth {
		name = ""
	}
	return name, ok
}

// changed takes note of settings that were acknowledged.
func (w *writer) changed(a *Asked) {
	if !a.Refused {
		w.told.Settings = append(w.told.Settings, a.Set...)
	}
}

// userName is the name of an authorization, in the bounds of a file.
func (w *writer) userName(auth uint32) string { return w.users[auth] }
