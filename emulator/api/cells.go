package api

import (
	"locktwin/emulator/fleet"
	"locktwin/model/power"
)

// packOf makes the set of cells that a request describes, in the words and units
// of scenario files; nil for those that were there before. What the request
// leaves out about their make is as in the set before.
func packOf(location string, c *fleet.Cells, before fleet.Battery) (*power.PackConfig, error) {
	if c == nil {
		return nil, nil
	}
	if err := checkCells(location, c); err != nil {
		return nil, err
	}
	set := *c
	if set.Kind == "" {
		set.Kind = before.Kind
		if set.Count == 0 {
			set.Count = before.Cells
		}
	}
	pack, err := set.Pack()
	if err != nil {
		return nil, err
	}
	return &pack, nil
}
