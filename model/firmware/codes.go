package firmware

import "locktwin/model/keyturner"

// plausibleCode checks what an owner asks for.
func plausibleCode(c *Command) bool {
	return keyturner.ValidCode(c.Code) && (c.Name == keyturner.Name{} || c.Name.Plausible()) &&
		len(c.Name.String()) <= len(keyturner.ShortName{})
}

func (a *App) addCode(phone PhoneID, c *Command) {
	if !plausibleCode(c) {
		a.fail(phone, c, keyturner.ErrBadParameter)
		return
	}
	t := a.walkCodes(0, c.Code)
	code := keyturner.NoError
	switch {
	case t.byCode >= 0:
		code = keyturner.ErrCodeExists
	case t.total >= a.Profile.Protocol.MaxCodes || t.highest == 0xFFFF:
		code = keyturner.ErrTooManyEntries
	default:
		code = a.mayWrite()
	}
	if code != keyturner.NoError {
		a.fail(phone, c, code)
		return
	}
	if err := a.needBook(); err != nil {
		a.fail(phone, c, saveError(err))
		return
	}
	slot := max(t.free, 0) // the first one of a new book
	k := KeypadCode{
		ID: t.highest + 1, Enabled: true, Code: c.Code, Name: keyturner.NewShortName(c.Name.String()),
		Created: a.now(), Limits: c.Limits,
	}
	if err := a.writeCode(slot, &k); err != nil {
		a.fail(phone, c, saveError(err))
		return
	}
	a.complete(phone, c, &Reply{Entry: k.ID, Created: k.Created})
}

func (a *App) updateCode(phone PhoneID, c *Command) {
	if !plausibleCode(c) {
		a.fail(phone, c, keyturner.ErrBadParameter)
		return
	}
	t := a.walkCodes(c.Entry, c.Code)
	code := keyturner.NoError
	var k KeypadCode
	switch {
	case t.byID < 0 || !a.readCode(t.byID, &k):
		code = keyturner.ErrBadParameter
	case t.byCode >= 0 && t.byCode != t.byID:
		code = keyturner.ErrCodeExists
	default:
		code = a.mayWrite()
	}
	if code != keyturner.NoError {
		a.fail(phone, c, code)
		return
	}
	k.Code, k.Name, k.Enabled, k.Limits = c.Code, keyturner.NewShortName(c.Name.String()), c.Enabled, c.Limits
	if err := a.writeCode(t.byID, &k); err != nil {
		a.fail(phone, c, saveError(err))
		return
	}
	a.complete(phone, c, &Reply{})
}

func (a *App) removeCode(phone PhoneID, c *Command) {
	t := a.walkCodes(c.Entry, 0)
	if t.byID < 0 {
		a.fail(phone, c, keyturner.ErrBadParameter)
		return
	}
	if code := a.mayWrite(); code != keyturner.NoError {
		a.fail(phone, c, code)
		return
	}
	st, state, m := a.area(AreaBook)
	if err := st.Delete(m, &state.RAM, codeKey(t.byID)); err != nil {
		a.fail(phone, c, saveError(err))
		return
	}
	a.State.CodeUse[t.byID] = codeUse{}
	a.complete(phone, c, &Reply{})
}
