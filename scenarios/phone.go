package scenarios

import (
	"fmt"

	"locktwin/model"
	"locktwin/model/firmware"
	"locktwin/model/keyturner"
	"locktwin/model/trace"
)

// makers is a list of tasks to come.
type makers = []func(*player) (task, error)

func (p *player) phoneStep(a Action) (task, error) {
	switch a := a.(type) {
	case Pair:
		return p.pair(a), nil
	case Act:
		return p.act(a), nil
	case SetPIN:
		return p.send(p.ack.phone(a.As), "set-pin", firmware.Command{Op: firmware.OpSetPIN, PIN: p.pinOr(a.PIN), NewPIN: uint16(a.To)},
			func(p *player, _ *model.Answer, how ending) {
				switch how {
				case accepts:
					p.ack.pinSet(a.To)
				case silent:
					p.ack.pinSent(a.To)
				}
			}), nil
	case VerifyPIN:
		return p.send(p.ack.phone(a.As), "verify-pin", firmware.Command{Op: firmware.OpVerifyPIN, PIN: p.pinOr(a.PIN)}, nil), nil
	case Set:
		return p.set(a)
	case Invite:
		return p.invite(a), nil
	case RemoveUser:
		return p.removeUser(a)
	case Ask:
		return p.ask(a), nil
	case FactoryReset:
		return p.factoryReset(a)
	}
	return nil, fmt.Errorf("nobody can play %T", a)
}

// pair holds the button down, as the app asks one to, and pairs.
func (p *player) pair(a Pair) task {
	name := pairedAs(a)
	return &inOrder{make: makers{
		func(p *player) (task, error) {
			p.lock.PressButton(pairPress)
			return p.lasting(pairPress), nil
		},
		func(p *player) (task, error) {
			return p.send(name, "pair", firmware.Command{Op: firmware.OpPair}, func(p *player, a *model.Answer, how ending) {
				switch how {
				case accepts:
					p.ack.paired(name, a.Final.Auth)
				case silent:
					p.ack.maybe++
				}
			}), nil
		},
	}}
}

// pairedAs is the name that the phone gets.
func pairedAs(a Pair) string {
	if a.As == "" {
		return "phone"
	}
	return a.As
}

func (w LockAction) code() keyturner.LockAction {
	switch w {
	case "unlock":
		return keyturner.ActionUnlock
	case "lock":
		return keyturner.ActionLock
	case "unlatch":
		return keyturner.ActionUnlatch
	case "lock-n-go":
		return keyturner.ActionLockNGo
	case "full-lock":
		return keyturner.ActionFullLock
	}
	return keyturner.ActionNone
}

func (p *player) act(a Act) task {
	return p.send(p.ack.phone(a.As), string(a.Word), firmware.Command{Op: firmware.OpLockAction, Action: a.Word.code()}, nil)
}

func (p *player) set(a Set) (task, error) {
	t := &inOrder{}
	for _, v := range a.Values {
		field, err := firmware.LookupField(string(v.Setting))
		if err != nil {
			return nil, err
		}
		if p.radio.on && field >= firmware.FieldAutoLockEnabled && p.shortAdvanced() {
			return nil, impossible("the lock's form of the messages has no '" + string(v.Setting) + "'")
		}
		t.make = append(t.make, func(p *player) (task, error) {
			c := firmware.Command{Op: firmware.OpSetField, PIN: p.pinOr(a.PIN), Field: field}
			if field == firmware.FieldName {
				c.Name = keyturner.NewName(v.Value.Text)
			} else {
				c.Value = raw(v.Setting, v.Value)
			}
			return p.send(p.ack.phone(a.As), "set "+string(v.Setting), c, func(p *player, _ *model.Answer, how ending) {
				switch how {
				case accepts:
					p.ack.settingSet(v.Setting, v.Value)
				case silent:
					p.ack.settingSent(v.Setting, v.Value)
				}
			}), nil
		})
	}
	return t, nil
}

// raw is a setting's value as the protocol carries it.
func raw(s Setting, v SettingValue) int32 {
	if s == "latitude" || s == "longitude" {
		return firmware.Latitude32(float32(float64(v.Number) / 1e6))
	}
	return int32(v.Number)
}

