package scenarios

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"go.yaml.in/yaml/v4"

	"locktwin/model/gatt"
	"locktwin/model/keyturner"
)

// AirFault sets a fault of the link, or takes faults away.
type AirFault struct {
	// Fault is what goes wrong; its ID is its name. FaultNone: Remove says what
	// goes. A pause of the advertising begins with the step.
	Fault  gatt.Fault
	On     string // the phone whose connections are meant; "" is everybody's
	Remove string // name of a fault, or EveryFault
}

func (AirFault) isAction() {}

// EveryFault removes all faults of the link.
const EveryFault = "all"

const airFaultExample = "air-fault: {name: slow, latency: {delay: 40ms}}"

// faultKind is the key of one kind of fault.
func faultKind[P any](kind gatt.FaultKind, doc string, at func(*gatt.Fault) *P, members ...member[P]) member[AirFault] {
	c := objectOf(kind.String(), doc, nil, members...)
	c.shape.Name = ""
	return member[AirFault]{
		Member: Member{Key: kind.String(), Doc: doc, Shape: c.shape},
		decode: func(p *parser, n *yaml.Node, into *AirFault) {
			if into.Fault.Kind != gatt.FaultNone {
				p.report(n, fmt.Sprintf("one fault is both '%s' and '%s'", into.Fault.Kind, kind), "two steps, each with a fault of its own name", "")
				return
			}
			into.Fault.Kind = kind
			if v, ok := c.decode(p, n); ok {
				*at(&into.Fault) = v
			}
		},
		encode: func(from *AirFault) *yaml.Node {
			if from.Fault.Kind != kind {
				return nil
			}
			n := c.encode(*at(&from.Fault))
			n.Style = yaml.FlowStyle // without parameters it is {}
			return n
		},
	}
}

// mostOrdinal bounds what is counted on a link.
const mostOrdinal uint64 = 1_000_000_000

