package gatt

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"
)

func TestUUIDsAreReadInEveryForm(t *testing.T) {
	long := "a92ee202-5501-11e4-916c-0800200c9a66"
	for in, want := range map[string]string{
		long:                                   long,
		strings.ToUpper(long):                  long,
		strings.ReplaceAll(long, "-", ""):      long,
		"2902":                                 "00002902-0000-1000-8000-00805f9b34fb",
		"180a":                                 "0000180a-0000-1000-8000-00805f9b34fb",
		"12345678":                             "12345678-0000-1000-8000-00805f9b34fb",
		"00002902-0000-1000-8000-00805F9B34FB": "00002902-0000-1000-8000-00805f9b34fb",
	} {
		u, err := ParseUUID(in)
		if err != nil || u.String() != want {
			t.Errorf("%q is %v (%v), want %s", in, u, err, want)
		}
	}
	for _, in := range []string{"", "2", "290", "29020", "0x2902", "2902-", "a92ee202-550111e4-916c-0800200c9a66", "g902", long + "00"} {
		if u, err := ParseUUID(in); !errors.Is(err, ErrUUID) {
			t.Errorf("%q is %v (%v)", in, u, err)
		}
	}
	if n, ok := CCCD().Short(); !ok || n != 0x2902 {
		t.Errorf("short form %04x %v", n, ok)
	}
	if _, ok := uuidData.Short(); ok {
		t.Error("a long UUID has a short form")
	}
	if _, ok := UUID32(0x12345678).Short(); ok {
		t.Error("a UUID of 32 bits has a form of 16")
	}
	var back UUID
	b, _ := json.Marshal(uuidData)
	if err := json.Unmarshal(b, &back); err != nil || back != uuidData {
		t.Errorf("%s is read back as %v (%v)", b, back, err)
	}
}

func TestNumbersHaveNames(t *testing.T) {
	for got, want := range map[string]string{
		CodeInvalidHandle.String():                              "invalid handle (0x01)",
		CodeCCCDImproperlyConfigured.String():                   "client characteristic configuration descriptor improperly configured (0xfd)",
		Code(0x85).String():                                     "application error (0x85)",
		Code(0x50).String():                                     "reserved error code (0x50)",
		ReasonTimeout.String():                                  "connection timeout (0x08)",
		Reason(0xEE).String():                                   "unknown reason (0xee)",
		OpWriteRequest.String():                                 "write request (0x12)",
		Opcode(0x3f).String():                                   "unknown operation (0x3f)",
		Handle(12).String():                                     "0x000c",
		(Write | Indicate).String():                             "write+indicate",
		Property(0).String():                                    "none",
		LinkUp.String():                                         "link up",
		Disconnected.String():                                   "disconnected",
		DeliveryKind(99).String():                               "invalid",
		(&Error{OpWriteRequest, 12, CodeInvalidHandle}).Error(): "write request, handle 0x000c: invalid handle (0x01)",
		PDU("\x12\x07\x00secret").String():                      "write request, handle 0x0007, 9 bytes",
		PDU("\x01\x12\x07\x00\x03").String():                    "error response to write request, handle 0x0007: write not permitted (0x03)",
		PDU("\x13").String():                                    "write response, 1 bytes",
		PDU("").String():                                        "empty PDU",
	} {
		if got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
	for r := range 256 {
		if Reason(r).Name() == "" || Code(r).Name() == "" || Opcode(r).Name() == "" {
			t.Errorf("%d has no name", r)
		}
	}
}

func TestTablesThatCannotBeAreRefused(t *testing.T) {
	many := make([]Characteristic, MaxCCCDs+1)
	for i := range many {
		many[i] = Characteristic{UUID: UUID16(uint16(i)), Properties: Notify}
	}
	for _, s := range []Service{{Characteristics: many}, {Characteristics: []Characteristic{{Value: make([]byte, 513)}}}} {
		func() {
			defer func() {
				if recover() == nil {
					t.Error("no panic")
				}
			}()
			NewTable(s)
		}()
	}
	NewTable(Service{Characteristics: many[:MaxCCCDs]})
	if testTable().Len() != hBothCCCD {
		t.Error("handles are not without a gap")
	}
}
