package main

import (
	"fmt"
	"net/url"
	"path/filepath"
	"slices"
	"strings"
)

type traceCommand struct {
	oneLock
	File  string `arg:"" help:"FILE.vcd, .csv, .jsonl, .json for Perfetto and Chrome, or .svg for a picture."`
	Ahead string `placeholder:"TIME" help:"The trace of what comes next if nobody interferes, voltages included; the lock stays where it is."`
}

func (c *traceCommand) run(s *Streams) int {
	form := strings.ToLower(filepath.Ext(c.File))
	if _, ok := traceFormats[form]; !ok {
		var known []string
		for e := range traceFormats {
			known = append(known, e)
		}
		slices.Sort(known)
		return s.refuse(fmt.Errorf("%s: the name must end in one of %s", c.File, strings.Join(known, " ")))
	}
	r := request{path: c.at("/trace/" + form[1:]), accept: "*/*"}
	if c.Ahead != "" {
		r.path, r.query = c.at("/trace-ahead/"+form[1:]), url.Values{"for": {c.Ahead}}
	}
	return c.save(s, r, c.File, writePublic)
}
