package keyturner

import (
	"fmt"
	"slices"
	"testing"
)

// codec is one kind of payload, made from its two functions.
type codec struct {
	command Command
	// read decodes a payload and encodes it again. It fails the test if that is
	// decoded to another value.
	read func(t *testing.T, b []byte) ([]byte, error)
}

func codecOf[T comparable](c Command, parse func([]byte) (T, error), encode func(T) []byte) codec {
	return codec{c, func(t *testing.T, b []byte) ([]byte, error) {
		v, err := parse(b)
		if err != nil {
			return nil, err
		}
		again := encode(v)
		w, err := parse(again)
		if err != nil || v != w {
			t.Fatalf("%s: %X was read as %+v, written as %X, and that read as %+v, %v", c, b, v, again, w, err)
		}
		return again, nil
	}}
}

// bare encodes payloads that are one value of 32 bytes.
func bare(v [32]byte) []byte { return v[:] }

// empty stands for requests that have a tail only.
func empty(c Command) codec {
	return codecOf(c, func(b []byte) (struct{}, error) { return struct{}{}, wantLength("body", b, 0) },
		func(struct{}) []byte { return nil })
}

// codecs are all kinds of payload; for requests with a tail, of the body
// without it.
var codecs = []codec{
	codecOf(CmdRequestData, ParseRequestData, func(v RequestData) []byte { return v.Append(nil) }),
	codecOf(CmdPublicKey, ParsePublicKey, bare),
	codecOf(CmdChallenge, ParseChallenge, bare),
	codecOf(CmdAuthorizationAuthenticator, ParseAuthenticator, bare),
	codecOf(CmdAuthorizationData, ParseAuthorizationData, func(v AuthorizationData) []byte { return v.Append(nil) }),
	codecOf(CmdAuthorizationID, ParseAuthorizationID, func(v AuthorizationID) []byte { return v.Append(nil) }),
	codecOf(CmdRemoveAuthorization, ParseRemoveAuthorization, func(v AuthID) []byte { return AppendRemoveAuthorization(nil, v) }),
	codecOf(CmdRequestAuthorizations, ParseListRequest, func(v ListRequest) []byte { return v.Append(nil) }),
	codecOf(CmdAuthorizationEntry, ParseAuthorizationEntry, func(v AuthorizationEntry) []byte { return v.Append(nil) }),
	codecOf(CmdInvite, ParseInvite, func(v Invite) []byte { return v.Append(nil) }),
	codecOf(CmdStates, ParseStates, func(v States) []byte { return v.Append(nil, 27) }),
	codecOf(CmdLockAction, ParseLockAction, func(v LockActionRequest) []byte { return v.Append(nil) }),
	codecOf(CmdStatus, ParseStatus, func(v Status) []byte { return v.Append(nil) }),
	codecOf(CmdBatteryReport, ParseBatteryReport, func(v BatteryReport) []byte { return v.Append(nil) }),
	codecOf(CmdErrorReport, ParseErrorReport, func(v ErrorReport) []byte { return v.Append(nil) }),
	codecOf(CmdSetConfig, ParseSetConfig, func(v Settings) []byte { return v.Append(nil) }),
	empty(CmdRequestConfig),
	codecOf(CmdConfig, ParseConfig, func(v Config) []byte { return v.Append(nil, 79) }),
	codecOf(CmdSetPIN, ParsePIN, func(v uint16) []byte { return AppendPIN(nil, v) }),
	empty(CmdRequestCalibration),
	empty(CmdRequestReboot),
	codecOf(CmdAuthorizationIDConfirmation, ParseAuthorizationIDConfirmation, func(v AuthorizationIDConfirmation) []byte { return v.Append(nil) }),
	codecOf(CmdInviteID, ParseInviteID, func(v InviteID) []byte { return v.Append(nil) }),
	empty(CmdVerifyPIN),
	codecOf(CmdUpdateTime, ParseDate, func(v Date) []byte { return v.Append(nil) }),
	codecOf(CmdUpdateAuthorization, ParseUpdateAuthorization, func(v UpdateAuthorization) []byte { return v.Append(nil) }),
	codecOf(CmdAuthorizationCount, ParseCount, func(v uint16) []byte { return AppendCount(nil, v) }),
	codecOf(CmdRequestLog, ParseLogRequest, func(v LogRequest) []byte { return v.Append(nil) }),
	codecOf(CmdLogEntry, ParseLogEntry, func(v LogEntry) []byte { return v.Append(nil) }),
	codecOf(CmdLogCount, ParseLogCount, func(v LogCount) []byte { return v.Append(nil) }),
	codecOf(CmdEnableLogging, ParseEnableLogging, func(v bool) []byte { return AppendEnableLogging(nil, v) }),
	codecOf(CmdSetAdvancedConfig, ParseSetAdvancedConfig, func(v SetAdvancedConfig) []byte { return v.Append(nil) }),
	empty(CmdRequestAdvancedConfig),
	codecOf(CmdAdvancedConfig, ParseAdvancedConfig, func(v AdvancedConfig) []byte { return v.Append(nil, 31) }),
	codecOf(CmdAddTimeControl, ParseTimeControl, func(v TimeControl) []byte { return v.Append(nil) }),
	codecOf(CmdTimeControlID, ParseTimeControlID, func(v uint8) []byte { return AppendTimeControlID(nil, v) }),
	codecOf(CmdRemoveTimeControl, ParseTimeControlID, func(v uint8) []byte { return AppendTimeControlID(nil, v) }),
	empty(CmdRequestTimeControls),
	codecOf(CmdTimeControlCount, ParseTimeControlCount, func(v uint8) []byte { return AppendTimeControlCount(nil, v) }),
	codecOf(CmdTimeControlEntry, ParseTimeControlEntry, func(v TimeControlEntry) []byte { return v.Append(nil) }),
	codecOf(CmdUpdateTimeControl, ParseTimeControlEntry, func(v TimeControlEntry) []byte { return v.Append(nil) }),
	codecOf(CmdAddKeypadCode, ParseAddKeypadCode, func(v AddKeypadCode) []byte { return v.Append(nil) }),
	codecOf(CmdKeypadCodeID, ParseKeypadCodeID, func(v KeypadCodeID) []byte { return v.Append(nil) }),
	codecOf(CmdRequestKeypadCodes, ParseListRequest, func(v ListRequest) []byte { return v.Append(nil) }),
	codecOf(CmdKeypadCodeCount, ParseCount, func(v uint16) []byte { return AppendCount(nil, v) }),
	codecOf(CmdKeypadCode, ParseKeypadCode, func(v KeypadCode) []byte { return v.Append(nil) }),
	codecOf(CmdUpdateKeypadCode, ParseUpdateKeypadCode, func(v UpdateKeypadCode) []byte { return v.Append(nil) }),
	codecOf(CmdRemoveKeypadCode, ParseRemoveKeypadCode, func(v uint16) []byte { return AppendRemoveKeypadCode(nil, v) }),
	codecOf(CmdKeypadAction, ParseKeypadAction, func(v KeypadActionRequest) []byte { return v.Append(nil) }),
	codecOf(CmdSimpleLockAction, ParseSimpleLockAction, func(v LockAction) []byte { return AppendSimpleLockAction(nil, v) }),
}

