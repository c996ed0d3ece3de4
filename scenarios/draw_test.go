package scenarios

import (
	"time"

	"go.yaml.in/yaml/v4"
	"pgregory.net/rapid"

	_ "locktwin/internal/rapidseed" // the same cases on every run
)

// drawFile draws any file that can be written: every key, step word, setting
// and sentence has a chance.
func drawFile(t *rapid.T) File {
	return File{
		Scenario: rapid.StringMatching(`[a-z0-9]{1,8}(-[a-z0-9]{1,8}){0,3}`).Draw(t, "scenario"),
		Story:    drawMaybe(t, "", drawText),
		Seed:     drawOpt(t, func(t *rapid.T) int64 { return rapid.Int64Range(0, MaxSeed).Draw(t, "seed") }),
		Begins:   drawOpt(t, drawClock),
		Lock:     drawLock(t),
		Steps:    drawSteps(t, 0),
		Expect:   drawClaims(t, 0),
		Sweep:    drawMaybe(t, Sweep{}, drawSweep),
	}
}

func drawText(t *rapid.T) string {
	return rapid.StringMatching(`[ -~äöüß€\n\t]{0,30}[!-~äö]`).Draw(t, "text")
}

func drawClock(t *rapid.T) MinutesOfDay {
	return MinutesOfDay(rapid.Int64Range(0, 1439).Draw(t, "clock"))
}

func drawOpt[T comparable](t *rapid.T, draw func(*rapid.T) T) Opt[T] {
	if rapid.Bool().Draw(t, "set") {
		return Some(draw(t))
	}
	return Opt[T]{}
}

func drawMaybe[T any](t *rapid.T, otherwise T, draw func(*rapid.T) T) T {
	if rapid.Bool().Draw(t, "set") {
		return draw(t)
	}
	return otherwise
}

func drawOf[T any](t *rapid.T, from []T) T { return rapid.SampledFrom(from).Draw(t, "choice") }

func between[V ~int64](lo, hi V) func(*rapid.T) V {
	return func(t *rapid.T) V { return V(rapid.Int64Range(int64(lo), int64(hi)).Draw(t, "value")) }
}

func drawCells(t *rapid.T) CellsSpec {
	c := CellsSpec{
		Kind: drawOf(t, CellKinds()), Count: rapid.IntRange(0, 8).Draw(t, "count"),
		Charge: drawOpt(t, between[Millipercent](0, 100_000)), Cycles: rapid.IntRange(0, 5000).Draw(t, "cycles"),
		Age: between[time.Duration](0, 20*year)(t), Spread: between[Millipercent](0, 50_000)(t),
	}
	if rapid.Bool().Draw(t, "weak") {
		c.Weak = WeakSpec{rapid.IntRange(1, c.Cells()).Draw(t, "cell"), drawOpt(t, between[Millipercent](0, 100_000)),
			drawMaybe(t, 0, between[Thousandths](100, 100_000))}
	}
	return c
}

