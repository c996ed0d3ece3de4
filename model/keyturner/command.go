package keyturner

import "fmt"

// Command is the id of a message.
type Command uint16

// Commands of generation 2.
const (
	CmdRequestData                 Command = 0x0001
	CmdPublicKey                   Command = 0x0003
	CmdChallenge                   Command = 0x0004
	CmdAuthorizationAuthenticator  Command = 0x0005
	CmdAuthorizationData           Command = 0x0006
	CmdAuthorizationID             Command = 0x0007
	CmdRemoveAuthorization         Command = 0x0008
	CmdRequestAuthorizations       Command = 0x0009
	CmdAuthorizationEntry          Command = 0x000A
	CmdInvite                      Command = 0x000B
	CmdStates                      Command = 0x000C
	CmdLockAction                  Command = 0x000D
	CmdStatus                      Command = 0x000E
	CmdMostRecentCommand           Command = 0x000F // generation 1 only
	CmdOpeningsClosings            Command = 0x0010 // generation 1 only
	CmdBatteryReport               Command = 0x0011
	CmdErrorReport                 Command = 0x0012
	CmdSetConfig                   Command = 0x0013
	CmdRequestConfig               Command = 0x0014
	CmdConfig                      Command = 0x0015
	CmdSetPIN                      Command = 0x0019
	CmdRequestCalibration          Command = 0x001A
	CmdRequestReboot               Command = 0x001D
	CmdAuthorizationIDConfirmation Command = 0x001E
	CmdInviteID                    Command = 0x001F
	CmdVerifyPIN                   Command = 0x0020
	CmdUpdateTime                  Command = 0x0021
	CmdUpdateAuthorization         Command = 0x0025
	CmdAuthorizationCount          Command = 0x0027
	CmdRequestLog                  Command = 0x0031
	CmdLogEntry                    Command = 0x0032
	CmdLogCount                    Command = 0x0033
	CmdEnableLogging               Command = 0x0034
	CmdSetAdvancedConfig           Command = 0x0035
	CmdRequestAdvancedConfig       Command = 0x0036
	CmdAdvancedConfig              Command = 0x0037
	CmdAddTimeControl              Command = 0x0039
	CmdTimeControlID               Command = 0x003A
	CmdRemoveTimeControl           Command = 0x003B
	CmdRequestTimeControls         Command = 0x003C
	CmdTimeControlCount            Command = 0x003D
	CmdTimeControlEntry            Command = 0x003E
	CmdUpdateTimeControl           Command = 0x003F
	CmdAddKeypadCode               Command = 0x0041
	CmdKeypadCodeID                Command = 0x0042
	CmdRequestKeypadCodes          Command = 0x0043
	CmdKeypadCodeCount             Command = 0x0044
	CmdKeypadCode                  Command = 0x0045
	CmdUpdateKeypadCode            Command = 0x0046
	CmdRemoveKeypadCode            Command = 0x0047
	CmdKeypadAction                Command = 0x0048
	CmdSimpleLockAction            Command = 0x0100
)

// tailKind says what stands at the end of a request's payload.
type tailKind uint8

const (
	noTail tailKind = iota
	nonceTail
	pinTail
)

// commandInfo is what the tables of the protocol say about one command. A
// command without lengths is sent by the lock only.
type commandInfo struct {
	name    string
	tail    tailKind
	pairing bool  // part of the pairing flow
	lengths []int // of a request's whole payload, tail included
}

