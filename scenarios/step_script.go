package scenarios

import (
	"fmt"
	"strings"
	"time"

	"go.yaml.in/yaml/v4"
)

// What the script itself does: time passes, steps repeat, something is
// expected.
type (
	// Wait lets time pass: For, or until something is so.
	Wait struct {
		For    time.Duration
		Until  Until
		AtMost time.Duration // with Until; 0 is 52 weeks. When it is over the wait ends and the story says so
	}
	// Repeat plays steps several times.
	Repeat struct {
		Times int
		Every time.Duration // from the beginning of one round to that of the next; 0 is one right after the other
		Steps []Step
	}
	// Use is ordinary life: lock actions spread over the day by the seed.
	Use struct {
		For       time.Duration // with Until: the longest; 0 is then 52 weeks
		Until     Until         // end when this is so; zero: after For
		Actions   Range         // a day, drawn anew for each day
		Unlatches Millipercent  // how many of the unlocks pull the latch
		Poll      time.Duration // a home-automation system asks for the state this often; 0 is never
		As        string
	}
	// Expect holds claims against what is so at this moment.
	Expect struct{ Claims []Expectation }
)

func (Wait) isAction()   {}
func (Repeat) isAction() {}
func (Use) isAction()    {}
func (Expect) isAction() {}

// UntilAtMost is how long a wait for something lasts when nothing else is
// said.
const UntilAtMost = 52 * 7 * 24 * time.Hour

// Range is whole numbers from Min to Max, both included.
type Range struct{ Min, Max int }

// String writes 5..8, or 5 when there is one number only.
func (r Range) String() string {
	if r.Min == r.Max {
		return fmt.Sprint(r.Min)
	}
	return fmt.Sprintf("%d..%d", r.Min, r.Max)
}

// Until is what a wait waits for; exactly one field is set.
type Until struct {
	Clock   Opt[MinutesOfDay] // the next time the clock shows this
	Moment  Moment            // a moment inside the lock
	Rail    Rail              // with Below or Above
	Above   bool              // the rail is above Volts; else below
	Volts   Microvolts
	Battery bool // the lock reports a critical battery
	Dead    bool // the lock no longer runs and does not come up by itself
}

// Rail is a voltage one can watch.
type Rail string

// Rails.
const (
	VBAT Rail = "VBAT" // the battery terminals
	VDD  Rail = "VDD"  // the logic supply
)

// Rails are the rails there are.
var Rails = []Rail{VBAT, VDD}

const untilWant = "'until 07:30', 'until the boot', 'until VBAT below 4.4V', 'until the battery is critical' or 'until the lock is dead'"

// String writes the condition as a file does, without "until".
func (u Until) String() string {
	switch {
	case u.Clock.Set:
		return u.Clock.Value.String()
	case u.Moment != "":
		return "the " + string(u.Moment)
	case u.Rail != "" && u.Above:
		return fmt.Sprintf("%s above %s", u.Rail, u.Volts)
	case u.Rail != "":
		return fmt.Sprintf("%s below %s", u.Rail, u.Volts)
	case u.Battery:
		return "the battery is critical"
	}
	return "the lock is dead"
}

func parseUntil(s string) (Until, error) {
	words := strings.Fields(s)
	if len(words) > 0 && words[0] == "the" {
		words = words[1:]
	}
	text := strings.Join(words, " ")
	switch {
	case text == "battery is critical":
		return Until{Battery: true}, nil
	case text == "lock is dead":
		return Until{Dead: true}, nil
	case len(words) == 1:
		if c, ok := parseClock(words[0]); ok {
			return Until{Clock: Some(c)}, nil
		}
		for _, m := range Moments {
			if words[0] == string(m) {
				return Until{Moment: m}, nil
			}
		}
	case len(words) >= 3 && (words[1] == "below" || words[1] == "above"):
		for _, r := range Rails {
			if strings.EqualFold(words[0], string(r)) {
				v, err := voltage.parse(strings.Join(words[2:], " "))
				if err != nil {
					return Until{}, err
				}
				return Until{Rail: r, Above: words[1] == "above", Volts: Microvolts(v)}, nil
			}
		}
	}
	return Until{}, fmt.Errorf("is nothing one can wait for")
}

