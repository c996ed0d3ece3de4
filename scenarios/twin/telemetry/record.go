package telemetry

// UnixMilli is an instant: milliseconds since 1970-01-01 UTC.
type UnixMilli int64

// Kind says what a record tells.
type Kind string

// The kinds of records.
const (
	KindBatteryReport Kind = "battery_report"
	KindBatteryState  Kind = "battery_state"
	KindLockAction    Kind = "lock_action"
	KindState         Kind = "state"
	KindConfig        Kind = "config"
	KindLogEntry      Kind = "log_entry"
	KindCellChange    Kind = "cell_change"
	KindTemperature   Kind = "temperature"
	KindLink          Kind = "link"
	KindHubEvent      Kind = "hub_event"
)

// Opt is a value that a record may lack. Absent is never zero.
type Opt[T any] struct {
	Set   bool
	Value T
}

// Some is a value that is there.
func Some[T any](v T) Opt[T] { return Opt[T]{true, v} }

// Record is one observation. Of the parts, only that of its Kind is there.
type Record struct {
	At       UnixMilli // when it was observed
	Kind     Kind
	Lock     string         // Nuki-ID, 8 upper-case hexadecimal digits
	LockAt   Opt[UnixMilli] // the lock's own clock, UTC as it believes
	WithinS  Opt[int64]     // uncertainty of At, in seconds
	Source   string         // nuki_hub nuki_mqtt bridge_http ha_csv ble manual simulated, or empty
	Retained bool           // replayed by a broker: At is when it was received
	Line     int            // of the input, from 1; 0: none
	Quality  []string       // stale dup default quantised10mv unit_assumed synthetic, in the order of the alphabet

	Report      *BatteryReport
	Battery     *BatteryState
	Action      *LockAction
	State       *State
	Config      *Setting
	Log         *LogEntry
	Cells       *CellChange
	Temperature *Temperature
	Link        *Link
	Hub         *HubEvent
}

// BatteryReport is the report of the published protocol, in wire units. All but
// VoltageMV belongs to the last action before the report.
type BatteryReport struct {
	DrainMWS      Opt[int64] // energy of the last action, milliwatt seconds; saturates at 65535
	VoltageMV     Opt[int64] // now
	CriticalRaw   Opt[int64] // bit 0 critical, bit 1 charging, bits 2..7 percent/2
	LastAction    string
	StartMV       Opt[int64] // before the action
	LowestMV      Opt[int64] // during it
	DistanceRaw   Opt[int64] // degrees
	StartTempC    Opt[int64] // of the die, degrees Celsius
	MaxCurrentRaw Opt[int64] // milliamperes (assumed)
	ResistanceRaw Opt[int64] // milliohms (assumed)
	StepMV        int64      // resolution of VoltageMV: 1 or 10; 0: 1
}

// BatteryState is what every state tells of the battery.
type BatteryState struct {
	LevelPercent                                     Opt[int64]
	Critical, Charging, KeypadCritical, DoorCritical Opt[bool]
}

// LockAction is an action that was asked for, began or ended.
type LockAction struct {
	Action, Trigger       string
	AuthID, CodeID, Extra Opt[int64]
	AuthName              string // personal: absent unless asked for
	Phase                 string // requested started completed
	Result                string
	LogIndex              Opt[int64]
}

// State is the state of bolt and door.
type State struct {
	Lock, Previous, Door string
	LockNGoS             Opt[int64]
	NightMode            Opt[bool]
}

// Setting is one value of the configuration.
type Setting struct {
	Scope      string // basic advanced hub private
	Key, Value string
}

// LogEntry is one entry of the activity log.
type LogEntry struct {
	Index                         int64
	Type, Action, Trigger, Result string
	AuthID, CodeID                Opt[int64]
	AuthName                      string // personal: absent unless asked for
	Origin                        string // column source: arrowkey code fingerprint
}

// CellChange is a set of cells that was put in.
type CellChange struct {
	Chemistry         string // alkaline lithium nimh pack unknown
	Count             Opt[int64]
	Brand             string
	BeforeMV, AfterMV Opt[int64]
	Origin            string // user inferred
}

// Temperature is a measured temperature.
type Temperature struct {
	TenthC int64  // 0.1 degrees Celsius
	Place  string // die ambient outdoor
	Origin string
}

// Link is the quality of the connection.
type Link struct {
	RSSIDBm, WiFiRSSIDBm Opt[int64]
	Online, Hybrid       Opt[bool]
}

// HubEvent is something that happened to the gateway, never to the lock.
type HubEvent struct {
	Event, Reason string // boot offline online
	UptimeMin     Opt[int64]
}

// Finding says what is wrong with a line of the input, or with a record.
type Finding struct {
	Line   int    `json:"line" doc:"From 1; 0: of none."`
	Column int    `json:"column" doc:"From 1; 0: of the line as a whole."`
	Code   string `json:"code" doc:"One of the Code constants."`
	Text   string `json:"text" doc:"What was found, and what would be right."`
	Kept   bool   `json:"kept" doc:"The record counts all the same."`
}

// Series is the telemetry of one lock, in order of time, with what was left out.
type Series struct {
	Lock     string
	Records  []Record
	Findings []Finding
}
