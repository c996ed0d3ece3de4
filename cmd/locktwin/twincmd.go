package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"

	"locktwin/emulator/access"
	"locktwin/emulator/api"
	"locktwin/emulator/problem"
	"locktwin/emulator/shadow"
	"locktwin/emulator/storage"
)

// twinCommand keeps twins of real locks: what these were heard to say, what was
// fitted to it, and what follows.
type twinCommand struct {
	New    newTwinCommand    `cmd:"" help:"Make a twin of what a lock was heard to say."`
	List   listTwinsCommand  `cmd:"" help:"List the twins."`
	Show   showTwinCommand   `cmd:"" help:"Show a twin: what is reported, what is desired, and how old it is."`
	Add    addTwinCommand    `cmd:"" help:"Give a twin more telemetry."`
	Rename renameTwinCommand `cmd:"" help:"Give a twin another name."`
	At     atTwinCommand     `cmd:"" help:"Show what the lock had reported up to a time."`
	Desire desireTwinCommand `cmd:"" help:"Say what is desired of the lock; nothing is sent to it."`

	Fit      fitTwinCommand      `cmd:"" help:"Fit the numbers of the lock to its telemetry. Exit status 1 if the fit must not be used."`
	Forecast forecastTwinCommand `cmd:"" help:"Say when the warning, the critical state and the first brown-out come."`
	WhatIf   whatIfTwinCommand   `cmd:"" name:"whatif" help:"Change its cells a thousand times in the simulator: how often the PIN is lost, and what would lower that."`
	Explain  explainTwinCommand  `cmd:"" help:"Say what the drain is made of, and what would explain the rest."`
	WayOut   wayOutCommand       `cmd:"" name:"wayout" help:"Look for the PIN in a memory image of a lock that denies it."`

	Sample sampleTwinCommand `cmd:"" help:"Write telemetry of a simulated lock, to try all of this without a real one."`

	Export exportTwinCommand `cmd:"" help:"Write all that is kept of a twin into one file."`
	Import importTwinCommand `cmd:"" help:"Make a twin of such a file."`
	Delete deleteTwinCommand `cmd:"" help:"Delete twins with all that is kept of them."`
}

// twinFlags say where the twins are. Without a server they are those of the data
// directory, which the command opens itself.
type twinFlags struct {
	Data      string `placeholder:"DIR" help:"Where the twins are kept, as with serve; locktwin in the user's folder for state if left out."`
	Server    string `placeholder:"URL" help:"Ask a running server instead; LOCKTWIN_SERVER if that is set and --data is not."`
	Token     string `placeholder:"TOKEN" help:"Token, if the server wants one; LOCKTWIN_TOKEN if left out."`
	TokenFile string `placeholder:"FILE" help:"File that holds the token."`
	JSON      bool   `help:"JSON on standard output."`
}

// with has something done with the control API, of a server or of this process.
func (f *twinFlags) with(s *Streams, do func(c *rest) int) int {
	if f.Data != "" && f.Server != "" {
		return s.refuse(errors.New("--data and --server: one of the two"))
	}
	if f.Server != "" || f.Data == "" && s.Getenv("LOCKTWIN_SERVER") != "" {
		c, err := (&remoteFlags{Server: f.Server, Token: f.Token, TokenFile: f.TokenFile}).api(s)
		if err != nil {
			return s.refuse(err)
		}
		return do(c)
	}
	if f.Token != "" || f.TokenFile != "" {
		return s.refuse(errors.New("a token is for a server, which --server names"))
	}
	c, closing, err := f.here(s)
	if err != nil {
		return s.refuse(err)
	}
	status := do(c)
	if err := closing(); err != nil && status == exitMet {
		return s.refuse(err)
	}
	return status
}

// here is the control API over the data directory, in this process.
func (f *twinFlags) here(s *Streams) (c *rest, closing func() error, err error) {
	dir, err := (&serveCommand{Data: f.Data}).dataDir(s)
	if err != nil {
		return nil, nil, err
	}
	db, err := storage.Open(dir, storage.Options{})
	if errors.Is(err, storage.ErrInUse) {
		return nil, nil, fmt.Errorf("--data %s: %w; a running server has it. --server %s asks that server", dir, err, defaultServer)
	}
	if err != nil {
		return nil, nil, fmt.Errorf("--data %s: %w", dir, err)
	}
	registry, err := shadow.Open(context.Background(), shadow.Options{Store: db.Twins(), Now: s.Clock})
	if err != nil {
		return nil, nil, errors.Join(fmt.Errorf("--data %s: %w", dir, err), db.Close())
	}
	a := api.New(api.Options{Shadow: registry, Limits: access.DefaultLimits(), Version: version()})
	local := &inProcess{handler: a.Handler()}
	c = &rest{remote{host: thisProcess}, &http.Client{Transport: local}}
	return c, func() error {
		local.wait()
		err := errors.Join(a.Close(context.Background()), db.Close())
		if err != nil {
			err = fmt.Errorf("--data %s: %w", dir, err)
		}
		return err
	}, nil
}

// withoutData is with for what needs neither a server nor a data directory.
func withoutData(do func(c *rest) int) int {
	a := api.New(api.Options{Limits: access.DefaultLimits(), Version: version()})
	local := &inProcess{handler: a.Handler()}
	defer local.wait()
	return do(&rest{remote{host: thisProcess}, &http.Client{Transport: local}})
}

// oneTwin is what all commands about one twin share.
type oneTwin struct {
	twinFlags
	Name string `arg:"" help:"The twin, by id, name or the id of its lock."`
}

// at is the address of something that belongs to the twin.
func (f *oneTwin) at(path string) string { return twinPath(f.Name) + path }

func twinPath(name string) string { return "/twins/" + url.PathEscape(name) }

// said sends one request and shows the answer: as it came with --json, else as
// show prints it. Show gives the exit status.
func said[T any](s *Streams, f *twinFlags, c *rest, r request, show func(T) int) int {
	text, err := c.do(r)
	if err != nil {
		return s.refuseTwin(err)
	}
	if f.JSON {
		return showAnswer(s, &remoteFlags{JSON: true}, text, func(T) {})
	}
	v, err := answerIn[T](text)
	if err != nil {
		return s.refuse(err)
	}
	return show(v)
}

// ask is said for a command that is one request.
func ask[T any](s *Streams, f *twinFlags, r request, show func(T)) int {
	return f.with(s, func(c *rest) int {
		return said(s, f, c, r, func(v T) int {
			show(v)
			return exitMet
		})
	})
}

// refuseTwin says why there is no answer. A fit that is refused is an answer of
// its own: the input can be used, and the lock's telemetry does not carry it.
func (s *Streams) refuseTwin(err error) int {
	var d *problem.Document
	if errors.As(err, &d) && d.IsA(problem.FitRefused) {
		fmt.Fprintln(s.Err, "locktwin: "+d.Title+": "+d.Detail)
		for _, f := range d.Errors {
			fmt.Fprintln(s.Err, "  "+f.Message)
		}
		return exitNotMet
	}
	return s.refuseRemote(err)
}
