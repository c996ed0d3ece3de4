package keyturner

// ValidCode says whether a keypad takes the code: six digits from 1 to 9 that
// do not begin with 12.
func ValidCode(code uint32) bool {
	if code < 100000 || code > 999999 || code/10000 == 12 {
		return false
	}
	for ; code > 0; code /= 10 {
		if code%10 == 0 {
			return false
		}
	}
	return true
}

// AddKeypadCode asks for a new code. Codes are taken as they come: whether a
// keypad can enter one is for the lock to say, see ValidCode.
type AddKeypadCode struct {
	Code   uint32
	Name   ShortName
	Limits TimeLimits
}

// Append appends the body.
func (a *AddKeypadCode) Append(dst []byte) []byte {
	return a.Limits.appendLimits(append(append32(dst, a.Code), a.Name[:]...))
}

// ParseAddKeypadCode reads the body. It returns ErrLength or ErrValue.
func ParseAddKeypadCode(b []byte) (AddKeypadCode, error) {
	if err := wantLength("keypad code to add", b, 44); err != nil {
		return AddKeypadCode{}, err
	}
	f := fields{b: b}
	a := AddKeypadCode{f.u32(), f.shortName(), f.limits()}
	return a, f.err()
}

// KeypadCodeID answers an added code.
type KeypadCodeID struct {
	ID      uint16
	Created Date
}

// Append appends the payload.
func (k KeypadCodeID) Append(dst []byte) []byte { return k.Created.Append(append16(dst, k.ID)) }

// ParseKeypadCodeID reads the payload. It returns ErrLength.
func ParseKeypadCodeID(b []byte) (KeypadCodeID, error) {
	if err := wantLength("keypad code id", b, 9); err != nil {
		return KeypadCodeID{}, err
	}
	f := fields{b: b}
	return KeypadCodeID{f.u16(), f.rawDate()}, nil
}

// KeypadCode is one line of the list of codes.
type KeypadCode struct {
	ID         uint16
	Code       uint32
	Name       ShortName
	Enabled    bool
	Created    Date
	LastActive Date
	LockCount  uint16
	Limits     TimeLimits
}

const keypadCodeBytes = 44

// Append appends the payload: 63 bytes with limits, 44 without.
func (k *KeypadCode) Append(dst []byte) []byte {
	dst = append(append32(append16(dst, k.ID), k.Code), k.Name[:]...)
	dst = k.LastActive.Append(k.Created.Append(appendFlag(dst, k.Enabled)))
	return k.Limits.appendIfLimited(append16(dst, k.LockCount))
}

// ParseKeypadCode reads the payload. It returns ErrLength, or ErrValue if the
// code is limited by an impossible date.
func ParseKeypadCode(b []byte) (KeypadCode, error) {
	const what = "keypad code"
	if err := wantLength(what, b, keypadCodeBytes, keypadCodeBytes+limitBytes); err != nil {
		return KeypadCode{}, err
	}
	f := fields{b: b}
	k := KeypadCode{ID: f.u16(), Code: f.u32(), Name: f.shortName(), Enabled: f.truth()}
	k.Created, k.LastActive, k.LockCount = f.rawDate(), f.rawDate(), f.u16()
	err := f.optionalLimits(what, b, &k.Limits)
	return k, err
}

// UpdateKeypadCode changes a code.
type UpdateKeypadCode struct {
	ID      uint16
	Code    uint32
	Name    ShortName
	Enabled bool
	Limits  TimeLimits
}

// Append appends the body.
func (u *UpdateKeypadCode) Append(dst []byte) []byte {
	dst = append(append32(append16(dst, u.ID), u.Code), u.Name[:]...)
	return u.Limits.appendLimits(appendFlag(dst, u.Enabled))
}

// ParseUpdateKeypadCode reads the body. It returns ErrLength or ErrValue.
func ParseUpdateKeypadCode(b []byte) (UpdateKeypadCode, error) {
	if err := wantLength("keypad code update", b, 47); err != nil {
		return UpdateKeypadCode{}, err
	}
	f := fields{b: b}
	u := UpdateKeypadCode{f.u16(), f.u32(), f.shortName(), f.flag("enabled"), f.limits()}
	return u, f.err()
}

// AppendRemoveKeypadCode appends the body of a remove-keypad-code request.
func AppendRemoveKeypadCode(dst []byte, id uint16) []byte { return append16(dst, id) }

// ParseRemoveKeypadCode reads the body. It returns ErrLength.
func ParseRemoveKeypadCode(b []byte) (uint16, error) {
	if err := wantLength("keypad code removal", b, 2); err != nil {
		return 0, err
	}
	f := fields{b: b}
	return f.u16(), nil
}
