package telemetry

import "strings"

// commonColumns describes what lines of every kind carry. They are read and
// written by hand, in this order, before those of the kind.
var commonColumns = []column{
	{name: "v", typ: whole, min: 1, max: 1, required: true, doc: "version of the format"},
	{name: "t", typ: text, required: true, doc: "when it was observed: RFC 3339 with offset, to the millisecond at most"},
	{name: "kind", typ: word, required: true, doc: "what the line tells"},
	{name: "lock", typ: text, required: true, doc: "Nuki-ID: 8 hexadecimal digits; 00000000 if nobody told it"},
	{name: "t_lock", typ: text, doc: "the lock's own clock then, or when it says that the event happened: RFC 3339"},
	{name: "t_acc_s", typ: whole, unit: "s", min: 0, max: maxWithinS, doc: "t may be wrong by so much"},
	{name: "src", typ: named, words: sourceWords, doc: "where it came from"},
	{name: "retained", typ: yesNo, doc: "a broker replayed it: t is when it was received"},
	{name: "q", typ: named, words: qualityWords, doc: "marks of quality: a list in JSON, separated by spaces in CSV"},
	{name: "seq", typ: whole, min: 0, max: maxSeq, doc: "number of the line it was made from; read over, never written"},
}

const (
	maxWithinS = 10 * 366 * 86400
	maxSeq     = 1 << 53
	maxU16     = 1<<16 - 1
	maxU32     = 1<<32 - 1
	maxUptime  = 1<<32 - 1
)

func milli(name, doc string, at func(*Record) *Opt[int64]) column {
	return column{name: name, typ: whole, unit: "mV", min: 0, max: maxU16, doc: doc, whole: at}
}

