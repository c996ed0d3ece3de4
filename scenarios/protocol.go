package scenarios

import (
	"fmt"
	"strings"
	"time"

	"go.yaml.in/yaml/v4"

	"locktwin/model/firmware"
	"locktwin/model/gatt"
	"locktwin/model/keyturner"
)

// ProtocolSpec overrides what the profile makes of the published protocol, field
// by field; see firmware.ProtocolPolicy for what each is about.
type ProtocolSpec struct {
	Wire                Wire // "" as the profile has it
	Hardware            Opt[Revision]
	MaxUsers            Opt[int]
	MaxCodes            Opt[int]
	PairingFor          Opt[time.Duration]
	FlowTimeout         Opt[time.Duration]
	PairWhenNew         Opt[bool]
	NewBesidePairing    Opt[bool]
	MTU                 Opt[int]
	RequireSubscription Opt[bool]
	IndicateFirst       Opt[bool]
	IdleTimeout         Opt[time.Duration] // 0 never
	CompleteAtOnce      Opt[bool]
	CompleteAfter       Opt[time.Duration]
	ProgressEvery       Opt[time.Duration] // 0 never
	AutoUnlockAfter     Opt[time.Duration]
	RequireCalibration  Opt[bool]
	KeypadTypeOnly      Opt[bool]
	KeypadStages        Opt[[3]firmware.KeypadStage]
	PINAttempts         Opt[int]           // wrong PINs in a row before the lock-out
	PINLockOut          Opt[time.Duration] // how long every PIN is refused then
}

// Wire names a form in which messages are sent.
type Wire string

// Wires are the forms there are.
func Wires() []Wire {
	var out []Wire
	for _, w := range keyturner.WireProfiles() {
		out = append(out, Wire(w.Name))
	}
	return out
}

// Revision is a hardware revision: 4.5.
type Revision [2]uint8

// String gives both numbers with a point between them.
func (r Revision) String() string { return fmt.Sprintf("%d.%d", r[0], r[1]) }

func revisionCodec() codec[Revision] {
	const want = "two numbers from 0 to 255 with a point between them, such as 4.5"
	return scalarCodec(&Shape{Kind: ShapeText, Min: 3, Max: 7, Example: "4.5", Doc: "Two numbers from 0 to 255."}, want,
		func(s string) (r Revision, err error) {
			major, minor, ok := strings.Cut(s, ".")
			for i, digits := range []string{major, minor} {
				n, good := parseWhole(digits)
				if !ok || !good || n < 0 || n > 255 {
					return r, fmt.Errorf("is no revision")
				}
				r[i] = uint8(n)
			}
			if s != r.String() {
				return r, fmt.Errorf("has zeros in front")
			}
			return r, nil
		},
		func(r Revision) *yaml.Node { return textNode(r.String()) })
}

// neverOr reads a time that may be 0s, for never.
func neverOr(lo, hi time.Duration) codec[time.Duration] {
	c := durationOf(0, hi)
	c.shape.Doc = fmt.Sprintf("0s for never, or from %s to %s; units w, d, h, m, s, ms, us, ns.", formatDuration(lo), formatDuration(hi))
	read := c.decode
	c.decode = func(p *parser, n *yaml.Node) (time.Duration, bool) {
		d, ok := read(p, n)
		if ok && d > 0 && d < lo {
			p.wrong(n, "is shorter than "+formatDuration(lo), "0s for never, or a time such as "+formatDuration(lo), "")
			return 0, false
		}
		return d, ok
	}
	return c
}

