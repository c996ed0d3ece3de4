package main

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"

	"locktwin/emulator/api"
	"locktwin/emulator/training"
)

// trainingCommand handles the trainings of a running server over the control API.
type trainingCommand struct {
	Cases   casesCommand          `cmd:"" help:"List the cases that can be played."`
	Open    openClassCommand      `cmd:"" help:"Open a class and print its join code."`
	Classes classesCommand        `cmd:"" help:"List the classes."`
	Show    showClassCommand      `cmd:"" help:"Show a class with its trainees."`
	End     endClassCommand       `cmd:"" help:"End a class and hand its results out."`
	Results resultsCommand        `cmd:"" help:"Write results: a table, or statements of xAPI."`
	Delete  deleteTrainingCommand `cmd:"" help:"Delete what is kept of a trainee, of a class, or of all."`
}

// trainingPath is the path of something that belongs to the trainings.
func trainingPath(words ...string) string {
	path := "/training"
	for _, w := range words {
		path += "/" + url.PathEscape(w)
	}
	return path
}

type casesCommand struct {
	remoteFlags
	Lang string `enum:"en,de,fr" default:"en" help:"Language of the titles: en, de or fr (${default})."`
}

func (c *casesCommand) run(s *Streams) int {
	return send(s, &c.remoteFlags, request{path: trainingPath("cases")}, func(list api.CaseList) {
		var rows [][]string
		for _, k := range list.Cases {
			rows = append(rows, []string{k.ID, fmt.Sprint(k.Level), k.Title.In(c.Lang)})
		}
		columns(s.Out, []string{"CASE", "LEVEL", "TITLE"}, rows)
	})
}

type openClassCommand struct {
	remoteFlags
	Cases     []string `arg:"" help:"Cases that its trainees play."`
	Title     string   `default:"Training" placeholder:"TEXT" help:"What the class is called (${default})."`
	Mode      string   `enum:"guided,hints,exam" default:"guided" help:"How much help there is: guided, hints or exam (${default})."`
	Lang      string   `enum:"en,de,fr" default:"en" help:"Language of who does not choose another: en, de or fr (${default})."`
	TimeLimit string   `placeholder:"TIME" help:"Real time for one case, 1m to 8h; no limit if left out."`
	CodeFor   string   `placeholder:"TIME" help:"How long the join code is good, 5m to 1w; 8h if left out."`
	ShowNames bool     `help:"Results that leave the server have the names that trainees gave."`
}

func (c *openClassCommand) run(s *Streams) int {
	body := fields{"title": c.Title, "cases": c.Cases, "mode": c.Mode, "lang": c.Lang, "show_names": c.ShowNames}
	put(body, "time_limit", c.TimeLimit)
	put(body, "code_for", c.CodeFor)
	return send(s, &c.remoteFlags, request{method: http.MethodPost, path: trainingPath("classes"), body: body}, func(v training.Class) {
		fmt.Fprintf(s.Out, "%s  join code %s until %s\n", v.ID, v.Code, v.CodeExpires.Local().Format(time.DateTime))
	})
}

type classesCommand struct{ remoteFlags }

func (c *classesCommand) run(s *Streams) int {
	return send(s, &c.remoteFlags, request{path: trainingPath("classes")}, func(list api.ClassList) {
		if len(list.Classes) == 0 {
			fmt.Fprintln(s.Out, "there is none")
			return
		}
		var rows [][]string
		for _, v := range list.Classes {
			rows = append(rows, []string{v.ID, v.State, string(v.Mode), fmt.Sprint(v.Trainees), v.Code, v.Title})
		}
		columns(s.Out, []string{"CLASS", "STATE", "MODE", "TRAINEES", "CODE", "TITLE"}, rows)
	})
}

// oneClass is what all commands about one class share.
type oneClass struct {
	remoteFlags
	Class string `arg:"" help:"Id of the class."`
}

type showClassCommand struct{ oneClass }