func airSteps() []stepKind {
	delay := func() codec[time.Duration] { return durationOf(0, gatt.LongestDelay) }
	nth := func() codec[uint64] { return wholeOf(1, mostOrdinal) }
	members := []member[AirFault]{
		some("name", "Its name: the one of that name is replaced.", func(a *AirFault) *string { return &a.Fault.ID }, faultNameCodec()),
		some("on", "The phone whose connections are meant, as long as the fault stands; everybody's if left out.", func(a *AirFault) *string { return &a.On }, phoneName()),
		some("remove", "Takes the fault of that name away, or 'all' of them.", func(a *AirFault) *string { return &a.Remove }, faultNameCodec()),
		faultKind(gatt.FaultLatency, "Delays every frame; order is kept.", func(f *gatt.Fault) *gatt.LatencyFault { return &f.Latency },
			some("delay", "Delay of every frame.", func(f *gatt.LatencyFault) *time.Duration { return &f.Delay }, delay()),
			some("jitter", "A further delay, drawn for each frame between 0 and this.", func(f *gatt.LatencyFault) *time.Duration { return &f.Jitter }, delay()),
			some("direction", "Which frames; both ways if left out.", func(f *gatt.LatencyFault) *gatt.Way { return &f.Direction }, namedOf("direction", gatt.BothWays, gatt.ToLock, gatt.ToCentral))),
		faultKind(gatt.FaultLoss, "Loses packets, which are sent again one connection interval later.", func(f *gatt.Fault) *gatt.LossFault { return &f.Loss },
			must("share", "How many; at 100% nothing passes, and connections drop.", func(f *gatt.LossFault) *int { return &f.Permille }, permilleCodec())),
		faultKind(gatt.FaultDisconnect, "Ends a connection at the n-th operation, which does not arrive.", func(f *gatt.Fault) *gatt.DisconnectFault { return &f.End },
			must("at", "Which operation, counted from 1 over all connections that are meant.", func(f *gatt.DisconnectFault) *uint64 { return &f.At }, nth()),
			some("of", "What is counted; frames if left out.", func(f *gatt.DisconnectFault) *gatt.Operation { return &f.Of }, namedOf("operation", gatt.AnyFrame, gatt.AWrite, gatt.Indicating)),
			some("handle", "Count those of the attribute with this handle only.", func(f *gatt.DisconnectFault) *gatt.Handle { return &f.Handle }, numberOf("a handle from 1 to 0xffff, such as 0x000b", gatt.Handle(1), 0xFFFF, nil)),
			some("uuid", "Count those of this characteristic only: pairing-gdio, keyturner-gdio, usdio or a UUID.", func(f *gatt.DisconnectFault) *gatt.UUID { return &f.UUID }, uuidCodec()),
			some("reason", "What both sides are told; silence if left out, which both notice after the supervision timeout.", func(f *gatt.DisconnectFault) *gatt.Reason { return &f.Reason },
				numberOf("a reason by its word or its number, such as remote-user or 0x13", gatt.Reason(1), 0xFF, reasonWords)),
			some("repeat", "Count again from 1 afterwards.", func(f *gatt.DisconnectFault) *bool { return &f.Repeat }, yesNoCodec())),
		faultKind(gatt.FaultNoConfirm, "Keeps the phone's confirmations of indications from the lock.", func(f *gatt.Fault) *gatt.NoConfirmFault { return &f.Confirm },
			some("from", "First confirmation that is lost, counted from 1.", func(f *gatt.NoConfirmFault) *uint64 { return &f.From }, nth()),
			some("count", "How many are lost; all from then on if left out.", func(f *gatt.NoConfirmFault) *uint64 { return &f.Count }, nth())),
		faultKind(gatt.FaultDuplicateIndication, "Delivers indications twice.", func(f *gatt.Fault) *gatt.DuplicateIndicationFault { return &f.Twice },
			must("every", "Every n-th indication comes twice; 1 is each one.", func(f *gatt.DuplicateIndicationFault) *uint64 { return &f.Every }, nth())),
		faultKind(gatt.FaultLateIndication, "Delays indications, and what comes behind them.", func(f *gatt.Fault) *gatt.LateIndicationFault { return &f.Late },
			must("by", "How much later they come.", func(f *gatt.LateIndicationFault) *time.Duration { return &f.By }, delay()),
			some("every", "Every n-th indication; each one if left out.", func(f *gatt.LateIndicationFault) *uint64 { return &f.Every }, nth())),
		faultKind(gatt.FaultRSSI, "Makes the signal weak; below -90dBm packets are lost.", func(f *gatt.Fault) *gatt.RSSIFault { return &f.RSSI },
			must("level", "Level at which everything is heard.", func(f *gatt.RSSIFault) *int8 { return &f.Level }, converted(quantityOf[int64](&signal, -127, 20),
				func(v int64) int8 { return int8(v) }, func(v int8) int64 { return int64(v) })),
			some("spread", "How far single packets differ from it.", func(f *gatt.RSSIFault) *uint8 { return &f.Spread }, converted(quantityOf[int64](&ratio, 0, 40),
				func(v int64) uint8 { return uint8(v) }, func(v uint8) int64 { return int64(v) }))),
		faultKind(gatt.FaultAdvertisingPause, "Hides the lock from everybody who looks for it.", func(f *gatt.Fault) *gatt.AdvertisingPauseFault { return &f.Pause },
			some("for", "How long, from this step on; until the fault is removed if left out.", func(f *gatt.AdvertisingPauseFault) *time.Duration { return &f.For }, durationOf(time.Millisecond, MaxWait))),
	}
	k := stepOf("lab", "air-fault", "Let something go wrong on the link, under a name; or take it away again.", airFaultExample, "", nil, members...)
	k.Bare = false
	kinds := make([]string, 0, len(gatt.FaultKinds()))
	for _, kind := range gatt.FaultKinds() {
		kinds = append(kinds, kind.String())
	}
	line := &Shape{Kind: ShapeText, Pattern: `^\s*(` + strings.Join(kinds, "|") + `)(\s+[a-z]+=\S+)+\s*$`, Example: "latency id=slow delay=40ms", Doc: "A fault in one line, as logs have it."}
	k.Shape = &Shape{Kind: ShapeEither, Either: []*Shape{line, k.Shape}}
	inner := k.decode
	k.decode = func(p *parser, key, value *yaml.Node) (Action, bool) {
		if value == nil {
			p.report(key, "'air-fault' says too little", "'"+airFaultExample+"'", "")
			return nil, false
		}
		var a AirFault
		before := len(p.problems)
		if value.Kind == yaml.ScalarNode && !isNull(value) && p.usable(value) {
			a.Fault = faultLine(p, value)
		} else if v, ok := inner(p, key, value); ok {
			a = v.(AirFault)
		}
		if len(p.problems) == before {
			checkAirFault(p, value, &a)
		}
		return a, len(p.problems) == before
	}
	return []stepKind{k}
}

