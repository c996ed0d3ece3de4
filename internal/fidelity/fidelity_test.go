package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestDocumentIsCurrent(t *testing.T) {
	want, bare, err := document("../../docs")
	if err != nil {
		t.Fatal(err)
	}
	if len(bare) > 0 {
		t.Errorf("%d numbers have neither a source nor the word assumption:\n%s", len(bare), lines(bare))
	}
	got, err := os.ReadFile("../../docs/fidelity.md")
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Error("docs/fidelity.md is not what the source text says: run `go generate ./...`")
	}
}

// sample has one number in each shape that the model uses, and one that nobody
// gave a source for.
const sample = `package sample

import "time"

type Volts float64

type Value struct {
	V      float64
	Source string
}

type Figure[T any] struct{ V T }

func Fig[T any](v T, c int, source string) Figure[T] { return Figure[T]{v} }

const Datasheet = 5
const Assumption = "assumption"

type record struct {
	Kind        string
	Share       Value
	Table       []struct{ A, B float64 }
	TableSource string
	Erase       Figure[time.Duration]
	Inner       struct{ Level Volts }
	Limit       Volts
}

const threshold Volts = 2.8 // a data sheet, table 3
const retries = 7

const (
	// settle is an assumption.
	settle = 5 * time.Millisecond
	bare   = 0.25
)

var alkaline = record{
	Kind:  "alkaline",
	Share: Value{0.6, Assumption},
	Table: []struct{ A, B float64 }{{1, 2}, {3, 4}},
	TableSource: "measured, " + Assumption,
	Erase: Fig(90*time.Millisecond, Datasheet, "manual"),
	Limit: 7, // the maker's page
}

// Board is as the reference design's manual has it.
func Board() record {
	return record{Inner: struct{ Level Volts }{1.7}}
}

func notARecord(x float64) float64 { return x * 3.5 }
`

func TestScannerReadsEveryShapeAndMissesNoBareNumber(t *testing.T) {
	dir := t.TempDir()
	for name, text := range map[string]string{"go.mod": "module sample\n\ngo 1.26\n", "sample.go": sample} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	sections, err := load(dir, []string{"sample"})
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	sections[0].write(&b)
	for _, want := range []string{
		"| threshold | `2.8` | a data sheet, table 3 |",
		"| settle | `5 * time.Millisecond` | settle is an assumption. |",
		"### sample: alkaline",
		"| Share | `0.6` | assumption |",
		"| Table | `{{1, 2}, {3, 4}}` | measured, assumption |",
		"| Erase | `90 * time.Millisecond` | manual (datasheet) |",
		"| Limit | `7` | the maker's page |",
		"### sample: Board",
		"Board is as the reference design's manual has it.",
		"| Inner | `{1.7}` | above |",
	} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("the document lacks %q:\n%s", want, &b)
		}
	}
	for _, no := range []string{"retries", "3.5"} {
		if strings.Contains(b.String(), no) {
			t.Errorf("the document lists %q, which is no number of the model", no)
		}
	}
	bare := unsourced(sections)
	if len(bare) != 1 || bare[0].name != "bare" {
		t.Errorf("numbers without a source: %v, want only bare", bare)
	}
}
