package scenarios

import (
	"time"

	"go.yaml.in/yaml/v4"
)

// What a hand does at the door.
type (
	// CellsOut takes the cells out.
	CellsOut struct {
		Manner Removal       // "" is slow
		Over   time.Duration // from the first touch to open contacts; 0 as the manner has it
	}
	// CellsIn puts cells in: the same as before, recharged or not, or others.
	CellsIn struct {
		Manner    Insertion         // "" is firm
		Cells     CellsSpec         // zero: the same cells that came out
		Recharged Opt[Millipercent] // the same cells, charged to this
		Bounces   Opt[int]          // contact openings while sliding in; default drawn from the seed
		Gap       time.Duration     // one long opening while the tray is pushed home; 0 is none unless the manner has it
	}
	// Knock shakes the cells in their springs.
	Knock struct {
		For   time.Duration // length of each opening of the contacts; 0 is 5ms
		Times int           // openings; 0 is 1
	}
	// TurnKey turns the key from outside or the knob from inside.
	TurnKey struct {
		By   Microdegrees  // positive unlocks
		Over time.Duration // 0 is one second a turn
	}
	// PressButton presses the button on the lock.
	PressButton struct {
		For time.Duration // 0 is 200ms
	}
	// MoveDoor opens or closes the door.
	MoveDoor struct{ To DoorMove }
)

func (CellsOut) isAction()    {}
func (CellsIn) isAction()     {}
func (Knock) isAction()       {}
func (TurnKey) isAction()     {}
func (PressButton) isAction() {}
func (MoveDoor) isAction()    {}

// Removal is how cells come out.
type Removal string

// Removals. Slow: the contact goes bad over 200 ms, with chatter. Quick: over
// 20 ms. Abrupt: open from one instant to the next, as by a tray that springs
// out.
const (
	RemoveSlow   Removal = "slow"
	RemoveQuick  Removal = "quick"
	RemoveAbrupt Removal = "abrupt"
)

// Removals are the removals there are.
var Removals = []Removal{RemoveSlow, RemoveQuick, RemoveAbrupt}

// Insertion is how cells go in.
type Insertion string

// Insertions. Clean: one contact, no bounce. Firm: the usual bounces within 80
// ms. Hesitant: the bounces and then one long gap while the tray is pushed
// home. Bouncy: the most bounces there are, and the gap.
const (
	InsertClean    Insertion = "clean"
	InsertFirm     Insertion = "firm"
	InsertHesitant Insertion = "hesitant"
	InsertBouncy   Insertion = "bouncy"
)

// Insertions are the insertions there are.
var Insertions = []Insertion{InsertClean, InsertFirm, InsertHesitant, InsertBouncy}

// DoorMove is a position of the door.
type DoorMove string

// DoorMoves are the ways to move it.
var DoorMoves = []DoorMove{"open", "close"}

// Defaults of hand steps.
const (
	KnockFor   = 5 * time.Millisecond   // assumption: shock at the end of a key turn opens springs for 1 to 15 ms
	PressFor   = 200 * time.Millisecond // assumption
	TurnPerRev = time.Second            // assumption
)

// sameCellsOr reads a set of cells, or the word same.
func sameCellsOr() codec[CellsSpec] {
	cells := cellsCodec()
	return codec[CellsSpec]{
		shape: &Shape{Kind: ShapeEither, Either: []*Shape{{Kind: ShapeWord, Words: []string{"same"}}, cells.shape}},
		decode: func(p *parser, n *yaml.Node) (CellsSpec, bool) {
			if n.Kind == yaml.ScalarNode && n.Value == "same" && p.usable(n) {
				return CellsSpec{}, true
			}
			if n.Kind == yaml.ScalarNode && !isNull(n) && p.usable(n) {
				p.wrong(n, "is neither 'same' nor a set of cells", "'same', or for example '{kind: eneloop, charge: 60%}'", hintFor(n.Value, []string{"same"}))
				return CellsSpec{}, false
			}
			return cells.decode(p, n)
		},
		encode: cells.encode,
	}
}

func handSteps() []stepKind {
	noCells := func(c CellsSpec) bool { return c == CellsSpec{} }
	checkIn := func(p *parser, n *yaml.Node, c *CellsIn) {
		if c.Recharged.Set && c.Cells != (CellsSpec{}) {
			p.report(n, "'recharged' speaks of the same cells, and 'cells' names others", "one of the two", "")
		}
	}
	return []stepKind{
		stepOf("hand", "cells-out", "Take the cells out.", "cells-out: slow", "manner", nil,
			some("manner", "How: slow (contacts go bad over 200 ms), quick (20 ms), abrupt (at once). Slow if left out.", func(c *CellsOut) *Removal { return &c.Manner }, wordOf("way to take cells out", Removals)),
			some("over", "Time until the contacts are open, in place of what the manner says.", func(c *CellsOut) *time.Duration { return &c.Over }, durationOf(time.Microsecond, 10*time.Second))),
		stepOf("hand", "cells-in", "Put cells in.", "cells-in: {cells: {kind: eneloop, charge: 60%}, manner: hesitant}", "manner", checkIn,
			some("manner", "How: clean, firm (usual bounces), hesitant (and a gap while the tray is pushed home), bouncy (the worst). Firm if left out.", func(c *CellsIn) *Insertion { return &c.Manner }, wordOf("way to put cells in", Insertions)),
			may("cells", "Which cells: 'same', or a set. The same if left out.", func(c *CellsIn) *CellsSpec { return &c.Cells }, sameCellsOr(), noCells),
			opt("recharged", "The same cells, charged to this.", func(c *CellsIn) *Opt[Millipercent] { return &c.Recharged }, shareCodec()),
			opt("bounces", "How often the contacts open while the cells slide in; drawn from the seed if left out.", func(c *CellsIn) *Opt[int] { return &c.Bounces }, wholeOf(0, 20)),
			some("gap", "One long opening while the tray is pushed home.", func(c *CellsIn) *time.Duration { return &c.Gap }, durationOf(time.Millisecond, 2*time.Second))),
		stepOf("hand", "knock", "Shake the cells in their springs.", "knock: 5ms", "for", nil,
			some("for", "How long the contacts open; 5ms if left out.", func(k *Knock) *time.Duration { return &k.For }, durationOf(time.Microsecond, time.Second)),
			some("times", "How often; once if left out.", func(k *Knock) *int { return &k.Times }, wholeOf(1, 10))),
		stepOf("hand", "turn-key", "Turn the key from outside or the knob from inside.", "turn-key: 360deg", "by", nil,
			must("by", "Angle; positive unlocks, negative locks.", func(t *TurnKey) *Microdegrees { return &t.By }, quantityOf[Microdegrees](&angle, -1080e6, 1080e6)),
			some("over", "Time it takes; one second a turn if left out.", func(t *TurnKey) *time.Duration { return &t.Over }, durationOf(10*time.Millisecond, time.Minute))),
		stepOf("hand", "press-button", "Press the button on the lock.", "press-button: 200ms", "for", nil,
			some("for", "How long; 200ms if left out.", func(b *PressButton) *time.Duration { return &b.For }, durationOf(10*time.Millisecond, time.Minute))),
		stepOf("hand", "door", "Open or close the door.", "door: open", "to", nil,
			must("to", "open or close.", func(d *MoveDoor) *DoorMove { return &d.To }, wordOf("door movement", DoorMoves))),
	}
}