// samples are payloads that their codecs read: full of values, and with each
// form that there is.
func samples() map[Command][][]byte {
	name, short := NewName("Front door"), NewShortName("Cleaner")
	settings := Settings{Name: name, LatitudeBits: 1, LEDBrightness: 5, OffsetMinutes: -60, DSTMode: 1, TimeZone: NoTimeZone, Advertising: AdvertiseSlowest}
	advanced := SetAdvancedConfig{AdvancedSettings: AdvancedSettings{UnlockedOffset: -90, SinglePress: ButtonShowStatus, NightEnd: ClockTime{23, 59}, AutoUpdate: true}}
	shorter := SetAdvancedConfig{AdvancedSettings: advanced.AdvancedSettings, Short: true}
	entry := AuthorizationEntry{ID: 5, Type: IDFob, Name: name, Created: created}
	limited := entry
	limited.Limits = limits
	code := KeypadCode{ID: 3, Code: 334455, Name: short}
	limitedCode := code
	limitedCode.Limits = limits
	invite := Invite{Name: name, Type: IDKeypad, Key: [32]byte{9}, Remote: true, Limits: limits}
	update := UpdateAuthorization{ID: 5, Name: name, Enabled: true, Limits: limits}
	codeUpdate := UpdateKeypadCode{ID: 3, Code: 334455, Name: short, Enabled: true, Limits: limits}
	adding := AddKeypadCode{Code: 334455, Name: short, Limits: limits}
	action, suffixed := LockActionRequest{Action: ActionFob3, Flags: 3}, LockActionRequest{Action: ActionUnlock, HasSuffix: true, Suffix: short}
	keypad := KeypadActionRequest{KeypadCodeEntry, 334455, KeypadLockNGo}
	control := TimeControlEntry{7, true, TimeControl{Monday | Sunday, ClockTime{6, 30}, ActionUnlock}}
	states := States{Nuki: DoorMode, Lock: Locked, Time: noon, Thread: 7}
	config := Config{NukiID: 1, Settings: settings, Time: noon, Variant: 3}
	log := LogEntry{Index: 1, Time: noon, Name: name, Type: LogLockAction, Data: ActionData(ActionLock, TriggerManual, 2, CompletionBlocked)}
	data := AuthorizationData{Type: IDBridge, AppID: 1, Name: name}
	report := BatteryReport{2500, 5210, 0, ActionLock, 5230, 4870, 720, -21, 610, 95}
	tellAdvanced := AdvancedConfig{930, advanced.AdvancedSettings}
	id := AuthorizationID{ID: 5, UUID: [16]byte{1}}
	confirmation := AuthorizationIDConfirmation{ID: 5}
	return map[Command][][]byte{
		CmdRequestData:                 {RequestData{CmdStates}.Append(nil)},
		CmdPublicKey:                   {make([]byte, 32)},
		CmdChallenge:                   {make([]byte, 32)},
		CmdAuthorizationAuthenticator:  {make([]byte, 32)},
		CmdAuthorizationData:           {data.Append(nil)},
		CmdAuthorizationID:             {id.Append(nil)},
		CmdRemoveAuthorization:         {AppendRemoveAuthorization(nil, 5)},
		CmdRequestAuthorizations:       {ListRequest{0, 0xFFFF}.Append(nil)},
		CmdAuthorizationEntry:          {entry.Append(nil), limited.Append(nil)},
		CmdInvite:                      {invite.Append(nil)},
		CmdStates:                      {states.Append(nil, 15), states.Append(nil, 19), states.Append(nil, 21), states.Append(nil, 27)},
		CmdLockAction:                  {action.Append(nil), suffixed.Append(nil)},
		CmdStatus:                      {{0}, {1}},
		CmdBatteryReport:               {report.Append(nil)},
		CmdErrorReport:                 {ErrorReport{ErrBusy, CmdLockAction}.Append(nil)},
		CmdSetConfig:                   {settings.Append(nil)},
		CmdRequestConfig:               {{}},
		CmdConfig:                      {config.Append(nil, 72), config.Append(nil, 74), config.Append(nil, 78), config.Append(nil, 79)},
		CmdSetPIN:                      {AppendPIN(nil, 1234)},
		CmdRequestCalibration:          {{}},
		CmdRequestReboot:               {{}},
		CmdAuthorizationIDConfirmation: {confirmation.Append(nil)},
		CmdInviteID:                    {InviteID{5, created}.Append(nil)},
		CmdVerifyPIN:                   {{}},
		CmdUpdateTime:                  {noon.Append(nil)},
		CmdUpdateAuthorization:         {update.Append(nil)},
		CmdAuthorizationCount:          {{6, 0}},
		CmdRequestLog:                  {LogRequest{42, 10, true, true}.Append(nil)},
		CmdLogEntry:                    {log.Append(nil)},
		CmdLogCount:                    {LogCount{true, 120, true, false}.Append(nil)},
		CmdEnableLogging:               {{0}, {1}},
		CmdSetAdvancedConfig:           {advanced.Append(nil), shorter.Append(nil)},
		CmdRequestAdvancedConfig:       {{}},
		CmdAdvancedConfig:              {tellAdvanced.Append(nil, 28), tellAdvanced.Append(nil, 31)},
		CmdAddTimeControl:              {control.TimeControl.Append(nil)},
		CmdTimeControlID:               {{7}},
		CmdRemoveTimeControl:           {{7}},
		CmdRequestTimeControls:         {{}},
		CmdTimeControlCount:            {{1}},
		CmdTimeControlEntry:            {control.Append(nil)},
		CmdUpdateTimeControl:           {control.Append(nil)},
		CmdAddKeypadCode:               {adding.Append(nil)},
		CmdKeypadCodeID:                {KeypadCodeID{3, created}.Append(nil)},
		CmdRequestKeypadCodes:          {ListRequest{2, 3}.Append(nil)},
		CmdKeypadCodeCount:             {{7, 0}},
		CmdKeypadCode:                  {code.Append(nil), limitedCode.Append(nil)},
		CmdUpdateKeypadCode:            {codeUpdate.Append(nil)},
		CmdRemoveKeypadCode:            {{3, 0}},
		CmdKeypadAction:                {keypad.Append(nil)},
		CmdSimpleLockAction:            {{1}, {2}},
	}
}

