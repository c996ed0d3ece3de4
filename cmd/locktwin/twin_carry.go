package main

import (
	"fmt"
	"net/http"

	"locktwin/emulator/api"
	"locktwin/emulator/shadow"
)

type exportTwinCommand struct {
	oneTwin
	File string `arg:"" help:"The file; what is in it is personal, so only the user can read it. - is standard output."`
}

func (c *exportTwinCommand) run(s *Streams) int {
	if c.File != "-" {
		if err := checkOutputs(output{"FILE", c.File}); err != nil {
			return s.refuse(err)
		}
	}
	return c.with(s, func(a *rest) int {
		content, err := a.do(request{path: c.at("/export"), accept: api.TwinFileType})
		if err != nil {
			return s.refuseTwin(err)
		}
		if c.File == "-" {
			s.Out.Write(content)
			return exitMet
		}
		if err := writePrivate(c.File, content); err != nil {
			return s.refuse(err)
		}
		if c.JSON {
			return s.object(savedFile{c.File, len(content)})
		}
		fmt.Fprintf(s.Out, "%s: %d bytes\n", c.File, len(content))
		return exitMet
	})
}

type importTwinCommand struct {
	twinFlags
	File string `arg:"" help:"File that twin export wrote; - is standard input."`
}

func (c *importTwinCommand) run(s *Streams) int {
	content, err := readFile(s, c.File, maxTelemetryBytes)
	if err != nil {
		return s.refuse(err)
	}
	return ask(s, &c.twinFlags, request{method: http.MethodPost, path: "/twins/import", body: content, media: api.TwinFileType}, func(t shadow.Twin) {
		fmt.Fprintf(s.Out, "%s: %s\n", t.ID, count(t.Records, "record"))
	})
}

type deleteTwinCommand struct {
	twinFlags
	Names []string `arg:"" help:"The twins, by id, name or the id of their lock."`
}

func (c *deleteTwinCommand) run(s *Streams) int {
	return c.with(s, func(a *rest) int {
		for _, n := range c.Names {
			if _, err := a.do(request{method: http.MethodDelete, path: twinPath(n)}); err != nil {
				return s.refuseTwin(err)
			}
			if !c.JSON {
				fmt.Fprintf(s.Out, "%s is deleted with all that was kept of it\n", n)
			}
		}
		return exitMet
	})
}
