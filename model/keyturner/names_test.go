package keyturner

import (
	"strings"
	"testing"
)

func TestNamesAreCutAtACharacter(t *testing.T) {
	equal(t, "32 bytes", NewName(strings.Repeat("x", 40)).String(), strings.Repeat("x", 32))
	equal(t, "a character over the edge", NewName(strings.Repeat("x", 31)+"ü").String(), strings.Repeat("x", 31))
	equal(t, "a character to the edge", NewName(strings.Repeat("x", 30)+"ü").String(), strings.Repeat("x", 30)+"ü")
	equal(t, "short", NewShortName("Türöffner für Gäste").String(), "Türöffner für Gä")
	equal(t, "20 bytes", len(NewShortName(strings.Repeat("€", 7)).String()), 18)
}

func TestWhatIsNoTextIsLeftOutOfAReadableName(t *testing.T) {
	equal(t, "text", NewName("Türöffner").Readable(), NewName("Türöffner"))
	equal(t, "half a character", Name{'a', 0xC3, 'b', 0xFF, 'c', 0, 'd'}.Readable(), NewName("abc"))
	equal(t, "nothing else", Name{0x80}.Readable(), Name{})
	equal(t, "short", ShortName{0xE2, 0x82, 'x'}.Readable(), NewShortName("x"))
}

func TestErrorCodesAreTheListOfTheProtocol(t *testing.T) {
	listed := 0
	for c := range 256 {
		if ErrorCode(c).Meaning() != "unlisted code" {
			listed++
		}
	}
	// 3 general, 4 of pairing, 15 of the keyturner, 16 of its motor, 4 of
	// newer products, and 0.
	equal(t, "listed codes", listed, 3+4+15+16+4+1)
	equal(t, "text", ErrBadPIN.String(), "0x21 wrong PIN")
}

func TestKeypadsTakeSixDigitsWithoutZeroThatDoNotBeginWith12(t *testing.T) {
	for code, want := range map[uint32]bool{334455: true, 111111: true, 999999: true, 213456: true,
		123456: false, 103456: false, 334450: false, 33445: false, 1334455: false, 0: false, 0xFFFFFFFF: false} {
		if ValidCode(code) != want {
			t.Errorf("%d: %v", code, !want)
		}
	}
}

func TestTheBatteryByteHoldsTheChargeInStepsOfTwo(t *testing.T) {
	for p := range uint8(101) {
		b := NewBatteryState(p < 20, p > 90, p)
		if b.Percent() != p/2*2 || b.Critical() != (p < 20) || b.Charging() != (p > 90) {
			t.Errorf("%d%% is byte %02X", p, uint8(b))
		}
	}
	equal(t, "too much", NewBatteryState(false, false, 255).Percent(), 100)
}