func (c *showClassCommand) run(s *Streams) int {
	return send(s, &c.remoteFlags, request{path: trainingPath("classes", c.Class)}, func(v training.ClassView) {
		fmt.Fprintf(s.Out, "%s, %s, %s\n", v.Class.Title, v.Class.Mode, v.Class.State)
		if v.Class.Code != "" {
			fmt.Fprintf(s.Out, "join code %s\n", v.Class.Code)
		}
		var rows [][]string
		for _, t := range v.Trainees {
			row := []string{t.ID, t.Name, "", "", "", ""}
			if a := t.Attempt; a != nil {
				state := a.State
				if t.Frozen {
					state = "frozen"
				}
				row = []string{t.ID, t.Name, a.Case, state, fmt.Sprintf("%d/%d", a.Stage+1, a.Stages), fmt.Sprintf("%d of %d", a.Points, a.Of)}
			}
			rows = append(rows, row)
		}
		if len(rows) > 0 {
			columns(s.Out, []string{"TRAINEE", "NAME", "CASE", "STATE", "STAGE", "POINTS"}, rows)
		}
	})
}

type endClassCommand struct{ oneClass }

func (c *endClassCommand) run(s *Streams) int {
	return send(s, &c.remoteFlags, request{method: http.MethodPost, path: trainingPath("classes", c.Class, "end")}, func(v training.Class) {
		fmt.Fprintf(s.Out, "%s has ended; %s\n", v.ID, count(v.Trainees, "trainee"))
	})
}

type resultsCommand struct {
	remoteFlags
	Class   string `xor:"whose" placeholder:"ID" help:"Only of this class."`
	Trainee string `xor:"whose" placeholder:"ID" help:"Only of this trainee."`
	Form    string `enum:"csv,xapi" default:"csv" help:"csv: a table with a line of titles; xapi: statements, one a line (${default})."`
	Out     string `short:"o" default:"-" placeholder:"FILE" help:"Where to; - is standard output."`
}

func (c *resultsCommand) run(s *Streams) int {
	path, form := trainingPath("results"), c.Form
	switch {
	case c.Class != "":
		path = trainingPath("classes", c.Class, "results")
	case c.Trainee != "":
		path = trainingPath("trainees", c.Trainee, "results")
	}
	if c.JSON {
		form = "json"
	}
	r := request{path: path, query: url.Values{"form": {form}}, accept: "*/*"}
	if c.Out != "-" {
		if err := checkOutputs(output{"--out", c.Out}); err != nil {
			return s.refuse(err)
		}
	}
	a, err := c.api(s)
	if err != nil {
		return s.refuse(err)
	}
	content, err := a.do(r)
	if err != nil {
		return s.refuseRemote(err)
	}
	if c.Out == "-" {
		s.Out.Write(content)
		return exitMet
	}
	if err := writePrivate(c.Out, content); err != nil {
		return s.refuse(err)
	}
	fmt.Fprintf(s.Out, "%s: %s\n", c.Out, count(strings.Count(string(content), "\n"), "line"))
	return exitMet
}

type deleteTrainingCommand struct {
	remoteFlags
	Class   string `xor:"whose" placeholder:"ID" help:"This class with all its trainees."`
	Trainee string `xor:"whose" placeholder:"ID" help:"This trainee."`
	All     bool   `xor:"whose" help:"Everything that is kept of trainings."`
}

func (c *deleteTrainingCommand) run(s *Streams) int {
	path, what := "", ""
	switch {
	case c.Class != "":
		path, what = trainingPath("classes", c.Class), "class "+c.Class
	case c.Trainee != "":
		path, what = trainingPath("trainees", c.Trainee), "trainee "+c.Trainee
	case c.All:
		path, what = trainingPath("data"), "everything that was kept of trainings"
	default:
		return s.refuse(fmt.Errorf("what is to be deleted? --trainee, --class or --all says so"))
	}
	return send(s, &c.remoteFlags, request{method: http.MethodDelete, path: path}, func(struct{}) { fmt.Fprintln(s.Out, what+" is deleted") })
}
