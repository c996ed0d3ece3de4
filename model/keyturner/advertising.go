package keyturner

import (
	"encoding/binary"
	"fmt"
)

// Address is the Bluetooth address of a lock, as it is written: the maker's
// block, then the low three bytes of the Nuki-ID.
func Address(nukiID uint32) [6]byte {
	return [6]byte{0x54, 0xD2, 0x72, byte(nukiID >> 16), byte(nukiID >> 8), byte(nukiID)}
}

// LocalName is the name that a lock shows.
func LocalName(nukiID uint32) string { return fmt.Sprintf("Nuki_%08X", nukiID) }

const (
	companyApple     = 0x004C
	adFlags          = 0x01
	adName           = 0x09
	adServiceData128 = 0x21
	adManufacturer   = 0xFF
)

// discoverable are the flags: general discovery, no classic Bluetooth.
var discoverable = [3]byte{2, adFlags, 0x06}

// Beacon is the frame of a lock in normal operation, 30 bytes: an iBeacon whose
// last byte tells an app whether there is something new to fetch.
func Beacon(nukiID uint32, changed bool, p *WireProfile) []byte {
	b := make([]byte, 0, 31)
	b = append(b, discoverable[:]...)
	b = append(b, 26, adManufacturer, companyApple&0xFF, companyApple>>8, 0x02, 21)
	u := KeyturnerService.UUID()
	b = append(b, u[:]...)
	b = binary.BigEndian.AppendUint32(b, nukiID)
	if changed {
		return append(b, p.ChangedPower)
	}
	return append(b, p.QuietPower)
}

// PairingFrame is the frame of a lock in pairing mode, 25 bytes. Such a lock
// sends it and the beacon in turn.
func PairingFrame(nukiID uint32) []byte { return serviceFrame(PairingService, nukiID) }

// FactoryNewFrame is the frame of a lock that was never set up, 25 bytes. The
// maker names the service; that the frame is shaped like the pairing frame is
// an assumption.
func FactoryNewFrame(nukiID uint32) []byte { return serviceFrame(InitializationService, nukiID) }

func serviceFrame(service Number, nukiID uint32) []byte {
	b := make([]byte, 0, 31)
	b = append(b, discoverable[:]...)
	b = append(b, 21, adServiceData128)
	u := service.UUID()
	for i := range u {
		b = append(b, u[len(u)-1-i])
	}
	return binary.BigEndian.AppendUint32(b, nukiID)
}

// ScanResponse is what a lock answers to a scanner: its name, 15 bytes.
func ScanResponse(nukiID uint32) []byte {
	name := LocalName(nukiID)
	return append([]byte{byte(1 + len(name)), adName}, name...)
}
