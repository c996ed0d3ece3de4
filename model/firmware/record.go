package firmware

import (
	"encoding/binary"

	"locktwin/model/keyturner"
)

// Stored sizes, bytes. The records have fixed places for their fields, so that
// a torn page shows in single fields as it does in a real lock.
const (
	pinBytes      = 2
	evidenceBytes = 2
	counterBytes  = 4
	configBytes   = 32 + 4 + 4 + 5 + 2 + 1 + 3 + 1 + 1 + 2
	advancedBytes = 2 + 4*2 + 3 + 3 + 1 + 2 + 2 + 4 + 6
	authBytes     = 100
)

// width is how many bytes a field takes in its record.
func (f Field) width() int {
	switch f {
	case FieldName:
		return len(keyturner.Name{})
	case FieldLatitude, FieldLongitude:
		return 4
	case FieldOffsetMinutes, FieldTimeZone, FieldUnlockedOffset, FieldLockedOffset, FieldSingleLockedOffset,
		FieldTransitionOffset, FieldAutoLockSeconds, FieldNightStart, FieldNightEnd:
		return 2
	}
	return 1
}

// signed says whether a two-byte field can be negative.
func (f Field) signed() bool {
	switch f {
	case FieldOffsetMinutes, FieldUnlockedOffset, FieldLockedOffset, FieldSingleLockedOffset, FieldTransitionOffset:
		return true
	}
	return false
}

func putField(b []byte, f Field, v int32) []byte {
	switch f.width() {
	case 4:
		binary.LittleEndian.PutUint32(b, uint32(v))
		return b[4:]
	case 2:
		binary.LittleEndian.PutUint16(b, uint16(v))
		return b[2:]
	}
	b[0] = byte(v)
	return b[1:]
}

func getField(b []byte, f Field) (int32, []byte) {
	switch f.width() {
	case 4:
		return int32(binary.LittleEndian.Uint32(b)), b[4:]
	case 2:
		v := binary.LittleEndian.Uint16(b)
		if f.signed() {
			return int32(int16(v)), b[2:]
		}
		return int32(v), b[2:]
	}
	return int32(b[0]), b[1:]
}

// encodeConfig fills dst[:configBytes].
func encodeConfig(dst []byte, c *Config) {
	copy(dst, c.Name[:])
	rest := dst[len(c.Name):]
	var none AdvancedConfig
	for f := FieldLatitude; !f.Advanced(); f++ {
		v, _ := f.access(c, &none, false, 0)
		rest = putField(rest, f, v)
	}
}

// encodeAdvanced fills dst[:advancedBytes].
func encodeAdvanced(dst []byte, a *AdvancedConfig) {
	binary.LittleEndian.PutUint16(dst, a.TotalDegrees)
	rest := dst[2:]
	var none Config
	for f := FieldUnlockedOffset; f < fieldEnd; f++ {
		v, _ := f.access(&none, a, false, 0)
		rest = putField(rest, f, v)
	}
}

// decodeConfig reads src[:configBytes] into c field by field: a value out of
// its range becomes the default, as a firmware without a checksum has to do.
// It returns how many fields were out of range.
func decodeConfig(src []byte, c *Config) (rejected int) {
	*c = DefaultConfig()
	var name keyturner.Name
	copy(name[:], src)
	if name.Plausible() {
		c.Name = name
	} else {
		rejected++
	}
	rest := src[len(name):]
	var none AdvancedConfig
	for f := FieldLatitude; !f.Advanced(); f++ {
		var v int32
		v, rest = getField(rest, f)
		try := *c
		if _, ok := f.access(&try, &none, true, v); ok && try.Valid() {
			*c = try
		} else {
			rejected++
		}
	}
	return rejected
}

// decodeAdvanced is decodeConfig for the advanced record.
func decodeAdvanced(src []byte, a *AdvancedConfig) (rejected int) {
	*a = DefaultAdvancedConfig()
	a.TotalDegrees = binary.LittleEndian.Uint16(src)
	if a.TotalDegrees > 3600 {
		a.TotalDegrees = 0
		rejected++
	}
	rest := src[2:]
	var none Config
	for f := FieldUnlockedOffset; f < fieldEnd; f++ {
		var v int32
		v, rest = getField(rest, f)
		try := *a
		if _, ok := f.access(&none, &try, true, v); ok && try.Valid() {
			*a = try
		} else {
			rejected++
		}
	}
	return rejected
}

const (
	authUsed uint8 = 1 << iota
	authEnabled
	authRemote
	authLimited
)

// authRecord is one authorization as it is kept in flash.
type authRecord struct {
	Authorization
	Key [32]byte
}

// encodeAuth fills dst[:authBytes].
func encodeAuth(dst []byte, r *authRecord) {
	le := binary.LittleEndian
	clear(dst[:authBytes])
	le.PutUint32(dst[0:], uint32(r.ID))
	dst[4] = byte(r.Type)
	flags := authUsed
	if r.Enabled {
		flags |= authEnabled
	}
	if r.Remote {
		flags |= authRemote
	}
	if r.Limits.Limited {
		flags |= authLimited
	}
	dst[5] = flags
	le.PutUint16(dst[6:], r.LockCount)
	le.PutUint32(dst[8:], r.AppID)
	le.PutUint32(dst[12:], uint32(r.Created))
	le.PutUint32(dst[16:], uint32(r.LastActive))
	le.PutUint32(dst[20:], uint32(r.Limits.From))
	le.PutUint32(dst[24:], uint32(r.Limits.Until))
	le.PutUint16(dst[28:], r.Limits.FromTime)
	le.PutUint16(dst[30:], r.Limits.UntilTime)
	dst[32] = r.Limits.Weekdays
	copy(dst[36:68], r.Name[:])
	copy(dst[68:100], r.Key[:])
}

// decodeAuth reads src[:authBytes]; false when it cannot be an authorization.
func decodeAuth(src []byte, r *authRecord) bool {
	le := binary.LittleEndian
	flags := src[5]
	*r = authRecord{}
	r.ID = keyturner.AuthID(le.Uint32(src[0:]))
	r.Type = keyturner.IDType(src[4])
	r.Enabled = flags&authEnabled != 0
	r.Remote = flags&authRemote != 0
	r.LockCount = le.Uint16(src[6:])
	r.AppID = le.Uint32(src[8:])
	r.Created = UnixSeconds(le.Uint32(src[12:]))
	r.LastActive = UnixSeconds(le.Uint32(src[16:]))
	r.Limits = TimeLimits{
		Limited: flags&authLimited != 0,
		From:    UnixSeconds(le.Uint32(src[20:])), Until: UnixSeconds(le.Uint32(src[24:])),
		FromTime: le.Uint16(src[28:]), UntilTime: le.Uint16(src[30:]),
		Weekdays: src[32],
	}
	copy(r.Name[:], src[36:68])
	copy(r.Key[:], src[68:100])
	return flags&authUsed != 0 && flags&^(authUsed|authEnabled|authRemote|authLimited) == 0 &&
		r.ID != 0 && r.ID != 0xFFFFFFFF && r.Type <= keyturner.IDKeypad
}
