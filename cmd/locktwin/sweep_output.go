package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"

	"github.com/alecthomas/kong"

	"locktwin/emulator/results"
	"locktwin/scenarios/campaign"
	"locktwin/scenarios/campaign/report"
)

// sweepOutput is what becomes of the result.
type sweepOutput struct {
	FailOn    string       `placeholder:"CLASSES" help:"Exit status 1 if any experiment ends so: denied,wrong,exposed or other classes, invariant for a sentence that does not hold, or loss for all of these."`
	HTML      string       `name:"html" placeholder:"FILE" help:"Write the whole report as one HTML file."`
	JSON      optionalFile `name:"json" placeholder:"FILE" help:"The result as one JSON object, in place of words on standard output, or in --json=FILE."`
	CSV       string       `name:"csv" placeholder:"FILE" help:"Write windows, classes and groups as a table."`
	JUnit     string       `name:"junit" placeholder:"FILE" help:"Write a test result as build servers read it."`
	DB        string       `name:"db" placeholder:"FILE" help:"Keep the result in an SQLite file, beside those of other campaigns."`
	Cases     string       `placeholder:"DIR" help:"Write the smallest case of each way to fail as a scenario file that 'locktwin run' plays."`
	Causality bool         `help:"Find out when the heaviest loss became inevitable: the failing run is forked at many earlier moments."`
	Quiet     bool         `short:"q" help:"The answer alone, without tables."`
	Color     string       `enum:"auto,always,never" default:"auto" help:"Colour: auto, always or never (${default})."`
}

// optionalFile is a flag whose value may be left out.
type optionalFile struct {
	set  bool
	name string
}

// Decode reads the value that is glued to the flag, if there is one.
func (f *optionalFile) Decode(ctx *kong.DecodeContext) error {
	f.set = true
	if ctx.Scan.Peek().Type != kong.FlagValueToken {
		return nil
	}
	f.name = ctx.Scan.Pop().String()
	if f.name == "" {
		return fmt.Errorf("a file, or no '=' at all")
	}
	return nil
}

// IsBool lets the flag stand alone.
func (f *optionalFile) IsBool() bool { return true }

// standard says whether standard output is meant.
func (f *optionalFile) standard() bool { return f.set && (f.name == "" || f.name == "-") }

// file is the name of the file that is meant, if any.
func (f *optionalFile) file() string {
	if f.standard() {
		return ""
	}
	return f.name
}

// files are the files that the flags ask for.
func (c *sweepOutput) files() []output {
	return []output{{"--html", c.HTML}, {"--json", c.JSON.file()}, {"--csv", c.CSV}, {"--junit", c.JUnit}, {"--db", c.DB}}
}

// outputs are those of the files that were asked for.
func (c *sweepOutput) outputs() []output {
	var out []output
	for _, o := range c.files() {
		if o.name != "" {
			out = append(out, o)
		}
	}
	return out
}

// outputFlags are the flags as somebody would type them again.
func (c *sweepOutput) outputFlags() []string {
	var out []string
	if c.FailOn != "" {
		out = append(out, "--fail-on", c.FailOn)
	}
	for _, o := range c.outputs() {
		out = append(out, o.flag+"="+o.name)
	}
	if c.JSON.standard() {
		out = append(out, "--json")
	}
	if c.Cases != "" {
		out = append(out, "--cases", c.Cases)
	}
	if c.Causality {
		out = append(out, "--causality")
	}
	if c.Quiet {
		out = append(out, "--quiet")
	}
	return out
}

// write puts the result into the files that were asked for, and on standard
// output if it is JSON.
func (c *sweepCommand) write(s *Streams, r *campaign.Result, failOn []string) error {
	writers := map[string]func(w io.Writer) error{
		"--html":  func(w io.Writer) error { return report.HTML(w, r) },
		"--json":  func(w io.Writer) error { return report.JSON(w, r) },
		"--csv":   func(w io.Writer) error { return report.CSV(w, r) },
		"--junit": func(w io.Writer) error { return report.JUnit(w, r, failOn) },
	}
	for _, o := range c.outputs() {
		if o.flag == "--db" {
			// It has rows of other campaigns, which stay.
			if err := results.Write(context.Background(), o.name, r); err != nil {
				return fmt.Errorf("--db %w", err)
			}
			continue
		}
		if err := writeWhole(o.name, writers[o.flag]); err != nil {
			return fmt.Errorf("%s %w", o.flag, err)
		}
	}
	if err := c.writeCases(r); err != nil {
		return err
	}
	if c.JSON.standard() {
		var text bytes.Buffer
		if err := report.JSON(&text, r); err != nil {
			return err
		}
		s.Out.Write(text.Bytes())
	}
	return nil
}

// caseName is a name of a file without any way out of its folder: cases may come
// from other machines.
var caseName = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._-]{0,199}$`)

// writeCases writes the smallest cases, each into a file of its own.
func (c *sweepOutput) writeCases(r *campaign.Result) error {
	if c.Cases == "" {
		return nil
	}
	if err := os.MkdirAll(c.Cases, 0o777); err != nil {
		return fmt.Errorf("--cases %w", plainPathError(err))
	}
	for i := range r.Groups {
		x := r.Groups[i].Smallest
		if x == nil {
			continue
		}
		if !caseName.MatchString(x.Name) {
			return fmt.Errorf("--cases %s: a case is called %q, which is no name for a file", c.Cases, x.Name)
		}
		err := writeWhole(filepath.Join(c.Cases, report.CaseFile(x)), func(w io.Writer) error {
			_, err := io.WriteString(w, x.Scenario)
			return err
		})
		if err != nil {
			return fmt.Errorf("--cases %w", err)
		}
	}
	return nil
}
