package main

import (
	"errors"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"locktwin/emulator/api"
	"locktwin/emulator/shadow"
)

// maxTelemetryBytes is what a request may have.
const maxTelemetryBytes = 64 << 20

// telemetryFlags say where telemetry comes from, and what is kept of it.
type telemetryFlags struct {
	Lock  string `placeholder:"ID" help:"Id of the lock, 8 hexadecimal digits; as the telemetry says if left out."`
	Names bool   `help:"Keep the names of people that stand in the telemetry. Left out, they are dropped while reading."`
}

type newTwinCommand struct {
	oneTwin
	telemetryFlags
	listenFlags
	From  []string `placeholder:"FILE" help:"Telemetry: JSON lines, CSV, a history of Home Assistant, a log of MQTT messages; - is standard input. May be repeated."`
	Image string   `placeholder:"FILE" help:"Readout of the lock's memory, raw or Intel HEX."`
	Part  string   `placeholder:"NAME" help:"Memory part of the image; 'locktwin parts' lists them."`
	sidecarFlags
}

func (c *newTwinCommand) run(s *Streams) int {
	if (c.Image == "") != (c.Part == "") {
		return s.refuse(fmt.Errorf("--image and --part go together"))
	}
	files, err := readAll(s, c.From)
	if err != nil {
		return s.refuse(err)
	}
	var image []byte
	if c.Image != "" {
		if image, err = readFile(s, c.Image, maxImageBytes); err != nil {
			return s.refuse(fmt.Errorf("--image: %w", err))
		}
	}
	q, image, err := c.attach(s, c.Part, image)
	if err != nil {
		return s.refuse(err)
	}
	if (c.MQTT == "") != (c.For == "") {
		return s.refuse(fmt.Errorf("--mqtt and --for go together"))
	}
	if c.MQTT != "" {
		f, err := c.listen(s, c.Lock, c.Names)
		if err != nil {
			return s.refuse(err)
		}
		files = append(files, f)
	}
	return c.with(s, func(a *rest) int {
		body := fields{"name": c.Name}
		put(body, "lock", c.Lock)
		t, err := fetch[shadow.Twin](a, request{method: http.MethodPost, path: "/twins", body: body})
		if err != nil {
			return s.refuseTwin(err)
		}
		status := c.fill(s, a, t.ID, files, image, q)
		if status != exitMet {
			// A twin that could not be made as asked is not there afterwards.
			if _, err := a.do(request{method: http.MethodDelete, path: twinPath(t.ID)}); err != nil {
				s.refuseTwin(err)
			}
			return status
		}
		return said(s, &c.twinFlags, a, request{path: twinPath(t.ID)}, func(t shadow.Twin) int {
			sayTwin(s, &t)
			return exitMet
		})
	})
}

// fill gives a twin that was just made what it is made of.
func (c *newTwinCommand) fill(s *Streams, a *rest, id string, files []inputFile, image []byte, q url.Values) int {
	taken := 0
	for _, f := range files {
		r, err := c.telemetryFlags.add(a, id, f)
		if err != nil {
			return s.refuseTwin(err)
		}
		taken += r.Taken
		if !c.JSON {
			sayReport(s, f.name, &r)
		}
	}
	if len(files) > 0 && taken == 0 && image == nil {
		return s.refuse(errors.New("nothing in the telemetry tells of a lock; no twin is made"))
	}
	if image != nil {
		if _, err := a.do(request{method: http.MethodPut, path: twinPath(id) + "/image", query: q, body: image, media: "application/octet-stream"}); err != nil {
			return s.refuseTwin(err)
		}
	}
	return exitMet
}

// inputFile is a file that was read.
type inputFile struct {
	name string
	text []byte
}

func readAll(s *Streams, names []string) ([]inputFile, error) {
	var out []inputFile
	for _, n := range names {
		text, err := readFile(s, n, maxTelemetryBytes)
		if err != nil {
			return nil, err
		}
		out = append(out, inputFile{shownName(n), text})
	}
	return out, nil
}

// add gives a twin the telemetry of a file.
func (f *telemetryFlags) add(a *rest, id string, in inputFile) (shadow.Report, error) {
	name := filepath.Base(in.name)
	q := url.Values{"file": {name[:min(len(name), 120)]}}
	if f.Lock != "" {
		q.Set("lock", f.Lock)
	}
	if f.Names {
		q.Set("names", "true")
	}
	return fetch[shadow.Report](a, request{method: http.MethodPost, path: twinPath(id) + "/telemetry", query: q, body: in.text, media: "text/plain"})
}

// fewFindings is how many findings of one file are shown.
const fewFindings = 20

