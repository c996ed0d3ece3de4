package trace

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"strings"
	"testing"
	"time"

	"locktwin/model/sim"
)

var storyOptions = SVGOptions{
	Title:  "A settings page torn by a battery change",
	Levels: []Level{{"brown-out reset", 1700000}, {"power-fail warning", 2800000}},
}

func drawStory(t *testing.T, o SVGOptions) string {
	t.Helper()
	var b bytes.Buffer
	s := NewSVG(&b, o)
	play(s)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// texts returns what the picture says, and fails if it is not well-formed XML.
func texts(t *testing.T, picture string) []string {
	t.Helper()
	d := xml.NewDecoder(strings.NewReader(picture))
	var out []string
	inside := false
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return out
		}
		if err != nil {
			t.Fatalf("not well-formed: %v", err)
		}
		switch token := token.(type) {
		case xml.StartElement:
			inside = token.Name.Local == "text"
			for _, a := range token.Attr {
				if a.Name.Local == "href" || token.Name.Local == "script" || token.Name.Local == "image" {
					t.Errorf("the picture refers to something outside: <%s %s>", token.Name.Local, a.Value)
				}
				if strings.Contains(a.Value, "NaN") || strings.Contains(a.Value, "Inf") {
					t.Errorf("<%s %s=%q>", token.Name.Local, a.Name.Local, a.Value)
				}
			}
		case xml.CharData:
			if inside {
				out = append(out, string(token))
			}
		case xml.EndElement:
			inside = false
		}
	}
}

func TestPictureKeepsItsBytes(t *testing.T) {
	golden(t, "story.svg", []byte(drawStory(t, storyOptions)))
}

func TestPictureIsAboutTheTornErase(t *testing.T) {
	all := strings.Join(texts(t, drawStory(t, storyOptions)), "\n")
	for _, want := range []string{
		"a hand takes the cells out", "the erase at 0x7e000 is torn at 98.1 %", "brown-out reset at VDD 1.70 V",
		"a hand puts fresh cells in", `reads as erased & no copy is found: "defaults" it is`, "the phone sends its PIN, and the lock denies it",
		"31 s later", "brown-out reset 1.7 V",
	} {
		if !strings.Contains(all, want) {
			t.Errorf("the picture does not say %q", want)
		}
	}
	if strings.Contains(all, "the phone asks the lock to lock") {
		t.Error("the picture tells of an evening four weeks earlier")
	}
	if n := strings.Count(all, "the contact makes and breaks"); n != 1 {
		t.Errorf("the chatter of the contact is told %d times", n)
	}
}

func TestPictureWithoutAFaultIsAboutTheLastChange(t *testing.T) {
	const day = sim.Time(24 * time.Hour)
	var b bytes.Buffer
	s := NewSVG(&b, SVGOptions{})
	for _, e := range []Event{
		{At: 0, Kind: Cells, Name: "cells-in", Text: "the first cells go in"},
		{At: 1000, Kind: Reset, Name: "reset-power-on", Text: "the first boot", State: "reset"},
		{At: day, Kind: Cells, Name: "cells-out", Text: "a hand takes the cells out"},
		{At: day + sim.Time(3*time.Second), Kind: Cells, Name: "cells-in", Text: "a hand puts them back"},
		{At: day + sim.Time(4*time.Second), Kind: Phone, Name: "pin", Text: "the PIN is accepted"},
	} {
		s.Event(&e)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	all := strings.Join(texts(t, b.String()), "\n")
	for _, want := range []string{"takes the cells out", "puts them back", "the PIN is accepted"} {
		if !strings.Contains(all, want) {
			t.Errorf("the picture does not say %q", want)
		}
	}
	if strings.Contains(all, "first") {
		t.Error("the picture goes back to the first boot")
	}
}

func TestPictureOfAChosenWindowShowsThatWindow(t *testing.T) {
	evening := sim.Time(20 * time.Hour)
	o := SVGOptions{From: evening - sim.Time(time.Second), To: evening + sim.Time(4*time.Second)}
	all := strings.Join(texts(t, drawStory(t, o)), "\n")
	if !strings.Contains(all, "the phone asks the lock to lock") || strings.Contains(all, "torn at") {
		t.Errorf("the window shows %q", all)
	}
}

func TestPicturesOfNothingAreStillPictures(t *testing.T) {
	for name, events := range map[string][]Event{
		"no events":        nil,
		"one note":         {{At: 5, Kind: Note, Text: "something"}},
		"one rail sample":  {{At: 5, Kind: Rail, Rail: RailSample{VBAT: 5e6}}},
		"one torn program": {{At: 0, Kind: Flash, Name: "program-torn", Text: "torn", Flash: FlashOp{"program", 0, 4, 500}}},
		"the end of time":  {{At: sim.Never - 1, Kind: Reset, Name: "reset-pin", Text: "reset", State: "reset"}},
		"hostile text":     {{At: 9, Kind: Reset, Name: "reset", Text: "<script>\x00&]]>\xff\"'", State: "</text>"}},
		"negative volts":   {{At: 1, Kind: Rail, Rail: RailSample{VBAT: -5e6, VDD: -1}}, {At: 2, Kind: Lab, Name: "x", Text: "x"}},
	} {
		t.Run(name, func(t *testing.T) {
			var b bytes.Buffer
			s := NewSVG(&b, SVGOptions{})
			for _, e := range events {
				s.Event(&e)
			}
			if err := s.Close(); err != nil {
				t.Fatal(err)
			}
			texts(t, b.String())
		})
	}
}

func TestPictureOfAYearStaysWithinItsMemoryAndSize(t *testing.T) {
	var b bytes.Buffer
	s := NewSVG(&b, storyOptions).(*svg)
	at := sim.Time(0)
	var e Event
	for i := range 1_000_000 {
		at += sim.Time(30 * time.Second)
		e = Event{At: at, Kind: Rail, Rail: RailSample{VBAT: 5e6 + int64(i%1000), VDD: 3300000}}
		s.Event(&e)
	}
	e = Event{At: at, Kind: Flash, Name: "erase-torn", Text: "torn in the end", Flash: FlashOp{"erase", 0, 4096, 500}}
	s.Event(&e)
	for range 1_000_000 {
		at += 1000
		e = Event{At: at, Kind: Rail, Rail: RailSample{VBAT: 5e6, VDD: 3300000}}
		s.Event(&e)
	}
	if len(s.recent) > svgBefore || len(s.picked) > svgTotal {
		t.Errorf("the picture keeps %d and %d events", len(s.recent), len(s.picked))
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if b.Len() > 200<<10 {
		t.Errorf("the picture has %d bytes", b.Len())
	}
	if all := strings.Join(texts(t, b.String()), "\n"); !strings.Contains(all, "torn in the end") {
		t.Error("the picture does not show the torn erase")
	}
}
