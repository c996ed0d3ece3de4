package main

import (
	"errors"
	"fmt"
	"runtime/debug"
	"strings"

	"github.com/alecthomas/kong"
)

// grammar is the command line: one field a command. A command is a struct of
// flags with a method run.
type grammar struct {
	Serve    serveCommand    `cmd:"" help:"Run locks that apps find on the air and a control API handles."`
	Client   clientCommand   `cmd:"" help:"Speak to a lock over the air, as an app does."`
	Lock     lockCommand     `cmd:"" help:"Handle running locks over the control API: make them, change cells, sag the rail."`
	Twin     twinCommand     `cmd:"" help:"Keep twins of real locks: fit them to telemetry, look ahead, ask what would happen."`
	Diagnose diagnoseCommand `cmd:"" help:"Rank the causes of what a customer tells about a lock."`
	Training trainingCommand `cmd:"" help:"Hold trainings on a running server: classes, results, and what is kept of them."`
	Run      runCommand      `cmd:"" help:"Play a scenario and judge what became of the lock."`
	Sweep    sweepCommand    `cmd:"" help:"Find every instant at which a fault loses what was acknowledged."`
	Worker   workerCommand   `cmd:"" help:"Take part in sweeps over NATS: run shards for others."`
	Lint     lintCommand     `cmd:"" help:"Check scenario files without playing them."`
	Flash    flashCommand    `cmd:"" help:"Look into flash images."`
	Parts    partsCommand    `cmd:"" help:"List the memory parts."`
	Cells    cellsCommand    `cmd:"" help:"List the battery cells."`
	Stores   storesCommand   `cmd:"" help:"List the ways to keep settings in flash."`
	Profiles profilesCommand `cmd:"" help:"List the firmware profiles."`
	Version  versionCommand  `cmd:"" help:"Print the version."`
}

// command is what every leaf of the grammar is: it does its work on the streams
// and returns an exit status.
type command interface {
	run(s *Streams) int
}

// left carries an exit status out of the parser when --help has been answered.
type left int

// Main runs one command line and returns the exit status. Nothing escapes it:
// a panic is reported as one line with what is needed to see it again.
func Main(args []string, s *Streams) (status int) {
	defer func() {
		switch r := recover().(type) {
		case nil:
		case left:
			status = int(r)
		default:
			status = exitInternal
			fmt.Fprintf(s.Err, "locktwin: internal error: %s; to see it again: locktwin %s (version %s)\n",
				oneLine(fmt.Sprint(r)), quoted(withoutSecrets(args)), version())
			if s.Getenv("LOCKTWIN_DEBUG") != "" {
				s.Err.Write(debug.Stack())
			}
		}
	}()
	out := &sticky{w: s.Out}
	inner := *s
	inner.Out = out
	status = dispatch(args, &inner)
	if out.err != nil && status <= exitNotMet {
		return s.refuse(fmt.Errorf("standard output: %w", plainPathError(out.err)))
	}
	return status
}

func dispatch(args []string, s *Streams) int {
	var g grammar
	parser, err := kong.New(&g,
		kong.Name("locktwin"),
		kong.WithHyphenPrefixedParameters(true), // temperatures go below zero
		kong.Description("A virtual smart lock that can be browned out.\n\n"+
			"Exit status: 0 expectations met, 1 not met, 2 bad input, 3 internal error."),
		kong.Writers(s.Out, s.Err),
		kong.Exit(func(code int) { panic(left(code)) }),
		kong.ConfigureHelp(kong.HelpOptions{Compact: true, NoExpandSubcommands: true, WrapUpperBound: 100}),
	)
	if err != nil {
		panic(err)
	}
	if len(args) == 0 {
		args = []string{"--help"}
	}
	ctx, err := parser.Parse(args)
	if err != nil {
		where := "locktwin"
		var pe *kong.ParseError
		if errors.As(err, &pe) && pe.Context != nil && pe.Context.Selected() != nil {
			where += " " + pe.Context.Selected().Path()
		}
		fmt.Fprintf(s.Err, "locktwin: %s; %s --help says what there is\n", secretsOutOf(oneLine(err.Error()), args), strings.TrimSpace(where))
		return exitBadInput
	}
	c, ok := ctx.Selected().Target.Addr().Interface().(command)
	if !ok {
		panic(fmt.Sprintf("%s has no run method", ctx.Selected().Name))
	}
	return c.run(s)
}

func oneLine(text string) string { return strings.Join(strings.Fields(text), " ") }

// quoted writes arguments so that a shell reads them back as they were.
func quoted(args []string) string {
	out := make([]string, len(args))
	for i, a := range args {
		if a == "" || strings.ContainsAny(a, " \t\n'\"\\$`*?[]{}()<>|&;#~!") {
			a = "'" + strings.ReplaceAll(a, "'", `'\''`) + "'"
		}
		out[i] = a
	}
	return strings.Join(out, " ")
}
