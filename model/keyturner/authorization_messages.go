package keyturner

// checkUser returns ErrValue for a kind that is none or a name that is no
// text.
func checkUser(t IDType, n Name) error {
	var f fields
	if t > IDKeypad {
		f.reject("id type", uint64(t))
	}
	f.plausible(n)
	return f.err()
}

func (f *fields) plausible(n Name) {
	if !n.Plausible() {
		f.reject("name that begins with byte", uint64(n[0]))
	}
}

// AuthorizationEntry is one line of the list of authorizations.
type AuthorizationEntry struct {
	ID         AuthID
	Type       IDType
	Name       Name
	Enabled    bool
	Remote     bool // may act through a bridge
	Created    Date
	LastActive Date
	LockCount  uint16
	Limits     TimeLimits
}

const authorizationEntryBytes = 56

// Append appends the payload: 75 bytes with limits, 56 without.
func (e *AuthorizationEntry) Append(dst []byte) []byte {
	dst = append(append32(dst, uint32(e.ID)), uint8(e.Type))
	dst = append(dst, e.Name[:]...)
	dst = appendFlag(appendFlag(dst, e.Enabled), e.Remote)
	dst = e.LastActive.Append(e.Created.Append(dst))
	dst = append16(dst, e.LockCount)
	return e.Limits.appendIfLimited(dst)
}

// ParseAuthorizationEntry reads the payload. It returns ErrLength, or ErrValue
// if the entry is limited by an impossible date.
func ParseAuthorizationEntry(b []byte) (AuthorizationEntry, error) {
	const what = "authorization entry"
	if err := wantLength(what, b, authorizationEntryBytes, authorizationEntryBytes+limitBytes); err != nil {
		return AuthorizationEntry{}, err
	}
	f := fields{b: b}
	e := AuthorizationEntry{ID: AuthID(f.u32()), Type: IDType(f.u8()), Name: f.name(), Enabled: f.truth(), Remote: f.truth()}
	e.Created, e.LastActive, e.LockCount = f.rawDate(), f.rawDate(), f.u16()
	err := f.optionalLimits(what, b, &e.Limits)
	return e, err
}

// optionalLimits reads the end of an entry whose limits may be left out.
func (f *fields) optionalLimits(what string, b []byte, l *TimeLimits) error {
	if len(f.b) == 1+limitBytes {
		*l = f.limits()
	} else if f.flag("time limited") {
		return wantLength("limited "+what, b, len(b)+limitBytes)
	}
	if !l.Limited {
		*l = TimeLimits{}
	}
	return f.err()
}

// Invite makes an authorization for somebody else.
type Invite struct {
	Name   Name
	Type   IDType
	Key    [32]byte // the new authorization's shared key, chosen by the inviter
	Remote bool
	Limits TimeLimits
}

// Append appends the body.
func (i *Invite) Append(dst []byte) []byte {
	dst = append(append(dst, i.Name[:]...), uint8(i.Type))
	dst = append(dst, i.Key[:]...)
	return i.Limits.appendLimits(appendFlag(dst, i.Remote))
}

// ParseInvite reads the body. It returns ErrLength or ErrValue.
func ParseInvite(b []byte) (Invite, error) {
	if err := wantLength("invite", b, 86); err != nil {
		return Invite{}, err
	}
	f := fields{b: b}
	i := Invite{Name: f.name(), Type: IDType(f.atMost("id type", uint8(IDKeypad))), Key: f.nonce()}
	i.Remote, i.Limits = f.flag("remote allowed"), f.limits()
	f.plausible(i.Name)
	return i, f.err()
}

// InviteID answers an invite.
type InviteID struct {
	ID      AuthID
	Created Date
}

// Append appends the payload.
func (i InviteID) Append(dst []byte) []byte { return i.Created.Append(append32(dst, uint32(i.ID))) }

// ParseInviteID reads the payload. It returns ErrLength.
func ParseInviteID(b []byte) (InviteID, error) {
	if err := wantLength("invite id", b, 11); err != nil {
		return InviteID{}, err
	}
	f := fields{b: b}
	return InviteID{AuthID(f.u32()), f.rawDate()}, nil
}

// UpdateAuthorization changes an authorization.
type UpdateAuthorization struct {
	ID      AuthID
	Name    Name
	Enabled bool
	Remote  bool
	Limits  TimeLimits
}

// Append appends the body.
func (u *UpdateAuthorization) Append(dst []byte) []byte {
	dst = append(append32(dst, uint32(u.ID)), u.Name[:]...)
	return u.Limits.appendLimits(appendFlag(appendFlag(dst, u.Enabled), u.Remote))
}

// ParseUpdateAuthorization reads the body. It returns ErrLength or ErrValue.
func ParseUpdateAuthorization(b []byte) (UpdateAuthorization, error) {
	if err := wantLength("authorization update", b, 58); err != nil {
		return UpdateAuthorization{}, err
	}
	f := fields{b: b}
	u := UpdateAuthorization{ID: AuthID(f.u32()), Name: f.name(), Enabled: f.flag("enabled")}
	u.Remote, u.Limits = f.flag("remote allowed"), f.limits()
	f.plausible(u.Name)
	return u, f.err()
}

// AppendRemoveAuthorization appends the body of a remove-authorization request.
func AppendRemoveAuthorization(dst []byte, id AuthID) []byte { return append32(dst, uint32(id)) }

// ParseRemoveAuthorization reads the body. It returns ErrLength.
func ParseRemoveAuthorization(b []byte) (AuthID, error) {
	if err := wantLength("authorization removal", b, 4); err != nil {
		return 0, err
	}
	f := fields{b: b}
	return AuthID(f.u32()), nil
}
