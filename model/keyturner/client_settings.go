package keyturner

import "errors"

// Config fetches the configuration.
func (c *Client) Config() (Config, error) {
	payload, err := c.obtain(CmdRequestConfig, CmdConfig)
	if err != nil {
		return Config{}, err
	}
	return ParseConfig(payload)
}

// SetConfig replaces what can be set of the configuration.
func (c *Client) SetConfig(s Settings, pin uint16) error {
	return c.order(CmdSetConfig, s.Append(nil), pin)
}

// AdvancedConfig fetches the advanced configuration.
func (c *Client) AdvancedConfig() (AdvancedConfig, error) {
	payload, err := c.obtain(CmdRequestAdvancedConfig, CmdAdvancedConfig)
	if err != nil {
		return AdvancedConfig{}, err
	}
	return ParseAdvancedConfig(payload)
}

// SetAdvancedConfig replaces what can be set of the advanced configuration.
func (c *Client) SetAdvancedConfig(s SetAdvancedConfig, pin uint16) error {
	return c.order(CmdSetAdvancedConfig, s.Append(nil), pin)
}

// SetPIN replaces the security PIN; 0 is none.
func (c *Client) SetPIN(next, current uint16) error {
	return c.order(CmdSetPIN, AppendPIN(nil, next), current)
}

// VerifyPIN asks whether a PIN is the lock's. A lock that was asked too often
// with a wrong one does not tell: that is a *LockError.
func (c *Client) VerifyPIN(pin uint16) (bool, error) {
	err := c.order(CmdVerifyPIN, nil, pin)
	if e := (*LockError)(nil); errors.As(err, &e) && e.Code == ErrBadPIN {
		return false, nil
	}
	return err == nil, err
}
