package main

import (
	"bytes"
	"testing"
)

func TestTableAlignsAndLeavesEmptyLinesOut(t *testing.T) {
	var b bytes.Buffer
	table(&b, false, pair{"id", "demo"}, pair{"much longer", ""}, pair{"bolt", "locked"})
	if want := "id    demo\nbolt  locked\n"; b.String() != want {
		t.Errorf("got\n%s\nwant\n%s", &b, want)
	}
	b.Reset()
	table(&b, true, pair{"id", "demo"}, pair{"bolt", "locked"})
	if want := "\x1b[2mid\x1b[0m    demo\n\x1b[2mbolt\x1b[0m  locked\n"; b.String() != want {
		t.Errorf("got %q, want %q", &b, want)
	}
}

func TestColumnsAlignUnderTheirHead(t *testing.T) {
	var b bytes.Buffer
	columns(&b, []string{"ID", "NAME"}, [][]string{{"a-long-one", "x"}, {"b", ""}})
	if want := "ID          NAME\na-long-one  x\nb\n"; b.String() != want {
		t.Errorf("got\n%s\nwant\n%s", &b, want)
	}
}
