package firmware

import (
	"errors"
	"fmt"
	"math"

	"locktwin/model/keyturner"
)

// Field names one settable value of the two configuration records.
type Field uint8

// The fields, in the order of the records.
const (
	FieldNone Field = iota
	FieldName
	FieldLatitude  // bits of a 32-bit float
	FieldLongitude // bits of a 32-bit float
	FieldAutoUnlatch
	FieldPairingEnabled
	FieldButtonEnabled
	FieldLEDEnabled
	FieldLEDBrightness
	FieldOffsetMinutes
	FieldDSTMode
	FieldFobAction1
	FieldFobAction2
	FieldFobAction3
	FieldSingleLock
	FieldAdvertising
	FieldTimeZone
	FieldUnlockedOffset
	FieldLockedOffset
	FieldSingleLockedOffset
	FieldTransitionOffset
	FieldLockNGoSeconds
	FieldSinglePress
	FieldDoublePress
	FieldDetachedCylinder
	FieldBattery
	FieldAutoBatteryType
	FieldUnlatchSeconds
	FieldAutoLockSeconds
	FieldAutoUnlockDisabled
	FieldNightMode
	FieldNightStart
	FieldNightEnd
	FieldNightAutoLock
	FieldNightNoAutoUnlock
	FieldNightLockAtStart
	FieldAutoLockEnabled
	FieldImmediateAutoLock
	FieldAutoUpdate
	fieldEnd
)

var fieldNames = [...]string{
	"", "name", "latitude", "longitude", "auto-unlatch", "pairing-enabled", "button-enabled", "led-enabled",
	"led-brightness", "time-zone-offset", "dst-mode", "fob-action-1", "fob-action-2", "fob-action-3", "single-lock",
	"advertising-mode", "time-zone", "unlocked-offset", "locked-offset", "single-locked-offset", "transition-offset",
	"lock-n-go-timeout", "single-press", "double-press", "detached-cylinder", "battery-type", "automatic-battery-type",
	"unlatch-duration", "auto-lock-timeout", "auto-unlock-disabled", "night-mode", "night-start", "night-end",
	"night-auto-lock", "night-auto-unlock-disabled", "night-lock-at-start", "auto-lock", "immediate-auto-lock",
	"auto-update",
}

// String is the field's name in scenario files, such as "led-brightness".
func (f Field) String() string {
	if f > FieldNone && f < fieldEnd {
		return fieldNames[f]
	}
	return "none"
}

// ErrUnknownField is returned for a name that no field has.
var ErrUnknownField = errors.New("firmware: unknown setting")

// LookupField finds a field by its name; an unknown one is answered with
// ErrUnknownField and the nearest names.
func LookupField(name string) (Field, error) {
	for f := FieldName; f < fieldEnd; f++ {
		if fieldNames[f] == name {
			return f, nil
		}
	}
	return FieldNone, fmt.Errorf("%w %q%s", ErrUnknownField, name, suggest(name, fieldNames[1:]))
}

// Fields lists every field in the order of the records.
func Fields() []Field {
	all := make([]Field, 0, fieldEnd-1)
	for f := FieldName; f < fieldEnd; f++ {
		all = append(all, f)
	}
	return all
}

// Advanced says whether the field lives in the advanced record.
func (f Field) Advanced() bool { return f >= FieldUnlockedOffset }

func fieldBool(p *bool, set bool, v int32) (int32, bool) {
	if set {
		if v != 0 && v != 1 {
			return 0, false
		}
		*p = v == 1
	}
	if *p {
		return 1, true
	}
	return 0, true
}

func fieldInt[T ~uint8 | ~uint16 | ~int16](p *T, set bool, v int32) (int32, bool) {
	if set {
		if int32(T(v)) != v {
			return 0, false
		}
		*p = T(v)
	}
	return int32(*p), true
}

func fieldBits(p *uint32, set bool, v int32) (int32, bool) {
	if set {
		*p = uint32(v)
	}
	return int32(*p), true
}

