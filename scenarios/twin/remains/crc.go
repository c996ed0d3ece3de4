package remains

import "encoding/binary"

// crc8 is the check of an NVS entry: polynomial 0x07, started at 0xFF.
func crc8(p []byte) uint8 {
	crc := uint8(0xFF)
	for _, b := range p {
		crc ^= b
		for range 8 {
			top := crc & 0x80
			crc <<= 1
			if top != 0 {
				crc ^= 0x07
			}
		}
	}
	return crc
}

// crc16 is CRC-16/IBM-3740 over several stretches: polynomial 0x1021, started at
// 0xFFFF.
func crc16(stretches ...[]byte) uint16 {
	crc := uint16(0xFFFF)
	for _, p := range stretches {
		for _, b := range p {
			crc ^= uint16(b) << 8
			for range 8 {
				top := crc & 0x8000
				crc <<= 1
				if top != 0 {
					crc ^= 0x1021
				}
			}
		}
	}
	return crc
}

// with puts a PIN into a record at off, for its check.
func with(record []byte, off int, v uint16) []byte {
	binary.LittleEndian.PutUint16(record[off:], v)
	return record
}
