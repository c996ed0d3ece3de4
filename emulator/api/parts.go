package api

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"time"

	"locktwin/emulator/access"
	"locktwin/emulator/fleet"
	"locktwin/emulator/problem"
	"locktwin/emulator/training"
)

// partsByTag says to which part of a lock the operations of a tag belong. A grant
// that is for parts of a lock is good for the operations of these parts, and for
// nothing that is not listed here.
var partsByTag = map[string]string{
	tagHands: training.PartHands, tagLab: training.PartLab, tagTime: training.PartTime, tagFaults: training.PartFaults, tagEvents: training.PartEvents,
	tagScope: training.PartScope, tagTrace: training.PartTrace, tagFlash: training.PartFlash, tagFirmware: training.PartCore,
}

// changing are the parts whose operations may change something; of the others a
// grant for parts covers what is only looked at.
var changing = []string{training.PartHands, training.PartLab, training.PartTime, training.PartFaults}

// part is the part of a lock that the operation belongs to, "" for none.
func (op *operation) part() string {
	switch {
	case op.path == "/locks" || op.path == "/locks/{lock}":
		switch op.method {
		case http.MethodGet:
			return training.PartRow
		case http.MethodPatch:
			return training.PartTime // of a lock that is veiled only its speed is changed
		}
		return ""
	case strings.Contains(op.path, "/flash/image") || strings.Contains(op.path, "/flash/sidecar"):
		return "" // keys and PIN are in it as a whole
	}
	part := partsByTag[op.tag]
	if op.method != http.MethodGet && !slices.Contains(changing, part) {
		return ""
	}
	return part
}

type partKey struct{}

// withPart says which part of a lock a request is about.
func withPart(ctx context.Context, part string) context.Context {
	return context.WithValue(ctx, partKey{}, part)
}

func partFrom(ctx context.Context) string {
	part, _ := ctx.Value(partKey{}).(string)
	return part
}

// may tells whether who asks may do something with a part of a lock. Who teaches may
// act on the locks of trainees.
func (a *API) may(ctx context.Context, right access.Right, lock, part string) bool {
	who := access.From(ctx).Scope
	if who.MayPart(right, lock, part) {
		return true
	}
	return right != access.Admin && who.MaySome(access.Teach) && a.o.Training != nil && a.o.Training.Holds(lock)
}

// maySome tells whether who asks may do something with any lock at all.
func maySome(ctx context.Context, right access.Right) bool {
	who := access.From(ctx).Scope
	return who.MaySome(right) || right != access.Admin && who.MaySome(access.Teach)
}

// veilOf is the veil before a lock for who asks; ok is false when there is none.
func (a *API) veilOf(ctx context.Context, lock string) (training.Veil, bool) {
	if a.o.Training == nil || access.From(ctx).Scope.MaySome(access.Teach) {
		return training.Veil{}, false
	}
	return a.o.Training.VeilOf(access.From(ctx), lock)
}

// notFrozen refuses what a trainee does to a lock while the instructor has stopped
// him.
func (a *API) notFrozen(ctx context.Context, right access.Right, lock, part string) error {
	if right != access.Control || !slices.Contains(changing, part) {
		return nil
	}
	if v, ok := a.veilOf(ctx, lock); ok && v.Frozen {
		return problem.New(problem.Frozen, "the lock stands still until the instructor lets you go on")
	}
	return nil
}

// seen is a row as who asks may see it: from outside, what a trainee has not yet
// uncovered is left out.
func (a *API) seen(ctx context.Context, l fleet.Lock) fleet.Lock {
	v, ok := a.veilOf(ctx, l.ID)
	if !ok {
		return l
	}
	l.Profile, l.Part, l.Seed = "", "", 0
	critical := l.Battery.Critical && v.Phone
	if !v.Bay {
		l.Battery = fleet.Battery{In: l.Battery.In}
		l.AmbientMC = 0
	}
	if !v.Bay && !v.Rail {
		l.Battery.VBATMicro, l.Battery.VDDMicro = 0, 0
	}
	l.Battery.Critical = critical
	if !v.Phone {
		l.Nuki = ""
	}
	if !v.Story {
		l.Boots, l.Resets = 0, 0
		switch l.State {
		case "booting", "reset", "hung":
			l.State = "running"
			if !l.Battery.In {
				l.State = "off"
			}
		}
	}
	return l
}

// seenRow is the row of a lock as who asks may see it.
func (a *API) seenRow(ctx context.Context, id string) (fleet.Lock, error) {
	l, err := a.o.Fleet.Lock(id)
	return a.seen(ctx, l), err
}

// noKind is a kind that no event has.
const noKind = "-"

// veilFeed takes out of what a feed should carry what is covered for who asks, and
// gives what is to be done with each event; nil: nothing.
func (a *API) veilFeed(ctx context.Context, lock string, o *fleet.FeedOptions) (func(*fleet.Event), error) {
	v, ok := a.veilOf(ctx, lock)
	if !ok {
		return nil, nil
	}
	if o.RailEvery > 0 && !v.Rail {
		return nil, problem.New(problem.Covered, "the voltages are covered at this stage")
	}
	if o.After != fleet.NoHistory {
		o.After = max(o.After, v.After)
	}
	if v.Kinds != nil {
		kinds := v.Kinds
		if len(o.Kinds) > 0 {
			kinds = nil
			for _, k := range o.Kinds {
				if slices.Contains(v.Kinds, k) {
					kinds = append(kinds, k)
				}
			}
		}
		if o.Kinds = kinds; len(kinds) == 0 {
			o.Kinds = []string{noKind}
		}
	}
	if v.Story {
		return nil, nil
	}
	return func(e *fleet.Event) { e.Text, e.State, e.Flash = "", "", fleet.FlashDetail{} }, nil
}

// handWord is the word that trainings have for what a hand does.
func handWord(id string, in any) string {
	switch id {
	case "take-cells-out":
		return "cells-out"
	case "put-cells-in":
		if b, ok := in.(*perhapsMoved[cellsInBody]); ok && b.Body != nil && b.Body.Cells != nil {
			return "new-cells"
		}
		return "cells-in"
	case "press-button":
		return "press-button"
	case "turn-key":
		return "turn-by-hand"
	case "move-door":
		return "door"
	}
	return id
}

// byHand is called before a hand moves something. When the hand is that of a trainee
// at the lock of his attempt, done records it.
func (a *API) byHand(ctx context.Context, op *operation, in any) (done func(out any), err error) {
	nothing := func(any) {}
	if op.tag != tagHands || op.method == http.MethodGet || a.o.Training == nil {
		return nothing, nil
	}
	named, ok := in.(interface{ lockName() string })
	if !ok {
		return nothing, nil
	}
	row, err := a.o.Fleet.Lock(named.lockName())
	if err != nil {
		return nothing, nil // whoever looks it up says so
	}
	if _, veiled := a.veilOf(ctx, row.ID); !veiled || !a.may(ctx, access.Control, row.ID, op.part()) {
		return nothing, nil
	}
	record, err := a.o.Training.HandBegins(ctx, row.ID, handWord(op.id, in))
	if err != nil {
		return nil, err
	}
	return func(out any) {
		m, ok := out.(*Output[Movement])
		if !ok || m == nil {
			record(0, false)
			return
		}
		record(min(m.Body.Takes.D, time.Minute), m.Body.Changed)
	}, nil
}

// lockName is the lock that a request names.
func (o OneLock) lockName() string { return o.Lock }
