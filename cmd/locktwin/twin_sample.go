package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"locktwin/scenarios/twin"
	standin "locktwin/scenarios/twin/hidden"
	"locktwin/scenarios/twin/telemetry"
)

// sampleTwinCommand makes telemetry of a simulated lock, for whoever has none of a
// real one at hand.
type sampleTwinCommand struct {
	Seed    uint64  `default:"1" help:"Another seed is another lock."`
	Days    int     `default:"90" help:"For how many days it is listened to, 2 to 1100."`
	Cells   string  `placeholder:"KIND" help:"Its cells: alkaline, eneloop, eneloop-pro, l91; drawn if left out."`
	PerDay  float64 `placeholder:"N" help:"Actions a day, up to 60; drawn if left out."`
	ExtraUA float64 `name:"extra-ua" placeholder:"µA" help:"A load beside the usual that nobody knows of, up to 5000."`
	Until   string  `placeholder:"TIME" help:"When the telemetry ends; last midnight if left out."`
	Out     string  `placeholder:"FILE" help:"JSON lines, or CSV if the name ends in .csv; standard output if left out."`
	Truth   bool    `help:"Tell the true values, which a fit has to find, on standard error."`
}

func (c *sampleTwinCommand) run(s *Streams) int {
	until := s.Clock().UTC().Truncate(24 * time.Hour).UnixMilli()
	if c.Until != "" {
		var err error
		if until, err = instantIn(c.Until); err != nil {
			return s.refuse(fmt.Errorf("--until: %w", err))
		}
	}
	if c.Out != "" {
		if err := checkOutputs(output{"--out", c.Out}); err != nil {
			return s.refuse(err)
		}
	}
	l, err := standin.Sample(c.Seed, standin.Wish{Days: c.Days, Cells: c.Cells, PerDay: c.PerDay, ExtraMicroamp: c.ExtraUA})
	if err != nil {
		return s.refuse(err)
	}
	records, truth, err := l.Record(telemetry.UnixMilli(until))
	if err != nil {
		return s.refuse(err)
	}
	var text []byte
	if strings.EqualFold(filepath.Ext(c.Out), ".csv") {
		text = telemetry.AppendCSV(nil, records)
	} else {
		text = telemetry.AppendLines(nil, records)
	}
	if c.Out == "" {
		if _, err := s.Out.Write(text); err != nil {
			return s.refuse(err)
		}
	} else if err := os.WriteFile(c.Out, text, 0o644); err != nil {
		return s.refuse(err)
	}
	fmt.Fprintf(s.Err, "%s of a simulated lock with %s cells; it stands in for telemetry of a real one\n", count(len(records), "record"), l.Chemistry)
	if c.Truth {
		for p := range twin.Parameters {
			fmt.Fprintf(s.Err, "  %-22s %.5g %s\n", p, truth[p], p.Unit())
		}
	}
	return exitMet
}