// sayReport tells what has become of the telemetry of a file; what was found goes
// to standard error, with its place.
func sayReport(s *Streams, name string, r *shadow.Report) {
	line := fmt.Sprintf("%s: %s taken", name, count(r.Taken, "record"))
	for _, x := range []struct {
		n    int
		what string
	}{{r.Duplicates, "known already"}, {r.Late, "late"}, {r.Refused, "refused"}} {
		if x.n > 0 {
			line += fmt.Sprintf(", %d %s", x.n, x.what)
		}
	}
	fmt.Fprintln(s.Out, line)
	for i, f := range r.Findings {
		if i == fewFindings {
			break
		}
		place := name
		if f.Line > 0 {
			place += ":" + strconv.Itoa(f.Line)
		}
		if f.Column > 0 {
			place += ":" + strconv.Itoa(f.Column)
		}
		fmt.Fprintf(s.Err, "%s: %s: %s\n", place, f.Code, f.Text)
	}
	if more := len(r.Findings) - fewFindings; more > 0 || r.More > 0 {
		fmt.Fprintf(s.Err, "%s: %s more; --json has them\n", name, count(max(more, 0)+r.More, "finding"))
	}
}

type addTwinCommand struct {
	oneTwin
	telemetryFlags
	Files []string `arg:"" help:"Telemetry, as with --from of 'twin new'; - is standard input."`
}

func (c *addTwinCommand) run(s *Streams) int {
	files, err := readAll(s, c.Files)
	if err != nil {
		return s.refuse(err)
	}
	return c.with(s, func(a *rest) int {
		reports := []shadow.Report{}
		for _, f := range files {
			r, err := c.telemetryFlags.add(a, c.Name, f)
			if err != nil {
				return s.refuseTwin(err)
			}
			if reports = append(reports, r); !c.JSON {
				sayReport(s, f.name, &r)
			}
		}
		if c.JSON {
			return s.object(reports)
		}
		return exitMet
	})
}

type listTwinsCommand struct{ twinFlags }

func (c *listTwinsCommand) run(s *Streams) int {
	return c.with(s, func(a *rest) int {
		status := said(s, &c.twinFlags, a, request{path: "/twins"}, func(list api.TwinList) int {
			sayTwins(s, list.Twins)
			return exitMet
		})
		if status != exitMet || c.JSON {
			return status
		}
		feeds, err := fetch[api.TwinFeeds](a, request{path: "/twin-feeds"})
		if err != nil {
			return s.refuseTwin(err)
		}
		sayFeeds(s, feeds.Feeds)
		return exitMet
	})
}

// sayFeeds tells of the brokers that a server listens to.
func sayFeeds(s *Streams, feeds []shadow.FeedStatus) {
	var rows [][]string
	for _, f := range feeds {
		state := "not yet connected"
		switch {
		case f.Connected:
			state = "connected since " + instant(f.SinceMS)
		case f.SinceMS > 0:
			state = "away since " + instant(f.SinceMS) + ": " + f.Fault
		}
		last := "-"
		if f.LastMS > 0 {
			last = instant(f.LastMS)
		}
		rows = append(rows, []string{f.URL, strconv.FormatInt(f.Messages, 10), strconv.FormatInt(f.Taken, 10), strconv.FormatInt(f.Dropped+f.Lost, 10), last, state})
	}
	if len(rows) > 0 {
		fmt.Fprintln(s.Out)
		columns(s.Out, []string{"BROKER", "MESSAGES", "RECORDS", "DROPPED", "LAST", "STATE"}, rows)
	}
}

func sayTwins(s *Streams, list []shadow.Summary) {
	if len(list) == 0 {
		fmt.Fprintln(s.Out, "there is none")
		return
	}
	var rows [][]string
	for _, t := range list {
		fit := "none"
		switch {
		case t.Fit == nil:
		case !t.Fit.Usable:
			fit = "refused"
		case t.Fit.OutOfDate:
			fit = "old"
		default:
			fit = "good"
		}
		rows = append(rows, []string{t.ID, t.Name, orElse(t.Lock, "-"), strconv.Itoa(t.Records), newest(&t), t.Stale.Says, fit})
	}
	columns(s.Out, []string{"TWIN", "NAME", "LOCK", "RECORDS", "NEWEST", "TELEMETRY", "FIT"}, rows)
}

func newest(t *shadow.Summary) string {
	if t.Records == 0 {
		return "-"
	}
	return instant(t.ToMS)
}

// instant is a time in UTC, to the second.
func instant(ms int64) string { return time.UnixMilli(ms).UTC().Format("2006-01-02T15:04:05Z") }

type renameTwinCommand struct {
	oneTwin
	To string `arg:"" help:"The new name."`
}

func (c *renameTwinCommand) run(s *Streams) int {
	return ask(s, &c.twinFlags, request{method: http.MethodPatch, path: c.at(""), body: fields{"name": c.To}}, func(t shadow.Summary) {
		fmt.Fprintf(s.Out, "%s is called %s\n", t.ID, t.Name)
	})
}

type showTwinCommand struct{ oneTwin }

func (c *showTwinCommand) run(s *Streams) int {
	return ask(s, &c.twinFlags, request{path: c.at("")}, func(t shadow.Twin) { sayTwin(s, &t) })
}