// access reads or writes the field; false when the value does not fit its
// type. FieldName is text and not handled here.
func (f Field) access(c *Config, a *AdvancedConfig, set bool, v int32) (int32, bool) {
	switch f {
	case FieldLatitude:
		return fieldBits(&c.LatitudeBits, set, v)
	case FieldLongitude:
		return fieldBits(&c.LongitudeBits, set, v)
	case FieldAutoUnlatch:
		return fieldBool(&c.AutoUnlatch, set, v)
	case FieldPairingEnabled:
		return fieldBool(&c.PairingEnabled, set, v)
	case FieldButtonEnabled:
		return fieldBool(&c.ButtonEnabled, set, v)
	case FieldLEDEnabled:
		return fieldBool(&c.LEDEnabled, set, v)
	case FieldLEDBrightness:
		return fieldInt(&c.LEDBrightness, set, v)
	case FieldOffsetMinutes:
		return fieldInt(&c.OffsetMinutes, set, v)
	case FieldDSTMode:
		return fieldInt(&c.DSTMode, set, v)
	case FieldFobAction1:
		return fieldInt(&c.FobActions[0], set, v)
	case FieldFobAction2:
		return fieldInt(&c.FobActions[1], set, v)
	case FieldFobAction3:
		return fieldInt(&c.FobActions[2], set, v)
	case FieldSingleLock:
		return fieldBool(&c.SingleLock, set, v)
	case FieldAdvertising:
		return fieldInt(&c.Advertising, set, v)
	case FieldTimeZone:
		return fieldInt(&c.TimeZone, set, v)
	case FieldUnlockedOffset:
		return fieldInt(&a.UnlockedOffset, set, v)
	case FieldLockedOffset:
		return fieldInt(&a.LockedOffset, set, v)
	case FieldSingleLockedOffset:
		return fieldInt(&a.SingleLockedOffset, set, v)
	case FieldTransitionOffset:
		return fieldInt(&a.TransitionOffset, set, v)
	case FieldLockNGoSeconds:
		return fieldInt(&a.LockNGoSeconds, set, v)
	case FieldSinglePress:
		return fieldInt(&a.SinglePress, set, v)
	case FieldDoublePress:
		return fieldInt(&a.DoublePress, set, v)
	case FieldDetachedCylinder:
		return fieldBool(&a.DetachedCylinder, set, v)
	case FieldBattery:
		return fieldInt(&a.Battery, set, v)
	case FieldAutoBatteryType:
		return fieldBool(&a.AutoBatteryType, set, v)
	case FieldUnlatchSeconds:
		return fieldInt(&a.UnlatchSeconds, set, v)
	case FieldAutoLockSeconds:
		return fieldInt(&a.AutoLockSeconds, set, v)
	case FieldAutoUnlockDisabled:
		return fieldBool(&a.AutoUnlockDisabled, set, v)
	case FieldNightMode:
		return fieldBool(&a.NightMode, set, v)
	case FieldNightStart:
		return fieldInt(&a.NightStart, set, v)
	case FieldNightEnd:
		return fieldInt(&a.NightEnd, set, v)
	case FieldNightAutoLock:
		return fieldBool(&a.NightAutoLock, set, v)
	case FieldNightNoAutoUnlock:
		return fieldBool(&a.NightNoAutoUnlock, set, v)
	case FieldNightLockAtStart:
		return fieldBool(&a.NightLockAtStart, set, v)
	case FieldAutoLockEnabled:
		return fieldBool(&a.AutoLockEnabled, set, v)
	case FieldImmediateAutoLock:
		return fieldBool(&a.ImmediateAutoLock, set, v)
	case FieldAutoUpdate:
		return fieldBool(&a.AutoUpdate, set, v)
	}
	return 0, false
}

// Get reads the field from the two records; the name is text and reads as 0.
func (f Field) Get(c Config, a AdvancedConfig) int32 {
	v, _ := f.access(&c, &a, false, 0)
	return v
}

// SetPublished changes the field in the records that an app reads and sends back;
// false when the value does not fit its type, or the field is the name, which is
// text.
func (f Field) SetPublished(c *keyturner.Settings, a *keyturner.AdvancedSettings, v int32) bool {
	config, advanced := Config(*c), advancedFrom(a)
	if _, ok := f.access(&config, &advanced, true, v); !ok {
		return false
	}
	*c, *a = keyturner.Settings(config), advanced.published().AdvancedSettings
	return true
}

// Latitude32 gives the bits that FieldLatitude and FieldLongitude take.
func Latitude32(degrees float32) int32 { return int32(math.Float32bits(degrees)) }

// Lost lists the fields that were changed from their defaults in (c, a) and
// have another value in (nowC, nowA): what a user calls lost. A field that
// never left its default cannot show a loss.
func Lost(c Config, a AdvancedConfig, nowC Config, nowA AdvancedConfig) []Field {
	defC, defA := DefaultConfig(), DefaultAdvancedConfig()
	var lost []Field
	for f := FieldName; f < fieldEnd; f++ {
		if f == FieldName {
			if c.Name != defC.Name && nowC.Name != c.Name {
				lost = append(lost, f)
			}
			continue
		}
		if was := f.Get(c, a); was != f.Get(defC, defA) && was != f.Get(nowC, nowA) {
			lost = append(lost, f)
		}
	}
	return lost
}
