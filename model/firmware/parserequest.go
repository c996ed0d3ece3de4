package firmware

import (
	"errors"

	"locktwin/model/keyturner"
)

// errNoRequest ends as the error code for the unknown.
var errNoRequest = errors.New("no request of the protocol")

// parseRequest turns the body of a request into a command of the application.
func (a *App) parseRequest(cmd keyturner.Command, body []byte, c *Command) keyturner.ErrorCode {
	var err error
	switch cmd {
	case keyturner.CmdLockAction:
		var r keyturner.LockActionRequest
		r, err = keyturner.ParseLockAction(body)
		c.Op, c.Action, c.AppID, c.Flags, c.Suffix = OpLockAction, r.Action, r.AppID, r.Flags, r.Suffix
	case keyturner.CmdSimpleLockAction:
		c.Op = OpSimpleLockAction
		c.Action, err = keyturner.ParseSimpleLockAction(body)
	case keyturner.CmdKeypadAction:
		var r keyturner.KeypadActionRequest
		r, err = keyturner.ParseKeypadAction(body)
		c.Op, c.Source, c.Code, c.Keypad = OpKeypadAction, r.Source, r.Code, r.Action
	case keyturner.CmdRequestConfig:
		c.Op = OpRequestConfig
	case keyturner.CmdSetConfig:
		var r keyturner.Settings
		r, err = keyturner.ParseSetConfig(body)
		c.Op, c.Config = OpSetConfig, Config(r)
	case keyturner.CmdRequestAdvancedConfig:
		c.Op = OpRequestAdvancedConfig
	case keyturner.CmdSetAdvancedConfig:
		var r keyturner.SetAdvancedConfig
		r, err = keyturner.ParseSetAdvancedConfig(body)
		c.Op, c.Advanced = OpSetAdvancedConfig, a.advancedOf(&r)
	case keyturner.CmdSetPIN:
		c.Op = OpSetPIN
		c.NewPIN, err = keyturner.ParsePIN(body)
	case keyturner.CmdVerifyPIN:
		c.Op = OpVerifyPIN
	case keyturner.CmdRequestCalibration:
		c.Op = OpCalibrate
	case keyturner.CmdRequestReboot:
		c.Op = OpReboot
	case keyturner.CmdUpdateTime:
		var d keyturner.Date
		d, err = keyturner.ParseDate(body)
		c.Op, c.Time = OpUpdateTime, UnixSeconds(d.Unix())
		if d.Year < firstYear || d.Year > lastYear {
			return keyturner.ErrBadParameter
		}
	default:
		err = a.parseTableRequest(cmd, body, c)
	}
	return keyturner.Refusal(err)
}

// The years that the lock takes for the present (assumption: before the first no
// such lock was built; after the last, seconds no longer fit into 32 bits).
const firstYear, lastYear = 2000, 2105

// parseTableRequest parses what concerns lists: users, log, time control, codes.
func (a *App) parseTableRequest(cmd keyturner.Command, body []byte, c *Command) (err error) {
	list := func(op Op) {
		var r keyturner.ListRequest
		r, err = keyturner.ParseListRequest(body)
		c.Op, c.Offset, c.Count = op, uint32(r.Offset), r.Count
	}
	switch cmd {
	case keyturner.CmdRequestAuthorizations:
		list(OpRequestAuthorizations)
	case keyturner.CmdInvite:
		var r keyturner.Invite
		r, err = keyturner.ParseInvite(body)
		c.Op, c.Name, c.IDType, c.Key, c.Remote, c.Limits = OpInviteAuthorization, r.Name, r.Type, r.Key, r.Remote, limitsOf(&r.Limits)
	case keyturner.CmdUpdateAuthorization:
		var r keyturner.UpdateAuthorization
		r, err = keyturner.ParseUpdateAuthorization(body)
		c.Op, c.Target, c.Name, c.Enabled, c.Remote, c.Limits = OpUpdateAuthorization, r.ID, r.Name, r.Enabled, r.Remote, limitsOf(&r.Limits)
	case keyturner.CmdRemoveAuthorization:
		c.Op = OpRemoveAuthorization
		c.Target, err = keyturner.ParseRemoveAuthorization(body)
	case keyturner.CmdRequestLog:
		var r keyturner.LogRequest
		r, err = keyturner.ParseLogRequest(body)
		c.Op, c.Offset, c.Count, c.Descending, c.CountLog = OpRequestLog, r.Start, r.Count, r.Descending, r.Total
	case keyturner.CmdEnableLogging:
		c.Op = OpEnableLogging
		c.Enabled, err = keyturner.ParseEnableLogging(body)
	case keyturner.CmdAddTimeControl:
		c.Op = OpAddTimeControl
		c.TimeControl.TimeControl, err = keyturner.ParseTimeControl(body)
	case keyturner.CmdUpdateTimeControl:
		c.Op = OpUpdateTimeControl
		c.TimeControl, err = keyturner.ParseTimeControlEntry(body)
	case keyturner.CmdRemoveTimeControl:
		c.Op = OpRemoveTimeControl
		c.TimeControl.ID, err = keyturner.ParseTimeControlID(body)
	case keyturner.CmdRequestTimeControls:
		c.Op, c.Count = OpRequestTimeControls, MaxTimeControls
	case keyturner.CmdAddKeypadCode:
		var r keyturner.AddKeypadCode
		r, err = keyturner.ParseAddKeypadCode(body)
		c.Op, c.Code, c.Name, c.Limits = OpAddKeypadCode, r.Code, longName(r.Name), limitsOf(&r.Limits)
	case keyturner.CmdUpdateKeypadCode:
		var r keyturner.UpdateKeypadCode
		r, err = keyturner.ParseUpdateKeypadCode(body)
		c.Op, c.Entry, c.Code, c.Name, c.Enabled, c.Limits = OpUpdateKeypadCode, r.ID, r.Code, longName(r.Name), r.Enabled, limitsOf(&r.Limits)
	case keyturner.CmdRemoveKeypadCode:
		c.Op = OpRemoveKeypadCode
		c.Entry, err = keyturner.ParseRemoveKeypadCode(body)
	case keyturner.CmdRequestKeypadCodes:
		list(OpRequestKeypadCodes)
	default:
		return errNoRequest
	}
	return err
}
