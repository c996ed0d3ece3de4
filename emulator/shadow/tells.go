package shadow

import (
	"strconv"

	"locktwin/scenarios/twin/telemetry"
)

// said is one value of a record, under the key that it has in a State: the column of
// the telemetry format, with "config." and its scope before a setting.
type said struct{ key, value string }

// tells appends what a record says about the state of its lock.
func tells(out []said, r *telemetry.Record) []said {
	t := teller{out}
	switch {
	case r.Report != nil:
		x := r.Report
		t.number("drain_mws", x.DrainMWS)
		t.number("voltage_mv", x.VoltageMV)
		t.number("critical_raw", x.CriticalRaw)
		t.word("last_action", x.LastAction)
		t.number("start_mv", x.StartMV)
		t.number("lowest_mv", x.LowestMV)
		t.number("distance_raw", x.DistanceRaw)
		t.number("start_temp_c", x.StartTempC)
		t.number("max_current_raw", x.MaxCurrentRaw)
		t.number("resistance_raw", x.ResistanceRaw)
	case r.Battery != nil:
		x := r.Battery
		if x.LevelPercent.Value <= mostPercent {
			t.number("level_pct", x.LevelPercent)
		}
		t.flag("critical", x.Critical)
		t.flag("charging", x.Charging)
		t.flag("keypad_critical", x.KeypadCritical)
		t.flag("door_critical", x.DoorCritical)
	case r.Action != nil:
		t.word("action", r.Action.Action)
		t.word("trigger", r.Action.Trigger)
		t.word("result", r.Action.Result)
	case r.State != nil:
		t.word("lock_state", r.State.Lock)
		t.word("door_state", r.State.Door)
		t.flag("night_mode", r.State.NightMode)
	case r.Config != nil:
		t.word("config."+r.Config.Scope+"."+r.Config.Key, r.Config.Value)
	case r.Cells != nil:
		t.word("chemistry", r.Cells.Chemistry)
		t.number("count", r.Cells.Count)
		t.word("brand", r.Cells.Brand)
	case r.Temperature != nil:
		t.out = append(t.out, said{"temp_c10." + r.Temperature.Place, strconv.FormatInt(r.Temperature.TenthC, 10)})
	case r.Link != nil:
		t.number("rssi_dbm", r.Link.RSSIDBm)
		t.number("wifi_rssi_dbm", r.Link.WiFiRSSIDBm)
		t.flag("online", r.Link.Online)
		t.flag("hybrid", r.Link.Hybrid)
	case r.Hub != nil:
		t.word("hub", r.Hub.Event)
	}
	return t.out
}

// mostPercent is the highest level there is; gateways have published 126.
const mostPercent = 100

type teller struct{ out []said }

func (t *teller) number(key string, v telemetry.Opt[int64]) {
	if v.Set {
		t.out = append(t.out, said{key, strconv.FormatInt(v.Value, 10)})
	}
}

func (t *teller) flag(key string, v telemetry.Opt[bool]) {
	if v.Set {
		t.out = append(t.out, said{key, strconv.FormatBool(v.Value)})
	}
}

func (t *teller) word(key, v string) {
	if v != "" {
		t.out = append(t.out, said{key, v})
	}
}
