package fleet

import (
	"fmt"
	"time"

	"locktwin/model/firmware"
	"locktwin/model/keyturner"
	"locktwin/scenarios"
)

// What phones do over the air. The firmware tells it once it has decrypted the
// message.
type (
	// Paired is an authorization that was given.
	Paired struct {
		Auth  uint32 `json:"auth"`
		AppID uint32 `json:"app_id"`
		Name  string `json:"name"`
	}
	// Asked is a command. It holds the PIN that was given.
	Asked struct {
		Auth    uint32   `json:"auth"`
		Word    string   `json:"word"` // of a scenario file where there is one, else of the protocol
		Command *command `json:"command,omitempty"`
		Refused bool     `json:"refused,omitempty"`
		// Set is what a change of the settings changes.
		Set []scenarios.Assignment `json:"set,omitempty"`
		// Times is how often the same was asked in a row, without anything else between
		// and without changing anything: 0 is once.
		Times int `json:"times,omitempty"`
	}
	// command is a firmware.Command without what is zero.
	command struct {
		Op          firmware.Op                 `json:"op"`
		PIN         uint16                      `json:"pin,omitempty"`
		NewPIN      uint16                      `json:"new_pin,omitempty"`
		Action      keyturner.LockAction        `json:"action,omitempty"`
		Flags       uint8                       `json:"flags,omitempty"`
		AppID       uint32                      `json:"app_id,omitempty"`
		Suffix      []byte                      `json:"suffix,omitempty"`
		Name        string                      `json:"name,omitempty"`
		IDType      keyturner.IDType            `json:"id_type,omitempty"`
		Key         []byte                      `json:"key,omitempty"`
		Target      keyturner.AuthID            `json:"target,omitempty"`
		Enabled     bool                        `json:"enabled,omitempty"`
		Remote      bool                        `json:"remote,omitempty"`
		Limits      firmware.TimeLimits         `json:"limits,omitzero"`
		Config      *firmware.Config            `json:"config,omitempty"`
		Advanced    *firmware.AdvancedConfig    `json:"advanced,omitempty"`
		Offset      uint32                      `json:"offset,omitempty"`
		Count       uint16                      `json:"count,omitempty"`
		Descending  bool                        `json:"descending,omitempty"`
		Time        firmware.UnixSeconds        `json:"time,omitempty"`
		Entry       uint16                      `json:"entry,omitempty"`
		Source      keyturner.KeypadSource      `json:"source,omitempty"`
		Keypad      keyturner.KeypadAction      `json:"keypad,omitempty"`
		Code        uint32                      `json:"code,omitempty"`
		TimeControl *keyturner.TimeControlEntry `json:"time_control,omitempty"`
	}
)

// repeater is the phone that asks again, in a copy of the lock, what phones have
// asked for. It has no authorization of its own.
const repeater = "repeated"

// scriptedLead is from the beginning of a command of a scripted phone until the
// firmware has it.
const scriptedLead = 360 * time.Millisecond

// commandOf keeps a command of the firmware.
func commandOf(c *firmware.Command) *command {
	k := &command{
		Op: c.Op, PIN: c.PIN, NewPIN: c.NewPIN, Action: c.Action, Flags: c.Flags, AppID: c.AppID, Name: c.Name.String(), IDType: c.IDType,
		Target: c.Target, Enabled: c.Enabled, Remote: c.Remote, Limits: c.Limits, Offset: c.Offset, Count: c.Count, Descending: c.Descending,
		Time: c.Time, Entry: c.Entry, Source: c.Source, Keypad: c.Keypad, Code: c.Code,
	}
	if c.Suffix != [20]byte{} {
		k.Suffix = append([]byte(nil), c.Suffix[:]...)
	}
	if c.Key != [32]byte{} {
		k.Key = append([]byte(nil), c.Key[:]...)
	}
	switch c.Op {
	case firmware.OpSetConfig:
		config := c.Config
		k.Config = &config
	case firmware.OpSetAdvancedConfig:
		advanced := c.Advanced
		k.Advanced = &advanced
	case firmware.OpAddTimeControl, firmware.OpUpdateTimeControl, firmware.OpRemoveTimeControl:
		entry := c.TimeControl
		k.TimeControl = &entry
	}
	return k
}

