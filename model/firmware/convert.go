package firmware

import "locktwin/model/keyturner"

func limitsOf(l *keyturner.TimeLimits) TimeLimits {
	if !l.Limited {
		return TimeLimits{}
	}
	return TimeLimits{
		Limited: true, From: stored(l.From), Until: stored(l.Until), Weekdays: uint8(l.Weekdays),
		FromTime: l.FromTime.Minutes(), UntilTime: l.UntilTime.Minutes(),
	}
}

func (l *TimeLimits) published() keyturner.TimeLimits {
	return keyturner.TimeLimits{
		Limited: l.Limited, From: keyturner.DateOf(int64(l.From)), Until: keyturner.DateOf(int64(l.Until)),
		Weekdays: keyturner.Weekdays(l.Weekdays), FromTime: keyturner.ClockOf(l.FromTime), UntilTime: keyturner.ClockOf(l.UntilTime),
	}
}

func longName(n keyturner.ShortName) (long keyturner.Name) {
	copy(long[:], n[:])
	return long
}

// published is the state record on the air. With a time zone the time is UTC
// and the offset is left to the zone.
func (a *App) publishedStates(k *KeyturnerStates) keyturner.States {
	out := keyturner.States{
		Nuki: k.NukiState, Lock: k.LockState, Trigger: k.Trigger, Time: dateOf(a.airTime()), OffsetMinutes: k.OffsetMinutes,
		Battery: keyturner.BatteryState(k.Battery), ConfigUpdates: k.ConfigUpdates, LockNGoSeconds: k.LockNGoSeconds,
		LastAction: k.LastAction, LastTrigger: k.LastTrigger, LastCompletion: k.LastCompletion,
		Door: keyturner.DoorOpened, NightMode: k.NightMode, BLESignal: signalUnsupported, WiFiSignal: signalUnsupported,
	}
	if k.DoorClosed {
		out.Door = keyturner.DoorClosed
	}
	if a.State.Config.TimeZone != keyturner.NoTimeZone {
		out.OffsetMinutes = 0
	}
	return out
}

// signalUnsupported says that the lock does not measure a signal.
const signalUnsupported = 1

func (a *App) publishedConfig(c *Config) keyturner.Config {
	out := keyturner.Config{
		NukiID: a.hal.DeviceID(), Settings: keyturner.Settings(*c), Time: dateOf(a.airTime()),
		HasFob: a.hasUser(keyturner.IDFob), HasKeypad: a.hasUser(keyturner.IDKeypad),
		Firmware: a.Profile.Reported(), Hardware: a.Profile.Protocol.Hardware, HomeKit: keyturner.HomeKitNone,
	}
	return out
}

// hasUser says whether somebody of that kind is authorized.
func (a *App) hasUser(t keyturner.IDType) bool {
	for i := range a.State.Auths {
		if x := &a.State.Auths[i]; x.Flags != 0 && x.Type == t {
			return true
		}
	}
	return false
}

func (c *AdvancedConfig) published() keyturner.AdvancedConfig {
	return keyturner.AdvancedConfig{TotalDegrees: c.TotalDegrees, AdvancedSettings: keyturner.AdvancedSettings{
		UnlockedOffset: c.UnlockedOffset, LockedOffset: c.LockedOffset, SingleLockedOffset: c.SingleLockedOffset,
		TransitionOffset: c.TransitionOffset, LockNGoSeconds: c.LockNGoSeconds, SinglePress: c.SinglePress,
		DoublePress: c.DoublePress, DetachedCylinder: c.DetachedCylinder, Battery: c.Battery, AutoBatteryType: c.AutoBatteryType,
		UnlatchSeconds: c.UnlatchSeconds, AutoLockSeconds: c.AutoLockSeconds, AutoUnlockDisabled: c.AutoUnlockDisabled,
		NightMode: c.NightMode, NightStart: keyturner.ClockOf(c.NightStart), NightEnd: keyturner.ClockOf(c.NightEnd),
		NightAutoLock: c.NightAutoLock, NightNoAutoUnlock: c.NightNoAutoUnlock, NightLockAtStart: c.NightLockAtStart,
		AutoLockEnabled: c.AutoLockEnabled, ImmediateAutoLock: c.ImmediateAutoLock, AutoUpdate: c.AutoUpdate,
	}}
}

