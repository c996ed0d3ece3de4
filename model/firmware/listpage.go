package firmware

// listPage answers a scripted phone with a page of a list.
func (a *App) listPage(phone PhoneID, c *Command) {
	var reply Reply
	l := a.walk(c)
	switch l.Kind {
	case listUsers:
		reply.Total = uint32(a.authCount())
	case listLogEntries:
		reply.Total, reply.Logging = uint32(a.State.Log.Count), !a.State.Log.Off
		if c.CountLog {
			reply.Available = a.logAvailable(c.Offset, c.Descending)
		}
	case listTimes:
		reply.Total = uint32(a.loadTimeTable().count())
	case listCodes:
		reply.Total = uint32(a.walkCodes(0, 0).total)
	}
	for want := min(int(c.Count), ListPage); int(reply.Entries) < want && a.nextOfPage(&l, &reply); {
		reply.Entries++
	}
	a.complete(phone, c, &reply)
}

// nextOfPage puts the next entry of a list into its place on a page; false at the
// end of the list.
func (a *App) nextOfPage(l *listState, r *Reply) bool {
	switch l.Kind {
	case listUsers:
		return a.nextUser(l, &r.Auths[r.Entries])
	case listLogEntries:
		return a.nextLogEntry(l, &r.Log[r.Entries])
	case listTimes:
		return a.nextTimeControl(l, &r.TimeControls[r.Entries])
	case listCodes:
		return a.nextListedCode(l, &r.Codes[r.Entries])
	}
	return false
}
