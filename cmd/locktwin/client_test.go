package main

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"locktwin/emulator/transport/gattws"
	"locktwin/model/gatt"
	"locktwin/model/keyturner"
)

func TestErrorsOfALockAreWordedWithTheirCode(t *testing.T) {
	lost := &gattws.LinkLost{Reason: gattws.Failure{Domain: gattws.DomainHCI, Code: 8, Name: "connection timeout", Message: "Nothing was heard."}}
	unknown := &gattws.RPCError{Data: &gattws.Failure{Domain: gattws.DomainGATT, Code: int(gattws.UnknownDevice), Name: "unknown device", Message: "No lock."}}
	for _, c := range []struct {
		err    error
		want   string
		status int
	}{
		{&keyturner.LockError{Code: keyturner.ErrBadPIN, Command: keyturner.CmdSetPIN}, "the lock refuses set security pin: wrong PIN (0x21)", exitNotMet},
		{fmt.Errorf("%w: %w", errNoPINGiven, &keyturner.LockError{Code: keyturner.ErrBadPIN}), "(0x21); --pin or LOCKTWIN_PIN gives it", exitNotMet},
		{&keyturner.LockError{Code: keyturner.ErrNotPairing}, "not in pairing mode (0x10); press its button", exitNotMet},
		{&keyturner.LockError{Code: keyturner.ErrTooManyPINAttempts}, "it takes no PIN for a while", exitNotMet},
		{fmt.Errorf("waiting: %w", lost), "has ended: Nothing was heard (connection timeout, hci 0x08)", exitBadInput},
		{&unconnected{"garage", unknown}, "cannot connect to garage: No lock (unknown device, gatt 0x01); 'locktwin client scan'", exitBadInput},
		{fmt.Errorf("x: %w", context.DeadlineExceeded), "the lock does not answer", exitBadInput},
		{keyturner.ErrNotAuthentic, "pair anew", exitBadInput},
		{errors.New("something else"), "something else", exitBadInput},
	} {
		s, _, stderr := testStreams(nil)
		if got := (&airFlags{}).refuse(s, c.err); got != c.status || !strings.Contains(stderr.String(), c.want) {
			t.Errorf("%v: status %d, %s", c.err, got, stderr)
		}
	}
}

func TestSurveyPutsTheFramesOfALockTogether(t *testing.T) {
	const id = 0x3E8B9F71
	quiet := keyturner.Gen2()
	frame := keyturner.Beacon(id, true, &quiet)
	var v survey
	v.note(&gattws.Advertisement{Device: "front", Address: "54:d2:72:8b:9f:71", RSSI: -60, ServiceData: []gattws.ServiceData{
		{Service: gatt.UUID(keyturner.PairingService.UUID())}}})
	v.note(&gattws.Advertisement{Device: "back", RSSI: -80})
	v.note(&gattws.Advertisement{Device: "front", Name: "Nuki_3E8B9F71", RSSI: -61, Connectable: true,
		ManufacturerData: []gattws.ManufacturerData{{CompanyIdentifier: 0x004C, Data: gattws.Hex(frame[7:])}}})
	got := v.locks()
	want := heard{ID: "front", Name: "Nuki_3E8B9F71", Address: "54:d2:72:8b:9f:71", NukiID: "3E8B9F71", RSSI: -61, Connectable: true,
		Pairing: true, News: true, Frames: 2}
	if len(got) != 2 || got[0] != want || got[1].ID != "back" {
		t.Errorf("%+v", got)
	}
	for _, m := range []gattws.ManufacturerData{{}, {CompanyIdentifier: 0x004C, Data: gattws.Hex("short")}, {CompanyIdentifier: 1, Data: gattws.Hex(frame[7:])}} {
		if _, _, ok := beacon(m); ok {
			t.Errorf("%+v was taken for a beacon", m)
		}
	}
}

func TestLogEntriesAreWorded(t *testing.T) {
	for _, c := range []struct {
		entry keyturner.LogEntry
		want  string
	}{
		{keyturner.LogEntry{Type: keyturner.LogLogging, Data: [5]byte{1}}, "logging on"},
		{keyturner.LogEntry{Type: keyturner.LogLockAction, Data: keyturner.ActionData(keyturner.ActionUnlock, keyturner.TriggerButton, 0, keyturner.CompletionBlocked)},
			"unlock: motor blocked (button)"},
		{keyturner.LogEntry{Type: keyturner.LogBootRun}, "initialization run: success"},
		{keyturner.LogEntry{Type: keyturner.LogKeypadAction, Data: keyturner.KeypadActionData(keyturner.ActionLock, keyturner.KeypadCodeEntry, keyturner.CompletionInvalidCode, 7)},
			"keypad, code: invalid code"},
		{keyturner.LogEntry{Type: keyturner.LogDoor, Data: [5]byte{2}}, "door sensor: jammed"},
		{keyturner.LogEntry{Type: keyturner.LogDoorLogging}, "door sensor logging off"},
		{keyturner.LogEntry{Type: keyturner.LogFirmwareUpdate, Data: [5]byte{2, 12, 3}}, "firmware 2.12.3"},
		{keyturner.LogEntry{Type: 99}, "unlisted 99"},
	} {
		if got := happened(&c.entry); got != c.want {
			t.Errorf("%v: %q, want %q", c.entry.Type, got, c.want)
		}
	}
}

func TestSettingsAreReadAndRefused(t *testing.T) {
	var got keyturner.Settings
	for _, text := range []string{"name=Front door", "place=48.25, -16.5", "auto-unlatch=on", "led-enabled=no", "led-brightness=5",
		"single-lock=true", "advertising=slow", "pairing-enabled=off", "button-enabled=yes"} {
		change, err := settingOf(text)
		if err != nil {
			t.Fatal(err)
		}
		change(&got)
	}
	want := keyturner.Settings{Name: keyturner.NewName("Front door"), AutoUnlatch: true, ButtonEnabled: true, LEDBrightness: 5,
		SingleLock: true, Advertising: keyturner.AdvertiseSlow}
	want.SetPlace(48.25, -16.5)
	if got != want {
		t.Errorf("%+v", got)
	}
	for text, says := range map[string]string{
		"name": "KEY=VALUE", "name=": "1 to 32 bytes", "name=" + strings.Repeat("x", 33): "1 to 32 bytes", "place=north": "degrees",
		"place=91,0": "degrees", "place=NaN,0": "degrees", "led-brightness=6": "0 to 5", "led-enabled=2": "on or off", "advertising=never": "slowest",
		"auto-lock=on": "no such setting",
	} {
		if _, err := settingOf(text); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%s: %v", text, err)
		}
	}
}

func TestPINIsAskedForOnlyOnATerminal(t *testing.T) {
	asked := ""
	s, _, _ := testStreams(map[string]string{})
	if pin, err := (&pinFlag{}).pin(s); err != nil || pin != noPIN {
		t.Errorf("%d, %v", pin, err)
	}
	s.Secret = func(question string) (string, error) { asked = question; return "4711", nil }
	if pin, err := (&pinFlag{}).pin(s); err != nil || pin != 4711 || asked == "" {
		t.Errorf("%d, %v, %q", pin, err, asked)
	}
	asked = ""
	if pin, err := (&pinFlag{PIN: "0815"}).pin(s); err != nil || pin != 815 || asked != "" {
		t.Errorf("%d, %v, %q", pin, err, asked)
	}
	s.Secret = func(string) (string, error) { return "not a number", nil }
	if _, err := (&pinFlag{}).pin(s); err == nil || strings.Contains(err.Error(), "not a number") {
		t.Errorf("%v", err)
	}
}
