package keyturner

// crcTable holds what each value of the top byte adds: polynomial 0x1021.
var crcTable [256]uint16

func init() {
	for i := range crcTable {
		crc := uint16(i) << 8
		for range 8 {
			if crc&0x8000 != 0 {
				crc = crc<<1 ^ 0x1021
			} else {
				crc <<= 1
			}
		}
		crcTable[i] = crc
	}
}

// CRC is the checksum of every message: CRC-16/CCITT-FALSE, which starts at
// 0xFFFF, reflects nothing and inverts nothing.
func CRC(b []byte) uint16 {
	crc := uint16(0xFFFF)
	for _, v := range b {
		crc = crc<<8 ^ crcTable[byte(crc>>8)^v]
	}
	return crc
}
