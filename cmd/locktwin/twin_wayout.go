package main

import (
	"errors"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"locktwin/scenarios/twin/remains"
)

type wayOutCommand struct {
	twinFlags
	Name  string `arg:"" optional:"" help:"The twin, by id, name or the id of its lock. It has a memory image."`
	Image string `placeholder:"FILE" help:"Memory image of one's own lock in place of a twin's, raw or Intel HEX; - is standard input."`
	Part  string `placeholder:"NAME" help:"Memory part of the image; 'locktwin parts' lists them."`
	sidecarFlags
	Profile string `placeholder:"NAME" help:"Firmware profile by which it is read; every one that suits it if left out."`
	Most    int    `default:"20" placeholder:"N" help:"How many values to list (${default})."`
}

// sidecarFlags name what a simulated memory has beside its bytes.
type sidecarFlags struct {
	Sidecar string `placeholder:"FILE" help:"What 'run --flash' wrote beside the image: charges, with which marginal cells can be read many times."`
	Seed    uint64 `placeholder:"N" help:"Seed of the run that wrote the sidecar."`
}

// attach puts the sidecar behind an image, and gives the query that says so.
func (f *sidecarFlags) attach(s *Streams, part string, image []byte) (url.Values, []byte, error) {
	q := url.Values{"part": {part}}
	if f.Sidecar == "" {
		return q, image, nil
	}
	if image == nil {
		return nil, nil, errors.New("--sidecar goes with --image")
	}
	side, err := readFile(s, f.Sidecar, maxImageBytes)
	if err != nil {
		return nil, nil, fmt.Errorf("--sidecar: %w", err)
	}
	q.Set("sidecar_bytes", strconv.Itoa(len(side)))
	q.Set("seed", strconv.FormatUint(f.Seed, 10))
	return q, slices.Concat(image, side), nil
}

func (c *wayOutCommand) run(s *Streams) int {
	q := url.Values{"most": {strconv.Itoa(c.Most)}}
	if c.Profile != "" {
		q.Set("profile", c.Profile)
	}
	r := request{path: twinPath(c.Name) + "/wayout", query: q}
	switch {
	case (c.Name == "") == (c.Image == ""):
		return s.refuse(fmt.Errorf("a twin, or an image with --image: one of the two"))
	case (c.Image == "") != (c.Part == ""):
		return s.refuse(fmt.Errorf("--image and --part go together"))
	case c.Image != "":
		image, err := readFile(s, c.Image, maxImageBytes)
		if err != nil {
			return s.refuse(fmt.Errorf("--image: %w", err))
		}
		where, image, err := c.attach(s, c.Part, image)
		if err != nil {
			return s.refuse(err)
		}
		maps.Copy(q, where)
		r = request{method: http.MethodPost, path: "/wayout", query: q, body: image, media: "application/octet-stream"}
	}
	with := c.with
	if c.Image != "" && c.Data == "" && c.Server == "" {
		with = func(s *Streams, do func(*rest) int) int { return withoutData(do) }
	}
	return with(s, func(a *rest) int {
		done := working(s, "looking")
		text, err := a.do(r)
		done()
		if err != nil {
			return s.refuseTwin(err)
		}
		v, err := answerIn[remains.WayOut](text)
		if err != nil {
			return s.refuse(err)
		}
		if c.JSON {
			showAnswer(s, &remoteFlags{JSON: true}, text, func(remains.WayOut) {})
		} else {
			sayWayOut(s, &v)
		}
		if v.OnlyReset {
			return exitNotMet
		}
		return exitMet
	})
}

func sayWayOut(s *Streams, w *remains.WayOut) {
	p := colors("auto", s)
	switch {
	case w.OnlyReset:
		fmt.Fprintln(s.Out, p.in(bold, "only a factory reset is left"))
	case w.Trying.Helps:
		best := w.Candidates[0]
		fmt.Fprintln(s.Out, p.in(bold, fmt.Sprintf("the first value to try is %04d, with %s", best.PIN, percent(best.Probability))))
	default:
		fmt.Fprintln(s.Out, p.in(bold, "there are values, and entering them does not help"))
	}
	fmt.Fprintln(s.Out, w.Trying.Why)
	fmt.Fprintln(s.Out)
	given := "as the image looks"
	if w.Given {
		given = "as given"
	}
	table(s.Out, p,
		pair{"memory", w.Part},
		pair{"read as", w.Profile + ", " + given},
		pair{"starts", fmt.Sprintf("%d played: %d deny every PIN, %d take 0000, %d take a value, %d do not come up", w.Now.Starts, w.Now.Denied, w.Now.NoPIN, w.Now.Custom, w.Now.Failed)},
		pair{"lock-out", fmt.Sprintf("%s after %d wrong PINs; every PIN there is takes %s", waitText(w.LockOut.Seconds), w.LockOut.WrongPINs, waitText(w.LockOut.AllSeconds))},
		pair{"remains", fmt.Sprintf("%s; they tell %s of 13.3 bits", count(len(w.Remains), "piece"), about(w.Bits))})
	if len(w.Candidates) > 0 {
		fmt.Fprintln(s.Out)
		var rows [][]string
		for _, c := range w.Candidates {
			rows = append(rows, []string{strconv.Itoa(c.Rank), fmt.Sprintf("%04d", c.PIN), percent(c.Probability), percent(c.TakenAt), strconv.Itoa(c.Attempts), waitText(c.Seconds), strings.Join(c.Why, "; ")})
		}
		columns(s.Out, []string{"RANK", "PIN", "LIKELY", "TAKEN", "TRIES", "IN", "WHY"}, rows)
	}
	fmt.Fprintln(s.Out)
	fmt.Fprintf(s.Out, "a factory reset: %s\n", w.Reset.How)
	for _, d := range w.Reset.Destroys {
		fmt.Fprintln(s.Out, "  it destroys "+d)
	}
	for _, k := range w.Reset.Keeps {
		fmt.Fprintln(s.Out, "  it keeps "+k)
	}
	s.notes(p, w.Assumptions, "")
}

// waitText is a time in seconds for people.
func waitText(seconds float64) string {
	return took(time.Duration(seconds * float64(time.Second)).Round(time.Second))
}