func TestEveryPayloadIsWrittenAsItWasRead(t *testing.T) {
	all := samples()
	for _, c := range codecs {
		if len(all[c.command]) == 0 {
			t.Errorf("no sample of %s", c.command)
		}
		for _, b := range all[c.command] {
			again, err := c.read(t, b)
			if err != nil {
				t.Errorf("%s, %X: %v", c.command, b, err)
				continue
			}
			// What depends on the profile is written in its longest form.
			if n := len(b); c.command != CmdStates && c.command != CmdConfig && c.command != CmdAdvancedConfig {
				same(t, c.command.String(), again, b)
			} else if n == len(again) {
				same(t, c.command.String(), again, b)
			}
		}
	}
}

func TestEveryCommandOfTheProtocolHasACodec(t *testing.T) {
	var have []Command
	for _, c := range codecs {
		have = append(have, c.command)
	}
	for c := Command(0); c <= CmdSimpleLockAction; c++ {
		gen1 := c == CmdMostRecentCommand || c == CmdOpeningsClosings
		if c.Known() != (gen1 || slices.Contains(have, c)) {
			t.Errorf("%s: known %v, but its payload is not", c, c.Known())
		}
	}
}

func FuzzPayload(f *testing.F) {
	all := samples()
	for i, c := range codecs {
		for _, b := range all[c.command] {
			f.Add(uint8(i), b)
			f.Add(uint8(i), append(b, 0xFF))
			f.Add(uint8(i), b[:len(b)/2])
		}
	}
	f.Fuzz(func(t *testing.T, which uint8, b []byte) {
		c := codecs[int(which)%len(codecs)]
		again, err := c.read(t, b)
		if err == nil && again == nil && len(b) > 0 {
			t.Errorf("%s: %X was read as nothing", c.command, b)
		}
		if err != nil && Refusal(err) != ErrBadLength && Refusal(err) != ErrBadParameter {
			t.Errorf("%s: %X: %v", c.command, b, err)
		}
	})
}

