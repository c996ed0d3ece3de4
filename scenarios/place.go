package scenarios

import (
	"errors"
	"fmt"
	"strings"

	"go.yaml.in/yaml/v4"

	"locktwin/model"
)

// places is where the values that describe the lock and its sweep stand in the
// text they were read from, by their keys joined with points: "lock.board.bulk".
// The problems have no words yet. A File built by a program has no places.
type places map[string]Problem

// mark keeps the place of the value being read when it is one of those.
func (p *parser) mark(n *yaml.Node) {
	if p.path[0] != "lock" && p.path[0] != "sweep" {
		return
	}
	src, at := p.at(n)
	p.places[strings.Join(p.path, ".")] = Problem{File: src.name, Position: at, Line: src.line(at.Line), Width: widthOf(n, src, at)}
}

// BuildError says where a file describes a lock that cannot be built. It wraps
// ErrBuild.
type BuildError struct {
	Problem Problem
	Err     error
}

// Error shows the place, what is wrong and what would be right.
func (e *BuildError) Error() string { return strings.TrimSuffix(e.Problem.Show(), "\n") }

// Unwrap gives the error of the lock.
func (e *BuildError) Unwrap() error { return e.Err }

// build makes the lock. Every error wraps ErrBuild.
func (l *LockSpec) build(seed uint64) (*model.Lock, model.Config, error) {
	c, err := l.config(seed)
	var lock *model.Lock
	if err == nil {
		lock, err = model.New(c)
	}
	if err != nil && !errors.Is(err, ErrBuild) {
		err = fmt.Errorf("%w: %w", ErrBuild, err)
	}
	return lock, c, err
}

func (l LockSpec) builds(seed uint64) bool {
	_, _, err := l.build(seed)
	return err == nil
}

// leaveOut are the keys of a lock without which it may be one that can be
// built, single ones before groups.
var leaveOut = []struct {
	key   string
	leave func(*LockSpec)
}{
	{"part", func(l *LockSpec) { l.Part = "" }},
	{"supervisor.warning", func(l *LockSpec) { l.Supervisor.Warning = Opt[Level]{} }},
	{"supervisor.brown-out", func(l *LockSpec) { l.Supervisor.BrownOut = Opt[Level]{} }},
	{"board.bulk", func(l *LockSpec) { l.Board.Bulk = Opt[Picofarads]{} }},
	{"board.decoupling", func(l *LockSpec) { l.Board.Decoupling = Opt[Picofarads]{} }},
	{"board.hold-up", func(l *LockSpec) { l.Board.HoldUp = Opt[Picofarads]{} }},
	{"board.motor", func(l *LockSpec) { l.Board.Motor = MotorSpec{} }},
	{"supervisor", func(l *LockSpec) { l.Supervisor = SupervisorSpec{} }},
	{"board", func(l *LockSpec) { l.Board = BoardSpec{} }},
	{"cells", func(l *LockSpec) { l.Cells = CellsSpec{} }},
}

// blameBuild gives an error of build the place of the key that is at fault:
// the first without which the lock can be built, else the whole lock. It
// returns the error as it is when nobody knows a place.
func (f *File) blameBuild(seed uint64, err error) error {
	place, known := f.places["lock"]
	for _, k := range leaveOut {
		trial := f.Lock
		k.leave(&trial)
		at, written := f.places["lock."+k.key]
		if !written || trial == f.Lock || !trial.builds(seed) {
			continue
		}
		place, place.Want = at, "another "+k.key+", or none: without it this lock can be built"
		if k.key == "part" {
			place.Want = oneOf(f.Lock.partsThatBuild(seed))
		}
		break
	}
	if !known {
		return err
	}
	place.Found = strings.ReplaceAll(err.Error(), "\n", "; ")
	return &BuildError{place, err}
}

// partsThatBuild are the parts with which this lock can be built.
func (l LockSpec) partsThatBuild(seed uint64) []string {
	var fit []string
	for _, name := range Parts() {
		l.Part = name
		if l.builds(seed) {
			fit = append(fit, string(name))
		}
	}
	return fit
}
