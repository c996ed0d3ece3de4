package keyturner

// ParsePublicKey reads the payload of a public-key message: the key alone. It
// returns ErrLength.
func ParsePublicKey(b []byte) ([32]byte, error) { return parse32("public key", b) }

// ParseChallenge reads the payload of a challenge message: the challenge alone.
// It returns ErrLength.
func ParseChallenge(b []byte) ([32]byte, error) { return parse32("challenge", b) }

// ParseAuthenticator reads the payload of an authorization-authenticator
// message. It returns ErrLength.
func ParseAuthenticator(b []byte) ([32]byte, error) { return parse32("authenticator", b) }

func parse32(what string, b []byte) (v [32]byte, err error) {
	if err := wantLength(what, b, len(v)); err != nil {
		return v, err
	}
	copy(v[:], b)
	return v, nil
}

// KeyAuthenticator is the authenticator by which the app proves that it holds
// the shared key: over both public keys and the lock's first challenge.
func KeyAuthenticator(key, appPublic, lockPublic, challenge *[32]byte) [32]byte {
	return Authenticator(key, appPublic[:], lockPublic[:], challenge[:])
}

// AuthorizationData is how an app introduces itself.
type AuthorizationData struct {
	Authenticator [32]byte // see Sum
	Type          IDType
	AppID         uint32
	Name          Name
	Nonce         [32]byte // fresh random bytes of the app
}

const authorizationDataBytes = 101

// Append appends the payload.
func (d *AuthorizationData) Append(dst []byte) []byte {
	return d.appendSigned(append(dst, d.Authenticator[:]...))
}

func (d *AuthorizationData) appendSigned(dst []byte) []byte {
	dst = append32(append(dst, uint8(d.Type)), d.AppID)
	dst = append(dst, d.Name[:]...)
	return append(dst, d.Nonce[:]...)
}

// Sum is the authenticator that belongs to the data and the lock's second
// challenge.
func (d *AuthorizationData) Sum(key, challenge *[32]byte) [32]byte {
	return Authenticator(key, d.appendSigned(make([]byte, 0, authorizationDataBytes)), challenge[:])
}

// ParseAuthorizationData reads the payload. It returns ErrLength. Type and name
// are taken as they come, because a lock checks the authenticator first; see
// Check.
func ParseAuthorizationData(b []byte) (AuthorizationData, error) {
	if err := wantLength("authorization data", b, authorizationDataBytes); err != nil {
		return AuthorizationData{}, err
	}
	f := fields{b: b}
	return AuthorizationData{f.nonce(), IDType(f.u8()), f.u32(), f.name(), f.nonce()}, nil
}

// Check returns ErrValue if the type is none or the name is not text.
func (d *AuthorizationData) Check() error { return checkUser(d.Type, d.Name) }

// AuthorizationID is how the lock tells an app its new authorization.
type AuthorizationID struct {
	Authenticator [32]byte // see Sum
	ID            AuthID
	UUID          [16]byte // of the lock
	Nonce         [32]byte // the lock's third challenge
}

// Append appends the payload.
func (a *AuthorizationID) Append(dst []byte) []byte {
	return a.appendSigned(append(dst, a.Authenticator[:]...))
}

func (a *AuthorizationID) appendSigned(dst []byte) []byte {
	dst = append(append32(dst, uint32(a.ID)), a.UUID[:]...)
	return append(dst, a.Nonce[:]...)
}

// Sum is the authenticator that belongs to the message and the app's nonce.
func (a *AuthorizationID) Sum(key, appNonce *[32]byte) [32]byte {
	return Authenticator(key, a.appendSigned(make([]byte, 0, 52)), appNonce[:])
}

// ParseAuthorizationID reads the payload. It returns ErrLength.
func ParseAuthorizationID(b []byte) (AuthorizationID, error) {
	if err := wantLength("authorization id", b, 84); err != nil {
		return AuthorizationID{}, err
	}
	f := fields{b: b}
	a := AuthorizationID{Authenticator: f.nonce(), ID: AuthID(f.u32())}
	copy(a.UUID[:], f.take(16))
	a.Nonce = f.nonce()
	return a, nil
}

// AuthorizationIDConfirmation ends a pairing.
type AuthorizationIDConfirmation struct {
	Authenticator [32]byte // see Sum
	ID            AuthID
}

// Append appends the payload.
func (c *AuthorizationIDConfirmation) Append(dst []byte) []byte {
	return append32(append(dst, c.Authenticator[:]...), uint32(c.ID))
}

// Sum is the authenticator that belongs to the id and the lock's third
// challenge.
func (c *AuthorizationIDConfirmation) Sum(key, challenge *[32]byte) [32]byte {
	return Authenticator(key, append32(nil, uint32(c.ID)), challenge[:])
}

// ParseAuthorizationIDConfirmation reads the payload. It returns ErrLength.
func ParseAuthorizationIDConfirmation(b []byte) (AuthorizationIDConfirmation, error) {
	if err := wantLength("authorization id confirmation", b, 36); err != nil {
		return AuthorizationIDConfirmation{}, err
	}
	f := fields{b: b}
	return AuthorizationIDConfirmation{f.nonce(), AuthID(f.u32())}, nil
}
