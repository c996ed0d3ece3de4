package main

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"locktwin": main})
}

// TestScripts plays every script of testdata/script, one behaviour each, with
// the real command as a process of its own.
func TestScripts(t *testing.T) {
	library, err := filepath.Abs("../../scenarios/library")
	if err != nil {
		t.Fatal(err)
	}
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata/script",
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		Setup: func(e *testscript.Env) error {
			e.Setenv("LIBRARY", library)
			e.Setenv("HOME", filepath.Join(e.WorkDir, "home"))
			b := &background{vars: e.Vars}
			e.Values[backgroundKey{}] = b
			e.Defer(b.kill)
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"status":   status,
			"drop":     drop,
			"hash":     sameHash,
			"server":   startServer,
			"shutdown": shutDown,
			"crash":    crash,
			"fetch":    fetchPage,
			"spoil":    spoil,
			"nats":     natsCommand,
			// valid FILE: the file holds one object of the documented shape.
			"valid": func(ts *testscript.TestScript, neg bool, args []string) {
				if neg || len(args) != 1 {
					ts.Fatalf("usage: valid FILE")
				}
				ts.Check(validate(t, []byte(ts.ReadFile(args[0]))))
			},
		},
	})
}

// status N command...: the command ends with exit status N, and never with a
// stack trace.
func status(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: status N command [args...]")
	}
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	got := 0
	err = ts.Exec(args[1], args[2:]...)
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		got = exit.ExitCode()
	} else {
		ts.Check(err)
	}
	if got != want {
		ts.Fatalf("exit status %d, want %d", got, want)
	}
}

// drop REGEXP FROM TO: TO is FROM without the one line that matches.
func drop(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 3 {
		ts.Fatalf("usage: drop REGEXP FROM TO")
	}
	line := regexp.MustCompile("(?m)^.*(?:" + args[0] + ").*\n")
	text := []byte(ts.ReadFile(args[1]))
	if n := len(line.FindAll(text, -1)); n != 1 {
		ts.Fatalf("%d lines of %s match %s, want 1", n, args[1], args[0])
	}
	ts.Check(os.WriteFile(ts.MkAbs(args[2]), line.ReplaceAll(text, nil), 0o644))
}

// sameHash: hash A B: both files name one and the same hash of a trace.
func sameHash(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: hash A B")
	}
	form := regexp.MustCompile(`"trace_sha256": "([0-9a-f]{64})"`)
	a, b := form.FindStringSubmatch(ts.ReadFile(args[0])), form.FindStringSubmatch(ts.ReadFile(args[1]))
	if a == nil || b == nil || a[1] != b[1] {
		ts.Fatalf("the hashes of the traces are %v and %v", a, b)
	}
}
