package gatt

import "iter"

// Types of AD structures (Bluetooth Assigned Numbers, 2.3).
const (
	adFlags            = 0x01
	adSomeUUID16       = 0x02
	adAllUUID16        = 0x03
	adSomeUUID32       = 0x04
	adAllUUID32        = 0x05
	adSomeUUID128      = 0x06
	adAllUUID128       = 0x07
	adShortName        = 0x08
	adCompleteName     = 0x09
	adTxPower          = 0x0A
	adServiceData16    = 0x16
	adServiceData32    = 0x20
	adServiceData128   = 0x21
	adManufacturerData = 0xFF
)

// Structures walks through the AD structures of f: type and data. It ends at a
// length of 0, which is padding, and at one that goes beyond the end.
func (f Frame) Structures() iter.Seq2[byte, string] {
	return func(yield func(byte, string) bool) {
		for rest := string(f); len(rest) > 1; {
			n := int(rest[0])
			if n == 0 || n >= len(rest) || !yield(rest[1], rest[2:n+1]) {
				return
			}
			rest = rest[n+1:]
		}
	}
}

// structures walks through the data and then the scan response.
func (a *Advertisement) structures() iter.Seq2[byte, string] {
	return func(yield func(byte, string) bool) {
		for t, d := range a.Data.Structures() {
			if !yield(t, d) {
				return
			}
		}
		for t, d := range a.ScanResponse.Structures() {
			if !yield(t, d) {
				return
			}
		}
	}
}

// LocalName returns the complete name, or a shortened one when that is all there
// is; empty when there is none.
func (a *Advertisement) LocalName() string {
	name := ""
	for t, d := range a.structures() {
		switch {
		case t == adCompleteName:
			return d
		case t == adShortName && name == "":
			name = d
		}
	}
	return name
}

// Manufacturer splits the first manufacturer data into company and what follows;
// false when there is none.
func (a *Advertisement) Manufacturer() (company uint16, data string, ok bool) {
	if d := a.ManufacturerData(); len(d) >= 2 {
		return uint16(d[0]) | uint16(d[1])<<8, d[2:], true
	}
	return 0, "", false
}

// ManufacturerData returns the first manufacturer data with the two bytes of the
// company in front; empty when there is none.
func (a *Advertisement) ManufacturerData() string {
	for t, d := range a.structures() {
		if t == adManufacturerData {
			return d
		}
	}
	return ""
}

// ServiceDatum is the data that is advertised for a service.
type ServiceDatum struct {
	UUID UUID
	Data string
}

// AllServiceData lists all service data in the order of the air.
func (a *Advertisement) AllServiceData() []ServiceDatum {
	var out []ServiceDatum
	for t, d := range a.structures() {
		if n := uuidLen(t, adServiceData16, adServiceData32, adServiceData128); n > 0 && len(d) >= n {
			out = append(out, ServiceDatum{advertisedUUID(d[:n]), d[n:]})
		}
	}
	return out
}

// ServiceData returns the data that is advertised for a service; false when
// there is none.
func (a *Advertisement) ServiceData(u UUID) (string, bool) {
	for _, d := range a.AllServiceData() {
		if d.UUID == u {
			return d.Data, true
		}
	}
	return "", false
}

// ServiceUUIDs lists the services that are advertised, in the order of the air.
// Service data alone does not count.
func (a *Advertisement) ServiceUUIDs() []UUID {
	var out []UUID
	for t, d := range a.structures() {
		n := uuidLen(t&^1, adSomeUUID16, adSomeUUID32, adSomeUUID128)
		for ; n > 0 && len(d) >= n; d = d[n:] {
			out = append(out, advertisedUUID(d[:n]))
		}
	}
	return out
}

// TxPower returns the advertised transmit power in dBm; false when there is none.
func (a *Advertisement) TxPower() (int8, bool) {
	for t, d := range a.structures() {
		if t == adTxPower && len(d) == 1 {
			return int8(d[0]), true
		}
	}
	return 0, false
}

// Flags returns the advertised flags; false when there are none.
func (a *Advertisement) Flags() (byte, bool) {
	for t, d := range a.structures() {
		if t == adFlags && len(d) >= 1 {
			return d[0], true
		}
	}
	return 0, false
}

// uuidLen is the size of the UUIDs of one of three types; 0 for another type.
func uuidLen(t byte, short, middle, long byte) int {
	switch t {
	case short:
		return 2
	case middle:
		return 4
	case long:
		return 16
	}
	return 0
}

// advertisedUUID reads 2, 4 or 16 bytes, the last one first.
func advertisedUUID(d string) UUID {
	if len(d) == 4 {
		return UUID32(uint32(d[0]) | uint32(d[1])<<8 | uint32(d[2])<<16 | uint32(d[3])<<24)
	}
	u, _ := wireUUID(PDU(d))
	return u
}
