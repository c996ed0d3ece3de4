package main

import (
	"bytes"
	"errors"
	"io"
	"strings"
	"testing"
	"time"
)

type brokenWriter struct{}

func (brokenWriter) Write([]byte) (int, error) { panic("first line\nsecond line") }

func testStreams(env map[string]string) (s *Streams, out, err *bytes.Buffer) {
	out, err = new(bytes.Buffer), new(bytes.Buffer)
	return &Streams{In: strings.NewReader(""), Out: out, Err: err,
		Getenv: func(name string) string { return env[name] },
		Clock:  func() time.Time { return time.Unix(0, 0) }}, out, err
}

func TestInternalErrorIsOneLineThatTellsHowToSeeItAgain(t *testing.T) {
	s, _, stderr := testStreams(nil)
	s.Out = brokenWriter{}
	if got := Main([]string{"version"}, s); got != exitInternal {
		t.Errorf("exit status %d, want %d", got, exitInternal)
	}
	text := stderr.String()
	if strings.Count(text, "\n") != 1 || strings.Contains(text, "goroutine") {
		t.Errorf("not one line: %q", text)
	}
	for _, want := range []string{"internal error", "first line second line", "locktwin version"} {
		if !strings.Contains(text, want) {
			t.Errorf("%q does not say %q", text, want)
		}
	}
}

func TestInternalErrorShowsItsStackOnRequest(t *testing.T) {
	s, _, stderr := testStreams(map[string]string{"LOCKTWIN_DEBUG": "1"})
	s.Out = brokenWriter{}
	Main([]string{"version"}, s)
	if !strings.Contains(stderr.String(), "goroutine") {
		t.Errorf("no stack although it was asked for: %q", stderr)
	}
}

func TestColourOnlyWhereItIsWanted(t *testing.T) {
	for _, c := range []struct {
		flag     string
		terminal bool
		env      map[string]string
		want     paint
	}{
		{"auto", true, nil, true},
		{"auto", false, nil, false},
		{"auto", true, map[string]string{"NO_COLOR": "1"}, false},
		{"auto", true, map[string]string{"TERM": "dumb"}, false},
		{"always", false, map[string]string{"NO_COLOR": "1"}, true},
		{"never", true, nil, false},
	} {
		s, _, _ := testStreams(c.env)
		s.OutTerminal = c.terminal
		if got := colors(c.flag, s); got != c.want {
			t.Errorf("%s, terminal %v, %v: %v", c.flag, c.terminal, c.env, got)
		}
	}
	if got := paint(false).in(red, "x"); got != "x" {
		t.Errorf("plain text came out as %q", got)
	}
}

func TestQuotedArgumentsReadBackInAShell(t *testing.T) {
	got := quoted([]string{"run", "a file.yaml", "it's", "--set", "a=$b", ""})
	if want := `run 'a file.yaml' 'it'\''s' --set 'a=$b' ''`; got != want {
		t.Errorf("%s, want %s", got, want)
	}
}

var _ io.Writer = brokenWriter{}

type fullDisk struct{}

func (fullDisk) Write([]byte) (int, error) { return 0, errors.New("no space left") }

func TestOutputThatCannotBeWrittenIsNoSuccess(t *testing.T) {
	s, _, stderr := testStreams(nil)
	s.Out = fullDisk{}
	if got := Main([]string{"parts"}, s); got != exitBadInput {
		t.Errorf("exit status %d, want %d", got, exitBadInput)
	}
	if want := "locktwin: standard output: no space left\n"; stderr.String() != want {
		t.Errorf("said %q, want %q", stderr, want)
	}
}
