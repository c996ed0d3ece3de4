package power

// Validate tells what is impossible about the cells; errors wrap ErrConfig or
// ErrUnknownCell.
func (c *PackConfig) Validate() error { return c.check() }

// Validate tells what is impossible about the board or its cells; errors wrap
// ErrConfig or ErrUnknownCell.
func (c *Config) Validate() error { return c.check() }
