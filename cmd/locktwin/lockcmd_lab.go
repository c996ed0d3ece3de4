package main

import (
	"errors"
	"fmt"
	"net/http"
)

type sagCommand struct {
	oneLock
	Volts float64 `arg:"" help:"Battery voltage at the bottom."`
	For   string  `required:"" placeholder:"TIME" help:"Time at the bottom, such as 20ms."`
	Step  bool    `help:"Down and up from one instant to the next."`
	Fall  string  `placeholder:"TIME" help:"Time of the way down; 1ms if left out."`
	Rise  string  `placeholder:"TIME" help:"Time of the way up; 1ms if left out."`
}

func (c *sagCommand) run(s *Streams) int {
	body := fields{"volts": c.Volts, "for": c.For}
	if c.Step {
		body["shape"] = "step"
	}
	put(body, "fall", c.Fall)
	put(body, "rise", c.Rise)
	return c.post(s, "/lab/sag", body, fmt.Sprintf("the battery voltage goes down to %.2f V", c.Volts))
}

type supplyCommand struct {
	oneLock
	Volts *float64 `arg:"" optional:"" help:"Voltage of the supply."`
	Ohms  *float64 `placeholder:"OHM" help:"Its resistance with its leads; 0.1 if left out."`
	For   string   `placeholder:"TIME" help:"How long; if left out it stays."`
	Off   bool     `help:"Take it away: the cells are back on the rail."`
}

func (c *supplyCommand) run(s *Streams) int {
	if c.Off == (c.Volts != nil) {
		return s.refuse(errors.New("one of the two: the voltage of a supply, or --off"))
	}
	if c.Off {
		return c.begin(s, http.MethodDelete, "/lab/supply", nil, "the supply is taken away")
	}
	step := fields{"volts": *c.Volts}
	if c.Ohms != nil {
		step["ohms"] = *c.Ohms
	}
	put(step, "for", c.For)
	return c.begin(s, http.MethodPut, "/lab/supply", fields{"steps": []fields{step}}, fmt.Sprintf("a supply of %.2f V takes the place of the cells", *c.Volts))
}

type temperatureCommand struct {
	oneLock
	Celsius float64 `arg:"" help:"Degrees Celsius. Before a negative temperature write --."`
	Over    string  `placeholder:"TIME" help:"Time that the change takes; at once if left out."`
}

func (c *temperatureCommand) run(s *Streams) int {
	body := fields{"celsius": c.Celsius}
	put(body, "over", c.Over)
	return c.begin(s, http.MethodPut, "/lab/ambient", body, fmt.Sprintf("it becomes %.1f °C", c.Celsius))
}

type resetCommand struct{ oneLock }

func (c *resetCommand) run(s *Streams) int {
	return c.post(s, "/lab/reset-pin", nil, "the lock is reset")
}
