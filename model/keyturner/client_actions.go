package keyturner

import "fmt"

// States fetches what the lock tells about itself. Over the authorization of a
// bridge this takes the mark of a change off the lock's beacon.
func (c *Client) States() (States, error) {
	payload, err := c.fetch(CmdStates)
	if err != nil {
		return States{}, err
	}
	return ParseStates(payload)
}

// BatteryReport fetches what the lock measured at its last action.
func (c *Client) BatteryReport() (BatteryReport, error) {
	payload, err := c.fetch(CmdBatteryReport)
	if err != nil {
		return BatteryReport{}, err
	}
	return ParseBatteryReport(payload)
}

// LockAction has the bolt moved and waits for its end. Changed, if not nil, is
// told each state on the way. A motor that fails on the way is a *LockError.
func (c *Client) LockAction(r LockActionRequest, changed func(States)) error {
	return c.move(CmdLockAction, r.Append(nil), 0, changed)
}

// SimpleLockAction is LockAction for lock and unlock alone.
func (c *Client) SimpleLockAction(a LockAction, changed func(States)) error {
	return c.move(CmdSimpleLockAction, AppendSimpleLockAction(nil, a), 0, changed)
}

// KeypadAction tells the lock of a use of the keypad. The authorization has to
// be a keypad's.
func (c *Client) KeypadAction(r KeypadActionRequest, changed func(States)) error {
	return c.move(CmdKeypadAction, r.Append(nil), 0, changed)
}

// Calibrate has the lock find its end positions and waits for its end.
func (c *Client) Calibrate(pin uint16, changed func(States)) error {
	return c.move(CmdRequestCalibration, nil, pin, changed)
}

// move sends a request that moves the motor: accepted, states, complete. A lock
// that is where it is wanted may complete at once.
func (c *Client) move(cmd Command, body []byte, pin uint16, changed func(States)) error {
	if err := c.request(cmd, body, pin); err != nil {
		return err
	}
	for {
		got, payload, err := c.Next()
		if err != nil {
			return err
		}
		switch got {
		case CmdStatus:
			s, err := ParseStatus(payload)
			if err != nil || s == StatusComplete {
				return err
			}
		case CmdStates:
			s, err := ParseStates(payload)
			if err != nil {
				return err
			}
			if changed != nil {
				changed(s)
			}
		default:
			return fmt.Errorf("%w: %s during %s", ErrUnexpected, got, cmd)
		}
	}
}

// Reboot restarts the lock, which ends the connection.
func (c *Client) Reboot(pin uint16) error { return c.order(CmdRequestReboot, nil, pin) }

// UpdateTime sets the lock's clock, in UTC.
func (c *Client) UpdateTime(now Date, pin uint16) error {
	return c.order(CmdUpdateTime, now.Append(nil), pin)
}