// stagesCodec reads the pauses of a keypad, each of which has to come later than
// the one before.
func stagesCodec() codec[[3]firmware.KeypadStage] {
	one := objectOf("keypad-stage", "A pause in which no code of a keypad is taken.", nil,
		must("wrong", "Wrong codes in a row that begin it.", func(s *firmware.KeypadStage) *int { return &s.Wrong }, wholeOf(1, 1000)),
		must("for", "How long it lasts.", func(s *firmware.KeypadStage) *time.Duration { return &s.For }, durationOf(time.Second, 24*time.Hour)))
	const stages = len([3]firmware.KeypadStage{})
	list := listOf(one, "stages", stages)
	list.shape.Min = int64(stages)
	return codec[[3]firmware.KeypadStage]{
		shape: list.shape,
		decode: func(p *parser, n *yaml.Node) (out [3]firmware.KeypadStage, ok bool) {
			before := len(p.problems)
			all, ok := list.decode(p, n)
			if !ok || len(p.problems) > before {
				return out, false
			}
			if len(all) != stages {
				p.wrong(n, fmt.Sprintf("has %d of them", len(all)), fmt.Sprintf("%d stages", stages), "")
				return out, false
			}
			for i, s := range all {
				if i > 0 && s.Wrong <= all[i-1].Wrong {
					p.report(n.Content[i], fmt.Sprintf("this stage begins after %d wrong codes, no later than the one before it", s.Wrong), fmt.Sprintf("more than %d", all[i-1].Wrong), "")
					return out, false
				}
				out[i] = s
			}
			return out, true
		},
		encode: func(v [3]firmware.KeypadStage) *yaml.Node { return list.encode(v[:]) },
	}
}

func protocolCodec() codec[ProtocolSpec] {
	yes := yesNoCodec
	return objectOf("protocol", "What the lock makes of points that the published protocol leaves open, in place of what the profile says.", nil,
		some("wire", "Form in which messages are sent.", func(s *ProtocolSpec) *Wire { return &s.Wire }, wordOf("form of the messages", Wires())),
		opt("hardware", "Revision that the configuration reports.", func(s *ProtocolSpec) *Opt[Revision] { return &s.Hardware }, revisionCodec()),
		opt("max-users", "Authorizations that the lock gives.", func(s *ProtocolSpec) *Opt[int] { return &s.MaxUsers }, wholeOf(1, firmware.MaxAuthorizations)),
		opt("max-codes", "Keypad codes that it keeps.", func(s *ProtocolSpec) *Opt[int] { return &s.MaxCodes }, wholeOf(0, firmware.MaxKeypadCodes)),
		opt("pairing-for", "How long a long press of the button lets phones pair.", func(s *ProtocolSpec) *Opt[time.Duration] { return &s.PairingFor }, durationOf(10*time.Second, 10*time.Minute)),
		opt("flow-timeout", "Ends a pairing in which nothing happens any more.", func(s *ProtocolSpec) *Opt[time.Duration] { return &s.FlowTimeout }, durationOf(time.Second, time.Minute)),
		opt("pair-when-new", "A lock without any authorization pairs without a press of the button.", func(s *ProtocolSpec) *Opt[bool] { return &s.PairWhenNew }, yes()),
		opt("new-beside-pairing", "Such a lock shows the initialization service beside the pairing service.", func(s *ProtocolSpec) *Opt[bool] { return &s.NewBesidePairing }, yes()),
		opt("mtu", "Largest ATT MTU that the lock agrees to, in bytes.", func(s *ProtocolSpec) *Opt[int] { return &s.MTU }, wholeOf(gatt.DefaultMTU, gatt.MaxMTU)),
		opt("require-subscription", "Refuse a write to a characteristic whose indications are off.", func(s *ProtocolSpec) *Opt[bool] { return &s.RequireSubscription }, yes()),
		opt("indicate-first", "Send the indication of an answer before the Write Response.", func(s *ProtocolSpec) *Opt[bool] { return &s.IndicateFirst }, yes()),
		opt("idle-timeout", "Ends a connection on which nothing is said.", func(s *ProtocolSpec) *Opt[time.Duration] { return &s.IdleTimeout }, neverOr(time.Second, time.Hour)),
		opt("complete-at-once", "Answer an action that has nothing to do with Complete and nothing before it.", func(s *ProtocolSpec) *Opt[bool] { return &s.CompleteAtOnce }, yes()),
		opt("complete-after", "Least time between Accepted and Complete over the air.", func(s *ProtocolSpec) *Opt[time.Duration] { return &s.CompleteAfter }, durationOf(0, 2*time.Second)),
		opt("progress-every", "How often whoever waits for the end of an action is told the state while it does not change.", func(s *ProtocolSpec) *Opt[time.Duration] { return &s.ProgressEvery }, neverOr(time.Second, time.Minute)),
		opt("auto-unlock-after", "How long after an action an automatic unlock is refused.", func(s *ProtocolSpec) *Opt[time.Duration] { return &s.AutoUnlockAfter }, durationOf(0, time.Hour)),
		opt("require-calibration", "Refuse actions before the first calibration.", func(s *ProtocolSpec) *Opt[bool] { return &s.RequireCalibration }, yes()),
		opt("keypad-type-only", "Take keypad actions from authorizations of type keypad only.", func(s *ProtocolSpec) *Opt[bool] { return &s.KeypadTypeOnly }, yes()),
		opt("keypad-stages", "Pauses that wrong keypad codes bring on, three of them.", func(s *ProtocolSpec) *Opt[[3]firmware.KeypadStage] { return &s.KeypadStages }, stagesCodec()),
		opt("pin-attempts", "Wrong PINs in a row after which every PIN is refused for a while.", func(s *ProtocolSpec) *Opt[int] { return &s.PINAttempts }, wholeOf(1, 255)),
		opt("pin-lock-out", "How long every PIN is refused then.", func(s *ProtocolSpec) *Opt[time.Duration] { return &s.PINLockOut }, durationOf(0, time.Hour)))
}

