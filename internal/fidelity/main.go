// Command fidelity writes docs/fidelity.md: every number that the model is made
// of, with the source that the code gives for it.
//
// It reads the source text of the model's packages, so a number that is added
// there appears in the document the next time `go generate` runs, and a number
// without a source or the word assumption makes the run fail. It knows the
// shapes in which the model writes numbers down, and nothing of what they mean.
package main

import (
	"bytes"
	_ "embed"
	"fmt"
	"os"
	"path/filepath"
)

//go:generate go run locktwin/internal/fidelity ../../docs/fidelity.md

//go:embed head.md
var head []byte

// rooms are the packages whose numbers are listed, in the order of the document.
var rooms = []string{
	"locktwin/flashsim",
	"locktwin/model/power",
	"locktwin/model/mechanics",
	"locktwin/model/mcu",
	"locktwin/model/gocore",
	"locktwin/model/store",
	"locktwin/model/firmware",
	"locktwin/model",
}

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: fidelity FILE.md")
		os.Exit(2)
	}
	if err := write(os.Args[1]); err != nil {
		fmt.Fprintln(os.Stderr, "fidelity:", err)
		os.Exit(1)
	}
}

func write(file string) error {
	text, bare, err := document(filepath.Dir(file))
	if err != nil {
		return err
	}
	if err := os.WriteFile(file, text, 0o644); err != nil {
		return err
	}
	if len(bare) > 0 {
		return fmt.Errorf("%d numbers have neither a source nor the word assumption:\n%s", len(bare), lines(bare))
	}
	return nil
}

// document gives the whole text, and the numbers that have no source. dir is any
// folder of the module.
func document(dir string) (text []byte, bare []number, err error) {
	sections, err := load(dir, rooms)
	if err != nil {
		return nil, nil, err
	}
	var b bytes.Buffer
	b.Write(head)
	for _, s := range sections {
		s.write(&b)
	}
	return b.Bytes(), unsourced(sections), nil
}
