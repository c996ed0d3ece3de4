package scenarios

import (
	"fmt"

	"locktwin/model"
	"locktwin/model/firmware"
	"locktwin/model/keyturner"
)

// converse gives the command in the words of the published protocol. It does so
// from the beginning each time it is called, with the same keys and nonces.
func (t *talk) converse(link keyturner.Link) (*model.Answer, error) {
	s := link.(*speech)
	phone := s.p.lock.Phone(t.phone)
	random := model.NewRandom(s.p.key.Child("radio").Index(t.n))
	c, k := keyturner.NewClient(link, phone.Credentials(), random), &t.command
	r := firmware.Reply{Op: k.Op, Kind: firmware.ReplyComplete}
	moving := func(k keyturner.States) { r.States.Battery = uint8(k.Battery) }
	var err error
	switch k.Op {
	case firmware.OpPair:
		var made keyturner.Credentials
		made, err = keyturner.Pair(link, keyturner.PairOptions{Type: keyturner.IDApp, AppID: phone.AppID, Name: t.phone, Random: random})
		if err == nil {
			phone.Keep(made)
			r.Auth = made.AuthID
		}
	case firmware.OpLockAction:
		err = c.LockAction(keyturner.LockActionRequest{Action: k.Action, AppID: phone.AppID}, moving)
	case firmware.OpSetPIN:
		err = c.SetPIN(k.NewPIN, k.PIN)
	case firmware.OpVerifyPIN:
		var right bool
		if right, err = c.VerifyPIN(k.PIN); err == nil && !right {
			err = &keyturner.LockError{Code: keyturner.ErrBadPIN, Command: keyturner.CmdVerifyPIN}
		}
	case firmware.OpSetField:
		err = t.setField(c, s.p.shortAdvanced())
	case firmware.OpInviteAuthorization:
		var made keyturner.InviteID
		made, err = c.Invite(keyturner.Invite{Name: k.Name, Type: k.IDType, Key: k.Key, Remote: k.Remote}, k.PIN)
		r.Auth = made.ID
	case firmware.OpRemoveAuthorization:
		err = c.RemoveAuthorization(k.Target, k.PIN)
	case firmware.OpKeyturnerStates:
		var k keyturner.States
		k, err = c.States()
		moving(k)
	case firmware.OpRequestConfig:
		_, err = c.Config()
	case firmware.OpRequestAdvancedConfig:
		_, err = c.AdvancedConfig()
	case firmware.OpBatteryReport:
		var b keyturner.BatteryReport
		b, err = c.BatteryReport()
		r.Battery.Critical = uint8(b.Battery)
	case firmware.OpRequestAuthorizations:
		var total uint16
		var all []keyturner.AuthorizationEntry
		total, all, err = c.Authorizations(keyturner.ListRequest{Offset: uint16(k.Offset), Count: k.Count}, k.PIN)
		r.Total, r.Entries = uint32(total), uint8(min(len(all), firmware.ListPage))
	case firmware.OpRequestLog:
		var all []keyturner.LogEntry
		_, all, err = c.Log(keyturner.LogRequest{Start: k.Offset, Count: k.Count}, k.PIN)
		for _, e := range all[:min(len(all), firmware.ListPage)] {
			r.Log[r.Entries].Index = e.Index
			r.Entries++
		}
	case firmware.OpCalibrate:
		err = c.Calibrate(k.PIN, moving)
	case firmware.OpReboot:
		err = c.Reboot(k.PIN)
	case firmware.OpUpdateTime:
		err = c.UpdateTime(keyturner.DateOf(int64(k.Time)), k.PIN)
	default:
		err = fmt.Errorf("no phone can send %v", k.Op)
	}
	if err != nil {
		return nil, err
	}
	return &model.Answer{Final: r}, nil
}

// setField reads the record that the setting is in, changes it and sends it back,
// as apps do. The short form of the advanced record is for locks that tell no more.
func (t *talk) setField(c *keyturner.Client, short bool) error {
	k := &t.command
	if k.Field.Advanced() {
		now, err := c.AdvancedConfig()
		if err != nil {
			return err
		}
		k.Field.SetPublished(&keyturner.Settings{}, &now.AdvancedSettings, k.Value)
		return c.SetAdvancedConfig(keyturner.SetAdvancedConfig{AdvancedSettings: now.AdvancedSettings, Short: short}, k.PIN)
	}
	now, err := c.Config()
	if err != nil {
		return err
	}
	if k.Field == firmware.FieldName {
		now.Name = k.Name
	} else {
		k.Field.SetPublished(&now.Settings, &keyturner.AdvancedSettings{}, k.Value)
	}
	return c.SetConfig(now.Settings, k.PIN)
}

// shortAdvanced says whether the lock tells the advanced record without its last
// three settings.
func (p *player) shortAdvanced() bool {
	return p.lock.Profile().Protocol.Wire.AdvancedBytes < keyturner.Gen2().AdvancedBytes
}

// noResetOnAir says why a phone cannot do what one without the air can.
const noResetOnAir = "the published protocol has no factory reset"