// instead replaces a value by one that was stated.
func instead[T comparable](at *T, v Opt[T]) { *at = v.Or(*at) }

// apply changes what the file changes.
func (s *ProtocolSpec) apply(p *firmware.ProtocolPolicy) {
	if w, ok := keyturner.WireProfileNamed(string(s.Wire)); ok {
		p.Wire = w
	}
	p.Hardware = s.Hardware.Or(Revision(p.Hardware))
	instead(&p.MaxUsers, s.MaxUsers)
	instead(&p.MaxCodes, s.MaxCodes)
	instead(&p.PairingFor, s.PairingFor)
	instead(&p.FlowTimeout, s.FlowTimeout)
	instead(&p.PairWhenNew, s.PairWhenNew)
	instead(&p.NewBesidePairing, s.NewBesidePairing)
	p.MTU = uint16(s.MTU.Or(int(p.MTU)))
	instead(&p.RequireSubscription, s.RequireSubscription)
	instead(&p.IndicateFirst, s.IndicateFirst)
	instead(&p.IdleTimeout, s.IdleTimeout)
	instead(&p.CompleteAtOnce, s.CompleteAtOnce)
	instead(&p.CompleteAfter, s.CompleteAfter)
	instead(&p.ProgressEvery, s.ProgressEvery)
	instead(&p.AutoUnlockAfter, s.AutoUnlockAfter)
	instead(&p.RequireCalibration, s.RequireCalibration)
	instead(&p.KeypadTypeOnly, s.KeypadTypeOnly)
	instead(&p.KeypadStages, s.KeypadStages)
}

// guard changes how the PIN is guarded.
func (s *ProtocolSpec) guard(p *firmware.PINPolicy) {
	instead(&p.Attempts, s.PINAttempts)
	instead(&p.LockOut, s.PINLockOut)
}

// PhoneWay is how the phones of a script reach the lock.
type PhoneWay string

// Ways of phones. Direct: a command reaches the firmware decrypted, a fixed time
// after it was given. Radio: everything goes as real messages over the simulated
// air, from the connection to its end.
const (
	PhonesDirect PhoneWay = "direct"
	PhonesRadio  PhoneWay = "radio"
)

// PhoneWays are the ways there are.
var PhoneWays = []PhoneWay{PhonesDirect, PhonesRadio}