// faultLine reads a fault in the form that logs have.
func faultLine(p *parser, n *yaml.Node) gatt.Fault {
	f, err := gatt.ParseFault(n.Value)
	switch {
	case err != nil:
		p.wrong(n, "is no fault: "+trimmed(err), "a line such as 'latency id=slow delay=40ms', or '"+airFaultExample+"'", "")
	case f.Conn != 0:
		p.wrong(n, "names a connection by its number", "'on:' with a phone's name, in the longer form", "")
	case f.Pause.From != 0:
		p.wrong(n, "names the instant at which the pause begins", "the line without 'from': the pause begins with the step", "")
	}
	return f
}

// trimmed is an error of package gatt without the word that it begins with.
func trimmed(err error) string { return strings.TrimPrefix(err.Error(), gatt.ErrFault.Error()+": ") }

// does says whether a fault can change anything, and what it lacks if it cannot.
func does(f *gatt.Fault) (bool, string) {
	switch f.Kind {
	case gatt.FaultLatency:
		return f.Latency.Delay > 0 || f.Latency.Jitter > 0, "a delay or a jitter"
	case gatt.FaultLoss:
		return f.Loss.Permille > 0, "a share"
	case gatt.FaultDisconnect:
		return f.End.At > 0, "'at: 1', or another number"
	case gatt.FaultDuplicateIndication:
		return f.Twice.Every > 0, "'every: 1', or another number"
	case gatt.FaultLateIndication:
		return f.Late.By > 0, "'by: 1s', or another time"
	case gatt.FaultRSSI:
		return f.RSSI.Level != 0, "another level than 0dBm, which stands for none"
	}
	return true, ""
}

func checkAirFault(p *parser, n *yaml.Node, a *AirFault) {
	f := &a.Fault
	acts, lacks := does(f)
	switch {
	case a.Remove != "" && (*f != gatt.Fault{} || a.On != ""):
		p.report(n, "'remove' stands beside what would set a fault", "'air-fault: {remove: slow}'", "")
	case a.Remove != "":
	case f.Kind == gatt.FaultNone:
		p.report(n, "this sets no fault and removes none", "'"+airFaultExample+"' or 'air-fault: {remove: slow}'", "")
	case f.ID == "":
		p.missing(n, "name", "slow")
	case f.ID == EveryFault:
		p.report(n, "a fault has the name '"+EveryFault+"', which stands for all of them", "another name", "")
	case f.Kind == gatt.FaultAdvertisingPause && a.On != "":
		p.report(n, "a pause of the advertising hides the lock from everybody", "the fault without 'on'", "")
	case max(f.End.At, f.Confirm.From, f.Confirm.Count, f.Twice.Every, f.Late.Every) > mostOrdinal:
		p.report(n, "this counts further than any link lives", fmt.Sprintf("numbers up to %d", mostOrdinal), "")
	case f.Pause.For != 0 && (f.Pause.For < time.Millisecond || f.Pause.For > MaxWait):
		p.report(n, "this pause is outside "+formatDuration(time.Millisecond)+" to "+formatDuration(MaxWait), "another time", "")
	case !acts:
		p.report(n, fmt.Sprintf("this %s changes nothing", f.Kind), lacks, "")
	default:
		if err := f.Validate(); err != nil {
			p.report(n, "this cannot be: "+trimmed(err), "", "")
		}
	}
}

func faultNameCodec() codec[string] {
	const want = "a name of 1 to 64 letters, digits, points, hyphens and underscores"
	return scalarCodec(&Shape{Kind: ShapeText, Min: 1, Max: 64, Example: "slow"}, want,
		func(s string) (string, error) {
			f := gatt.Fault{ID: s, Kind: gatt.FaultNoConfirm}
			if f.Validate() != nil {
				return "", fmt.Errorf("is no name of a fault")
			}
			return s, nil
		}, textNode)
}

// namedOf reads one of some values by the word that each writes.
func namedOf[V interface {
	comparable
	fmt.Stringer
}](what string, values ...V) codec[V] {
	words := make([]string, len(values))
	for i, v := range values {
		words[i] = v.String()
	}
	return converted(wordOf(what, words), func(s string) V { return values[slices.Index(words, s)] }, V.String)
}

