package main

import "net/http"

// fields is a request body that is put together from flags: what was not given
// is left out, and the server says what it takes.
type fields map[string]any

// put adds a field unless it is empty.
func put[T comparable](f fields, name string, v T) {
	var none T
	if v != none {
		f[name] = v
	}
}

type knockCommand struct {
	oneLock
	For   string `placeholder:"TIME" help:"How long each opening of the contact lasts; 5ms if left out."`
	Times int    `placeholder:"N" help:"How many openings; one if left out."`
}

func (c *knockCommand) run(s *Streams) int {
	body := fields{}
	put(body, "for", c.For)
	put(body, "times", c.Times)
	return c.post(s, "/hands/knock", body, "the cells are shaken in their springs")
}

type cutCommand struct {
	oneLock
	For string `placeholder:"TIME" help:"How long the line stays open; 5s if left out."`
}

func (c *cutCommand) run(s *Streams) int {
	body := fields{}
	put(body, "for", c.For)
	return c.post(s, "/hands/cut", body, "the battery line is open")
}

type keyCommand struct {
	oneLock
	Degrees float64 `arg:"" help:"By how much; positive angles unlock. Before a negative one write --."`
	Over    string  `placeholder:"TIME" help:"How long that takes; one second a turn if left out."`
}

func (c *keyCommand) run(s *Streams) int {
	body := fields{"degrees": c.Degrees}
	put(body, "over", c.Over)
	return c.post(s, "/hands/turn-key", body, "the key is turned")
}

type buttonCommand struct {
	oneLock
	For string `placeholder:"TIME" help:"How long; 200ms if left out. After five seconds the lock can be paired with."`
}

func (c *buttonCommand) run(s *Streams) int {
	body := fields{}
	put(body, "for", c.For)
	return c.post(s, "/hands/press-button", body, "the button is pressed")
}

type doorCommand struct {
	oneLock
	To string `arg:"" enum:"open,closed" help:"open or closed."`
}

func (c *doorCommand) run(s *Streams) int {
	return c.begin(s, http.MethodPut, "/hands/door", fields{"to": c.To}, "the door is "+c.To)
}
