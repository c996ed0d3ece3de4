package cause

import (
	"cmp"
	"slices"
	"strings"

	"locktwin/model/sim"
	"locktwin/model/trace"
	"locktwin/scenarios/campaign"
)

// diary notes what happened in the failing run.
type diary struct {
	events []entry
	torn   sim.Time // the first operation that was torn
	isTorn bool
}

// entry is one thing that happened.
type entry struct {
	at         sim.Time
	kind, text string
}

func (d *diary) add(at sim.Time, kind, text string) {
	d.events = append(d.events, entry{at, kind, text})
}

func (d *diary) sort() {
	slices.SortStableFunc(d.events, func(a, b entry) int { return cmp.Compare(a.at, b.at) })
}

// Event hears the trace.
func (d *diary) Event(e *trace.Event) {
	text := e.Text
	if text == "" {
		text = strings.ReplaceAll(e.Name, "-", " ")
	}
	switch e.Kind {
	case trace.Rail, trace.Light, trace.Timer, trace.Note:
		return
	case trace.Boot:
		if e.Name == "run" || e.Name == "sleep" {
			return
		}
	case trace.Flash:
		if strings.HasSuffix(e.Name, "-torn") && !d.isTorn {
			d.torn, d.isTorn = e.At, true
		}
	}
	d.add(e.At, e.Kind.String(), text)
}

// refusal is what an answer says to a phone whose PIN is not taken.
const refusal = "wrong PIN"

// seen is when somebody first could notice: a phone's PIN is refused after
// something was torn, or else the end.
func (d *diary) seen(end sim.Time) sim.Time {
	if e := d.refused(); e != nil {
		return e.at
	}
	return end
}

func (d *diary) refused() *entry {
	for i := range d.events {
		e := &d.events[i]
		if e.kind == trace.Phone.String() && strings.Contains(e.text, refusal) && (!d.isTorn || e.at > d.torn) {
			return e
		}
	}
	return nil
}

// symptom is what was noticed, in words.
func (d *diary) symptom() string {
	if e := d.refused(); e != nil {
		return e.text
	}
	return "the end of the story"
}

// because is what happened last up to an instant.
func (d *diary) because(at sim.Time) string {
	text := ""
	for _, e := range d.events {
		if e.at > at {
			break
		}
		text = e.text
	}
	return text
}

// weight says how much a kind of event tells about a loss; 0 is nothing to stop
// at.
func (e *entry) weight() int {
	switch e.kind {
	case "step":
		return 4
	case trace.Reset.String(), trace.Boot.String(), trace.Contact.String(), trace.Supervisor.String(), trace.Lab.String():
		return 3
	case trace.Cells.String(), trace.Flash.String(), trace.Hand.String():
		return 2
	case trace.Phone.String(), trace.Motor.String():
		return 1
	}
	return 0
}

// landmarks are the moments to look at, in order, at most so many: those that
// weigh most, and of equal ones those nearest to the first torn operation.
func (d *diary) landmarks(most int, before sim.Time) []campaign.Moment {
	centre := before
	if d.isTorn {
		centre = d.torn
	}
	var all []entry
	for _, e := range d.events {
		if e.weight() == 0 || e.at >= before || len(all) > 0 && all[len(all)-1].at == e.at && all[len(all)-1].weight() >= e.weight() {
			continue
		}
		if n := len(all) - 1; n >= 0 && all[n].at == e.at {
			all[n] = e
			continue
		}
		all = append(all, e)
	}
	distance := func(e entry) sim.Time { return max(e.at-centre, centre-e.at) }
	slices.SortStableFunc(all, func(a, b entry) int {
		return cmp.Or(cmp.Compare(b.weight(), a.weight()), cmp.Compare(distance(a), distance(b)))
	})
	// Half of the room is for what weighs most, the other half for what is near.
	chosen := all[:min(len(all), (most+1)/2)]
	rest := slices.Clone(all[len(chosen):])
	slices.SortStableFunc(rest, func(a, b entry) int { return cmp.Compare(distance(a), distance(b)) })
	chosen = append(slices.Clone(chosen), rest[:min(len(rest), most-len(chosen))]...)
	slices.SortStableFunc(chosen, func(a, b entry) int { return cmp.Compare(a.at, b.at) })
	out := make([]campaign.Moment, 0, len(chosen))
	for _, e := range chosen {
		out = append(out, campaign.Moment{At: since(e.at), Kind: e.kind, Text: e.text})
	}
	return out
}
