package scenarios

import (
	"fmt"
	"time"

	"go.yaml.in/yaml/v4"
)

// LockSpec says which lock stands on the bench when the story begins: locked,
// calibrated, its door closed, cells in, no phone paired, no PIN set.
type LockSpec struct {
	Profile    Profile           // firmware; required
	Part       Part              // memory; "" is the one the profile was made for
	Cells      CellsSpec         // zero: four fresh alkalines
	Ambient    Opt[Millicelsius] // default 21C
	Door       Door              // how hard the key turns; "" is normal
	Board      BoardSpec         // zero: the board the model describes
	Supervisor SupervisorSpec    // zero: as the profile sets it
	Protocol   ProtocolSpec      // zero: as the profile has it
	Phones     PhoneWay          // how phones reach it; "" is direct
}

// CellsSpec is a set of cells.
type CellsSpec struct {
	Kind   CellKind          // "" in a later cells-in means the same kind as before
	Count  int               // in series; 0 is 4, or 1 for lipo and power-pack
	Charge Opt[Millipercent] // of all cells; default 100%
	Cycles int               // full charge and discharge cycles behind them
	Age    time.Duration     // since they were made
	Spread Millipercent      // how far single cells differ in capacity and resistance, drawn from the seed
	Weak   WeakSpec          // one cell that is worse than the rest
}

// WeakSpec singles out one cell of a set.
type WeakSpec struct {
	Cell       int               // which, counted from 1; 0 is none
	Charge     Opt[Millipercent] // its charge; default that of the set
	Resistance Thousandths       // its resistance as a factor on the normal; 0 is 1x
}

// Door says how hard the key turns.
type Door string

// Doors.
const (
	DoorEasy       Door = "easy"
	DoorNormal     Door = "normal"
	DoorStiff      Door = "stiff"
	DoorVeryStiff  Door = "very-stiff"
	DoorMisaligned Door = "misaligned"
	DoorJammed     Door = "jammed" // a hand moves the bolt, the motor does not
)

// Doors are the doors there are.
var Doors = []Door{DoorEasy, DoorNormal, DoorStiff, DoorVeryStiff, DoorMisaligned, DoorJammed}

// BoardSpec changes single things of the circuit board. What is not set stays
// as the model has it.
type BoardSpec struct {
	Contact    Opt[Microohms]  // springs and leads of the whole set
	Bulk       Opt[Picofarads] // capacitor at the motor bridge
	BulkESR    Opt[Microohms]  // its series resistance
	Decoupling Opt[Picofarads] // at the logic supply
	Regulator  RegulatorKind   // between battery and logic; "" as the model has it
	Logic      Opt[Microvolts] // voltage the regulator makes
	HoldUp     Opt[Picofarads] // capacitor behind a diode that feeds the logic alone; 0F is none
	ExtraLoad  Opt[Nanoamps]   // drawn at all times, by something that should sleep
	Motor      MotorSpec
}

// RegulatorKind is how the logic supply is made.
type RegulatorKind string

// RegulatorKinds are the regulators there are.
var RegulatorKinds = []RegulatorKind{"ldo", "buck", "direct"}

// MotorSpec changes single things of the motor.
type MotorSpec struct {
	Resistance Opt[Microohms]     // winding, bridge and brushes
	Inductance Opt[Nanohenries]   // of the winding
	SoftStart  Opt[time.Duration] // ramp of the drive; 0s is a kick
}

// SupervisorSpec overrides what the profile does about low voltage.
type SupervisorSpec struct {
	Warning      Opt[Level]         // power-fail warning
	BrownOut     Opt[Level]         // brown-out reset
	Hysteresis   Opt[Microvolts]    // of the brown-out reset
	ReleaseDelay Opt[time.Duration] // from good voltage to the end of reset
	WriteGate    Opt[bool]          // writes are refused while the warning is active
}

// Level is a voltage, or off.
type Level struct {
	Off   bool
	Volts Microvolts
}

// String gives the voltage, or off.
func (l Level) String() string {
	if l.Off {
		return "off"
	}
	return l.Volts.String()
}

// levelOf reads a voltage between lo and hi, or off.
func levelOf(lo, hi Microvolts) codec[Level] {
	volts := quantityOf(&voltage, lo, hi)
	return codec[Level]{
		shape: &Shape{Kind: ShapeEither, Either: []*Shape{{Kind: ShapeWord, Words: []string{"off"}}, volts.shape}},
		decode: func(p *parser, n *yaml.Node) (Level, bool) {
			if n.Kind == yaml.ScalarNode && n.Value == "off" && p.usable(n) {
				return Level{Off: true}, true
			}
			v, ok := volts.decode(p, n)
			return Level{Volts: v}, ok
		},
		encode: func(l Level) *yaml.Node {
			if l.Off {
				return plainNode("off")
			}
			return volts.encode(l.Volts)
		},
	}
}

const year = 365 * 24 * time.Hour

