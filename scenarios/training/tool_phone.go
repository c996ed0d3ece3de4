package training

import (
	"fmt"
	"strconv"
	"time"

	"locktwin/model/firmware"
	"locktwin/model/keyturner"
	"locktwin/scenarios"
)

var answered = []string{saysYes, saysWrong, saysLocked, saysStranger, saysNothing, saysNo}

func phoneTools() []tool {
	pin := func(w *world) scenarios.Opt[scenarios.PIN] { return scenarios.Some(w.c.Customer.PIN) }
	as := func(w *world) string { return w.c.Customer.Phone }
	ask := func(q scenarios.Question) func(w *world) []scenarios.Step {
		return one(func(w *world) scenarios.Action {
			a := scenarios.Ask{Word: q, As: as(w)}
			if q.NeedsPIN() {
				a.PIN = pin(w)
			}
			return a
		})
	}
	enter := func(of func(w *world) scenarios.PIN) func(w *world) []scenarios.Step {
		return one(func(w *world) scenarios.Action {
			return scenarios.VerifyPIN{PIN: scenarios.Some(of(w)), As: as(w)}
		})
	}
	own := func(w *world) scenarios.PIN { return w.c.Customer.PIN }
	none := func(*world) scenarios.PIN { return scenarios.NoPIN }
	return []tool{
		{id: "enter-pin", part: PartPhone, minutes: 2, touch: Touches, values: answered, steps: enter(own),
			try: func(w *world) string { return w.tryPIN(uint16(w.c.Customer.PIN)) }},
		{id: "enter-default", part: PartPhone, minutes: 2, touch: Touches, values: answered, steps: enter(none),
			try: func(w *world) string { return w.tryPIN(0) }},
		{id: "read-settings", part: PartPhone, minutes: 2, touch: Looks,
			values: []string{"as-set", "gone", "some-gone", "untouched", saysStranger, saysNothing, saysNo}, look: lookSettings},
		{id: "read-battery", part: PartPhone, minutes: 3, touch: Looks, values: []string{"shown", saysStranger, saysNothing, saysNo}, look: lookBattery},
		{id: "list-users", part: PartPhone, minutes: 3, touch: Looks, values: []string{"shown", saysWrong, saysLocked, saysStranger, saysNothing, saysNo}, look: lookUsers},
		{id: "read-log", part: PartLog, minutes: 5, touch: Looks, reads: []Evidence{LogEntries}, values: []string{"shown", saysWrong, saysLocked, saysStranger, saysNothing, saysNo}, look: lookLog},
		{id: "unlock-by-phone", part: PartPhone, minutes: 2, touch: Touches,
			values: []string{saysYes, saysStuck, saysLow, saysStranger, saysNothing, saysNo}, steps: stepsMove,
			try: func(w *world) string { _, says := w.move(); return says }},
		{id: "calibrate", part: PartPhone, minutes: 4, touch: Changes, values: append(answered, saysStuck, saysLow),
			steps: ask(scenarios.AskCalibrate),
			try: func(w *world) string {
				_, says := w.call(firmware.Command{Op: firmware.OpCalibrate, PIN: uint16(w.c.Customer.PIN)})
				return says
			}},
		{id: "wait", part: PartPhone, minutes: 15, touch: Looks, values: []string{"done"},
			steps: func(*world) []scenarios.Step { return []scenarios.Step{wait(15 * time.Minute)} }},
		{id: "pair", part: PartPhone, minutes: 5, touch: Touches, values: []string{"done", "failed"},
			steps: func(w *world) []scenarios.Step {
				return []scenarios.Step{step(scenarios.Pair{As: as(w)}), wait(5 * time.Second)}
			},
			look: func(w *world) (string, []Row) {
				if l, ok := w.awake(); ok && w.paired(l) {
					return "done", nil
				}
				return "failed", nil
			}},
		{id: "set-pin", part: PartPhone, minutes: 2, touch: Touches, values: answered,
			steps: one(func(w *world) scenarios.Action {
				return scenarios.SetPIN{To: own(w), PIN: scenarios.Some(scenarios.NoPIN), As: as(w)}
			}),
			try: func(w *world) string {
				_, says := w.call(firmware.Command{Op: firmware.OpSetPIN, NewPIN: uint16(own(w))})
				return says
			}},
		{id: "restore-settings", part: PartPhone, minutes: 5, touch: Touches, values: []string{"as-set", "gone", "some-gone", "untouched", "no-answer"},
			steps: func(w *world) []scenarios.Step {
				if len(w.s.chosen) == 0 {
					return nil
				}
				return []scenarios.Step{step(scenarios.Set{Values: w.s.chosen, PIN: pin(w), As: as(w)})}
			},
			look: func(w *world) (string, []Row) {
				v, _ := askSettings(w)
				return v, nil
			}},
		{id: "set-battery-type", part: PartPhone, minutes: 2, touch: Touches, values: []string{"rechargeable", "alkaline", "lithium", "automatic", "no-answer"},
			steps: one(func(w *world) scenarios.Action {
				return scenarios.Set{Values: []scenarios.Assignment{
					{Setting: "automatic-battery-type", Value: scenarios.SettingValue{Number: 0}},
					{Setting: "battery-type", Value: scenarios.SettingValue{Number: int64(keyturner.Accumulators)}},
				}, PIN: pin(w), As: as(w)}
			}),
			look: func(w *world) (string, []Row) { return askType(w), nil }},
		{id: "invite-users", part: PartPhone, minutes: 30, touch: Touches, values: []string{"all", "some", "none", "alone", "no-answer"},
			steps: func(w *world) []scenarios.Step {
				missing := w.s.users - w.lock.App().Authorizations()
				if missing < 1 {
					return nil
				}
				return []scenarios.Step{step(scenarios.Invite{Name: "guest", Count: missing, PIN: pin(w), As: as(w)})}
			},
			look: func(w *world) (string, []Row) {
				v, with := askUsers(w)
				return v, []Row{w.row("users", with[1]+" / "+with[3])}
			}},
		{id: "update-firmware", part: PartPhone, minutes: 20, touch: Changes, values: []string{"done", "failed"}, steps: stepsUpdate, look: lookUpdate},
	}
}