func drawLock(t *rapid.T) LockSpec {
	l := LockSpec{
		Profile: drawOf(t, Profiles()),
		Part:    drawMaybe(t, "", func(t *rapid.T) Part { return drawOf(t, Parts()) }),
		Cells:   drawMaybe(t, CellsSpec{}, drawCells),
		Ambient: drawOpt(t, between[Millicelsius](-40_000, 60_000)),
		Door:    drawMaybe(t, "", func(t *rapid.T) Door { return drawOf(t, Doors) }),
	}
	ohms, farads := between[Microohms](0, 1e9), between[Picofarads](leastCapacitor, 1e12)
	if rapid.Bool().Draw(t, "board") {
		l.Board = BoardSpec{
			Contact: drawOpt(t, ohms), Bulk: drawOpt(t, farads), BulkESR: drawOpt(t, ohms), Decoupling: drawOpt(t, farads),
			Regulator: drawMaybe(t, "", func(t *rapid.T) RegulatorKind { return drawOf(t, RegulatorKinds) }),
			Logic:     drawOpt(t, between[Microvolts](1_700_000, 3_600_000)), HoldUp: drawOpt(t, farads),
			ExtraLoad: drawOpt(t, between[Nanoamps](0, 100e6)),
			Motor: MotorSpec{drawOpt(t, between[Microohms](100_000, 1e9)), drawOpt(t, between[Nanohenries](1_000, 1e9)),
				drawOpt(t, between[time.Duration](0, 2*time.Second))},
		}
	}
	if rapid.Bool().Draw(t, "supervisor") {
		l.Supervisor = SupervisorSpec{
			Warning: drawOpt(t, drawLevel(3_600_001, 6_000_000)), BrownOut: drawOpt(t, drawLevel(500_000, 3_600_000)),
			Hysteresis:   drawOpt(t, between[Microvolts](0, 1_000_000)),
			ReleaseDelay: drawOpt(t, between[time.Duration](0, time.Second)), WriteGate: drawOpt(t, func(t *rapid.T) bool { return rapid.Bool().Draw(t, "gate") }),
		}
	}
	if rapid.Bool().Draw(t, "protocol") {
		l.Protocol = drawProtocol(t)
	}
	l.Phones = drawMaybe(t, "", func(t *rapid.T) PhoneWay { return drawOf(t, PhoneWays) })
	return l
}

func drawLevel(lo, hi Microvolts) func(*rapid.T) Level {
	return func(t *rapid.T) Level {
		if rapid.Bool().Draw(t, "off") {
			return Level{Off: true}
		}
		return Level{Volts: between(lo, hi)(t)}
	}
}

func drawPIN(t *rapid.T) PIN { return PIN(rapid.IntRange(0, 9999).Draw(t, "pin")) }

func drawName(t *rapid.T) string {
	return drawMaybe(t, "", func(t *rapid.T) string {
		return drawOf(t, []string{"anna", "Ben", "no", "12", "null", "~", "a: b", "# x", "- y", "on", "0x1", "été", `say "hi"`, " lead"})
	})
}

// settingValues are values that each setting takes, found by offering it texts
// of every kind.
func settingValues() map[Setting][]SettingValue {
	texts := []string{"yes", "no", "0", "1", "4", "5", "65535", "90deg", "-5deg", "52.5deg", "20s", "30s", "1m", "60m", "-5h", "0s", "07:30", "00:00",
		"Front door", "~", "none", "european", "disabled", "intelligent", "slowest", "lithium", "accumulators", "show-status", "lock-n-go"}
	out := map[Setting][]SettingValue{}
	for _, s := range Settings() {
		for _, text := range texts {
			p := &parser{source: newSource("", nil)}
			n := textNode(text)
			n.Style = yaml.DoubleQuotedStyle
			if v, ok := s.value.decode(p, n); ok {
				out[s.Setting] = append(out[s.Setting], v)
			}
		}
	}
	return out
}

func drawAssignment(t *rapid.T) Assignment {
	s := drawOf(t, Settings()).Setting
	return Assignment{s, drawOf(t, settingValues()[s])}
}

func drawUntil(t *rapid.T) Until {
	switch rapid.IntRange(0, 4).Draw(t, "until") {
	case 0:
		return Until{Clock: Some(drawClock(t))}
	case 1:
		return Until{Moment: drawOf(t, Moments)}
	case 2:
		return Until{Rail: drawOf(t, Rails), Above: rapid.Bool().Draw(t, "above"), Volts: between[Microvolts](0, 12_000_000)(t)}
	case 3:
		return Until{Battery: true}
	}
	return Until{Dead: true}
}

func drawSteps(t *rapid.T, depth int) []Step {
	n := rapid.IntRange(1, 4).Draw(t, "steps")
	steps := make([]Step, n)
	for i := range steps {
		steps[i] = Step{Action: drawAction(t, depth), Note: drawMaybe(t, "", drawText)}
		if i > 0 && rapid.Bool().Draw(t, "after") {
			a := After{Set: true, Delay: between[time.Duration](0, MaxWait)(t)}
			if rapid.Bool().Draw(t, "moment") {
				a.Moment = drawOf(t, Moments)
				a.Nth = drawOf(t, []int{0, 2, 3, 11, 21, 112, maxNth})
			}
			steps[i].After = a
		}
	}
	return steps
}

