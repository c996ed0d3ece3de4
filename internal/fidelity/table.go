package main

import (
	"bytes"
	"fmt"
	"regexp"
	"strings"
)

// write prints one package as tables.
func (s *section) write(b *bytes.Buffer) {
	total := 0
	for _, g := range s.groups {
		total += len(g.numbers)
	}
	path := strings.TrimPrefix(s.path, "locktwin/")
	fmt.Fprintf(b, "\n## %s\n", path)
	if total == 0 {
		b.WriteString("\nThis package states no physical number of its own.\n")
		return
	}
	for _, g := range s.groups {
		fmt.Fprintf(b, "\n### %s: %s\n\n", path, g.title)
		above := ""
		for _, n := range g.numbers {
			if n.shared {
				above = n.source
			}
		}
		if above != "" {
			fmt.Fprintf(b, "%s\n\n", strings.ReplaceAll(above, "<", "&lt;"))
		}
		b.WriteString("| number | value | source |\n|---|---|---|\n")
		for _, n := range g.numbers {
			source := n.source
			if n.shared {
				source = "above"
			}
			fmt.Fprintf(b, "| %s | `%s` | %s |\n", cell(n.name), flat(n.value), cell(source))
		}
	}
}

// cell makes a text safe inside a table.
func cell(s string) string {
	return strings.NewReplacer("|", "\\|", "<", "&lt;", "\n", " ").Replace(s)
}

// saysWhence matches a text that tells where a number is from: a document, a
// voice, a measurement, a definition, the precision of a numerical method, or
// the word assumption.
var saysWhence = regexp.MustCompile(`(?i)assum|sheet|manual|specif|bulletin|handbook|paper|page|thread|forum|devzone|report|` +
	`measured|test|vendor|library|remembered|defin|protocol|hypothesis|\bcell\b.*by|precision|accuracy|numerical|rounding|rounded|golden`)

// unsourced lists the numbers of which nothing tells where they are from.
func unsourced(sections []section) []number {
	var out []number
	for _, s := range sections {
		for _, g := range s.groups {
			for _, n := range g.numbers {
				n.pos = strings.TrimPrefix(s.path, "locktwin/") + "/" + n.pos
				if n.source == "" || !n.cited && !saysWhence.MatchString(n.source) {
					out = append(out, n)
				}
			}
		}
	}
	return out
}

func lines(ns []number) string {
	var b strings.Builder
	for _, n := range ns {
		fmt.Fprintf(&b, "  %s: %s = %s\n", n.pos, n.name, n.value)
	}
	return b.String()
}
