package firmware

import (
	"encoding/binary"

	"locktwin/model/keyturner"
)

// Stored sizes, bytes. A code without time limits has the short record.
const (
	markBytes      = 4
	codeShortBytes = 36
	codeBytes      = codeShortBytes + limitBytes
	limitBytes     = 4 + 4 + 2 + 2 + 1
)

const (
	codeUsed uint8 = 1 << iota
	codeEnabled
	codeLimited
)

// encodeCode fills the beginning of dst[:codeBytes] and returns how much of it.
func encodeCode(dst []byte, c *KeypadCode) int {
	le := binary.LittleEndian
	clear(dst[:codeBytes])
	le.PutUint16(dst[0:], c.ID)
	flags := codeUsed
	if c.Enabled {
		flags |= codeEnabled
	}
	if c.Limits.Limited {
		flags |= codeLimited
	}
	// A code of six digits takes 20 bits.
	le.PutUint32(dst[2:], c.Code&0xFFFFFF|uint32(flags)<<24)
	copy(dst[6:26], c.Name[:])
	le.PutUint32(dst[26:], uint32(c.Created))
	le.PutUint32(dst[30:], uint32(c.LastActive))
	le.PutUint16(dst[34:], c.LockCount)
	if !c.Limits.Limited {
		return codeShortBytes
	}
	encodeLimits(dst[codeShortBytes:], &c.Limits)
	return codeBytes
}

// decodeCode reads a record; false when it cannot be a code.
func decodeCode(src []byte, c *KeypadCode) bool {
	le := binary.LittleEndian
	*c = KeypadCode{}
	word := le.Uint32(src[2:])
	flags := uint8(word >> 24)
	c.ID, c.Code, c.Enabled = le.Uint16(src), word&0xFFFFFF, flags&codeEnabled != 0
	copy(c.Name[:], src[6:26])
	c.Created, c.LastActive = UnixSeconds(le.Uint32(src[26:])), UnixSeconds(le.Uint32(src[30:]))
	c.LockCount = le.Uint16(src[34:])
	limited := flags&codeLimited != 0
	if limited != (len(src) == codeBytes) {
		return false
	}
	if limited {
		c.Limits = decodeLimits(src[codeShortBytes:])
	}
	return flags&codeUsed != 0 && flags&^(codeUsed|codeEnabled|codeLimited) == 0 && c.ID != 0 && keyturner.ValidCode(c.Code)
}

func encodeLimits(dst []byte, l *TimeLimits) {
	le := binary.LittleEndian
	le.PutUint32(dst[0:], uint32(l.From))
	le.PutUint32(dst[4:], uint32(l.Until))
	le.PutUint16(dst[8:], l.FromTime)
	le.PutUint16(dst[10:], l.UntilTime)
	dst[12] = l.Weekdays
}

// decodeLimits reads limits that hold.
func decodeLimits(src []byte) TimeLimits {
	le := binary.LittleEndian
	return TimeLimits{
		Limited: true,
		From:    UnixSeconds(le.Uint32(src[0:])), Until: UnixSeconds(le.Uint32(src[4:])),
		FromTime: le.Uint16(src[8:]), UntilTime: le.Uint16(src[10:]),
		Weekdays: src[12],
	}
}