func FuzzPlain(f *testing.F) {
	for _, v := range []pairingVector{published, ours} {
		for _, m := range v.messages {
			f.Add(unhex(f, m))
		}
	}
	f.Add([]byte{0x4C, 0})
	f.Fuzz(func(t *testing.T, b []byte) {
		c, payload, err := ParsePlain(b)
		if err == nil {
			same(t, "message", AppendPlain(nil, c, payload), b)
		}
		// The checksum of anything fits itself.
		c, payload, err = ParsePlain(AppendPlain(nil, 0x1234, b))
		if err != nil || c != 0x1234 {
			t.Fatal(c, err)
		}
		same(t, "payload", payload, b)
	})
}

func FuzzOpen(f *testing.F) {
	key := unhex32(f, published.key)
	for _, v := range publishedSealed {
		f.Add(unhex(f, v.message), unhex(f, v.inner))
	}
	f.Add([]byte{1}, []byte{})
	f.Fuzz(func(t *testing.T, message, inner []byte) {
		id, c, payload, err := Open(nil, &key, message)
		if err == nil {
			nonce := [24]byte(message[:24])
			same(t, "message", Seal(nil, &key, &nonce, id, c, payload), message)
		} else if Refusal(err) == ErrUnknown {
			t.Error(err)
		}
		// Content of any kind from somebody who has the key.
		e := Envelope{ID: 2}
		e.Box = sealRaw(inner, &e.Nonce, &key)
		c, payload, err = e.Open(nil, &key)
		if err == nil {
			same(t, "content", AppendInner(nil, e.ID, c, payload), inner)
		}
	})
}

func FuzzAssembler(f *testing.F) {
	for _, m := range published.messages {
		f.Add(uint8(PairingGDIO), uint8(20), unhex(f, m))
	}
	f.Add(uint8(USDIO), uint8(20), unhex(f, publishedChallenge))
	f.Add(uint8(USDIO), uint8(7), []byte(fmt.Sprint(make([]byte, 300))))
	f.Fuzz(func(t *testing.T, on, size uint8, b []byte) {
		var a Assembler
		for part := range slices.Chunk(b, max(int(size), 1)) {
			message, err := a.Add(Characteristic(on), part)
			if len(message) > longestMessage || message != nil && err != nil {
				t.Fatalf("%d bytes, %v", len(message), err)
			}
		}
	})
}
