package keyturner

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
)

func TestNamesOfCodesAreDistinct(t *testing.T) {
	for _, k := range []struct {
		listed int
		name   func(uint8) fmt.Stringer
	}{
		{4, func(v uint8) fmt.Stringer { return NukiState(v) }},
		{12, func(v uint8) fmt.Stringer { return LockState(v) }},
		{7, func(v uint8) fmt.Stringer { return Trigger(v) }},
		{15, func(v uint8) fmt.Stringer { return Completion(v) }},
		{8, func(v uint8) fmt.Stringer { return LogType(v) }},
		{9, func(v uint8) fmt.Stringer { return DoorState(v) }},
		{3, func(v uint8) fmt.Stringer { return KeypadSource(v) }},
		{5, func(v uint8) fmt.Stringer { return KeypadAction(v) }},
		{4, func(v uint8) fmt.Stringer { return HomeKit(v) }},
		{5, func(v uint8) fmt.Stringer { return DeviceType(v) }},
		{7, func(v uint8) fmt.Stringer { return ButtonAction(v) }},
		{5, func(v uint8) fmt.Stringer { return FobAction(v) }},
		{4, func(v uint8) fmt.Stringer { return AdvertisingMode(v) }},
		{3, func(v uint8) fmt.Stringer { return BatteryType(v) }},
		{12, func(v uint8) fmt.Stringer { return LockAction(v) }},
		{4, func(v uint8) fmt.Stringer { return IDType(v) }},
	} {
		names := map[string]bool{}
		have := 0
		for v := range 256 {
			n := k.name(uint8(v)).String()
			if names[n] {
				t.Errorf("%T: two values are named %s", k.name(0), n)
			}
			names[n] = true
			if !strings.HasPrefix(n, "unlisted-") {
				have++
			}
		}
		if have != k.listed {
			t.Errorf("%T: %d values are listed, not %d", k.name(0), have, k.listed)
		}
	}
}

func TestAFieldOutOfItsRangeIsNamed(t *testing.T) {
	all := samples()
	for _, c := range []struct {
		command Command
		at      int
		value   byte
		field   string
	}{
		{CmdLockAction, 0, 0, "lock action"}, {CmdLockAction, 0, 7, "lock action"}, {CmdLockAction, 0, 0x84, "lock action"},
		{CmdSimpleLockAction, 0, 3, "lock action"},
		{CmdKeypadAction, 0, 2, "keypad source"}, {CmdKeypadAction, 5, 5, "keypad action"},
		{CmdSetConfig, 0, 0, "name"}, {CmdSetConfig, 40, 2, "auto unlatch"}, {CmdSetConfig, 41, 2, "pairing enabled"},
		{CmdSetConfig, 42, 2, "button enabled"}, {CmdSetConfig, 43, 2, "LED enabled"}, {CmdSetConfig, 44, 6, "LED brightness"},
		{CmdSetConfig, 47, 2, "DST mode"}, {CmdSetConfig, 48, 5, "fob action"}, {CmdSetConfig, 50, 5, "fob action"},
		{CmdSetConfig, 51, 2, "single lock"}, {CmdSetConfig, 52, 4, "advertising mode"}, {CmdSetConfig, 54, 0, "time zone"},
		{CmdSetAdvancedConfig, 9, 7, "single press"}, {CmdSetAdvancedConfig, 10, 7, "double press"}, {CmdSetAdvancedConfig, 11, 2, "detached cylinder"},
		{CmdSetAdvancedConfig, 12, 3, "battery type"}, {CmdSetAdvancedConfig, 13, 2, "battery type detection"},
		{CmdSetAdvancedConfig, 17, 2, "auto unlock disabled"}, {CmdSetAdvancedConfig, 18, 2, "night mode"},
		{CmdSetAdvancedConfig, 19, 24, "night start"}, {CmdSetAdvancedConfig, 22, 60, "night end"}, {CmdSetAdvancedConfig, 23, 2, "night auto lock"},
		{CmdSetAdvancedConfig, 24, 2, "night auto unlock"}, {CmdSetAdvancedConfig, 25, 2, "night lock at start"},
		{CmdSetAdvancedConfig, 26, 2, "auto lock enabled"}, {CmdSetAdvancedConfig, 27, 2, "immediate auto lock"}, {CmdSetAdvancedConfig, 28, 2, "auto update"},
		{CmdInvite, 0, 7, "name"}, {CmdInvite, 32, 4, "id type"}, {CmdInvite, 65, 2, "remote allowed"}, {CmdInvite, 66, 2, "time limited"},
		{CmdInvite, 69, 13, "allowed from date"}, {CmdInvite, 77, 32, "allowed until date"}, {CmdInvite, 82, 24, "allowed from time"}, {CmdInvite, 85, 60, "allowed until time"},
		{CmdUpdateAuthorization, 4, 0, "name"}, {CmdUpdateAuthorization, 36, 2, "enabled"}, {CmdUpdateAuthorization, 37, 2, "remote allowed"},
		{CmdRequestLog, 6, 2, "sort order"}, {CmdRequestLog, 7, 2, "total count"}, {CmdEnableLogging, 0, 2, "logging enabled"},
		{CmdUpdateTime, 2, 13, "date"}, {CmdAddTimeControl, 1, 24, "time"}, {CmdAddTimeControl, 3, 9, "lock action"},
		{CmdUpdateTimeControl, 1, 2, "enabled"}, {CmdAddKeypadCode, 24, 2, "time limited"}, {CmdUpdateKeypadCode, 26, 2, "enabled"},
	} {
		i := slices.IndexFunc(codecs, func(k codec) bool { return k.command == c.command })
		b := append([]byte(nil), all[c.command][0]...)
		b[c.at] = c.value
		_, err := codecs[i].read(t, b)
		if !errors.Is(err, ErrValue) || !strings.Contains(err.Error(), c.field) || Refusal(err) != ErrBadParameter {
			t.Errorf("%s with %d at %d: %v does not name the %s", c.command, c.value, c.at, err, c.field)
		}
	}
}

