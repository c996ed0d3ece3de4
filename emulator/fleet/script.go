package fleet

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"locktwin/model/gatt"
	"locktwin/model/sim"
	"locktwin/scenarios"
)

// script is a scenario that is being played on the lock.
type script struct {
	live *scenarios.Live
	run  *Run
	wake sim.Time // when it wants to be polled

	stop    Stop     // where time is to stand still
	pauseAt sim.Time // when that is, once it is known; sim.Never: it is not, or was
	after   *Speed   // how time runs on once it is over; nil: as before
}

// RunScenario begins to play the steps of a scenario file on the lock as it is,
// paced by the lock's own speed; of the section about the lock it takes only the
// kind of its cells and how phones reach it. The expectations are judged at the end, in copies. name is
// what errors call the file. Errors as Do; ErrSpec for a file with faults, or when
// a scenario is being played already.
func (f *Fleet) RunScenario(ctx context.Context, ref, name string, file []byte) (Run, error) {
	h, err := f.find(ref)
	if err != nil {
		return Run{}, err
	}
	parsed, err := scenarios.Parse(name, file)
	if err != nil {
		return Run{}, fmt.Errorf("%w: %w", ErrSpec, err)
	}
	var out Run
	err = h.call(ctx, true, func(h *host) error {
		out, err = h.beginScript(parsed, name, file)
		return err
	})
	return out, err
}

// beginScript begins to play a scenario at the instant that the lock shows.
func (h *host) beginScript(parsed scenarios.File, name string, text []byte) (Run, error) {
	if h.script != nil {
		return Run{}, fmt.Errorf("%w: the scenario %s is being played", ErrSpec, h.script.run.Scenario)
	}
	h.noteDeed(Deed{Script: &Script{Name: name, Text: string(text)}})
	h.meta.Runs++
	r := &Run{
		ID: fmt.Sprintf("r%06d", h.meta.Runs), Lock: h.id, Scenario: parsed.Scenario, State: RunRunning,
		BeganNS: int64(h.lock.Now()), Began: h.wall,
	}
	h.script = &script{live: scenarios.NewLive(parsed, h.lock), run: r, wake: h.lock.Now(), pauseAt: sim.Never}
	h.note(EventRunBegan, fmt.Sprintf("scenario %s begins, run %s", r.Scenario, r.ID))
	h.showRun(r)
	return *r, nil
}

// CancelRun ends a run where it is; what it has done to the lock stays done.
// Errors as Do; ErrNotFound when it is not being played.
func (f *Fleet) CancelRun(ctx context.Context, ref, run string) error {
	h, err := f.find(ref)
	if err != nil {
		return err
	}
	return h.call(ctx, true, func(h *host) error {
		if h.script == nil || h.script.run.ID != run {
			return fmt.Errorf("%w: run %.80q", ErrNotFound, run)
		}
		h.endScript(context.Canceled)
		return nil
	})
}

// Runs lists the scenario runs of a lock that are remembered, oldest first.
// Errors wrap ErrNotFound.
func (f *Fleet) Runs(ref string) ([]Run, error) { return rows[Run](f, tableRuns, ref) }

// Run returns one run and a channel that is closed when it has changed. Errors
// wrap ErrNotFound.
func (f *Fleet) Run(ref, run string) (Run, <-chan struct{}, error) {
	l := f.registry.lock(ref)
	if l == nil {
		return Run{}, nil, fmt.Errorf("%w: lock %.80q", ErrNotFound, ref)
	}
	r, changed := first[Run](f.registry.db.Txn(false), tableRuns, byID, l.ID, run)
	if r == nil {
		return Run{}, nil, fmt.Errorf("%w: run %.80q", ErrNotFound, run)
	}
	return *r, changed, nil
}

// playScript lets the scenario go on as far as it can at this instant.
func (h *host) playScript() {
	s := h.script
	if s == nil || h.failed != nil {
		return
	}
	if h.lock.Now() >= s.pauseAt {
		h.pauseScript()
	}
	if h.lock.Now() < s.wake && !s.live.Stirred() {
		return
	}
	wake, done, err := s.live.Poll()
	switch {
	case err != nil:
		h.endScript(err)
	case done:
		h.judge()
	default:
		s.wake = wake
		h.findStop()
	}
	h.clock.stirred = h.lock.Now()
	h.store.dirty = true
}

// handToScript gives the script what has reached one of its phones. It is polled
// at once.
func (h *host) handToScript(d gatt.Delivery) {
	if h.script != nil && h.script.live.Hear(d) {
		h.script.wake = h.lock.Now()
	}
}

// judge holds the expectations against what has become of the lock.
func (h *host) judge() {
	s := h.script
	report, err := s.live.Report()
	if err != nil {
		h.endScript(err)
		return
	}
	r := *s.run
	r.State, r.EndedNS, r.PIN = RunPass, int64(h.lock.Now()), string(report.Outcome.PIN.Class)
	if report.Verdict != scenarios.Pass {
		r.State = RunFail
	}
	for _, e := range report.Expectations {
		r.Results = append(r.Results, Result{Text: e.Text, Met: e.Met, Got: e.Got})
	}
	h.script = nil
	h.note(EventRunEnded, fmt.Sprintf("scenario %s ends, run %s: %s", r.Scenario, r.ID, r.State))
	h.showRun(&r)
	h.slowDown(s)
}

// endScript ends a run before its end. Its phones hang up.
func (h *host) endScript(err error) {
	s := h.script
	if s == nil {
		return
	}
	h.script = nil
	if h.failed == nil && h.lock != nil {
		s.live.Stop()
	}
	r := *s.run
	r.State, r.Error = RunError, err.Error()
	if h.lock != nil {
		r.EndedNS = int64(h.lock.Now())
	}
	if errors.Is(err, context.Canceled) || errors.Is(err, ErrClosed) {
		r.State, r.Error = RunCancelled, ""
	}
	h.note(EventRunEnded, fmt.Sprintf("scenario %s ends, run %s: %s", r.Scenario, r.ID, r.State))
	h.showRun(&r)
	if h.failed == nil && h.lock != nil {
		h.slowDown(s)
	}
}

// showRun puts a run into the registry and keeps it.
func (h *host) showRun(r *Run) {
	for _, old := range h.f.registry.putRun(r, h.f.limits.Runs) {
		h.drop(keyRuns + old)
	}
	h.put(keyRuns+r.ID, must(json.Marshal(r)))
}

// restoreRuns reads the runs of earlier. One that was being played has ended with
// the process.
func (h *host) restoreRuns(ctx context.Context) error {
	if h.meta.Runs == 0 {
		return nil
	}
	values, err := h.f.store.Load(ctx, h.id, keyRuns)
	if err != nil {
		return fmt.Errorf("%w: %w", ErrStore, err)
	}
	for _, key := range sortedKeys(values) {
		r := &Run{}
		if err := json.Unmarshal(values[key], r); err != nil {
			return fmt.Errorf("%w: %s: %w", ErrStore, key, err)
		}
		if r.State == RunRunning {
			r.State = RunCancelled
		}
		h.f.registry.putRun(r, h.f.limits.Runs)
	}
	return nil
}
