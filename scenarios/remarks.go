package scenarios

import (
	"bytes"
	"strings"
)

// Remarks are lines for people in the text of a file.
type Remarks struct {
	Head   []string         // before everything
	Before map[int][]string // before a step of the file's own list, counted from 1; one more than there are stands after the last
}

// FormatWith is Format with remarks as comments. What makes no line of text in a
// comment is left out of it.
func FormatWith(f File, r Remarks) ([]byte, error) {
	text, err := Format(f)
	if err != nil {
		return nil, err
	}
	back, err := Parse(f.Scenario, text)
	if err != nil {
		return nil, err
	}
	before := map[int][]string{}
	for i := range back.Steps {
		before[back.Steps[i].Position.Line] = r.Before[i+1]
	}
	lines := bytes.SplitAfter(text, []byte("\n"))
	last := endOfSteps(lines, &back)
	var out bytes.Buffer
	remark := func(indent string, remarks []string) {
		for _, l := range remarks {
			out.WriteString(strings.TrimRight(indent+"# "+printable(strings.ReplaceAll(l, "\n", " ")), " ") + "\n")
		}
	}
	remark("", r.Head)
	for i, line := range lines {
		if i+1 == last {
			remark("  ", r.Before[len(back.Steps)+1])
		}
		remark("  ", before[i+1])
		out.Write(line)
	}
	return out.Bytes(), nil
}

// endOfSteps is the number of the first line behind the list of steps.
func endOfSteps(lines [][]byte, f *File) int {
	if len(f.Steps) == 0 {
		return 0
	}
	for n := f.Steps[len(f.Steps)-1].Position.Line + 1; n <= len(lines); n++ {
		if line := lines[n-1]; len(line) > 0 && line[0] != ' ' && line[0] != '\n' {
			return n
		}
	}
	return len(lines)
}