func untilCodec() codec[Until] {
	rails := make([]string, len(Rails))
	for i, r := range Rails {
		rails[i] = string(r)
	}
	volts := strings.TrimSuffix(strings.TrimPrefix(voltage.pattern(), "^"), "$")
	clock := strings.TrimSuffix(strings.TrimPrefix(clockPattern, "^"), "$")
	return scalarCodec(
		&Shape{Kind: ShapeText, Example: "VBAT below 4.4V",
			Pattern: "^(" + clock + "|(the )?(" + strings.Join(momentNames(), "|") + "|battery is critical|lock is dead)|(" + strings.Join(rails, "|") + ") (below|above) " + volts + ")$"},
		untilWant, parseUntil, func(u Until) *yaml.Node { return textNode(u.String()) })
}

func rangeCodec(lo, hi int) codec[Range] {
	want := fmt.Sprintf("a number or a range such as 5..8, from %d to %d", lo, hi)
	return scalarCodec(
		&Shape{Kind: ShapeEither, Example: "5..8", Either: []*Shape{{Kind: ShapeWhole, Min: int64(lo), Max: int64(hi)}, {Kind: ShapeText, Pattern: `^[0-9]+(\.\.[0-9]+)?$`}}},
		want,
		func(s string) (Range, error) {
			first, last, two := strings.Cut(s, "..")
			if !two {
				last = first
			}
			a, ok1 := parseWhole(strings.TrimSpace(first))
			b, ok2 := parseWhole(strings.TrimSpace(last))
			switch {
			case !ok1 || !ok2:
				return Range{}, fmt.Errorf("is no range of whole numbers")
			case a > b:
				return Range{}, fmt.Errorf("runs backwards")
			case a < int64(lo) || b > int64(hi):
				return Range{}, fmt.Errorf("is outside %d to %d", lo, hi)
			}
			return Range{int(a), int(b)}, nil
		},
		func(r Range) *yaml.Node { return plainNode(r.String()) })
}

func waitStep() stepKind {
	check := func(p *parser, n *yaml.Node, w *Wait) {
		until := w.Until != Until{}
		switch {
		case w.For != 0 && until:
			p.report(n, "this wait has both a length and an end", "'for' or 'until'", "")
		case w.For == 0 && !until:
			p.report(n, "this wait has neither a length nor an end", "'wait: 28d' or 'wait: until 07:30'", "")
		case w.AtMost != 0 && !until:
			p.report(n, "'at-most' belongs to 'until'", "'wait: {until: the battery is critical, at-most: 26w}'", "")
		}
	}
	length, until := durationOf(time.Nanosecond, MaxWait), untilCodec()
	k := stepOf("script", "wait", "Let time pass, or wait until something is so.", "wait: 28d", "for", check,
		some("for", "How long.", func(w *Wait) *time.Duration { return &w.For }, length),
		some("until", "What to wait for: a time of day, a moment inside the lock, a voltage, 'the battery is critical', 'the lock is dead'.", func(w *Wait) *Until { return &w.Until }, until),
		some("at-most", "The longest to wait for it; 52w if left out.", func(w *Wait) *time.Duration { return &w.AtMost }, length))
	k.Bare = false
	text := &Shape{Kind: ShapeText, Pattern: "^until " + strings.TrimPrefix(until.shape.Pattern, "^"), Example: "until 07:30"}
	k.Shape.Either = append([]*Shape{text}, k.Shape.Either...)
	inner, encode := k.decode, k.encode
	k.decode = func(p *parser, key, value *yaml.Node) (Action, bool) {
		if value != nil && value.Kind == yaml.ScalarNode && p.usable(value) {
			if rest, ok := strings.CutPrefix(value.Value, "until "); ok {
				u, err := parseUntil(rest)
				if err != nil {
					p.wrong(value, err.Error(), untilWant, "")
					return nil, false
				}
				return Wait{Until: u}, true
			}
		}
		if value == nil {
			p.report(key, "'wait' does not say how long", "'wait: 28d' or 'wait: until 07:30'", "")
			return nil, false
		}
		return inner(p, key, value)
	}
	k.encode = func(a Action) *yaml.Node {
		if w := a.(Wait); w.Until != (Until{}) && w.AtMost == 0 && w.For == 0 {
			return textNode("until " + w.Until.String())
		}
		return encode(a)
	}
	return k
}

