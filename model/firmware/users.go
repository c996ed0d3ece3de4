package firmware

import "locktwin/model/keyturner"

// User is an authorization as RAM knows it: without its name and key, which are
// in flash.
type User struct {
	ID      keyturner.AuthID
	Type    keyturner.IDType
	Enabled bool
}

// AppendUsers appends the authorizations to dst, in the order of their slots.
func (a *App) AppendUsers(dst []User) []User {
	for i := range a.State.Auths {
		if x := &a.State.Auths[i]; x.Flags != 0 {
			dst = append(dst, User{ID: x.ID, Type: x.Type, Enabled: x.Flags&authEnabled != 0})
		}
	}
	return dst
}
