package main

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"time"

	"locktwin/flashsim"
	"locktwin/internal/repro"
)

type flashCommand struct {
	Inspect inspectCommand `cmd:"" help:"Show pages by state, records of the store, marginal words and wear."`
	Diff    diffCommand    `cmd:"" help:"Show where two images differ. Exit status 1 if they do."`
}

// imageFlags say how an image is to be read.
type imageFlags struct {
	Part string `default:"nrf52832" placeholder:"NAME" help:"The memory that the image is of (${default}); locktwin parts lists them."`
	Base uint32 `default:"0" placeholder:"ADDRESS" help:"Address of the memory's first byte in an Intel HEX file (${default})."`
	Seed uint64 `default:"1" help:"Seed of the run that wrote the image; a sidecar needs it (${default})."`
	JSON bool   `help:"One JSON object on standard output."`
}

// sidecarSuffix is what the sidecar's name adds to that of its image.
const sidecarSuffix = ".side"

// maxImageBytes is far above any image of the catalogue, Intel HEX of the
// largest part included.
const maxImageBytes = 256 << 20

// open reads an image: Intel HEX when it begins with a colon, else raw bytes.
// A sidecar beside it completes it with wear and charges.
func (f *imageFlags) open(s *Streams, name string) (*flashsim.Device, error) {
	part, err := flashsim.Lookup(f.Part)
	if err != nil {
		return nil, err
	}
	text, err := readFile(s, name, maxImageBytes)
	if err != nil {
		return nil, err
	}
	d := flashsim.New(part, repro.Root(f.Seed).Child("flash"))
	if bytes.HasPrefix(text, []byte(":")) {
		err = d.ReadHex(bytes.NewReader(text), f.Base)
	} else {
		err = d.ReadRaw(bytes.NewReader(text))
	}
	if err != nil {
		return nil, fmt.Errorf("%s is no image of the %s: %w", name, part.Name, err)
	}
	if name == "-" {
		return d, nil
	}
	side, err := readFile(s, name+sidecarSuffix, maxImageBytes)
	if errors.Is(err, fs.ErrNotExist) {
		return d, nil
	}
	if err == nil {
		err = d.ReadSidecar(bytes.NewReader(side))
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w (--part names the memory, --seed the seed of the run that wrote it)", name+sidecarSuffix, err)
	}
	return d, nil
}

// onTheBench are the conditions under which an image is looked at: a good
// supply, room temperature, no earlier than the last thing that happened to it.
func onTheBench(d *flashsim.Device) flashsim.Conditions {
	var now time.Duration
	for _, r := range d.Marginal() {
		now = max(now, r.At)
	}
	return flashsim.Conditions{Now: now, Volts: 3, Celsius: 21}
}
