package store

import "testing"

// The check values are those of the catalogue of parametrised CRC algorithms
// for the nine digits.
func TestCRCCheckValues(t *testing.T) {
	digits := []byte("123456789")
	if got := crc8(0, digits); got != 0xF4 { // CRC-8/SMBUS
		t.Errorf("crc8 = %#x", got)
	}
	// The same polynomial started at 0xFF, as NVS does.
	if got := crc8(0xFF, digits); got != 0xFB {
		t.Errorf("crc8 from 0xFF = %#x", got)
	}
	if got := crc16(0xFFFF, digits); got != 0x29B1 { // CRC-16/IBM-3740
		t.Errorf("crc16 = %#x", got)
	}
	if got := crc(digits); got != 0xCBF43926 { // CRC-32/ISO-HDLC
		t.Errorf("crc = %#x", got)
	}
}

func TestCRCContinues(t *testing.T) {
	a, b := []byte("12345"), []byte("6789")
	if crc8(crc8(0xFF, a), b) != 0xFB || crc16(crc16(0xFFFF, a), b) != 0x29B1 {
		t.Error("a check in two parts differs")
	}
}

func TestSequenceNumbersWrap(t *testing.T) {
	if !newer(0, 0xFFFFFFFF) || newer(0xFFFFFFFF, 0) || newer(5, 5) || !newer(6, 5) {
		t.Error("serial arithmetic")
	}
}