func (p *player) invite(a Invite) task {
	name, count := a.Name, max(a.Count, 1)
	if name == "" {
		name = "user"
	}
	t := &inOrder{}
	for i := range count {
		one := name
		if count > 1 {
			one = fmt.Sprintf("%s %d", name, i+1)
		}
		t.make = append(t.make, func(p *player) (task, error) {
			c := firmware.Command{Op: firmware.OpInviteAuthorization, PIN: p.pinOr(a.PIN), Name: keyturner.NewName(one)}
			key := p.key.Child("guest").Child(one)
			for j := range c.Key {
				c.Key[j] = byte(key.Hash(uint64(j), 0, 0, 0))
			}
			return p.send(p.ack.phone(a.As), "invite "+one, c, func(p *player, a *model.Answer, how ending) {
				switch how {
				case accepts:
					p.ack.user(one, a.Final.Auth)
				case silent:
					p.ack.maybe++
				}
			}), nil
		})
	}
	return t
}

func (p *player) removeUser(a RemoveUser) (task, error) {
	i := p.ack.find(a.Name)
	if i < 0 {
		return nil, impossible("nobody named '" + a.Name + "' was paired or invited")
	}
	c := firmware.Command{Op: firmware.OpRemoveAuthorization, PIN: p.pinOr(a.PIN), Target: p.ack.users[i].id}
	return p.send(p.ack.phone(a.As), "remove-user "+a.Name, c, func(p *player, _ *model.Answer, how ending) {
		switch how {
		case accepts:
			p.ack.removed(a.Name)
		case silent:
			p.ack.removalSent(a.Name)
		}
	}), nil
}

// epoch is what a phone takes the beginning of every story for:
// 1 January 2024, midnight UTC. Nothing depends on the date.
const epoch = 1_704_067_200

func (p *player) ask(a Ask) task {
	c := firmware.Command{PIN: p.pinOr(a.PIN), Count: firmware.ListPage}
	if !a.Word.NeedsPIN() {
		c.PIN = 0
	}
	phone := p.ack.phone(a.As)
	switch a.Word {
	case AskStatus:
		c.Op = firmware.OpKeyturnerStates
	case AskSettings:
		return &inOrder{make: makers{
			func(p *player) (task, error) {
				return p.send(phone, "read-settings", firmware.Command{Op: firmware.OpRequestConfig}, nil), nil
			},
			func(p *player) (task, error) {
				return p.send(phone, "read-settings", firmware.Command{Op: firmware.OpRequestAdvancedConfig}, nil), nil
			},
		}}
	case AskBatteryReport:
		c.Op = firmware.OpBatteryReport
	case AskUsers, AskLog:
		c.Op = firmware.OpRequestAuthorizations
		if a.Word == AskLog {
			c.Op = firmware.OpRequestLog
		}
		return &paging{phone: phone, what: string(a.Word), command: c}
	case AskCalibrate:
		c.Op = firmware.OpCalibrate
	case AskReboot:
		c.Op = firmware.OpReboot
	case AskUpdateTime:
		c.Op = firmware.OpUpdateTime
		c.Time = firmware.UnixSeconds(epoch + int64((p.lock.Now().Sub(p.began) + p.file.Begins.Or(DefaultBegins).Duration()).Seconds()))
	}
	return p.send(phone, string(a.Word), c, nil)
}

// factoryReset asks for it, by phone or with a long press of the button. Nobody
// answers a press: whether the lock has done it shows in that nobody is
// authorized any more.
func (p *player) factoryReset(a FactoryReset) (task, error) {
	if a.By != ResetByButton {
		if p.radio.on {
			return nil, impossible(noResetOnAir)
		}
		return p.send(p.ack.phone(a.As), "factory-reset", firmware.Command{Op: firmware.OpFactoryReset, PIN: p.pinOr(a.PIN)},
			func(p *player, _ *model.Answer, how ending) {
				switch how {
				case accepts:
					p.ack.reset()
				case silent:
					p.ack.pinSent(NoPIN)
				}
			}), nil
	}
	return &inOrder{make: makers{
		func(p *player) (task, error) {
			p.lock.PressButton(resetPress)
			return p.lasting(resetPress + resetSettle), nil
		},
		func(p *player) (task, error) {
			if p.up() && p.lock.App().Authorizations() == 0 && p.lock.App().State.PIN.Knowledge == firmware.PINNone {
				p.ack.reset()
			} else {
				p.lock.Remark(trace.Note, "no-reset", "the long press of the button has reset nothing")
			}
			return lasts{}, nil
		},
	}}, nil
}
