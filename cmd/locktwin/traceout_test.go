package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"locktwin/model/trace"
)

func TestTraceFileAppearsWhenItIsComplete(t *testing.T) {
	dir := t.TempDir()
	for _, ext := range []string{".vcd", ".csv", ".jsonl", ".svg", ".JSONL"} {
		name := filepath.Join(dir, "run"+ext)
		f, err := createTrace(name, trace.SVGOptions{Title: "a story"})
		if err != nil {
			t.Fatal(err)
		}
		f.Event(&trace.Event{At: 1, Kind: trace.Note, Name: "n", Text: "something"})
		if _, err := os.Stat(name); err == nil {
			t.Errorf("%s is there before it is complete", ext)
		}
		if err := f.keep(); err != nil {
			t.Fatal(err)
		}
		if text, err := os.ReadFile(name); err != nil || len(text) == 0 {
			t.Errorf("%s: %d bytes, %v", ext, len(text), err)
		}
	}
	f, err := createTrace(filepath.Join(dir, "given-up.csv"), trace.SVGOptions{})
	if err != nil {
		t.Fatal(err)
	}
	f.discard()
	left, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	if len(left) != 5 {
		t.Errorf("%d files are left, want the 5 that were kept: %v", len(left), left)
	}
}

func TestTraceOfUnknownFormatIsRefused(t *testing.T) {
	_, err := createTrace("run.wav", trace.SVGOptions{})
	if err == nil || !strings.Contains(err.Error(), ".csv .json .jsonl .svg .vcd") {
		t.Errorf("error %v does not say what there is", err)
	}
	if _, err := createTrace(filepath.Join("no", "such", "folder", "run.csv"), trace.SVGOptions{}); err == nil {
		t.Error("a folder that is not there was taken")
	}
}

func TestStoryTellsOnlyEventsThatHaveASentence(t *testing.T) {
	var b bytes.Buffer
	st := &story{w: &b}
	st.Event(&trace.Event{At: 86400e9 + 43218000, Kind: trace.Hand, Name: "cells-out", Text: "the cells come out"})
	st.Event(&trace.Event{At: 86400e9 + 43219000, Kind: trace.Rail})
	st.Event(&trace.Event{At: 86400e9 + 43220000, Kind: trace.Supervisor, Name: "bor", Text: "reset level passed"})
	want := "  1d 00:00:00.043218  hand       the cells come out\n" +
		"  1d 00:00:00.043220  supervisor reset level passed\n"
	if b.String() != want {
		t.Errorf("got\n%s\nwant\n%s", &b, want)
	}
}

func TestProgressSpeaksOfLongRunsOnlyAndCleansUp(t *testing.T) {
	now := time.Unix(0, 0)
	var b bytes.Buffer
	p := newProgress(&b, func() time.Time { return now })
	for range 3 * progressStride {
		p.Event(&trace.Event{At: 3600e9, Kind: trace.Rail})
	}
	if b.Len() > 0 {
		t.Errorf("a short run says %q", &b)
	}
	now = now.Add(2 * time.Second)
	for range progressStride {
		p.Event(&trace.Event{At: 3600e9, Kind: trace.Rail})
	}
	if !strings.Contains(b.String(), "0d 01:00:00 simulated") {
		t.Errorf("a long run says %q", &b)
	}
	p.done()
	if !strings.HasSuffix(b.String(), "\r\x1b[K") {
		t.Errorf("the line is left behind: %q", &b)
	}
}
