package fleet

// Spec says which lock to make. Quantities are texts with units, as in scenario
// files. What is left out is as in a scenario file, and drawn or counted up
// where there is no such default.
type Spec struct {
	ID      string `json:"id,omitempty" doc:"Identifier: 1 to 40 small letters, digits and hyphens; drawn if left out" pattern:"^[a-z0-9]+(-[a-z0-9]+)*$" maxLength:"40"`
	Name    string `json:"name,omitempty" doc:"Name for people, unique on this server; Nuki_ and the Nuki-ID if left out" maxLength:"80"`
	NukiID  uint32 `json:"nuki_id,omitempty" doc:"Identity in advertisements and pairing; drawn from the seed if left out"`
	Seed    uint64 `json:"seed,omitempty" doc:"Seed of everything that is drawn; drawn itself if left out" maximum:"9007199254740991"`
	Speed   Speed  `json:"speed,omitzero" doc:"How fast simulated time runs; 1x if left out"`
	Profile string `json:"profile,omitempty" doc:"Firmware profile; ab-slots if left out"`
	Part    string `json:"part,omitempty" doc:"Memory part; the profile's own if left out"`

	Cells      *Cells      `json:"cells,omitempty" doc:"Cells in it; four fresh alkalines if left out"`
	Ambient    string      `json:"ambient,omitempty" doc:"Temperature, such as 21C"`
	Door       string      `json:"door,omitempty" doc:"How hard the key turns: easy, normal, stiff, very-stiff, misaligned or jammed"`
	Board      *Board      `json:"board,omitempty" doc:"Changes to the circuit board"`
	Supervisor *Supervisor `json:"supervisor,omitempty" doc:"What the lock does about low voltage, in place of what the profile says"`
	Protocol   *Protocol   `json:"protocol,omitempty" doc:"What the lock makes of points that the published protocol leaves open, in place of what the profile says"`

	// Image is the content of the memory the lock starts with: raw bytes or
	// Intel HEX. Side is the sidecar of such an image, with wear and charges.
	Image []byte `json:"image,omitempty" doc:"Memory content, raw or Intel HEX, base64"`
	Side  []byte `json:"side,omitempty" doc:"Sidecar of the image, with wear and charges, base64"`
}

// DefaultProfile is the firmware of a lock whose Spec names none.
const DefaultProfile = "ab-slots"

// Cells is a set of cells.
type Cells struct {
	Kind   string    `json:"kind,omitempty" doc:"Make and chemistry"`
	Count  int       `json:"count,omitempty" doc:"Cells in series" minimum:"1" maximum:"8"`
	Charge string    `json:"charge,omitempty" doc:"State of charge, such as 80%"`
	Cycles int       `json:"cycles,omitempty" doc:"Full charge and discharge cycles behind them"`
	Age    string    `json:"age,omitempty" doc:"Time since they were made, such as 52w"`
	Spread string    `json:"spread,omitempty" doc:"How far single cells differ, such as 5%"`
	Weak   *WeakCell `json:"weak,omitempty" doc:"One cell that is worse than the rest"`
}

// WeakCell singles out one cell of a set.
type WeakCell struct {
	Cell       int    `json:"cell" doc:"Which, counted from 1" minimum:"1" maximum:"8"`
	Charge     string `json:"charge,omitempty" doc:"Its charge, such as 30%"`
	Resistance string `json:"resistance,omitempty" doc:"Its resistance as a factor, such as 3x"`
}

// Board changes single things of the circuit board.
type Board struct {
	Contact    string `json:"contact,omitempty" doc:"Springs and leads, such as 80mOhm"`
	Bulk       string `json:"bulk,omitempty" doc:"Capacitor at the motor bridge, such as 220uF"`
	BulkESR    string `json:"bulk-esr,omitempty" doc:"Its series resistance"`
	Decoupling string `json:"decoupling,omitempty" doc:"Capacitor at the logic supply"`
	Regulator  string `json:"regulator,omitempty" doc:"ldo, buck or direct"`
	Logic      string `json:"logic,omitempty" doc:"Voltage the regulator makes, such as 3V"`
	HoldUp     string `json:"hold-up,omitempty" doc:"Capacitor behind a diode that feeds the logic alone; 0F is none"`
	ExtraLoad  string `json:"extra-load,omitempty" doc:"Current drawn at all times, such as 5mA"`
	Motor      *Motor `json:"motor,omitempty" doc:"Changes to the motor"`
}