func drawAction(t *rapid.T, depth int) Action {
	span := func(lo, hi time.Duration) time.Duration { return drawMaybe(t, 0, between(lo, hi)) }
	pin := func() Opt[PIN] { return drawOpt(t, drawPIN) }
	actions := []func() Action{
		func() Action {
			return CellsOut{drawMaybe(t, "", func(t *rapid.T) Removal { return drawOf(t, Removals) }), span(time.Microsecond, 10*time.Second)}
		},
		func() Action {
			in := CellsIn{Manner: drawMaybe(t, "", func(t *rapid.T) Insertion { return drawOf(t, Insertions) }), Cells: drawMaybe(t, CellsSpec{}, drawCells),
				Bounces: drawOpt(t, func(t *rapid.T) int { return rapid.IntRange(0, 20).Draw(t, "bounces") }), Gap: span(time.Millisecond, 2*time.Second)}
			if in.Cells == (CellsSpec{}) {
				in.Recharged = drawOpt(t, between[Millipercent](0, 100_000))
			}
			return in
		},
		func() Action {
			return Knock{span(time.Microsecond, time.Second), rapid.IntRange(0, 10).Draw(t, "times")}
		},
		func() Action {
			return TurnKey{between[Microdegrees](-1080e6, 1080e6)(t), span(10*time.Millisecond, time.Minute)}
		},
		func() Action { return PressButton{span(10*time.Millisecond, time.Minute)} },
		func() Action { return MoveDoor{drawOf(t, DoorMoves)} },
		func() Action { return Pair{drawName(t)} },
		func() Action { return Act{drawOf(t, LockActions), drawName(t)} },
		func() Action { return SetPIN{drawPIN(t), pin(), drawName(t)} },
		func() Action { return VerifyPIN{pin(), drawName(t)} },
		func() Action {
			s := Set{PIN: pin(), As: drawName(t)}
			for range rapid.IntRange(1, 4).Draw(t, "settings") {
				a := drawAssignment(t)
				known := false
				for _, b := range s.Values {
					known = known || a.Setting == b.Setting
				}
				if !known {
					s.Values = append(s.Values, a)
				}
			}
			return s
		},
		func() Action {
			return Invite{drawMaybe(t, "", func(t *rapid.T) string { return "guest" }), rapid.IntRange(0, maxUsers).Draw(t, "users"), pin(), drawName(t)}
		},
		func() Action { return RemoveUser{"guest 3", pin(), drawName(t)} },
		func() Action {
			q := Ask{Word: drawOf(t, []Question{AskStatus, AskSettings, AskBatteryReport, AskUsers, AskLog, AskCalibrate, AskReboot, AskUpdateTime}), As: drawName(t)}
			if q.Word.NeedsPIN() {
				q.PIN = pin()
			}
			return q
		},
		func() Action {
			return FactoryReset{drawMaybe(t, "", func(t *rapid.T) ResetWay { return drawOf(t, ResetWays) }), pin(), drawName(t)}
		},
		func() Action {
			return Sag{between[Microvolts](0, 12_000_000)(t), between(time.Microsecond, time.Hour)(t), span(time.Microsecond, time.Minute), span(time.Microsecond, time.Minute)}
		},
		func() Action {
			return Ambient{between[Millicelsius](-40_000, 60_000)(t), span(time.Second, 7*24*time.Hour)}
		},
		func() Action { return Cut{span(time.Microsecond, time.Hour)} },
		func() Action {
			return Supply{drawLevel(0, 12_000_000)(t), drawMaybe(t, 0, between[Microohms](1_000, 1e9))}
		},
		func() Action { return drawAirFault(t) },
		func() Action { return Update{drawOf(t, Profiles())} },
		func() Action { return Wait{For: between(time.Nanosecond, MaxWait)(t)} },
		func() Action { return Wait{Until: drawUntil(t), AtMost: span(time.Nanosecond, MaxWait)} },
		func() Action {
			return Use{For: between(time.Hour, MaxWait)(t), Until: drawMaybe(t, Until{}, drawUntil), Actions: drawOf(t, []Range{{5, 8}, {0, 0}, {3, 3}, {0, 200}}),
				Unlatches: drawMaybe(t, 0, between[Millipercent](0, 100_000)), Poll: span(time.Second, 24*time.Hour), As: drawName(t)}
		},
		func() Action { return Expect{drawClaims(t, 1)} },
	}
	if depth < 2 {
		actions = append(actions, func() Action {
			return Repeat{rapid.IntRange(1, 2).Draw(t, "times"), span(time.Millisecond, time.Hour), drawSteps(t, depth+1)}
		})
	}
	return drawOf(t, actions)()
}