func sayTwin(s *Streams, t *shadow.Twin) {
	p := colors("auto", s)
	about := []pair{{"twin", t.ID}, {"name", t.Name}, {"lock", t.Lock}, {"records", strconv.Itoa(t.Records)}}
	if t.Records > 0 {
		about = append(about, pair{"from", instant(t.FromMS)}, pair{"to", instant(t.ToMS)}, pair{"telemetry", staleText(&t.Stale)})
	}
	if f := t.Fit; f != nil {
		text := "made " + instant(f.MadeMS)
		if !f.Usable {
			text += ", refused"
		}
		if f.OutOfDate {
			text += ", older than the telemetry"
		}
		about = append(about, pair{"fit", text})
	}
	if i := t.Image; i != nil {
		about = append(about, pair{"memory", fmt.Sprintf("%s, %d bytes", i.Part, i.Bytes)})
	}
	table(s.Out, p, about...)
	sayState(s, &t.Reported)
	for _, d := range t.Delta {
		reported := "nothing"
		if d.Told {
			reported = d.Reported
		}
		fmt.Fprintf(s.Out, "desired: %s %s; reported: %s\n", d.Key, d.Desired, reported)
	}
}

func staleText(x *shadow.Staleness) string {
	text := x.Says
	if x.AgeMS > 0 {
		text += ", the newest is " + ageText(time.Duration(x.AgeMS)*time.Millisecond) + " old"
	}
	return text
}

// ageText is a time that has passed, in days when it is long.
func ageText(d time.Duration) string {
	if d >= 48*time.Hour {
		return days(d.Hours() / 24)
	}
	return took(d.Round(time.Second))
}

func sayState(s *Streams, x *shadow.State) {
	if len(x.Values) == 0 {
		return
	}
	fmt.Fprintln(s.Out)
	var rows [][]string
	for _, k := range slices.Sorted(maps.Keys(x.Values)) {
		v := x.Values[k]
		mark := ""
		switch {
		case v.Frozen:
			mark = "its teller is offline"
		case v.Retained:
			mark = "replayed by a broker"
		}
		rows = append(rows, []string{k, v.Value, instant(v.AtMS), instant(v.SinceMS), mark})
	}
	columns(s.Out, []string{"REPORTED", "VALUE", "TOLD", "SINCE", ""}, rows)
}

type atTwinCommand struct {
	oneTwin
	Time string `arg:"" help:"A time such as 2026-06-16T12:30:05Z, a day, or Unix milliseconds."`
}

func (c *atTwinCommand) run(s *Streams) int {
	ms, err := instantIn(c.Time)
	if err != nil {
		return s.refuse(err)
	}
	return ask(s, &c.twinFlags, request{path: c.at("/state"), query: url.Values{"at_ms": {strconv.FormatInt(ms, 10)}}}, func(x shadow.State) {
		if len(x.Values) == 0 {
			fmt.Fprintln(s.Out, "nothing was reported up to then")
			return
		}
		fmt.Fprintf(s.Out, "at %s: %s\n", instant(x.AtMS), staleText(&x.Stale))
		sayState(s, &x)
	})
}

// instantIn reads a time as people write it.
func instantIn(text string) (int64, error) {
	if ms, err := strconv.ParseInt(text, 10, 64); err == nil && ms > 0 {
		return ms, nil
	}
	for _, form := range []string{time.RFC3339Nano, "2006-01-02T15:04:05", "2006-01-02T15:04", time.DateOnly} {
		if t, err := time.Parse(form, text); err == nil {
			return t.UnixMilli(), nil
		}
	}
	return 0, fmt.Errorf("%q is no time; one looks like 2026-06-16T12:30:05Z", text)
}

type desireTwinCommand struct {
	oneTwin
	Values   []string `arg:"" help:"KEY=VALUE, as the reported state names them; KEY= takes a wish back."`
	Revision *uint64  `placeholder:"N" help:"Only if this is the revision of the desired state."`
}

func (c *desireTwinCommand) run(s *Streams) int {
	values := map[string]*string{}
	for _, v := range c.Values {
		key, value, ok := strings.Cut(v, "=")
		if !ok || key == "" {
			return s.refuse(fmt.Errorf("%q is not KEY=VALUE", v))
		}
		if values[key] = nil; value != "" {
			values[key] = &value
		}
	}
	body := fields{"values": values}
	if c.Revision != nil {
		body["revision"] = *c.Revision
	}
	return ask(s, &c.twinFlags, request{method: http.MethodPut, path: c.at("/desired"), body: body}, func(d shadow.Desired) {
		fmt.Fprintf(s.Out, "revision %d\n", d.Revision)
		var rows [][]string
		for _, k := range slices.Sorted(maps.Keys(d.Values)) {
			rows = append(rows, []string{k, d.Values[k].Value, instant(d.Values[k].AtMS)})
		}
		if len(rows) > 0 {
			columns(s.Out, []string{"DESIRED", "VALUE", "SINCE"}, rows)
		}
	})
}
