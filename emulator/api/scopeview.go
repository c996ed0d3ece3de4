package api

import (
	"math"
	"strconv"

	"github.com/danielgtaylor/huma/v2"

	"locktwin/emulator/fleet"
	"locktwin/emulator/scope"
)

// ScopeColumn has one number for each bucket, or null where nothing is known.
type ScopeColumn []int32

// MarshalJSON writes the column.
func (c ScopeColumn) MarshalJSON() ([]byte, error) {
	out := append(make([]byte, 0, 8*len(c)+2), '[')
	for i, v := range c {
		if i > 0 {
			out = append(out, ',')
		}
		if v == math.MaxInt32 || v == math.MinInt32 {
			out = append(out, "null"...)
			continue
		}
		out = strconv.AppendInt(out, int64(v), 10)
	}
	return append(out, ']'), nil
}

// Schema describes a column.
func (ScopeColumn) Schema(huma.Registry) *huma.Schema {
	return &huma.Schema{Type: huma.TypeArray, Items: &huma.Schema{Type: huma.TypeInteger, Format: "int32", Nullable: true}}
}

// ScopeRail is the rail in buckets.
type ScopeRail struct {
	FromNS   int64       `json:"from_ns" doc:"Begin of the first bucket, simulated nanoseconds; a multiple of every_ns."`
	ToNS     int64       `json:"to_ns" doc:"End of the last bucket."`
	EveryNS  int64       `json:"every_ns" doc:"Length of a bucket, a power of two."`
	NowNS    int64       `json:"now_ns" doc:"Present instant of the lock."`
	OldestNS *int64      `json:"oldest_ns,omitempty" doc:"From here on the rail is known; left out where it is not known at all."`
	Exact    bool        `json:"exact" doc:"Whether every sample of the window that was recorded is still there as it came. What is older is kept as extremes of stretches."`
	VBATMin  ScopeColumn `json:"vbat_min_uv" doc:"Lowest battery voltage of each bucket, microvolts."`
	VBATMax  ScopeColumn `json:"vbat_max_uv" doc:"Highest battery voltage, microvolts."`
	VDDMin   ScopeColumn `json:"vdd_min_uv" doc:"Lowest logic voltage, microvolts."`
	VDDMax   ScopeColumn `json:"vdd_max_uv" doc:"Highest logic voltage, microvolts."`
	MotorMin ScopeColumn `json:"motor_min_ua" doc:"Lowest motor current with its sign, microamperes."`
	MotorMax ScopeColumn `json:"motor_max_ua" doc:"Highest motor current with its sign, microamperes."`
	KeyMin   ScopeColumn `json:"key_min_mdeg" doc:"Least key angle, thousandths of a degree."`
	KeyMax   ScopeColumn `json:"key_max_mdeg" doc:"Greatest key angle, thousandths of a degree."`
}

func scopeRailOf(w *scope.Window) ScopeRail {
	r := ScopeRail{
		FromNS: w.FromNS, ToNS: w.ToNS, EveryNS: w.EveryNS, NowNS: w.NowNS, Exact: w.Exact,
		VBATMin: w.Low[scope.VBAT], VBATMax: w.High[scope.VBAT], VDDMin: w.Low[scope.VDD], VDDMax: w.High[scope.VDD],
		MotorMin: w.Low[scope.Motor], MotorMax: w.High[scope.Motor], KeyMin: w.Low[scope.Key], KeyMax: w.High[scope.Key],
	}
	if w.Known {
		r.OldestNS = &w.OldestNS
	}
	return r
}

// ScopeLanes is what the lock did. Items of a lane that lie nearer to one another
// than a bucket are one item, whose n tells how many; what was cut or refused stays
// by itself.
type ScopeLanes struct {
	CPU      []ScopeState     `json:"cpu" nullable:"false" doc:"What the core did. Later ones lie over earlier ones: activations over sleep, no supply over reset."`
	Flash    []ScopeOperation `json:"flash" nullable:"false" doc:"Operations of the memory."`
	Radio    []ScopeAir       `json:"radio" nullable:"false" doc:"Connections, and over them bursts of frames."`
	Motor    []ScopeRun       `json:"motor" nullable:"false" doc:"Runs of the motor."`
	Resets   []ScopeReset     `json:"resets" nullable:"false" doc:"Resets, until the core was released."`
	Warnings []ScopePart      `json:"warnings" nullable:"false" doc:"Stretches in which the power-fail warning stood."`
	Decided  []ScopeDecision  `json:"decisions" nullable:"false" doc:"What the firmware decided."`
	Lost     []ScopeOperation `json:"lost_writes" nullable:"false" doc:"Those operations that were cut or refused, once more."`
}

// ScopePart is a part of a lane.
type ScopePart struct {
	FromNS int64  `json:"from_ns" doc:"Begin, simulated nanoseconds."`
	ToNS   int64  `json:"to_ns" doc:"End, or the present instant if it goes on."`
	N      uint32 `json:"n" doc:"How many it stands for."`
	Open   bool   `json:"open,omitempty" doc:"Whether it goes on."`
}