func drawClaims(t *rapid.T, atLeast int) []Expectation {
	var out []Expectation
	for range rapid.IntRange(atLeast, 4).Draw(t, "claims") {
		out = append(out, Say(drawClaim(t)))
	}
	return out
}

func drawCount(t *rapid.T) Count {
	c := Count{Min: rapid.Int64Range(0, 30).Draw(t, "min"), Max: unlimited}
	if rapid.Bool().Draw(t, "max") {
		c.Max = c.Min + rapid.Int64Range(0, 3).Draw(t, "more")
	}
	return c
}

func drawClaim(t *rapid.T) Claim {
	yes := rapid.Bool().Draw(t, "yes")
	which := drawOf(t, []Which{AnyBoot, LastBoot, NoBoot})
	return drawOf(t, []func() Claim{
		func() Claim { return PINIs{yes, ClassSet(rapid.IntRange(1, 255).Draw(t, "classes"))} },
		func() Claim { return PINAnswer{drawPIN(t), yes} },
		func() Claim { return NoPINWorks{} },
		func() Claim { return NothingLost{} },
		func() Claim { return Usable{yes} },
		func() Claim { return SettingIs{Setting: drawAssignment(t).Setting, Not: yes, Default: true} },
		func() Claim { a := drawAssignment(t); return SettingIs{Setting: a.Setting, Not: yes, Value: a.Value} },
		func() Claim { return SettingFate{Lost: yes, Some: rapid.Bool().Draw(t, "some")} },
		func() Claim { return SettingFate{Setting: drawAssignment(t).Setting, Lost: yes} },
		func() Claim { return PhonesPaired{yes} },
		func() Claim { return AuthorizationsLeft{drawCount(t)} },
		func() Claim { return Happened{drawOf(t, Happenings), drawCount(t)} },
		func() Claim { return Interrupted{drawOf(t, Operations), drawCount(t)} },
		func() Claim { return Done{drawOf(t, Operations), drawCount(t)} },
		func() Claim { return MarginalWords{drawCount(t)} },
		func() Claim {
			return RailWent{drawOf(t, Rails), yes, between[Microvolts](0, 12_000_000)(t), rapid.Bool().Draw(t, "never")}
		},
		func() Claim { return BootDecided{which, drawOf(t, []string{"defaults", "no valid slot", "x, y."})} },
		func() Claim { return BootFound{which, drawOf(t, Areas), drawOf(t, Findings)} },
		func() Claim {
			s := Span{Min: between[time.Duration](1, MaxWait)(t)}
			if yes {
				s.Max = s.Min + between[time.Duration](0, MaxWait)(t)
			}
			return BatteryLasted{s}
		},
		func() Claim {
			s := Share{between[Millipercent](0, 100_000)(t), unlimited}
			if yes {
				s.Max = between(s.Min, 100_000)(t)
			}
			return ChargeUsed{drawOf(t, Consumers), s}
		},
		func() Claim { return ResetAsked{ResetByPhone, drawPIN(t), yes} },
		func() Claim { return ResetAsked{By: ResetByButton, Allowed: yes} },
		func() Claim { return LastAnswer{Accepted: yes} },
		func() Claim { return LastAnswer{Reason: "wrong PIN"} },
		func() Claim { return BoltIs{drawOf(t, BoltStates)} },
		func() Claim { return BatteryCritical{yes} },
		func() Claim { return FaultApplied{drawOf(t, []string{"slow", "a.b-c_9", "was"}), drawCount(t)} },
	})()
}
