package api

import (
	"context"
	"net/http"
	"time"

	"locktwin/emulator/access"
	"locktwin/emulator/fleet"
	"locktwin/emulator/problem"
	"locktwin/model"
	"locktwin/model/mechanics"
	"locktwin/scenarios"
)

const tagHands = "hands"

// Movement is something that was begun and goes on in simulated time.
type Movement struct {
	SimNS   int64    `json:"sim_ns" doc:"Simulated time at which it began, in nanoseconds."`
	Takes   Duration `json:"takes" doc:"Simulated time until it is over."`
	Changed bool     `json:"changed" doc:"False when everything was like that already, and nothing happens."`
}

// Requests for a movement of one lock: with a body, with one that may be left
// out, and without any.
type (
	moved[T any] struct {
		OneLock
		Body T
	}
	perhapsMoved[T any] struct {
		OneLock
		Body *T
	}
)

// act says what is done to begin a movement, in the goroutine of the lock. A deed that
// is none says that there is nothing to do.
type act[T any] func(l *model.Lock, in *T) (fleet.Deed, error)

// move registers an operation that begins a movement.
func move[T any](a *API, op operation, begin act[T]) {
	add(a, movement(op), func(ctx context.Context, in *moved[T]) (*Output[Movement], error) {
		return carryOut(ctx, a, in.Lock, &in.Body, begin)
	})
}

// perhapsMove is move for a body of which nothing is needed.
func perhapsMove[T any](a *API, op operation, begin act[T]) {
	add(a, movement(op), func(ctx context.Context, in *perhapsMoved[T]) (*Output[Movement], error) {
		if in.Body == nil {
			in.Body = new(T)
		}
		return carryOut(ctx, a, in.Lock, in.Body, begin)
	})
}

// plainMove is move without a body.
func plainMove(a *API, op operation, d fleet.Deed) {
	add(a, movement(op), func(ctx context.Context, in *OneLock) (*Output[Movement], error) {
		return carryOut(ctx, a, in.Lock, nil, func(*model.Lock, *struct{}) (fleet.Deed, error) { return d, nil })
	})
}

func movement(op operation) operation {
	op.method, op.path, op.right = cmpOr(op.method, http.MethodPost), "/locks/{lock}"+op.path, access.Control
	op.problems = append(op.problems, problem.UnknownLock, problem.Conflict)
	return op
}

func carryOut[T any](ctx context.Context, a *API, lock string, body *T, begin act[T]) (*Output[Movement], error) {
	row, err := a.found(ctx, lock, access.Control)
	if err != nil {
		return nil, err
	}
	done, err := a.o.Fleet.Perform(ctx, row.ID, func(l *model.Lock) (fleet.Deed, error) { return begin(l, body) })
	return answer(Movement{SimNS: done.AtNS, Takes: For(done.Takes), Changed: done.Changed}, err)
}

func cmpOr(s, otherwise string) string {
	if s == "" {
		return otherwise
	}
	return s
}

// cannot is what no hand can do now.
func cannot(format string, args ...any) error { return problem.New(problem.Conflict, format, args...) }

// Hands of a person, in the words of scenario files.
type (
	cellsOutBody struct {
		Manner  string   `json:"manner,omitempty" doc:"slow: the contact goes bad over 200 ms, with chatter. quick: over 20 ms. abrupt: from one instant to the next." enum:"slow,quick,abrupt" default:"slow"`
		Over    Duration `json:"over,omitzero" doc:"Time until the contact is open, in place of what the manner says; 1us to 10s."`
		Chatter *int     `json:"chatter,omitempty" doc:"How often the contact opens and closes on the way, in place of what the manner says." minimum:"0" maximum:"20"`
	}
	cellsInBody struct {
		Manner  string       `json:"manner,omitempty" doc:"clean: no bounce. firm: the usual bounces within 80 ms. hesitant: those, and a gap while the tray is pushed home. bouncy: the most bounces there are, and the gap." enum:"clean,firm,hesitant,bouncy" default:"firm"`
		Cells   *fleet.Cells `json:"cells,omitempty" doc:"New cells; left out, those that were taken out go back in."`
		Bounces *int         `json:"bounces,omitempty" doc:"How often the contact opens while the cells slide in, in place of what the manner says." minimum:"0" maximum:"20"`
		Gap     Duration     `json:"gap,omitzero" doc:"One long opening while the tray is pushed home, in place of what the manner says; 1ms to 2s."`
	}
	knockBody struct {
		For   Duration `json:"for,omitzero" doc:"How long each opening of the contact lasts; 1us to 1s, 5ms if left out."`
		Times int      `json:"times,omitempty" doc:"How many openings." minimum:"1" maximum:"10" default:"1"`
	}
	cutBody struct {
		For Duration `json:"for,omitzero" doc:"How long the battery line stays open; 1us to 520w, 5s if left out."`
	}
	keyBody struct {
		Degrees float64  `json:"degrees" doc:"By how much the key is turned from outside, or the knob from inside. Positive angles unlock, as in scenario files." minimum:"-1080" maximum:"1080"`
		Over    Duration `json:"over,omitzero" doc:"How long that takes; 10ms to 1m, one second a turn if left out."`
	}
	buttonBody struct {
		For Duration `json:"for,omitzero" doc:"How long the button is pressed; 10ms to 1m, 200ms if left out. After 5 seconds and more the lock may be paired with."`
	}
	doorBody struct {
		To string `json:"to" doc:"Where the door goes." enum:"open,closed"`
	}
)

