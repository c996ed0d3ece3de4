package main

import (
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"

	"locktwin/emulator/api"
	"locktwin/emulator/fleet"
)

type exportCommand struct {
	oneLock
	File string `arg:"" help:"The file; it holds keys and PIN, so only the user can read it. - is standard output."`
}

func (c *exportCommand) run(s *Streams) int {
	return c.save(s, request{path: c.at("/export"), accept: api.LockFileType}, c.File, writePrivate)
}

// save puts an answer into a file.
func (f *oneLock) save(s *Streams, r request, file string, write func(name string, content []byte) error) int {
	if file != "-" {
		if err := checkOutputs(output{"FILE", file}); err != nil {
			return s.refuse(err)
		}
	}
	a, err := f.api(s)
	if err != nil {
		return s.refuse(err)
	}
	content, err := a.do(r)
	if err != nil {
		return s.refuseRemote(err)
	}
	if file == "-" {
		s.Out.Write(content)
		return exitMet
	}
	if err := write(file, content); err != nil {
		return s.refuse(err)
	}
	return f.saved(s, file, len(content))
}

// savedFile tells of a file that was written.
type savedFile struct {
	File  string `json:"file"`
	Bytes int    `json:"bytes"`
}

func (f *oneLock) saved(s *Streams, file string, n int) int {
	if f.JSON {
		return s.object(savedFile{file, n})
	}
	fmt.Fprintf(s.Out, "%s: %d bytes\n", file, n)
	return exitMet
}

// writePublic writes a file that everybody may read.
func writePublic(name string, content []byte) error {
	return writeWhole(name, func(w io.Writer) error {
		_, err := w.Write(content)
		return err
	})
}

type importCommand struct {
	remoteFlags
	File  string `arg:"" help:"File that lock export wrote; - is standard input."`
	ID    string `placeholder:"ID" help:"Id of the new lock; drawn if left out."`
	Name  string `placeholder:"TEXT" help:"Its name for people; that in the file if left out."`
	Speed string `placeholder:"SPEED" help:"How fast its time runs; as in the file if left out."`
}

func (c *importCommand) run(s *Streams) int {
	content, err := readFile(s, c.File, maxImageBytes)
	if err != nil {
		return s.refuse(err)
	}
	q := url.Values{}
	for key, value := range map[string]string{"id": c.ID, "name": c.Name, "speed": c.Speed} {
		if value != "" {
			q.Set(key, value)
		}
	}
	r := request{method: http.MethodPost, path: "/locks/import", query: q, body: content, media: api.LockFileType}
	return send(s, &c.remoteFlags, r, func(l fleet.Lock) { fmt.Fprintf(s.Out, "%s  %s  %s\n", l.ID, l.Name, l.Address) })
}

type memoryCommand struct {
	oneLock
	Read  string `xor:"what" placeholder:"FILE" help:"Write the content into FILE, Intel HEX if it ends in .hex, else raw; and FILE.side for flash inspect. Keys and PIN are in it."`
	Write string `xor:"what" placeholder:"FILE" help:"Replace the content by that of FILE, raw or Intel HEX; the lock restarts."`
}

func (c *memoryCommand) run(s *Streams) int {
	switch {
	case c.Read != "":
		return c.read(s)
	case c.Write != "":
		image, err := readFile(s, c.Write, maxImageBytes)
		if err != nil {
			return s.refuse(err)
		}
		r := request{method: http.MethodPut, path: c.at("/flash/image"), body: image, media: "application/octet-stream"}
		return send(s, &c.remoteFlags, r, func(api.Movement) { fmt.Fprintln(s.Out, "the memory has the new content; the lock restarts") })
	}
	return send(s, &c.remoteFlags, request{path: c.at("/flash")}, func(f api.Flash) { printMemory(s, &f) })
}

func (c *memoryCommand) read(s *Streams) int {
	if err := checkOutputs(output{"--read", c.Read}, output{"--read", c.Read + sidecarSuffix}); err != nil {
		return s.refuse(err)
	}
	a, err := c.api(s)
	if err != nil {
		return s.refuse(err)
	}
	q := url.Values{"form": {imageForm(c.Read)}}
	image, err := a.do(request{path: c.at("/flash/image"), query: q, accept: "*/*"})
	if err != nil {
		return s.refuseRemote(err)
	}
	side, err := a.do(request{path: c.at("/flash/sidecar"), accept: "*/*"})
	if err != nil {
		return s.refuseRemote(err)
	}
	l, err := fetch[fleet.Lock](a, request{path: c.at("")})
	if err != nil {
		return s.refuseRemote(err)
	}
	if err := writePrivate(c.Read, image); err != nil {
		return s.refuse(err)
	}
	if err := writePrivate(c.Read+sidecarSuffix, side); err != nil {
		return s.refuse(err)
	}
	s.hintInspect(l.Part, l.Seed, l.Profile, c.Read)
	return c.saved(s, c.Read, len(image))
}

// readImageFiles reads an image and, if there is one, the sidecar beside it.
func readImageFiles(s *Streams, name string) (image, side []byte, err error) {
	if image, err = readFile(s, name, maxImageBytes); err != nil {
		return nil, nil, fmt.Errorf("--image: %w", err)
	}
	if name == "-" {
		return image, nil, nil
	}
	if _, err := os.Stat(name + sidecarSuffix); err != nil {
		return image, nil, nil
	}
	if side, err = readFile(s, name+sidecarSuffix, maxImageBytes); err != nil {
		return nil, nil, fmt.Errorf("--image: %w", err)
	}
	return image, side, nil
}