// permilleCodec reads a share in steps of 0.1%.
func permilleCodec() codec[int] {
	c := quantityOf[Millipercent](&percentage, 0, 100_000)
	c.shape.Doc = "From 0% to 100% in steps of 0.1%."
	read := c.decode
	c.decode = func(p *parser, n *yaml.Node) (Millipercent, bool) {
		v, ok := read(p, n)
		if ok && v%100 != 0 {
			p.wrong(n, "is finer than 0.1%", "a share such as 12.5%", "")
			return 0, false
		}
		return v, ok
	}
	return converted(c, func(v Millipercent) int { return int(v / 100) }, func(v int) Millipercent { return Millipercent(v) * 100 })
}

// numberWord is a number that has a word.
type numberWord[V any] struct {
	word  string
	value V
}

// numberOf reads a number in decimal or hexadecimal digits, or a word for one. It
// writes the word, or four or two hexadecimal digits.
func numberOf[V ~uint8 | ~uint16](want string, lo, hi V, words []numberWord[V]) codec[V] {
	names := make([]string, len(words))
	for i, w := range words {
		names[i] = w.word
	}
	shape := &Shape{Kind: ShapeEither, Either: []*Shape{{Kind: ShapeWhole, Min: int64(lo), Max: int64(hi)}, {Kind: ShapeText, Pattern: "^0x[0-9a-fA-F]{1,4}$"}}}
	if len(words) > 0 {
		shape.Either = append(shape.Either, &Shape{Kind: ShapeWord, Words: names})
	}
	return scalarCodec(shape, want,
		func(s string) (V, error) {
			if i := slices.Index(names, s); i >= 0 {
				return words[i].value, nil
			}
			n, ok := parseWhole(s)
			if digits, hex := strings.CutPrefix(s, "0x"); hex {
				u, err := strconv.ParseUint(digits, 16, 32)
				n, ok = int64(u), err == nil
			}
			if !ok || n < int64(lo) || n > int64(hi) {
				return 0, fmt.Errorf("is out of range, or no number")
			}
			return V(n), nil
		},
		func(v V) *yaml.Node {
			if i := slices.IndexFunc(words, func(w numberWord[V]) bool { return w.value == v }); i >= 0 {
				return textNode(words[i].word)
			}
			return textNode(fmt.Sprintf("0x%0*x", len(fmt.Sprintf("%x", uint64(hi))), uint64(v)))
		})
}

// reasonWords are the reasons that have a word in files.
var reasonWords = []numberWord[gatt.Reason]{
	{"timeout", gatt.ReasonTimeout}, {"remote-user", gatt.ReasonRemoteUser}, {"low-resources", gatt.ReasonLowResources},
	{"power-off", gatt.ReasonPowerOff}, {"local-host", gatt.ReasonLocalHost},
}

// characteristicWords are the lock's characteristics by the names that the maker
// gives them.
func characteristicWords() []numberWord[gatt.UUID] {
	var out []numberWord[gatt.UUID]
	for _, c := range keyturner.Characteristics() {
		out = append(out, numberWord[gatt.UUID]{strings.ReplaceAll(strings.ToLower(c.String()), " ", "-"), gatt.UUID(c.UUID())})
	}
	return out
}

func uuidCodec() codec[gatt.UUID] {
	words := characteristicWords()
	names := make([]string, len(words))
	for i, w := range words {
		names[i] = w.word
	}
	return scalarCodec(&Shape{Kind: ShapeText, Pattern: "^(" + strings.Join(names, "|") + "|[0-9a-fA-F-]{36})$", Example: "usdio"},
		"one of "+oneOf(names)+", or a UUID with hyphens",
		func(s string) (gatt.UUID, error) {
			if i := slices.Index(names, s); i >= 0 {
				return words[i].value, nil
			}
			u, err := gatt.ParseUUID(s)
			if err != nil || len(s) != len(u.String()) {
				return gatt.UUID{}, fmt.Errorf("is no characteristic")
			}
			return u, nil
		},
		func(u gatt.UUID) *yaml.Node {
			if i := slices.IndexFunc(words, func(w numberWord[gatt.UUID]) bool { return w.value == u }); i >= 0 {
				return textNode(words[i].word)
			}
			return textNode(u.String())
		})
}
