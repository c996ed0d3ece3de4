package main

import (
	"fmt"
	"strconv"

	"locktwin/model"
	"locktwin/model/firmware"
	"locktwin/model/trace"
	"locktwin/scenarios"
)

type runCommand struct {
	Seed    *uint64  `placeholder:"N" help:"Seed in place of the file's."`
	Profile string   `placeholder:"NAME" help:"Firmware profile in place of the file's."`
	Set     []string `sep:"none" placeholder:"KEY=VALUE" help:"Change one value of the file, such as lock.cells.charge=20%; may be repeated."`
	Quiet   bool     `short:"q" help:"The verdict without the story."`
	JSON    bool     `help:"One JSON object on standard output in place of story and verdict."`
	Trace   string   `placeholder:"FILE" help:"Write the trace: FILE.vcd, .csv, .jsonl, .json for Perfetto and Chrome, or .svg for a picture."`
	Flash   string   `placeholder:"FILE" help:"Write the memory as the story leaves it: FILE (Intel HEX if it ends in .hex, else raw) and FILE.side for flash inspect."`
	Color   string   `enum:"auto,always,never" default:"auto" help:"Colour: auto, always or never (${default})."`
	File    string   `arg:"" help:"Scenario file; - is standard input."`
}

// changes are the flags as changes to the file, the named flags after --set.
func (c *runCommand) changes() []string {
	set := append([]string(nil), c.Set...)
	if c.Profile != "" {
		set = append(set, "lock.profile="+c.Profile)
	}
	if c.Seed != nil {
		set = append(set, "seed="+strconv.FormatUint(*c.Seed, 10))
	}
	return set
}

// check refuses flags that would otherwise be complained about elsewhere, or
// too late.
func (c *runCommand) check() error {
	if c.Profile != "" {
		if _, err := firmware.LookupProfile(c.Profile); err != nil {
			return fmt.Errorf("--profile: %w", err)
		}
	}
	if c.Seed != nil && *c.Seed > scenarios.MaxSeed {
		return fmt.Errorf("--seed: %d, must be 0 to %d", *c.Seed, uint64(scenarios.MaxSeed))
	}
	var outputs []output
	if c.Trace != "" {
		outputs = append(outputs, output{"--trace", c.Trace})
	}
	if c.Flash != "" {
		outputs = append(outputs, output{"--flash", c.Flash}, output{"--flash", c.Flash + sidecarSuffix})
	}
	return checkOutputs(outputs...)
}

func (c *runCommand) run(s *Streams) int {
	if err := c.check(); err != nil {
		return s.refuse(err)
	}
	file, err := readScenario(s, c.File, c.changes()...)
	if err != nil {
		return s.refuse(err)
	}
	p := colors(c.Color, s)
	var ears []trace.Listener
	var out *traceFile
	if c.Trace != "" {
		levels, err := file.Thresholds()
		if err != nil {
			return s.refuse(err)
		}
		picture := trace.SVGOptions{Title: file.Scenario + ", profile " + string(file.Lock.Profile), Levels: levels}
		if out, err = createTrace(c.Trace, picture); err != nil {
			return s.refuse(err)
		}
		defer func() {
			if out != nil {
				out.discard()
			}
		}()
		ears = append(ears, out)
	}
	telling := !c.Quiet && !c.JSON
	if telling {
		ears = append(ears, &story{w: s.Out, p: p})
	}
	if s.ErrTerminal && !(telling && s.OutTerminal) {
		pr := newProgress(s.Err, s.Clock)
		defer pr.done()
		ears = append(ears, pr)
	}
	began := s.Clock()
	var saved error
	part, profile := "", ""
	report, err := scenarios.Play(file, scenarios.Options{Trace: trace.Tee(ears...), End: func(l *model.Lock) {
		if c.Flash != "" {
			saved = writeImage(c.Flash, l.Machine().Flash())
			part, profile = l.Machine().Flash().Part().Name, l.Profile().Name
		}
	}})
	if err == nil {
		err = saved
	}
	if err != nil {
		return s.refuse(err)
	}
	if c.Flash != "" {
		s.hintInspect(part, report.Seed, profile, c.Flash)
	}
	report.WallNS = s.Clock().Sub(began).Nanoseconds()
	if out != nil {
		kept := out
		out = nil
		if err := kept.keep(); err != nil {
			return s.refuse(err)
		}
	}
	if c.JSON {
		if err := writeJSON(s.Out, &report); err != nil {
			return s.refuse(err)
		}
		return statusOf(&report)
	}
	if telling {
		fmt.Fprintln(s.Out)
	}
	writeVerdict(s.Out, p, &report)
	return statusOf(&report)
}