// commands is indexed by id; the one id that is far from the others stands
// last.
var commands = [...]commandInfo{
	CmdRequestData:                 {name: "request-data", lengths: []int{2}},
	CmdPublicKey:                   {name: "public-key", pairing: true, lengths: []int{32}},
	CmdChallenge:                   {name: "challenge"},
	CmdAuthorizationAuthenticator:  {name: "authorization-authenticator", pairing: true, lengths: []int{32}},
	CmdAuthorizationData:           {name: "authorization-data", pairing: true, lengths: []int{101}},
	CmdAuthorizationID:             {name: "authorization-id", pairing: true},
	CmdRemoveAuthorization:         {"remove-authorization", pinTail, false, []int{38}},
	CmdRequestAuthorizations:       {"request-authorizations", pinTail, false, []int{38}},
	CmdAuthorizationEntry:          {name: "authorization-entry"},
	CmdInvite:                      {"invite", pinTail, false, []int{120}},
	CmdStates:                      {name: "keyturner-states"},
	CmdLockAction:                  {"lock-action", nonceTail, false, []int{38, 58}},
	CmdStatus:                      {name: "status"},
	CmdMostRecentCommand:           {name: "most-recent-command"},
	CmdOpeningsClosings:            {name: "openings-closings-summary"},
	CmdBatteryReport:               {name: "battery-report"},
	CmdErrorReport:                 {name: "error-report"},
	CmdSetConfig:                   {"set-config", pinTail, false, []int{89}},
	CmdRequestConfig:               {"request-config", nonceTail, false, []int{32}},
	CmdConfig:                      {name: "config"},
	CmdSetPIN:                      {"set-security-pin", pinTail, false, []int{36}},
	CmdRequestCalibration:          {"request-calibration", pinTail, false, []int{34}},
	CmdRequestReboot:               {"request-reboot", pinTail, false, []int{34}},
	CmdAuthorizationIDConfirmation: {name: "authorization-id-confirmation", pairing: true, lengths: []int{36}},
	CmdInviteID:                    {name: "invite-id"},
	CmdVerifyPIN:                   {"verify-security-pin", pinTail, false, []int{34}},
	CmdUpdateTime:                  {"update-time", pinTail, false, []int{41}},
	CmdUpdateAuthorization:         {"update-authorization", pinTail, false, []int{92}},
	CmdAuthorizationCount:          {name: "authorization-entry-count"},
	CmdRequestLog:                  {"request-log-entries", pinTail, false, []int{42}},
	CmdLogEntry:                    {name: "log-entry"},
	CmdLogCount:                    {name: "log-entry-count"},
	CmdEnableLogging:               {"enable-logging", pinTail, false, []int{35}},
	CmdSetAdvancedConfig:           {"set-advanced-config", pinTail, false, []int{60, 63}},
	CmdRequestAdvancedConfig:       {"request-advanced-config", nonceTail, false, []int{32}},
	CmdAdvancedConfig:              {name: "advanced-config"},
	CmdAddTimeControl:              {"add-time-control-entry", pinTail, false, []int{38}},
	CmdTimeControlID:               {name: "time-control-entry-id"},
	CmdRemoveTimeControl:           {"remove-time-control-entry", pinTail, false, []int{35}},
	CmdRequestTimeControls:         {"request-time-control-entries", pinTail, false, []int{34}},
	CmdTimeControlCount:            {name: "time-control-entry-count"},
	CmdTimeControlEntry:            {name: "time-control-entry"},
	CmdUpdateTimeControl:           {"update-time-control-entry", pinTail, false, []int{40}},
	CmdAddKeypadCode:               {"add-keypad-code", pinTail, false, []int{78}},
	CmdKeypadCodeID:                {name: "keypad-code-id"},
	CmdRequestKeypadCodes:          {"request-keypad-codes", pinTail, false, []int{38}},
	CmdKeypadCodeCount:             {name: "keypad-code-count"},
	CmdKeypadCode:                  {name: "keypad-code"},
	CmdUpdateKeypadCode:            {"update-keypad-code", pinTail, false, []int{81}},
	CmdRemoveKeypadCode:            {"remove-keypad-code", pinTail, false, []int{36}},
	CmdKeypadAction:                {"keypad-action", nonceTail, false, []int{38}},
	CmdKeypadAction + 1:            {"simple-lock-action", nonceTail, false, []int{33}},
}

// info is the command's line of the table, an empty one for unknown commands.
func (c Command) info() *commandInfo {
	switch {
	case c == CmdSimpleLockAction:
		c = CmdKeypadAction + 1
	case c > CmdKeypadAction:
		c = 0
	}
	return &commands[c]
}

// Known says whether generation 1 or 2 has the command.
func (c Command) Known() bool { return c.info().name != "" }

// IsRequest says whether an app may send the command.
func (c Command) IsRequest() bool { return c.info().lengths != nil }

// Pairing says whether the command belongs to the pairing flow, so that it is
// never encrypted. Request data and challenge serve both ways.
func (c Command) Pairing() bool { return c.info().pairing }

// NeedsChallenge says whether the request carries the last challenge.
func (c Command) NeedsChallenge() bool { return c.info().tail != noTail }

// NeedsPIN says whether the request carries the security PIN.
func (c Command) NeedsPIN() bool { return c.info().tail == pinTail }

// RequestLengths are the lengths in bytes that the request's payload may have,
// challenge and PIN included; nil if no app may send the command. Request data
// may be longer than its length here.
func RequestLengths(c Command) []int { return c.info().lengths }

// LengthOK says whether a request's payload may have n bytes.
func (c Command) LengthOK(n int) bool {
	for _, l := range c.info().lengths {
		if n == l || c == CmdRequestData && n > l {
			return true
		}
	}
	return false
}

// String names the command, in lower case with hyphens.
func (c Command) String() string {
	if name := c.info().name; name != "" {
		return name
	}
	return fmt.Sprintf("command-0x%04x", uint16(c))
}