func stepsMove(w *world) []scenarios.Step {
	word := scenarios.LockAction("unlock")
	if w.lock.Machine().Bolt().String() != "locked" {
		word = "lock"
	}
	return []scenarios.Step{step(scenarios.Act{Word: word, As: w.c.Customer.Phone}), wait(5 * time.Second)}
}

func stepsUpdate(w *world) []scenarios.Step {
	if w.c.Hidden.Firmware == "" || string(w.c.Hidden.Firmware) == w.lock.Profile().Name {
		return nil
	}
	return []scenarios.Step{step(scenarios.Update{Profile: w.c.Hidden.Firmware}), wait(time.Minute)}
}

func lookUpdate(w *world) (string, []Row) {
	if w.c.Hidden.Firmware == "" || w.lock.Profile().Name != string(w.c.Hidden.Firmware) {
		return "failed", nil
	}
	return "done", nil
}

func lookSettings(w *world) (string, []Row) {
	a, says := w.call(firmware.Command{Op: firmware.OpRequestConfig})
	b, also := w.call(firmware.Command{Op: firmware.OpRequestAdvancedConfig})
	if says != saysYes || also != saysYes {
		return unknownOr(says), nil
	}
	c := a.Final.Config
	value, _ := askSettings(w)
	return value, []Row{
		w.row("name", c.Name.String()),
		w.row("light", fmt.Sprintf("%d / 5", c.LEDBrightness)),
		w.wordRow("battery-type", "type."+askType(w)),
		w.row("auto-lock", fmt.Sprintf("%d s", b.Final.Advanced.AutoLockSeconds)),
	}
}

// unknownOr keeps to the words that an instrument of the phone has.
func unknownOr(says string) string {
	if says == saysStuck || says == saysLow {
		return saysNo
	}
	return says
}

func lookBattery(w *world) (string, []Row) {
	a, says := w.call(firmware.Command{Op: firmware.OpBatteryReport})
	if says != saysYes {
		return unknownOr(says), nil
	}
	r := a.Final.Battery
	volts := func(v firmware.Millivolts) string { return fmt.Sprintf("%.2f V", float64(v)/1000) }
	b := keyturner.BatteryState(r.Critical)
	rows := []Row{
		w.row("battery", volts(r.Voltage)),
		w.row("charge", strconv.Itoa(int(b.Percent()))+" %"),
		w.yesNo("critical", b.Critical()),
	}
	if r.MaxTurnCurrent > 0 {
		rows = append(rows, w.row("start-voltage", volts(r.StartVoltage)), w.row("lowest-voltage", volts(r.LowestVoltage)),
			w.row("turn-current", fmt.Sprintf("%d mA", r.MaxTurnCurrent)), w.row("resistance", fmt.Sprintf("%d mΩ", r.ResistanceMilliohms)),
			w.row("start-temperature", fmt.Sprintf("%d °C", r.StartTemperature)), w.row("turned", fmt.Sprintf("%d°", r.DistanceDegrees)))
	}
	return "shown", rows
}

func (w *world) yesNo(key string, yes bool) Row {
	if yes {
		return w.wordRow(key, "word.yes")
	}
	return w.wordRow(key, "word.no")
}

func lookUsers(w *world) (string, []Row) {
	a, says := w.call(firmware.Command{Op: firmware.OpRequestAuthorizations, PIN: uint16(w.c.Customer.PIN), Count: firmware.MaxAuthorizations})
	if says != saysYes {
		return unknownOr(says), nil
	}
	return "shown", []Row{w.row("users", strconv.Itoa(int(a.Final.Total)))}
}

// logPages is how many pages of the activity log are shown, the newest first.
const logPages = 2

func lookLog(w *world) (string, []Row) {
	var rows []Row
	offset := uint32(0)
	for range logPages {
		a, says := w.call(firmware.Command{Op: firmware.OpRequestLog, PIN: uint16(w.c.Customer.PIN), Offset: offset, Count: firmware.ListPage, Descending: true})
		if says != saysYes {
			return unknownOr(says), nil
		}
		r := &a.Final
		if rows == nil {
			rows = []Row{w.row("log", strconv.Itoa(int(r.Total)))}
		}
		page := r.Log[:min(int(r.Entries), len(r.Log))]
		for _, e := range page {
			rows = append(rows, w.row("log-entry", fmt.Sprintf("#%d %v %s", e.Index, e.Type, e.Name.String())))
			offset = e.Index
		}
		if len(page) == 0 {
			break
		}
	}
	return "shown", rows
}
