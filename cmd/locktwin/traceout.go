package main

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"locktwin/model/trace"
)

// traceFormats are the formats a trace file can have, by the end of its name.
var traceFormats = map[string]func(w io.Writer, o trace.SVGOptions) trace.Sink{
	".vcd":   func(w io.Writer, _ trace.SVGOptions) trace.Sink { return trace.NewVCD(w) },
	".csv":   func(w io.Writer, _ trace.SVGOptions) trace.Sink { return trace.NewCSV(w) },
	".jsonl": func(w io.Writer, _ trace.SVGOptions) trace.Sink { return trace.NewJSONL(w) },
	".json":  func(w io.Writer, _ trace.SVGOptions) trace.Sink { return trace.NewChrome(w) },
	".svg":   func(w io.Writer, o trace.SVGOptions) trace.Sink { return trace.NewSVG(w, o) },
}

// traceFile writes a trace beside its final name and moves it there when it is
// complete, so that a run that fails leaves what was there before.
type traceFile struct {
	trace.Sink
	name string
	file *os.File
	buf  *bufio.Writer
}

// createTrace opens a trace file; its format follows from its name. The options
// count for a picture only.
func createTrace(name string, picture trace.SVGOptions) (*traceFile, error) {
	ext := strings.ToLower(filepath.Ext(name))
	format, ok := traceFormats[ext]
	if !ok {
		var known []string
		for e := range traceFormats {
			known = append(known, e)
		}
		slices.Sort(known)
		return nil, fmt.Errorf("--trace %s: the name must end in one of %s", name, strings.Join(known, " "))
	}
	f, err := os.CreateTemp(filepath.Dir(name), "."+filepath.Base(name)+".*")
	if err != nil {
		return nil, fmt.Errorf("--trace %s: %w", name, withoutPath(err))
	}
	t := &traceFile{name: name, file: f, buf: bufio.NewWriterSize(f, 1<<16)}
	t.Sink = trace.SinkInOrder(format(t.buf, picture))
	return t, nil
}

// keep completes the file and gives it its name.
func (t *traceFile) keep() error {
	err := t.Close()
	if e := t.buf.Flush(); err == nil {
		err = e
	}
	if e := t.file.Chmod(0o644); err == nil {
		err = e
	}
	if e := t.file.Close(); err == nil {
		err = e
	}
	if err == nil {
		err = os.Rename(t.file.Name(), t.name)
	}
	if err != nil {
		t.discard()
		return fmt.Errorf("--trace %s: %w", t.name, withoutPath(err))
	}
	return nil
}

// discard removes what was written so far.
func (t *traceFile) discard() {
	t.file.Close()
	os.Remove(t.file.Name())
}