// kinds is the table of all that can be told.
var kinds = []kindOf{
	{KindBatteryReport, "The battery report of the published protocol. All but the voltage belongs to the last action before it.",
		func(r *Record) { r.Report = new(BatteryReport) }, func(r *Record) bool { return r.Report != nil }, []column{
			{name: "drain_mws", typ: whole, unit: "mWs", min: 0, max: maxU16, doc: "energy of the action; saturates at its maximum",
				whole: func(r *Record) *Opt[int64] { return &r.Report.DrainMWS }},
			milli("voltage_mv", "of the cells, when the report was made", func(r *Record) *Opt[int64] { return &r.Report.VoltageMV }),
			{name: "critical_raw", typ: whole, min: 0, max: 255, doc: "bit 0 critical, bit 1 charging, bits 2 to 7 half the percent",
				whole: func(r *Record) *Opt[int64] { return &r.Report.CriticalRaw }},
			{name: "last_action", typ: named, words: actionWords, doc: "the action", text: func(r *Record) *string { return &r.Report.LastAction }},
			milli("start_mv", "before the action", func(r *Record) *Opt[int64] { return &r.Report.StartMV }),
			milli("lowest_mv", "during the action", func(r *Record) *Opt[int64] { return &r.Report.LowestMV }),
			{name: "distance_raw", typ: whole, unit: "degrees, assumed", min: 0, max: maxU16, doc: "travel of the action",
				whole: func(r *Record) *Opt[int64] { return &r.Report.DistanceRaw }},
			{name: "start_temp_c", typ: whole, unit: "°C", min: -128, max: 127, doc: "of the chip, when the action began",
				whole: func(r *Record) *Opt[int64] { return &r.Report.StartTempC }},
			{name: "max_current_raw", typ: whole, unit: "mA, assumed", min: 0, max: maxU16, doc: "highest current of the motor",
				whole: func(r *Record) *Opt[int64] { return &r.Report.MaxCurrentRaw }},
			{name: "resistance_raw", typ: whole, unit: "mΩ, assumed", min: 0, max: maxU16, doc: "of the cells, as the lock takes it",
				whole: func(r *Record) *Opt[int64] { return &r.Report.ResistanceRaw }},
			{name: "voltage_res_mv", typ: whole, unit: "mV", min: 1, max: 10, doc: "steps of voltage_mv: 10, or 1 if absent",
				plain: func(r *Record) *int64 { return &r.Report.StepMV }},
		}},
	{KindBatteryState, "What every state tells of the battery.",
		func(r *Record) { r.Battery = new(BatteryState) }, func(r *Record) bool { return r.Battery != nil }, []column{
			{name: "level_pct", typ: whole, unit: "%", min: 0, max: 126, doc: "steps of 2; above 100 is read and found implausible",
				whole: func(r *Record) *Opt[int64] { return &r.Battery.LevelPercent }},
			{name: "critical", typ: yesNo, doc: "the cells should be changed", flag: func(r *Record) *Opt[bool] { return &r.Battery.Critical }},
			{name: "charging", typ: yesNo, doc: "a power pack is being charged", flag: func(r *Record) *Opt[bool] { return &r.Battery.Charging }},
			{name: "keypad_critical", typ: yesNo, doc: "false may also mean that there is none", flag: func(r *Record) *Opt[bool] { return &r.Battery.KeypadCritical }},
			{name: "door_critical", typ: yesNo, doc: "of the door sensor; false may also mean that there is none", flag: func(r *Record) *Opt[bool] { return &r.Battery.DoorCritical }},
		}},
	{KindLockAction, "An action that was asked for, began or ended.",
		func(r *Record) { r.Action = new(LockAction) }, func(r *Record) bool { return r.Action != nil }, []column{
			{name: "action", typ: named, words: actionWords, doc: "what the lock was to do", text: func(r *Record) *string { return &r.Action.Action }},
			{name: "trigger", typ: named, words: triggerWords, doc: "who or what asked for it", text: func(r *Record) *string { return &r.Action.Trigger }},
			{name: "auth_id", typ: whole, min: 0, max: maxU32, doc: "number of the authorization", whole: func(r *Record) *Opt[int64] { return &r.Action.AuthID }},
			{name: "code_id", typ: whole, min: 0, max: maxU16, doc: "number of the keypad code, never the code", whole: func(r *Record) *Opt[int64] { return &r.Action.CodeID }},
			{name: "extra", typ: whole, min: 0, max: maxU16, doc: "presses of a button, or where on a keypad it came from", whole: func(r *Record) *Opt[int64] { return &r.Action.Extra }},
			{name: "phase", typ: word, words: phaseWords, doc: "how far it was", text: func(r *Record) *string { return &r.Action.Phase }},
			{name: "result", typ: named, words: resultWords, doc: "how it ended", text: func(r *Record) *string { return &r.Action.Result }},
			{name: "log_index", typ: whole, min: 0, max: maxU32, doc: "of its entry in the activity log", whole: func(r *Record) *Opt[int64] { return &r.Action.LogIndex }},
			{name: "auth_name", typ: text, doc: "personal: left out unless asked for", text: func(r *Record) *string { return &r.Action.AuthName }},
		}},
	{KindState, "The state of bolt and door.",
		func(r *Record) { r.State = new(State) }, func(r *Record) bool { return r.State != nil }, []column{
			{name: "lock_state", typ: named, words: lockStateWords, doc: "of the bolt; jammed is what Home Assistant calls several of them", text: func(r *Record) *string { return &r.State.Lock }},
			{name: "prev_state", typ: named, words: lockStateWords, doc: "the one before", text: func(r *Record) *string { return &r.State.Previous }},
			{name: "door_state", typ: named, words: doorStateWords, doc: "of the door sensor", text: func(r *Record) *string { return &r.State.Door }},
			{name: "lockngo_s", typ: whole, unit: "s", min: 0, max: 255, doc: "until the lock locks by itself", whole: func(r *Record) *Opt[int64] { return &r.State.LockNGoS }},
			{name: "night_mode", typ: yesNo, doc: "it is on", flag: func(r *Record) *Opt[bool] { return &r.State.NightMode }},
		}},
	{KindConfig, "One value of the configuration. A line is written when it changes.",
		func(r *Record) { r.Config = new(Setting) }, func(r *Record) bool { return r.Config != nil }, []column{
			{name: "scope", typ: word, words: scopeWords, required: true, doc: "private is left out unless asked for", text: func(r *Record) *string { return &r.Config.Scope }},
			{name: "key", typ: text, required: true, doc: "as nuki_hub spells it", text: func(r *Record) *string { return &r.Config.Key }},
			{name: "value", typ: text, required: true, blank: true, doc: "as text; it may be empty", text: func(r *Record) *string { return &r.Config.Value }},
		}},
	{KindLogEntry, "One entry of the activity log. t is when it was read, t_lock when it happened by the lock's clock.",
		func(r *Record) { r.Log = new(LogEntry) }, func(r *Record) bool { return r.Log != nil }, []column{
			{name: "index", typ: whole, min: 0, max: maxU32, required: true, doc: "rises by one with each entry", plain: func(r *Record) *int64 { return &r.Log.Index }},
			{name: "type", typ: named, words: logTypeWords, doc: "what kind of entry", text: func(r *Record) *string { return &r.Log.Type }},
			{name: "action", typ: named, words: logActionWords, doc: "what the lock did, or what the door did", text: func(r *Record) *string { return &r.Log.Action }},
			{name: "trigger", typ: named, words: triggerWords, doc: "who or what asked for it", text: func(r *Record) *string { return &r.Log.Trigger }},
			{name: "result", typ: named, words: resultWords, doc: "how it ended", text: func(r *Record) *string { return &r.Log.Result }},
			{name: "auth_id", typ: whole, min: 0, max: maxU32, doc: "number of the authorization", whole: func(r *Record) *Opt[int64] { return &r.Log.AuthID }},
			{name: "code_id", typ: whole, min: 0, max: maxU16, doc: "number of the keypad code, never the code", whole: func(r *Record) *Opt[int64] { return &r.Log.CodeID }},
			{name: "source", typ: named, words: keypadWords, doc: "where on a keypad it came from", text: func(r *Record) *string { return &r.Log.Origin }},
			{name: "auth_name", typ: text, doc: "personal: left out unless asked for", text: func(r *Record) *string { return &r.Log.AuthName }},
		}},
	{KindCellChange, "A set of cells that was put in.",
		func(r *Record) { r.Cells = new(CellChange) }, func(r *Record) bool { return r.Cells != nil }, []column{
			{name: "chemistry", typ: named, words: chemistryWords, doc: "of the new cells", text: func(r *Record) *string { return &r.Cells.Chemistry }},
			{name: "count", typ: whole, min: 1, max: 16, doc: "cells in the set", whole: func(r *Record) *Opt[int64] { return &r.Cells.Count }},
			{name: "brand", typ: text, doc: "as printed on them", text: func(r *Record) *string { return &r.Cells.Brand }},
			milli("mv_before", "of the old set", func(r *Record) *Opt[int64] { return &r.Cells.BeforeMV }),
			milli("mv_after", "of the new set", func(r *Record) *Opt[int64] { return &r.Cells.AfterMV }),
			{name: "origin", typ: word, words: cellsFromWords, doc: "a person said so, or it was concluded", text: func(r *Record) *string { return &r.Cells.Origin }},
		}},
	{KindTemperature, "A measured temperature.",
		func(r *Record) { r.Temperature = new(Temperature) }, func(r *Record) bool { return r.Temperature != nil }, []column{
			{name: "temp_c10", typ: whole, unit: "0.1 °C", min: -1000, max: 2000, required: true, doc: "the temperature", plain: func(r *Record) *int64 { return &r.Temperature.TenthC }},
			{name: "place", typ: word, words: placeWords, doc: "where: in the chip, in the room, outdoors", text: func(r *Record) *string { return &r.Temperature.Place }},
			{name: "origin", typ: text, doc: "what measured it", text: func(r *Record) *string { return &r.Temperature.Origin }},
		}},
	{KindLink, "How well the lock is reached.",
		func(r *Record) { r.Link = new(Link) }, func(r *Record) bool { return r.Link != nil }, []column{
			{name: "rssi_dbm", typ: whole, unit: "dBm", min: -128, max: 127, doc: "of the lock, at the gateway", whole: func(r *Record) *Opt[int64] { return &r.Link.RSSIDBm }},
			{name: "wifi_rssi_dbm", typ: whole, unit: "dBm", min: -128, max: 127, doc: "of the gateway's network", whole: func(r *Record) *Opt[int64] { return &r.Link.WiFiRSSIDBm }},
			{name: "online", typ: yesNo, doc: "the lock is reached", flag: func(r *Record) *Opt[bool] { return &r.Link.Online }},
			{name: "hybrid", typ: yesNo, doc: "the lock's own MQTT is connected beside the gateway's", flag: func(r *Record) *Opt[bool] { return &r.Link.Hybrid }},
		}},
	{KindHubEvent, "What happened to the gateway, never to the lock.",
		func(r *Record) { r.Hub = new(HubEvent) }, func(r *Record) bool { return r.Hub != nil }, []column{
			{name: "event", typ: word, words: eventWords, required: true, doc: "what", text: func(r *Record) *string { return &r.Hub.Event }},
			{name: "reason", typ: text, doc: "as the gateway gives it", text: func(r *Record) *string { return &r.Hub.Reason }},
			{name: "uptime_min", typ: whole, unit: "min", min: 0, max: maxUptime, doc: "since the gateway started", whole: func(r *Record) *Opt[int64] { return &r.Hub.UptimeMin }},
		}},
}

// kindNamed finds a kind, or nil.
func kindNamed(k string) *kindOf {
	for i := range kinds {
		if string(kinds[i].kind) == k {
			return &kinds[i]
		}
	}
	return nil
}

// column finds a column of the kind, or nil.
func (k *kindOf) column(name string) *column {
	for i := range k.columns {
		if k.columns[i].name == name {
			return &k.columns[i]
		}
	}
	return nil
}

// needs counts the columns without which a record of the kind says nothing.
func (k *kindOf) needs() (n int) {
	for i := range k.columns {
		if k.columns[i].required {
			n++
		}
	}
	return n
}

// needed names these columns.
func (k *kindOf) needed() string {
	var names []string
	for i := range k.columns {
		if k.columns[i].required {
			names = append(names, k.columns[i].name)
		}
	}
	return strings.Join(names, ", ")
}
