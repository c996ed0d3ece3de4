package api

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"locktwin/emulator/fleet"
	"locktwin/model/power"
	"locktwin/scenarios"
)

// packOf makes the set of cells that a request describes, in the words and units
// of scenario files; nil for those that were there before. What the request
// leaves out about their make is as in the set before.
func packOf(location string, c *fleet.Cells, before fleet.Lock) (*power.PackConfig, error) {
	if c == nil {
		return nil, nil
	}
	if err := checkCells(location, c); err != nil {
		return nil, err
	}
	set := *c
	if set.Kind == "" {
		set.Kind = before.Battery.Kind
		if set.Count == 0 {
			set.Count = before.Battery.Cells
		}
	}
	text, where := cellsText(set)
	f, err := scenarios.Parse("cells", []byte(text))
	var faults scenarios.Problems
	if errors.As(err, &faults) && len(faults) > 0 {
		p := faults[0]
		at := location
		if line := p.Position.Line - 1; line < len(where) && where[line] != "" {
			at += "." + where[line]
		}
		return nil, invalid(at, nil, p.Want, "%s", p.Found)
	}
	if err != nil {
		return nil, err
	}
	return packFrom(f.Lock.Cells), nil
}

// cellsText is a scenario file whose lock has the cells, and which of their
// fields each line holds.
func cellsText(c fleet.Cells) (text string, where []string) {
	lines := []string{"scenario: cells", "steps: []", "lock:", "  profile: " + fleet.DefaultProfile, "  cells:"}
	where = make([]string, len(lines))
	put := func(indent, name, value string) {
		if value != "" {
			field := name
			if indent != "    " {
				field = "weak." + name
			}
			lines, where = append(lines, indent+name+": "+value), append(where, field)
		}
	}
	word := func(s string) string {
		if s == "" {
			return ""
		}
		b, _ := json.Marshal(s)
		return string(b)
	}
	number := func(n int) string {
		if n == 0 {
			return ""
		}
		return fmt.Sprint(n)
	}
	put("    ", "kind", word(c.Kind))
	put("    ", "count", number(c.Count))
	put("    ", "charge", word(c.Charge))
	put("    ", "cycles", number(c.Cycles))
	put("    ", "age", word(c.Age))
	put("    ", "spread", word(c.Spread))
	if w := c.Weak; w != nil {
		lines, where = append(lines, "    weak:"), append(where, "weak")
		put("      ", "cell", number(w.Cell))
		put("      ", "charge", word(w.Charge))
		put("      ", "resistance", word(w.Resistance))
	}
	return strings.Join(lines, "\n") + "\n", where
}

const hoursPerYear = 365.25 * 24

// packFrom is the set as the supply takes it.
func packFrom(c scenarios.CellsSpec) *power.PackConfig {
	p := &power.PackConfig{
		Kind: power.CellKind(c.Kind), Cells: c.Cells(), ChargePercent: c.Charge.Or(100_000).Percent(),
		Cycles: float64(c.Cycles), AgeYears: c.Age.Hours() / hoursPerYear,
	}
	if p.Kind == "" {
		p.Kind = power.Alkaline
	}
	if c.Spread > 0 {
		p.Spread = &power.Spread{ChargePercent: c.Spread.Percent(), Resistance: c.Spread.Percent() / 100}
	}
	if c.Weak.Cell > 0 {
		p.Weak = &power.WeakCell{
			Index: c.Weak.Cell - 1, ChargePercent: c.Weak.Charge.Or(c.Charge.Or(100_000)).Percent(), ResistanceFactor: c.Weak.Resistance.Factor(),
		}
	}
	return p
}
