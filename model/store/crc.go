package store

import "hash/crc32"

// crc8 continues a CRC-8 with polynomial 0x07, most significant bit first: the
// check of an NVS entry (Zephyr crc8_ccitt, started at 0xFF there).
func crc8(crc uint8, p []byte) uint8 {
	for _, b := range p {
		crc ^= b
		for range 8 {
			if crc&0x80 != 0 {
				crc = crc<<1 ^ 0x07
			} else {
				crc <<= 1
			}
		}
	}
	return crc
}

// crc16 continues a CRC-16 with polynomial 0x1021, most significant bit first,
// started at 0xFFFF (the nRF5 SDK's crc16_compute; CRC-16/IBM-3740).
func crc16(crc uint16, p []byte) uint16 {
	for _, b := range p {
		crc ^= uint16(b) << 8
		for range 8 {
			if crc&0x8000 != 0 {
				crc = crc<<1 ^ 0x1021
			} else {
				crc <<= 1
			}
		}
	}
	return crc
}

// crc is CRC-32 (IEEE 802.3), the check of whole records and journal entries.
func crc(p []byte) uint32 { return crc32.ChecksumIEEE(p) }
