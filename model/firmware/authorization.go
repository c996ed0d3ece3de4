package firmware

import (
	"locktwin/model/keyturner"
	"locktwin/model/store"
)

func slotKey(slot int) store.Key { return keyFirstAuth + store.Key(slot) }

// readAuthorizations fills the index of RAM from flash.
func (a *App) readAuthorizations() {
	s := &a.State
	var r authRecord
	bad := 0
	for slot := range s.Auths {
		s.Auths[slot] = authIndex{}
		b := a.buf()[:authBytes]
		switch a.read(AreaAccess, slotKey(slot), b) {
		case readOK:
			if !decodeAuth(b, &r) {
				bad++
				continue
			}
			s.Auths[slot] = r.index()
		case readMissing:
		default:
			bad++
		}
	}
	a.notef("authorizations", "%d authorizations were read, %d records were unusable.", a.authCount(), bad)
}

func (r *authRecord) index() authIndex {
	x := authIndex{ID: r.ID, AppID: r.AppID, LastActive: uint32(r.LastActive), LockCount: r.LockCount, Type: r.Type, Flags: authUsed}
	if r.Enabled {
		x.Flags |= authEnabled
	}
	if r.Remote {
		x.Flags |= authRemote
	}
	if r.Limits.Limited {
		x.Flags |= authLimited
	}
	return x
}

func (a *App) authCount() int {
	n := 0
	for i := range a.State.Auths {
		if a.State.Auths[i].Flags != 0 {
			n++
		}
	}
	return n
}

// authSlot finds an authorization's slot, -1 when there is none.
func (a *App) authSlot(id keyturner.AuthID) int {
	for i := range a.State.Auths {
		if x := &a.State.Auths[i]; x.Flags != 0 && x.ID == id {
			return i
		}
	}
	return -1
}

// readAuth reads a slot's whole record, with what RAM knows better.
func (a *App) readAuth(slot int, r *authRecord) bool {
	b := a.buf()[:authBytes]
	if a.read(AreaAccess, slotKey(slot), b) != readOK || !decodeAuth(b, r) {
		return false
	}
	x := &a.State.Auths[slot]
	r.LockCount, r.LastActive = x.LockCount, UnixSeconds(x.LastActive)
	return true
}

func (a *App) writeAuth(slot int, r *authRecord) error {
	b := a.buf()[:authBytes]
	encodeAuth(b, r)
	return a.write(AreaAccess, slotKey(slot), b)
}

// nextAuthID is above every id in use, that of a pairing under way included.
func (a *App) nextAuthID() keyturner.AuthID {
	highest := a.State.Flow.Auth
	for i := range a.State.Auths {
		if x := &a.State.Auths[i]; x.Flags != 0 {
			highest = max(highest, x.ID)
		}
	}
	return highest + 1
}

// placeFor finds the slot for a new authorization; replace takes that of an
// earlier one of the same application.
func (a *App) placeFor(appID uint32, replace bool) (slot int, ok bool) {
	slot = -1
	for i := range a.State.Auths {
		x := &a.State.Auths[i]
		if x.Flags == 0 {
			if slot < 0 {
				slot = i
			}
		} else if replace && appID != 0 && x.AppID == appID {
			return i, true
		}
	}
	return slot, slot >= 0 && a.authCount() < a.Profile.Protocol.MaxUsers
}

// addAuth stores a new authorization, with a new id unless it has one.
func (a *App) addAuth(r *authRecord, replace bool) (keyturner.AuthID, keyturner.ErrorCode) {
	s := &a.State
	slot, ok := a.placeFor(r.AppID, replace)
	if !ok {
		return 0, keyturner.ErrMaxUser
	}
	if code := a.mayWrite(); code != keyturner.NoError {
		return 0, code
	}
	if r.ID == 0 {
		r.ID = a.nextAuthID()
	}
	r.Created = a.now()
	if err := a.writeAuth(slot, r); err != nil {
		if code := saveError(err); code != keyturner.ErrTooManyEntries {
			return 0, code
		}
		return 0, keyturner.ErrMaxUser
	}
	s.Auths[slot], s.Challenges[slot] = r.index(), challenge{}
	return r.ID, keyturner.NoError
}

// mayAct says whether an authorization may be used now. Some requests are always
// answered to one that is enabled.
func (a *App) mayAct(slot int, always bool) keyturner.ErrorCode {
	x := &a.State.Auths[slot]
	if x.Flags&authEnabled == 0 {
		return keyturner.ErrDisabled
	}
	if x.Flags&authLimited == 0 || always {
		return keyturner.NoError
	}
	var r authRecord
	if !a.readAuth(slot, &r) {
		return keyturner.ErrNotAuthorized
	}
	if !a.allows(&r.Limits) {
		return keyturner.ErrTimeNotAllowed
	}
	return keyturner.NoError
}

// allows says whether limits admit the present; a lock that does not know the
// time admits nobody who has any.
func (a *App) allows(l *TimeLimits) bool {
	now := a.now()
	return now != 0 && l.allow(a.State.Config.local(now))
}

