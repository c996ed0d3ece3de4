package keyturner

// LockActionRequest asks for a movement of the bolt.
type LockActionRequest struct {
	Action    LockAction
	AppID     uint32
	Flags     uint8
	HasSuffix bool
	Suffix    ShortName // added to the authorization's name in the log
}

// Append appends the body.
func (r *LockActionRequest) Append(dst []byte) []byte {
	dst = append32(append(dst, uint8(r.Action)), r.AppID)
	dst = append(dst, r.Flags)
	if r.HasSuffix {
		dst = append(dst, r.Suffix[:]...)
	}
	return dst
}

// ParseLockAction reads the body. It returns ErrLength, or ErrValue for an
// action that nobody may ask for.
func ParseLockAction(b []byte) (LockActionRequest, error) {
	if err := wantLength("lock action", b, 6, 26); err != nil {
		return LockActionRequest{}, err
	}
	f := fields{b: b}
	r := LockActionRequest{Action: f.action(), AppID: f.u32(), Flags: f.u8()}
	if len(f.b) > 0 {
		r.HasSuffix, r.Suffix = true, f.shortName()
	}
	return r, f.err()
}

// action reads an action that can be asked for.
func (f *fields) action() LockAction {
	a := LockAction(f.u8())
	if !a.Askable() {
		f.reject("lock action", uint64(a))
	}
	return a
}

// AppendSimpleLockAction appends the body of a simple-lock-action request.
func AppendSimpleLockAction(dst []byte, a LockAction) []byte { return append(dst, uint8(a)) }

// ParseSimpleLockAction reads the body. It returns ErrLength, or ErrValue for
// anything but lock and unlock.
func ParseSimpleLockAction(b []byte) (LockAction, error) {
	if err := wantLength("simple lock action", b, 1); err != nil {
		return 0, err
	}
	f := fields{b: b}
	a := LockAction(f.u8())
	if a != ActionUnlock && a != ActionLock {
		f.reject("lock action", uint64(a))
	}
	return a, f.err()
}

// KeypadActionRequest is what a keypad sends when somebody used it.
type KeypadActionRequest struct {
	Source KeypadSource
	Code   uint32
	Action KeypadAction
}

// Append appends the body.
func (r *KeypadActionRequest) Append(dst []byte) []byte {
	dst = append32(append(dst, uint8(r.Source)), r.Code)
	return append(dst, uint8(r.Action))
}

// ParseKeypadAction reads the body. It returns ErrLength or ErrValue.
func ParseKeypadAction(b []byte) (KeypadActionRequest, error) {
	if err := wantLength("keypad action", b, 6); err != nil {
		return KeypadActionRequest{}, err
	}
	f := fields{b: b}
	r := KeypadActionRequest{Source: KeypadSource(f.atMost("keypad source", uint8(KeypadCodeEntry))), Code: f.u32()}
	r.Action = KeypadAction(f.atMost("keypad action", uint8(KeypadLockNGo)))
	return r, f.err()
}