// ScopeState is a state of the core.
type ScopeState struct {
	ScopePart
	State string `json:"state" doc:"off, reset, boot, sleep, run or hung."`
}

// ScopeOperation is an operation of the memory.
type ScopeOperation struct {
	ScopePart
	Op       string `json:"op" doc:"program or erase."`
	State    string `json:"state" doc:"done, torn, refused or open."`
	Address  uint32 `json:"address" doc:"First byte."`
	Bytes    uint32 `json:"bytes" doc:"How many."`
	Permille int    `json:"permille" doc:"How much of it was done, 0 to 1000."`
}

// ScopeAir is a connection, or a burst of frames.
type ScopeAir struct {
	ScopePart
	Kind string `json:"kind" doc:"connection or frames."`
	Name string `json:"name" doc:"Of the central."`
}

// ScopeRun is a run of the motor.
type ScopeRun struct {
	ScopePart
	End string `json:"end" doc:"How it ended: target, stalled, timeout, cut, stopped or open."`
}

// ScopeReset is a reset.
type ScopeReset struct {
	ScopePart
	Cause string `json:"cause" doc:"power-on, brown-out, pin, soft, watchdog or other."`
}

// ScopeDecision is a decision of the firmware, or the first of several.
type ScopeDecision struct {
	AtNS int64  `json:"at_ns" doc:"Simulated nanoseconds."`
	Kind string `json:"kind" doc:"Kind of the event."`
	Name string `json:"name" doc:"Name of the event."`
	Text string `json:"text" doc:"One plain sentence."`
	N    int    `json:"n" doc:"How many it stands for."`
}

func scopeLanesOf(l *scope.Lanes) *ScopeLanes {
	if l == nil {
		return nil
	}
	out := &ScopeLanes{
		CPU:   mapped(l.CPU, func(s *scope.Span) ScopeState { return ScopeState{partOf(s), s.What} }),
		Flash: mapped(l.Flash, scopeOperationOf),
		Radio: mapped(l.Radio, func(s *scope.Span) ScopeAir { return ScopeAir{partOf(s), s.What, s.Name} }),
		Motor: mapped(l.Motor, func(s *scope.Span) ScopeRun {
			end := s.What
			switch {
			case s.Open:
				end = "open"
			case end == "":
				end = "stopped"
			}
			return ScopeRun{partOf(s), end}
		}),
		Resets:   mapped(l.Resets, func(s *scope.Span) ScopeReset { return ScopeReset{partOf(s), s.What} }),
		Warnings: mapped(l.Warnings, partOf),
		Decided:  mapped(l.Decisions, func(m *scope.Mark) ScopeDecision { return ScopeDecision{m.AtNS, m.Kind, m.Name, m.Text, m.N} }),
		Lost:     mapped(l.Lost, scopeOperationOf),
	}
	return out
}

// mapped makes a list out of another; it is never nil.
func mapped[S, T any](in []S, f func(*S) T) []T {
	out := make([]T, 0, len(in))
	for i := range in {
		out = append(out, f(&in[i]))
	}
	return out
}

func partOf(s *scope.Span) ScopePart {
	return ScopePart{FromNS: s.FromNS, ToNS: s.ToNS, N: s.N, Open: s.Open}
}

func scopeOperationOf(s *scope.Span) ScopeOperation {
	o := ScopeOperation{ScopePart: partOf(s), Op: s.What, State: "done", Address: s.Address, Bytes: s.Bytes, Permille: s.Permille}
	switch {
	case s.Open:
		o.State = "open"
	case s.Torn:
		o.State = "torn"
	case s.Refused:
		o.State = "refused"
	}
	return o
}

// ScopeBeyond is what lies outside of a window, to jump to.
type ScopeBeyond struct {
	ResetNS *int64 `json:"reset_ns,omitempty" doc:"The nearest reset, if one is known."`
	LostNS  *int64 `json:"lost_write_ns,omitempty" doc:"The nearest operation of the memory that was cut or refused, if one is known."`
}

func scopeBeyondOf(b scope.Beyond) ScopeBeyond {
	var out ScopeBeyond
	if b.HasReset {
		out.ResetNS = &b.Reset
	}
	if b.HasLost {
		out.LostNS = &b.Lost
	}
	return out
}

// Scope is a window of the scope.
type Scope struct {
	ScopeRail
	Lanes  *ScopeLanes  `json:"lanes"`
	Levels []ScopeLevel `json:"levels" nullable:"false" doc:"Voltages at which something happens in this lock."`
	Before ScopeBeyond  `json:"before" doc:"What lies before the window."`
	After  ScopeBeyond  `json:"after" doc:"What lies after the window."`
}

func scopeOf(v *fleet.ScopeView, levels []ScopeLevel) Scope {
	return Scope{ScopeRail: scopeRailOf(&v.Window), Lanes: scopeLanesOf(v.Lanes), Levels: levels, Before: scopeBeyondOf(v.Before), After: scopeBeyondOf(v.After)}
}