// advancedOf is what a request sets. The short form leaves the last three
// settings as they are; but whoever sets a time of the automatic lock by it has
// no other switch.
func (a *App) advancedOf(r *keyturner.SetAdvancedConfig) AdvancedConfig {
	now, c := &a.State.Advanced, advancedFrom(&r.AdvancedSettings)
	c.TotalDegrees = now.TotalDegrees
	if r.Short {
		c.AutoLockEnabled = now.AutoLockEnabled || c.AutoLockSeconds != 0
		c.ImmediateAutoLock, c.AutoUpdate = now.ImmediateAutoLock, now.AutoUpdate
	}
	return c
}

func advancedFrom(r *keyturner.AdvancedSettings) AdvancedConfig {
	return AdvancedConfig{
		UnlockedOffset: r.UnlockedOffset, LockedOffset: r.LockedOffset, SingleLockedOffset: r.SingleLockedOffset,
		TransitionOffset: r.TransitionOffset, LockNGoSeconds: r.LockNGoSeconds, SinglePress: r.SinglePress,
		DoublePress: r.DoublePress, DetachedCylinder: r.DetachedCylinder, Battery: r.Battery, AutoBatteryType: r.AutoBatteryType,
		UnlatchSeconds: r.UnlatchSeconds, AutoLockSeconds: r.AutoLockSeconds, AutoUnlockDisabled: r.AutoUnlockDisabled,
		NightMode: r.NightMode, NightStart: r.NightStart.Minutes(), NightEnd: r.NightEnd.Minutes(),
		NightAutoLock: r.NightAutoLock, NightNoAutoUnlock: r.NightNoAutoUnlock, NightLockAtStart: r.NightLockAtStart,
		AutoLockEnabled: r.AutoLockEnabled, ImmediateAutoLock: r.ImmediateAutoLock, AutoUpdate: r.AutoUpdate,
	}
}

func (r *BatteryReport) published(w *keyturner.WireProfile) keyturner.BatteryReport {
	return keyturner.BatteryReport{
		DrainMilliwattSeconds: r.DrainMilliwattSeconds, VoltageMillivolts: word(int32(r.Voltage)),
		Battery: w.Battery(keyturner.BatteryState(r.Critical)), LastAction: r.LastAction,
		StartVoltageMillivolts: word(int32(r.StartVoltage)), LowestVoltageMillivolts: word(int32(r.LowestVoltage)),
		DistanceDegrees: r.DistanceDegrees, StartTemperature: r.StartTemperature,
		MaxTurnCurrent: word(int32(r.MaxTurnCurrent)), Resistance: r.ResistanceMilliohms,
	}
}

// word keeps a number within a field of 16 bits.
func word(v int32) uint16 { return uint16(max(0, min(v, 0xFFFF))) }

func (x *Authorization) published() keyturner.AuthorizationEntry {
	return keyturner.AuthorizationEntry{
		ID: x.ID, Type: x.Type, Name: x.Name.Readable(), Enabled: x.Enabled, Remote: x.Remote, Created: dateOf(x.Created),
		LastActive: dateOf(x.LastActive), LockCount: x.LockCount, Limits: x.Limits.published(),
	}
}

func (k *KeypadCode) published() keyturner.KeypadCode {
	return keyturner.KeypadCode{
		ID: k.ID, Code: k.Code, Name: k.Name.Readable(), Enabled: k.Enabled, Created: dateOf(k.Created), LastActive: dateOf(k.LastActive),
		LockCount: k.LockCount, Limits: k.Limits.published(),
	}
}

func (e *LogEntry) published() keyturner.LogEntry {
	return keyturner.LogEntry{Index: e.Index, Time: dateOf(e.Time), Auth: e.Auth, Name: e.Name.Readable(), Type: e.Type, Data: e.Data}
}