// command is the way back.
func (k *command) command(auth uint32) firmware.Command {
	c := firmware.Command{
		Op: k.Op, Auth: keyturner.AuthID(auth), PIN: k.PIN, NewPIN: k.NewPIN, Action: k.Action, Flags: k.Flags, AppID: k.AppID,
		Name: keyturner.NewName(k.Name), IDType: k.IDType, Target: k.Target, Enabled: k.Enabled, Remote: k.Remote, Limits: k.Limits,
		Offset: k.Offset, Count: k.Count, Descending: k.Descending, Time: k.Time, Entry: k.Entry, Source: k.Source, Keypad: k.Keypad, Code: k.Code,
	}
	copy(c.Suffix[:], k.Suffix)
	copy(c.Key[:], k.Key)
	if k.Config != nil {
		c.Config = *k.Config
	}
	if k.Advanced != nil {
		c.Advanced = *k.Advanced
	}
	if k.TimeControl != nil {
		c.TimeControl = *k.TimeControl
	}
	return c
}

// askedOf makes a deed of what the firmware tells; nil for what is no command of its
// own, as the request for a challenge.
func askedOf(a *firmware.Asked) *Asked {
	if a.Cmd == keyturner.CmdRequestData && !a.Read {
		return nil
	}
	out := &Asked{Auth: uint32(a.Auth), Word: a.Cmd.String()}
	if !a.Read {
		return out
	}
	c := a.Command
	out.Command = commandOf(&c)
	switch c.Op {
	case firmware.OpLockAction, firmware.OpSimpleLockAction:
		if w := actionWord(c.Action); w != "" {
			out.Word = string(w)
		}
	case firmware.OpSetConfig:
		out.Word, out.Set = "set", scenarios.Changes(a.Config, a.Advanced, c.Config, a.Advanced)
	case firmware.OpSetAdvancedConfig:
		next := c.Advanced
		next.TotalDegrees = a.Advanced.TotalDegrees
		out.Word, out.Set = "set", scenarios.Changes(a.Config, a.Advanced, a.Config, next)
	default:
		if w, ok := askedWords[c.Op]; ok {
			out.Word = w
		}
	}
	return out
}

// askedWords are the operations for which scenario files have a word.
var askedWords = map[firmware.Op]string{
	firmware.OpSetPIN: "set-pin", firmware.OpVerifyPIN: "verify-pin", firmware.OpRequestConfig: "read-settings",
	firmware.OpRequestAdvancedConfig: "read-settings", firmware.OpBatteryReport: "battery-report", firmware.OpKeyturnerStates: "status",
	firmware.OpRequestAuthorizations: "users", firmware.OpInviteAuthorization: "invite", firmware.OpRemoveAuthorization: "remove-user",
	firmware.OpRequestLog: "log", firmware.OpFactoryReset: "factory-reset", firmware.OpCalibrate: "calibrate", firmware.OpReboot: "reboot",
	firmware.OpUpdateTime: "update-time",
}

func actionWord(a keyturner.LockAction) scenarios.LockAction {
	switch a {
	case keyturner.ActionUnlock:
		return "unlock"
	case keyturner.ActionLock:
		return "lock"
	case keyturner.ActionUnlatch:
		return "unlatch"
	case keyturner.ActionLockNGo:
		return "lock-n-go"
	case keyturner.ActionFullLock:
		return "full-lock"
	}
	return ""
}

// reads tells whether the command changes nothing.
func (a *Asked) reads() bool {
	if a.Command == nil {
		return false
	}
	switch a.Command.Op {
	case firmware.OpRequestConfig, firmware.OpRequestAdvancedConfig, firmware.OpBatteryReport, firmware.OpKeyturnerStates,
		firmware.OpRequestAuthorizations, firmware.OpRequestLog, firmware.OpRequestTimeControls, firmware.OpRequestKeypadCodes:
		return true
	}
	return false
}

// same tells whether a command in a row with another is the same again.
func (a *Asked) same(b *Asked) bool {
	return a.reads() && b.reads() && a.Auth == b.Auth && a.Command.Op == b.Command.Op && a.Command.PIN == b.Command.PIN && a.Refused == b.Refused
}

func (a *Asked) text() string {
	text := fmt.Sprintf("authorization %d asks for %s", a.Auth, a.Word)
	if a.Times > 1 {
		text += fmt.Sprintf(", %d times", a.Times)
	}
	if a.Refused {
		text += ", and is refused"
	}
	return text
}
