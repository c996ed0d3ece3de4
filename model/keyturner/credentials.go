package keyturner

import (
	"encoding/hex"
	"encoding/json"
	"fmt"
)

// Credentials are what an app keeps of a pairing. Its JSON form holds the key:
// it is for a file that only the user can read. Its text form does not.
type Credentials struct {
	AuthID     AuthID
	Key        [32]byte // shared with the lock
	LockPublic [32]byte // the lock's public key
	LockUUID   [16]byte // constant until the lock is reset to factory state
	Type       IDType
	AppID      uint32
	Name       string
}

// String names the authorization and leaves out its key.
func (c Credentials) String() string {
	return fmt.Sprintf("authorization %d of %s %q", c.AuthID, c.Type, c.Name)
}

// GoString is String, so that no form of printing shows the key.
func (c Credentials) GoString() string { return c.String() }

// credentialsFile is the form in a file; bytes are hex digits.
type credentialsFile struct {
	AuthID     AuthID `json:"authId"`
	Key        string `json:"key"`
	LockPublic string `json:"lockPublicKey"`
	LockUUID   string `json:"lockUuid"`
	Type       IDType `json:"idType"`
	AppID      uint32 `json:"appId"`
	Name       string `json:"name"`
}

// MarshalJSON writes the credentials, key included.
func (c Credentials) MarshalJSON() ([]byte, error) {
	return json.Marshal(credentialsFile{c.AuthID, hex.EncodeToString(c.Key[:]), hex.EncodeToString(c.LockPublic[:]),
		hex.EncodeToString(c.LockUUID[:]), c.Type, c.AppID, c.Name})
}

// UnmarshalJSON reads what MarshalJSON wrote. It returns ErrValue, and no more
// than the field's name, if a value has not its length.
func (c *Credentials) UnmarshalJSON(b []byte) error {
	var f credentialsFile
	if err := json.Unmarshal(b, &f); err != nil {
		return fmt.Errorf("%w: not credentials", ErrValue)
	}
	out := Credentials{AuthID: f.AuthID, Type: f.Type, AppID: f.AppID, Name: f.Name}
	for _, v := range []struct {
		field, digits string
		dst           []byte
	}{{"key", f.Key, out.Key[:]}, {"lockPublicKey", f.LockPublic, out.LockPublic[:]}, {"lockUuid", f.LockUUID, out.LockUUID[:]}} {
		raw, err := hex.DecodeString(v.digits)
		if err != nil || len(raw) != len(v.dst) {
			return fmt.Errorf("%w: %s is not %d hex digits", ErrValue, v.field, 2*len(v.dst))
		}
		copy(v.dst, raw)
	}
	*c = out
	return nil
}