func cellsCodec() codec[CellsSpec] {
	return objectOf("cells", "A set of cells in series.", checkCells,
		some("kind", "Make and chemistry.", func(c *CellsSpec) *CellKind { return &c.Kind }, wordOf("cell kind", CellKinds())),
		some("count", "Cells in series; 4 if left out, 1 for lipo and power-pack.", func(c *CellsSpec) *int { return &c.Count }, wholeOf(1, 8)),
		opt("charge", "State of charge; 100% if left out.", func(c *CellsSpec) *Opt[Millipercent] { return &c.Charge }, shareCodec()),
		some("cycles", "Full charge and discharge cycles behind them.", func(c *CellsSpec) *int { return &c.Cycles }, wholeOf(0, 5000)),
		some("age", "Time since they were made.", func(c *CellsSpec) *time.Duration { return &c.Age }, durationOf(0, 20*year)),
		some("spread", "How far single cells differ from each other, drawn from the seed.", func(c *CellsSpec) *Millipercent { return &c.Spread }, quantityOf[Millipercent](&percentage, 0, 50_000)),
		may("weak", "One cell that is worse than the others.", func(c *CellsSpec) *WeakSpec { return &c.Weak }, weakCodec(), func(w WeakSpec) bool { return w == WeakSpec{} }),
	)
}

func checkCells(p *parser, n *yaml.Node, c *CellsSpec) {
	count := c.Cells()
	if c.Weak.Cell > count {
		p.report(n, fmt.Sprintf("the weak cell is number %d of a set of %d", c.Weak.Cell, count), fmt.Sprintf("a cell from 1 to %d", count), "")
	}
}

// Cells is how many cells the set has.
func (c CellsSpec) Cells() int {
	switch {
	case c.Count > 0:
		return c.Count
	case c.Kind.single():
		return 1
	}
	return 4
}

func shareCodec() codec[Millipercent] { return quantityOf[Millipercent](&percentage, 0, 100_000) }

func weakCodec() codec[WeakSpec] {
	return objectOf("weak", "The cell that is worse than the others of its set.", nil,
		must("cell", "Which cell, counted from 1.", func(w *WeakSpec) *int { return &w.Cell }, wholeOf(1, 8)),
		opt("charge", "Its charge; that of the set if left out.", func(w *WeakSpec) *Opt[Millipercent] { return &w.Charge }, shareCodec()),
		some("resistance", "Its resistance, as a factor on the normal one.", func(w *WeakSpec) *Thousandths { return &w.Resistance }, quantityOf[Thousandths](&factor, 100, 100_000)),
	)
}

// leastCapacitor is the smallest capacitor the circuit is computed with.
const leastCapacitor Picofarads = 1000

// holdUpCodec reads a capacitor that may be missing.
func holdUpCodec() codec[Picofarads] {
	c := quantityOf[Picofarads](&capacitance, 0, 1e12)
	c.shape.Doc = fmt.Sprintf("0F, or from %s to %s.", leastCapacitor, Picofarads(1e12))
	read := c.decode
	c.decode = func(p *parser, n *yaml.Node) (Picofarads, bool) {
		v, ok := read(p, n)
		if ok && v > 0 && v < leastCapacitor {
			p.wrong(n, "is smaller than "+leastCapacitor.String(), "0F for none, or a capacitance such as "+capacitance.example, "")
			return 0, false
		}
		return v, ok
	}
	return c
}

func boardCodec() codec[BoardSpec] {
	capacitor := func() codec[Picofarads] { return quantityOf[Picofarads](&capacitance, leastCapacitor, 1e12) }
	ohms := func() codec[Microohms] { return quantityOf[Microohms](&resistance, 0, 1e9) }
	return objectOf("board", "Changes to the circuit board.", nil,
		opt("contact", "Resistance of springs and leads of the whole set.", func(b *BoardSpec) *Opt[Microohms] { return &b.Contact }, ohms()),
		opt("bulk", "Capacitor at the motor bridge.", func(b *BoardSpec) *Opt[Picofarads] { return &b.Bulk }, capacitor()),
		opt("bulk-esr", "Series resistance of that capacitor.", func(b *BoardSpec) *Opt[Microohms] { return &b.BulkESR }, ohms()),
		opt("decoupling", "Capacitor at the logic supply.", func(b *BoardSpec) *Opt[Picofarads] { return &b.Decoupling }, capacitor()),
		some("regulator", "How the logic supply is made from the battery.", func(b *BoardSpec) *RegulatorKind { return &b.Regulator }, wordOf("regulator", RegulatorKinds)),
		opt("logic", "Voltage the regulator makes.", func(b *BoardSpec) *Opt[Microvolts] { return &b.Logic }, quantityOf[Microvolts](&voltage, 1_700_000, 3_600_000)),
		opt("hold-up", "Capacitor behind a diode that feeds the logic alone; 0F is none.", func(b *BoardSpec) *Opt[Picofarads] { return &b.HoldUp }, holdUpCodec()),
		opt("extra-load", "Current drawn at all times by something that should sleep.", func(b *BoardSpec) *Opt[Nanoamps] { return &b.ExtraLoad }, quantityOf[Nanoamps](&current, 0, 100e6)),
		may("motor", "Changes to the motor.", func(b *BoardSpec) *MotorSpec { return &b.Motor }, motorCodec(), func(m MotorSpec) bool { return m == MotorSpec{} }),
	)
}