func TestAnotherLengthOfAPayloadIsRefused(t *testing.T) {
	all := samples()
	// What a lock tells may be longer than a reader knows.
	grows := []Command{CmdRequestData, CmdStates, CmdConfig, CmdAdvancedConfig, CmdBatteryReport, CmdLogEntry}
	for _, c := range codecs {
		b := all[c.command][0]
		if _, err := c.read(t, append(append([]byte(nil), b...), 0)); !errors.Is(err, ErrLength) && !slices.Contains(grows, c.command) {
			t.Errorf("%s, one byte more: %v", c.command, err)
		}
		if len(b) == 0 {
			continue
		}
		if _, err := c.read(t, b[:len(b)-1]); !errors.Is(err, ErrLength) {
			t.Errorf("%s, one byte less: %v", c.command, err)
		}
	}
	if _, err := ParseLockAction(make([]byte, 7)); err == nil || !strings.Contains(err.Error(), "[6 26]") {
		t.Errorf("the error does not tell the limits: %v", err)
	}
}

func TestALimitedEntryWithoutItsLimitsIsRefused(t *testing.T) {
	all := samples()
	entry := append([]byte(nil), all[CmdAuthorizationEntry][0]...)
	entry[len(entry)-1] = 1
	if _, err := ParseAuthorizationEntry(entry); !errors.Is(err, ErrLength) {
		t.Errorf("%v", err)
	}
	// One that is not limited may come in its long form all the same.
	long := append([]byte(nil), all[CmdAuthorizationEntry][1]...)
	long[authorizationEntryBytes-1] = 0
	equal(t, "limits", must(ParseAuthorizationEntry(long))(t).Limits, TimeLimits{})
}

func TestEachErrorHasItsCodeOnTheAir(t *testing.T) {
	for err, want := range map[error]ErrorCode{nil: NoError, ErrShort: ErrUnknown, ErrCRC: ErrBadCRC, ErrLength: ErrBadLength,
		ErrNotAuthentic: ErrNotAuthorized, ErrValue: ErrBadParameter, ErrWeakKey: ErrBadParameter} {
		equal(t, fmt.Sprint(err), Refusal(err), want)
	}
}
