package keyturner

// Authorizations fetches a part of the list, one's own first, and how many
// there are in all. Offset 0 and count 0xFFFF fetch the whole.
func (c *Client) Authorizations(r ListRequest, pin uint16) (total uint16, entries []AuthorizationEntry, err error) {
	err = c.list(CmdRequestAuthorizations, r.Append(nil), pin, func(got Command, payload []byte) (err error) {
		switch got {
		case CmdAuthorizationCount:
			total, err = ParseCount(payload)
		case CmdAuthorizationEntry:
			var e AuthorizationEntry
			if e, err = ParseAuthorizationEntry(payload); err == nil {
				entries = append(entries, e)
			}
		default:
			err = stray(got)
		}
		return err
	})
	return total, entries, err
}

// Invite makes an authorization for somebody else, with a key that the inviter
// has chosen.
func (c *Client) Invite(i Invite, pin uint16) (InviteID, error) {
	payload, err := c.add(CmdInvite, i.Append(nil), pin, CmdInviteID)
	if err != nil {
		return InviteID{}, err
	}
	return ParseInviteID(payload)
}

// add sends a request that is answered by a message and a status.
func (c *Client) add(cmd Command, body []byte, pin uint16, want Command) ([]byte, error) {
	if err := c.request(cmd, body, pin); err != nil {
		return nil, err
	}
	payload, err := c.expect(want)
	if err != nil {
		return nil, err
	}
	payload = append([]byte(nil), payload...)
	return payload, c.complete()
}

// UpdateAuthorization changes an authorization.
func (c *Client) UpdateAuthorization(u UpdateAuthorization, pin uint16) error {
	return c.order(CmdUpdateAuthorization, u.Append(nil), pin)
}

// RemoveAuthorization removes an authorization.
func (c *Client) RemoveAuthorization(id AuthID, pin uint16) error {
	return c.order(CmdRemoveAuthorization, AppendRemoveAuthorization(nil, id), pin)
}