func scriptSteps(v *vocabulary) []stepKind {
	// The list of steps inside a repeat is read by the same codec as the list
	// around it, which does not exist yet while this table is built.
	steps := codec[[]Step]{
		shape: &Shape{Kind: ShapeSteps},
		decode: func(p *parser, n *yaml.Node) ([]Step, bool) {
			if p.depth >= MaxNesting {
				p.report(n, fmt.Sprintf("repeats stand inside each other more than %d deep", MaxNesting), "fewer, longer repeats", "")
				return nil, false
			}
			p.depth++
			defer func() { p.depth-- }()
			return stepsCodec(v).decode(p, n)
		},
		encode: func(s []Step) *yaml.Node { return stepsCodec(v).encode(s) },
	}
	never := func([]Step) bool { return false }
	list := may("steps", "What is repeated.", func(r *Repeat) *[]Step { return &r.Steps }, steps, never)
	list.Required = true
	checkRepeat := func(p *parser, n *yaml.Node, r *Repeat) {
		if r.Times > 0 && time.Duration(r.Times) > MaxTotal/max(r.Every, 1) {
			p.report(n, fmt.Sprintf("%d rounds of %s take longer than %s", r.Times, formatDuration(r.Every), formatDuration(MaxTotal)), "fewer rounds", "")
		}
	}
	checkUse := func(p *parser, n *yaml.Node, u *Use) {
		if u.For == 0 && u.Until == (Until{}) {
			p.report(n, "this use has neither a length nor an end", "'use: {for: 28d, actions-per-day: 5..8}'", "")
		}
	}
	claims := expectationsCodec(v)
	expect := stepOf("script", "expect", "Hold sentences against what is so at this moment.", "expect: [the PIN is intact]", "claims", nil,
		must("claims", "Sentences.", func(e *Expect) *[]Expectation { return &e.Claims }, claims))
	expect.Shape = claims.shape
	expect.decode = func(p *parser, key, value *yaml.Node) (Action, bool) {
		if value == nil {
			p.report(key, "'expect' says too little", "'expect: [the PIN is intact]'", "")
			return nil, false
		}
		c, ok := claims.decode(p, value)
		return Expect{Claims: c}, ok
	}
	expect.encode = func(a Action) *yaml.Node { return claims.encode(a.(Expect).Claims) }
	return []stepKind{
		waitStep(),
		stepOf("script", "repeat", "Play steps several times.", "repeat: {times: 3, every: 1w, steps: [...]}", "", checkRepeat,
			must("times", "How often.", func(r *Repeat) *int { return &r.Times }, wholeOf(1, MaxRepeat)),
			some("every", "Time from the beginning of one round to that of the next; one right after the other if left out.", func(r *Repeat) *time.Duration { return &r.Every }, durationOf(time.Millisecond, MaxWait)),
			list),
		stepOf("script", "use", "Ordinary life: lock actions at hours of the day drawn from the seed.", "use: {for: 28d, actions-per-day: 5..8}", "", checkUse,
			some("for", "How long; with 'until' the longest, 52w if left out.", func(u *Use) *time.Duration { return &u.For }, durationOf(time.Hour, MaxWait)),
			some("until", "End when something is so, as in 'wait'.", func(u *Use) *Until { return &u.Until }, untilCodec()),
			must("actions-per-day", "Lock actions a day, a number or a range drawn from for each day.", func(u *Use) *Range { return &u.Actions }, rangeCodec(0, 200)),
			some("unlatches", "Share of the unlocks that pull the latch; none if left out.", func(u *Use) *Millipercent { return &u.Unlatches }, shareCodec()),
			some("poll", "A home-automation system asks for the state this often; never if left out.", func(u *Use) *time.Duration { return &u.Poll }, durationOf(time.Second, 24*time.Hour)),
			asKey(func(u *Use) *string { return &u.As })),
		expect,
	}
}
