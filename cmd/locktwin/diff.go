package main

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"text/tabwriter"

	"locktwin/flashsim"
)

type diffCommand struct {
	imageFlags
	A string `arg:"" help:"The first image."`
	B string `arg:"" help:"The second image, of the same memory."`
}

// difference is one run of program units in which two images differ.
type difference struct {
	Addr uint32 `json:"addr"`
	Page int    `json:"page"`
	A    string `json:"a_hex"`
	B    string `json:"b_hex"`
}

// longestRun keeps a line readable; a longer run of differences is cut into
// several.
const longestRun = 16

func (c *diffCommand) run(s *Streams) int {
	a, err := c.open(s, c.A)
	if err != nil {
		return s.refuse(err)
	}
	b, err := c.open(s, c.B)
	if err != nil {
		return s.refuse(err)
	}
	ds, err := differences(a, b)
	if err != nil {
		return s.refuse(err)
	}
	status := exitMet
	if len(ds) > 0 {
		status = exitNotMet
	}
	if c.JSON {
		e := json.NewEncoder(s.Out)
		e.SetIndent("", "  ")
		if err := e.Encode(ds); err != nil {
			panic(err)
		}
		return status
	}
	if len(ds) == 0 {
		fmt.Fprintln(s.Out, "the images hold the same bytes")
		return status
	}
	w := tabwriter.NewWriter(s.Out, 0, 0, 2, ' ', 0)
	fmt.Fprintf(w, "page\taddress\t%s\t%s\n", tail(c.A, 2*longestRun), tail(c.B, 2*longestRun))
	for _, d := range ds {
		fmt.Fprintf(w, "%d\t0x%05x\t%s\t%s\n", d.Page, d.Addr, d.A, d.B)
	}
	w.Flush()
	return status
}

// tail is the end of a file's name, with a mark where it was cut.
func tail(s string, width int) string {
	r := []rune(s)
	if len(r) <= width {
		return s
	}
	return "…" + string(r[len(r)-width+1:])
}

// differences lists where two images of one part read differently.
func differences(a, b *flashsim.Device) ([]difference, error) {
	part := a.Part()
	step := part.UnitBytes()
	size := part.SizeBytes.Value
	ta, tb := make([]byte, size), make([]byte, size)
	if err := a.Peek(0, ta, onTheBench(a)); err != nil {
		return nil, err
	}
	if err := b.Peek(0, tb, onTheBench(b)); err != nil {
		return nil, err
	}
	out := []difference{}
	for at := uint32(0); at < size; at += step {
		if bytes.Equal(ta[at:at+step], tb[at:at+step]) {
			continue
		}
		end := at + step
		page, _, _ := part.EraseUnit(at)
		for end < size && end-at+step <= longestRun && !bytes.Equal(ta[end:end+step], tb[end:end+step]) {
			if p, _, _ := part.EraseUnit(end); p != page {
				break
			}
			end += step
		}
		out = append(out, difference{at, int(page), hex.EncodeToString(ta[at:end]), hex.EncodeToString(tb[at:end])})
		at = end - step
	}
	return out, nil
}
