package keyturner

// KeypadCodes fetches a part of the list and how many codes there are in all.
// Offset 0 and count 0xFFFF fetch the whole.
func (c *Client) KeypadCodes(r ListRequest, pin uint16) (total uint16, codes []KeypadCode, err error) {
	err = c.list(CmdRequestKeypadCodes, r.Append(nil), pin, func(got Command, payload []byte) (err error) {
		switch got {
		case CmdKeypadCodeCount:
			total, err = ParseCount(payload)
		case CmdKeypadCode:
			var k KeypadCode
			if k, err = ParseKeypadCode(payload); err == nil {
				codes = append(codes, k)
			}
		default:
			err = stray(got)
		}
		return err
	})
	return total, codes, err
}

// AddKeypadCode adds a code.
func (c *Client) AddKeypadCode(a AddKeypadCode, pin uint16) (KeypadCodeID, error) {
	payload, err := c.add(CmdAddKeypadCode, a.Append(nil), pin, CmdKeypadCodeID)
	if err != nil {
		return KeypadCodeID{}, err
	}
	return ParseKeypadCodeID(payload)
}

// UpdateKeypadCode changes a code.
func (c *Client) UpdateKeypadCode(u UpdateKeypadCode, pin uint16) error {
	return c.order(CmdUpdateKeypadCode, u.Append(nil), pin)
}

// RemoveKeypadCode removes a code.
func (c *Client) RemoveKeypadCode(id, pin uint16) error {
	return c.order(CmdRemoveKeypadCode, AppendRemoveKeypadCode(nil, id), pin)
}
