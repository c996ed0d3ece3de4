package keyturner

// Log fetches entries of the activity log. The count is zero unless the request
// asks for it.
func (c *Client) Log(r LogRequest, pin uint16) (count LogCount, entries []LogEntry, err error) {
	err = c.list(CmdRequestLog, r.Append(nil), pin, func(got Command, payload []byte) (err error) {
		switch got {
		case CmdLogCount:
			count, err = ParseLogCount(payload)
		case CmdLogEntry:
			var e LogEntry
			if e, err = ParseLogEntry(payload); err == nil {
				entries = append(entries, e)
			}
		default:
			err = stray(got)
		}
		return err
	})
	return count, entries, err
}

// EnableLogging switches the activity log.
func (c *Client) EnableLogging(on bool, pin uint16) error {
	return c.order(CmdEnableLogging, AppendEnableLogging(nil, on), pin)
}
