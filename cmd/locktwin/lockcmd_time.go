package main

import (
	"errors"
	"fmt"
	"net/http"

	"locktwin/emulator/fleet"
	"locktwin/model/sim"
)

// turn sends a request about the time of a lock, and says where it is then.
func (f *oneLock) turn(s *Streams, method, path string, body any) int {
	return send(s, &f.remoteFlags, request{method: method, path: f.at(path), body: body}, func(l fleet.Lock) { printTime(s, &l) })
}

func printTime(s *Streams, l *fleet.Lock) {
	fmt.Fprintf(s.Out, "%s is at %s, %s, %s\n", l.ID, sim.Time(l.SimTimeNS), l.Speed, l.State)
}

type speedCommand struct {
	oneLock
	Speed string `arg:"" optional:"" help:"1x, 1000x, paused, or max for as fast as possible; shown if left out."`
}

func (c *speedCommand) run(s *Streams) int {
	if c.Speed == "" {
		return c.turn(s, http.MethodGet, "", nil)
	}
	v, err := fleet.ParseSpeed(c.Speed)
	if err != nil {
		return s.refuse(err)
	}
	return c.turn(s, http.MethodPatch, "", fleet.Patch{Speed: &v})
}

type pauseCommand struct{ oneLock }

func (c *pauseCommand) run(s *Streams) int { return c.turn(s, http.MethodPost, "/time/pause", nil) }

type resumeCommand struct{ oneLock }

func (c *resumeCommand) run(s *Streams) int { return c.turn(s, http.MethodPost, "/time/resume", nil) }

type stepCommand struct{ oneLock }

func (c *stepCommand) run(s *Streams) int { return c.turn(s, http.MethodPost, "/time/step", nil) }

type runOnCommand struct {
	oneLock
	For    string `xor:"until" placeholder:"TIME" help:"So much simulated time, such as 7d."`
	At     int64  `xor:"until" placeholder:"NS" help:"Until this simulated instant, in nanoseconds since the lock was made."`
	Until  string `xor:"until" placeholder:"EVENT" help:"Until the first event of this name, such as erase-begin."`
	AtMost string `placeholder:"TIME" help:"How long to wait for the event, in simulated time; 30d if left out."`
}

func (c *runOnCommand) run(s *Streams) int {
	if c.For == "" && c.At == 0 && c.Until == "" {
		return s.refuse(errors.New("one of --for, --at and --until says how far"))
	}
	body := fields{}
	put(body, "for", c.For)
	put(body, "at_ns", c.At)
	put(body, "event", c.Until)
	put(body, "at_most", c.AtMost)
	return c.turn(s, http.MethodPost, "/time/run", body)
}