// Motor changes single things of the motor.
type Motor struct {
	Resistance string `json:"resistance,omitempty" doc:"Winding, bridge and brushes, such as 4Ohm"`
	Inductance string `json:"inductance,omitempty" doc:"Of the winding, such as 0.5mH"`
	SoftStart  string `json:"soft-start,omitempty" doc:"Ramp of the drive, such as 30ms; 0s is a kick"`
}

// Supervisor overrides what the profile does about low voltage.
type Supervisor struct {
	Warning      string `json:"warning,omitempty" doc:"Power-fail warning: a voltage, or off"`
	BrownOut     string `json:"brown-out,omitempty" doc:"Brown-out reset: a voltage, or off"`
	Hysteresis   string `json:"hysteresis,omitempty" doc:"Of the brown-out reset"`
	ReleaseDelay string `json:"release-delay,omitempty" doc:"From good voltage to the end of reset"`
	WriteGate    *bool  `json:"write-gate,omitempty" doc:"Writes are refused while the warning is active"`
}

// Protocol overrides what the profile makes of the published protocol.
type Protocol struct {
	Wire                string        `json:"wire,omitempty" doc:"Form in which messages are sent: gen2, gen2-doc21 or gen3"`
	Hardware            string        `json:"hardware,omitempty" doc:"Revision that the configuration reports, such as 4.5"`
	MaxUsers            *int          `json:"max-users,omitempty" doc:"Authorizations that the lock gives"`
	MaxCodes            *int          `json:"max-codes,omitempty" doc:"Keypad codes that it keeps"`
	PairingFor          string        `json:"pairing-for,omitempty" doc:"How long a long press of the button lets phones pair, such as 60s"`
	FlowTimeout         string        `json:"flow-timeout,omitempty" doc:"Ends a pairing in which nothing happens any more, such as 10s"`
	PairWhenNew         *bool         `json:"pair-when-new,omitempty" doc:"A lock without any authorization pairs without a press of the button"`
	NewBesidePairing    *bool         `json:"new-beside-pairing,omitempty" doc:"Such a lock shows the initialization service beside the pairing service"`
	MTU                 *int          `json:"mtu,omitempty" doc:"Largest ATT MTU that the lock agrees to, in bytes: 23 to 517"`
	RequireSubscription *bool         `json:"require-subscription,omitempty" doc:"Refuse a write to a characteristic whose indications are off"`
	IndicateFirst       *bool         `json:"indicate-first,omitempty" doc:"Send the indication of an answer before the Write Response"`
	IdleTimeout         string        `json:"idle-timeout,omitempty" doc:"Ends a connection on which nothing is said, such as 30s; 0s is never"`
	CompleteAtOnce      *bool         `json:"complete-at-once,omitempty" doc:"Answer an action that has nothing to do with Complete and nothing before it"`
	CompleteAfter       string        `json:"complete-after,omitempty" doc:"Least time between Accepted and Complete, such as 100ms"`
	ProgressEvery       string        `json:"progress-every,omitempty" doc:"How often whoever waits for the end of an action is told the state while it does not change, such as 7s; 0s is never"`
	AutoUnlockAfter     string        `json:"auto-unlock-after,omitempty" doc:"How long after an action an automatic unlock is refused, such as 10s"`
	RequireCalibration  *bool         `json:"require-calibration,omitempty" doc:"Refuse actions before the first calibration"`
	KeypadTypeOnly      *bool         `json:"keypad-type-only,omitempty" doc:"Take keypad actions from authorizations of type keypad only"`
	KeypadStages        []KeypadStage `json:"keypad-stages,omitempty" nullable:"false" doc:"Pauses that wrong keypad codes bring on, three of them"`
	PINAttempts         *int          `json:"pin-attempts,omitempty" doc:"Wrong PINs in a row after which every PIN is refused for a while: 1 to 255"`
	PINLockOut          string        `json:"pin-lock-out,omitempty" doc:"How long every PIN is refused then, such as 60s"`
}

// KeypadStage is a pause in which no code of a keypad is taken.
type KeypadStage struct {
	Wrong int    `json:"wrong" doc:"Wrong codes in a row that begin it"`
	For   string `json:"for" doc:"How long it lasts, such as 30s"`
}

// Patch changes a lock. Nil fields stay.
type Patch struct {
	Name  *string `json:"name,omitempty" doc:"Another name" maxLength:"80"`
	Speed *Speed  `json:"speed,omitempty" doc:"Another speed"`
}
