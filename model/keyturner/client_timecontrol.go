package keyturner

// TimeControls fetches what the lock does by itself.
func (c *Client) TimeControls(pin uint16) (entries []TimeControlEntry, err error) {
	err = c.list(CmdRequestTimeControls, nil, pin, func(got Command, payload []byte) (err error) {
		switch got {
		case CmdTimeControlCount:
			_, err = ParseTimeControlCount(payload)
		case CmdTimeControlEntry:
			var e TimeControlEntry
			if e, err = ParseTimeControlEntry(payload); err == nil {
				entries = append(entries, e)
			}
		default:
			err = stray(got)
		}
		return err
	})
	return entries, err
}

// AddTimeControl adds an entry and returns its id.
func (c *Client) AddTimeControl(t TimeControl, pin uint16) (uint8, error) {
	payload, err := c.add(CmdAddTimeControl, t.Append(nil), pin, CmdTimeControlID)
	if err != nil {
		return 0, err
	}
	return ParseTimeControlID(payload)
}

// UpdateTimeControl changes an entry.
func (c *Client) UpdateTimeControl(e TimeControlEntry, pin uint16) error {
	return c.order(CmdUpdateTimeControl, e.Append(nil), pin)
}

// RemoveTimeControl removes an entry.
func (c *Client) RemoveTimeControl(id uint8, pin uint16) error {
	return c.order(CmdRemoveTimeControl, AppendTimeControlID(nil, id), pin)
}