// allow says whether the limits admit a local time.
func (l *TimeLimits) allow(t UnixSeconds) bool {
	if !l.Limited {
		return true
	}
	if (l.From != 0 && t < l.From) || (l.Until != 0 && t > l.Until) {
		return false
	}
	if !onWeekday(keyturner.Weekdays(l.Weekdays), t) {
		return false
	}
	minute := uint16(int64(t) % 86400 / 60)
	switch {
	case l.FromTime == l.UntilTime:
		return true
	case l.FromTime < l.UntilTime:
		return minute >= l.FromTime && minute < l.UntilTime
	}
	return minute >= l.FromTime || minute < l.UntilTime
}

// touch counts a use in RAM; flash follows with the next change of the record.
func (a *App) touch(id keyturner.AuthID) {
	if slot := a.authSlot(id); slot >= 0 {
		x := &a.State.Auths[slot]
		if x.LockCount < 0xFFFF {
			x.LockCount++
		}
		x.LastActive = uint32(a.now())
	}
}

// authName is an authorization's name for the log.
func (a *App) authName(id keyturner.AuthID) keyturner.Name {
	var r authRecord
	if slot := a.authSlot(id); slot >= 0 && a.readAuth(slot, &r) {
		return r.Name
	}
	return keyturner.Name{}
}

func (a *App) pair(phone PhoneID, c *Command) {
	s := &a.State
	if !s.Pairing && !a.isNew() {
		a.fail(phone, c, keyturner.ErrNotPairing)
		return
	}
	if c.IDType > keyturner.IDKeypad || !c.Name.Plausible() {
		a.fail(phone, c, keyturner.ErrPairingParameter)
		return
	}
	r := authRecord{Key: c.Key, Authorization: Authorization{
		Type: c.IDType, AppID: c.AppID, Name: c.Name, Enabled: true, Remote: c.IDType <= keyturner.IDBridge,
	}}
	id, code := a.addAuth(&r, true)
	if code != keyturner.NoError {
		a.fail(phone, c, code)
		return
	}
	a.stopPairing()
	a.notef("paired", "Authorization %d was given to %s.", id, c.Name)
	reply := Reply{Auth: id}
	a.complete(phone, c, &reply)
}

func (a *App) invite(phone PhoneID, c *Command) {
	if c.IDType > keyturner.IDKeypad || !c.Name.Plausible() {
		a.fail(phone, c, keyturner.ErrBadParameter)
		return
	}
	r := authRecord{Key: c.Key, Authorization: Authorization{
		Type: c.IDType, Name: c.Name, Enabled: true, Remote: c.Remote, Limits: c.Limits,
	}}
	id, code := a.addAuth(&r, false)
	if code == keyturner.ErrMaxUser {
		code = keyturner.ErrTooManyEntries
	}
	if code != keyturner.NoError {
		a.fail(phone, c, code)
		return
	}
	reply := Reply{Auth: id, Created: r.Created}
	a.complete(phone, c, &reply)
}

func (a *App) updateAuthorization(phone PhoneID, c *Command) {
	slot := a.authSlot(c.Target)
	var r authRecord
	switch {
	case slot < 0 || !a.readAuth(slot, &r):
		a.fail(phone, c, keyturner.ErrInvalidAuthID)
		return
	case !c.Name.Plausible():
		a.fail(phone, c, keyturner.ErrBadParameter)
		return
	}
	if code := a.mayWrite(); code != keyturner.NoError {
		a.fail(phone, c, code)
		return
	}
	r.Name, r.Enabled, r.Remote, r.Limits = c.Name, c.Enabled, c.Remote, c.Limits
	if err := a.writeAuth(slot, &r); err != nil {
		a.fail(phone, c, saveError(err))
		return
	}
	a.State.Auths[slot] = r.index()
	a.complete(phone, c, &Reply{})
}

func (a *App) removeAuthorization(phone PhoneID, c *Command) {
	slot := a.authSlot(c.Target)
	if slot < 0 {
		a.fail(phone, c, keyturner.ErrInvalidAuthID)
		return
	}
	if code := a.mayWrite(); code != keyturner.NoError {
		a.fail(phone, c, code)
		return
	}
	st, state, m := a.area(AreaAccess)
	if err := st.Delete(m, &state.RAM, slotKey(slot)); err != nil {
		a.fail(phone, c, saveError(err))
		return
	}
	// Who removes itself over the air is told with the key that decrypted the
	// request; in flash it is gone.
	a.State.Auths[slot], a.State.Challenges[slot] = authIndex{}, challenge{}
	a.complete(phone, c, &Reply{})
	a.setRadio()
}

// readUser is what a list tells of a slot, also when its record cannot be read.
func (a *App) readUser(slot int, to *Authorization) {
	var r authRecord
	if !a.readAuth(slot, &r) {
		x := &a.State.Auths[slot]
		r = authRecord{Authorization: Authorization{ID: x.ID, Type: x.Type, AppID: x.AppID, Enabled: x.Flags&authEnabled != 0}}
	}
	*to = r.Authorization
}

// Authorizations is how many users the lock knows.
func (a *App) Authorizations() int { return a.authCount() }
