package firmware

import (
	"locktwin/model/gatt"
	"locktwin/model/keyturner"
)

// Asked is the detail of the note "request": what an authentic message asks for,
// before anything is made of it. It holds the PIN that was given.
type Asked struct {
	Conn gatt.ConnID // over which it came
	Auth keyturner.AuthID
	Cmd  keyturner.Command
	// Read says that the message could be read, and that Command is what it asks
	// for. Of what needs no challenge Command has its operation alone.
	Read    bool
	Command Command
	// Config and Advanced are the settings before it.
	Config   Config
	Advanced AdvancedConfig
}

// Paired is the detail of the note "paired": who was given an authorization.
type Paired struct {
	Conn  gatt.ConnID // over which it was
	Auth  keyturner.AuthID
	Type  keyturner.IDType
	AppID uint32
	Name  keyturner.Name
}

// asked reads a message as request does, without acting on it.
func (a *App) asked(c gatt.ConnID, auth keyturner.AuthID, cmd keyturner.Command, payload []byte) Asked {
	out := Asked{Conn: c, Auth: auth, Cmd: cmd, Config: a.State.Config, Advanced: a.State.Advanced}
	out.Command.Auth = auth
	body, tail, err := keyturner.SplitTail(cmd, payload)
	if err != nil {
		return out
	}
	out.Command.PIN = tail.PIN
	if cmd == keyturner.CmdRequestData {
		r, err := keyturner.ParseRequestData(payload)
		switch {
		case err != nil:
		case r.Want == keyturner.CmdStates:
			out.Command.Op, out.Read = OpKeyturnerStates, true
		case r.Want == keyturner.CmdBatteryReport:
			out.Command.Op, out.Read = OpBatteryReport, true
		}
		return out
	}
	out.Read = a.parseRequest(cmd, body, &out.Command) == keyturner.NoError
	return out
}
