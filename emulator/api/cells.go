package api

import "locktwin/emulator/fleet"

// checkSet holds a set of cells that a request describes against the words and units of
// scenario files. What the request leaves out about their make is as in the set before.
func checkSet(location string, c *fleet.Cells) error {
	if c == nil {
		return nil
	}
	if err := checkCells(location, c); err != nil {
		return err
	}
	_, err := c.Pack()
	return err
}