// Chatter of a contact while cells are drawn out slowly, as in scenarios
// (assumption), and bounces of an insertion in the worst case.
const (
	slowChatter = 2
	mostBounces = 8
)

func (a *API) handOperations() {
	perhapsMove(a, operation{path: "/hands/cells-out", id: "take-cells-out", tag: tagHands, summary: "Take the cells out"}, takeCellsOut)
	perhapsMove(a, operation{path: "/hands/cells-in", id: "put-cells-in", tag: tagHands, summary: "Put cells in"}, putCellsIn)
	perhapsMove(a, operation{path: "/hands/knock", id: "knock", tag: tagHands, summary: "Shake the cells in their springs"},
		func(l *model.Lock, in *knockBody) (fleet.Deed, error) {
			each, err := within("body.for", in.For, time.Microsecond, time.Second, scenarios.KnockFor)
			if err == nil && !l.CellsIn() {
				err = cannot("there are no cells in the lock whose springs could be shaken")
			}
			if err != nil {
				return fleet.Deed{}, err
			}
			return fleet.Deed{Knock: &fleet.Knock{Times: max(in.Times, 1), For: each}}, nil
		})
	perhapsMove(a, operation{path: "/hands/cut", id: "cut-line", tag: tagHands, summary: "Cut the battery line for a while",
		about: "It opens from one instant to the next, without any bounce, and closes again."},
		func(l *model.Lock, in *cutBody) (fleet.Deed, error) {
			d, err := within("body.for", in.For, time.Microsecond, scenarios.MaxWait, scenarios.CutFor)
			if err == nil && !l.CellsIn() {
				err = cannot("there are no cells in the lock whose line could be cut")
			}
			if err != nil {
				return fleet.Deed{}, err
			}
			return fleet.Deed{Cut: &fleet.Cut{For: d}}, nil
		})
	move(a, operation{path: "/hands/turn-key", id: "turn-key", tag: tagHands, summary: "Turn the key, or the knob"},
		func(l *model.Lock, in *keyBody) (fleet.Deed, error) {
			usual := max(time.Duration(max(in.Degrees, -in.Degrees)/360*float64(scenarios.TurnPerRev)), 10*time.Millisecond)
			d, err := within("body.over", in.Over, 10*time.Millisecond, time.Minute, usual)
			if err != nil || in.Degrees == 0 {
				return fleet.Deed{}, err
			}
			// The model counts angles that lock as positive.
			return fleet.Deed{TurnKey: &fleet.TurnKey{MilliDegrees: int32(-in.Degrees * 1000), Over: d}}, nil
		})
	perhapsMove(a, operation{path: "/hands/press-button", id: "press-button", tag: tagHands, summary: "Press the button"},
		func(l *model.Lock, in *buttonBody) (fleet.Deed, error) {
			d, err := within("body.for", in.For, 10*time.Millisecond, time.Minute, scenarios.PressFor)
			if err != nil {
				return fleet.Deed{}, err
			}
			return fleet.Deed{PressButton: &fleet.PressButton{For: d}}, nil
		})
	move(a, operation{method: http.MethodPut, path: "/hands/door", id: "move-door", tag: tagHands, summary: "Open or close the door"},
		func(l *model.Lock, in *doorBody) (fleet.Deed, error) {
			closed := in.To == "closed"
			if l.Machine().DoorClosed() == closed {
				return fleet.Deed{}, nil
			}
			if bolt := l.Machine().Bolt(); !closed && bolt != mechanics.Unlatched {
				return fleet.Deed{}, cannot("the door is kept shut: the bolt is %s, and the door opens once the latch is drawn", bolt)
			}
			return fleet.Deed{MoveDoor: &fleet.MoveDoor{Closed: closed}}, nil
		})
}

func takeCellsOut(l *model.Lock, in *cellsOutBody) (fleet.Deed, error) {
	var usual time.Duration
	chatter := 0
	switch scenarios.Removal(in.Manner) {
	case scenarios.RemoveSlow, "":
		usual, chatter = 200*time.Millisecond, slowChatter
	case scenarios.RemoveQuick:
		usual = 20 * time.Millisecond
	}
	over, err := within("body.over", in.Over, time.Microsecond, 10*time.Second, usual)
	if err != nil || !l.CellsIn() {
		return fleet.Deed{}, err
	}
	if in.Chatter != nil {
		chatter = *in.Chatter
	}
	return fleet.Deed{CellsOut: &fleet.CellsOut{Over: over, Chatter: chatter}}, nil
}

func putCellsIn(l *model.Lock, in *cellsInBody) (fleet.Deed, error) {
	manner := scenarios.Insertion(in.Manner)
	put := fleet.CellsIn{Manner: in.Manner, Cells: in.Cells, Bounces: -1}
	switch manner {
	case scenarios.InsertClean:
		put.Bounces = 0
	case scenarios.InsertBouncy:
		put.Bounces = mostBounces
	}
	if manner == scenarios.InsertHesitant || manner == scenarios.InsertBouncy {
		put.Gap = -1
	}
	if in.Bounces != nil {
		put.Bounces = *in.Bounces
	}
	gap, err := within("body.gap", in.Gap, time.Millisecond, 2*time.Second, put.Gap)
	if err != nil {
		return fleet.Deed{}, err
	}
	put.Gap = gap
	if err := checkSet("body.cells", in.Cells); err != nil {
		return fleet.Deed{}, err
	}
	if l.CellsIn() {
		if in.Cells == nil {
			return fleet.Deed{}, nil
		}
		return fleet.Deed{}, cannot("there are cells in the lock already; take them out first")
	}
	return fleet.Deed{CellsIn: &put}, nil
}