func motorCodec() codec[MotorSpec] {
	return objectOf("motor", "Changes to the motor.", nil,
		opt("resistance", "Winding, bridge and brushes together.", func(m *MotorSpec) *Opt[Microohms] { return &m.Resistance }, quantityOf[Microohms](&resistance, 100_000, 1e9)),
		opt("inductance", "Of the winding.", func(m *MotorSpec) *Opt[Nanohenries] { return &m.Inductance }, quantityOf[Nanohenries](&inductance, 1_000, 1e9)),
		opt("soft-start", "Time the drive takes to come up; 0s is a kick.", func(m *MotorSpec) *Opt[time.Duration] { return &m.SoftStart }, durationOf(0, 2*time.Second)),
	)
}

func supervisorCodec() codec[SupervisorSpec] {
	check := func(p *parser, n *yaml.Node, s *SupervisorSpec) {
		w, b := s.Warning, s.BrownOut
		if w.Set && b.Set && !w.Value.Off && !b.Value.Off && w.Value.Volts <= b.Value.Volts {
			p.report(n, fmt.Sprintf("the warning at %s comes no earlier than the brown-out reset at %s", w.Value, b.Value), "a warning above the reset, or 'warning: off'", "")
		}
	}
	return objectOf("supervisor", "What the lock does about low voltage, in place of what the profile says.", check,
		opt("warning", "Power-fail warning: a voltage, or off.", func(s *SupervisorSpec) *Opt[Level] { return &s.Warning }, levelOf(1_000_000, 6_000_000)),
		opt("brown-out", "Brown-out reset: a voltage, or off.", func(s *SupervisorSpec) *Opt[Level] { return &s.BrownOut }, levelOf(500_000, 3_600_000)),
		opt("hysteresis", "How far above the brown-out voltage the reset ends.", func(s *SupervisorSpec) *Opt[Microvolts] { return &s.Hysteresis }, quantityOf[Microvolts](&voltage, 0, 1_000_000)),
		opt("release-delay", "Time from good voltage to the end of the reset.", func(s *SupervisorSpec) *Opt[time.Duration] { return &s.ReleaseDelay }, durationOf(0, time.Second)),
		opt("write-gate", "Writes are refused while the warning is active.", func(s *SupervisorSpec) *Opt[bool] { return &s.WriteGate }, yesNoCodec()),
	)
}

func ambientCodec() codec[Millicelsius] {
	return quantityOf[Millicelsius](&temperature, -40_000, 60_000)
}

func lockCodec() codec[LockSpec] {
	return objectOf("lock", "The lock on the bench: locked, calibrated, door closed, no phone paired, no PIN set.", nil,
		must("profile", "Its firmware.", func(l *LockSpec) *Profile { return &l.Profile }, wordOf("profile", Profiles())),
		some("part", "The memory in place of the one the profile was made for.", func(l *LockSpec) *Part { return &l.Part }, wordOf("part", Parts())),
		may("cells", "The cells in it; four fresh alkalines if left out.", func(l *LockSpec) *CellsSpec { return &l.Cells }, cellsCodec(), func(c CellsSpec) bool { return c == CellsSpec{} }),
		opt("ambient", "Temperature around it; 21C if left out.", func(l *LockSpec) *Opt[Millicelsius] { return &l.Ambient }, ambientCodec()),
		some("door", "How hard the key turns; normal if left out.", func(l *LockSpec) *Door { return &l.Door }, wordOf("door", Doors)),
		may("board", "Changes to the circuit board.", func(l *LockSpec) *BoardSpec { return &l.Board }, boardCodec(), func(b BoardSpec) bool { return b == BoardSpec{} }),
		may("supervisor", "What it does about low voltage, in place of what the profile says.", func(l *LockSpec) *SupervisorSpec { return &l.Supervisor }, supervisorCodec(), func(s SupervisorSpec) bool { return s == SupervisorSpec{} }),
		may("protocol", "What it makes of points that the published protocol leaves open, in place of what the profile says.", func(l *LockSpec) *ProtocolSpec { return &l.Protocol }, protocolCodec(), func(s ProtocolSpec) bool { return s == ProtocolSpec{} }),
		some("phones", "How phones reach it: direct hands the firmware their commands as they are, radio sends real messages over the air; direct if left out.", func(l *LockSpec) *PhoneWay { return &l.Phones }, wordOf("way of the phones", PhoneWays)),
	)
}
