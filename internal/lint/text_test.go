package lint

import (
	"bytes"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

const longestFile = 700

// The patterns are put together from halves so that this file does not break
// its own rules.
var (
	owedWords    = regexp.MustCompile(`\b(` + strings.Join([]string{"TO" + "DO", "FIX" + "ME", "XX" + "X", "HA" + "CK"}, "|") + `)\b`)
	machinePaths = regexp.MustCompile(`(^|[\s"'(=:` + "`" + `])/(` + strings.Join([]string{"ro" + "ot", "ho" + "me", "wo" + "rk", "fa" + "rm", "Us" + "ers"}, "|") + `)/`)
	skippedTests = regexp.MustCompile(`\bt\.` + `Skip|\|\| ` + `true\b`)
)

// cleanText finds words that say work is owed, paths of somebody's machine,
// silenced checks, and source files that hold more than one noun.
func cleanText(name string, text []byte) []finding {
	var out []finding
	if strings.HasSuffix(name, ".go") {
		if n := bytes.Count(text, []byte("\n")); n > longestFile {
			out = append(out, finding{name, fmt.Sprintf("has %d lines; the longest allowed is %d: split it by noun", n, longestFile)})
		}
	}
	for i, line := range bytes.Split(text, []byte("\n")) {
		pos := fmt.Sprintf("%s:%d", name, i+1)
		if m := owedWords.Find(line); m != nil {
			out = append(out, finding{pos, "says " + string(m) + ": do it, or say what is so"})
		}
		if m := machinePaths.Find(line); m != nil {
			out = append(out, finding{pos, "names a path of one machine: " + string(bytes.TrimSpace(m))})
		}
		if m := skippedTests.Find(line); m != nil {
			out = append(out, finding{pos, "silences a check: " + string(m)})
		}
	}
	return out
}

func TestTextIsClean(t *testing.T) {
	textFiles(t, func(name string, text []byte) { report(t, cleanText(name, text)) })
}

func TestTextRuleFindsEachFault(t *testing.T) {
	bad := "// TO" + "DO: later\n" +
		"open(\"/ro" + "ot/x\")\n" +
		"\tt." + "Skip()\n" +
		"make || " + "true\n" +
		"a method, a workload, path/home/x\n"
	mustFind(t, cleanText("a.txt", []byte(bad)), 4, "says", "path of one machine", "silences")
	long := bytes.Repeat([]byte("\n"), longestFile+1)
	mustFind(t, cleanText("a.go", long), 1, "split it")
}

var (
	markdownLink = regexp.MustCompile(`\]\(([^)#\s]+)[^)]*\)`)
	codeSpan     = regexp.MustCompile("`([^`\n]+)`")
	ownPath      = regexp.MustCompile(`^(cmd|docs|flashsim|internal|model|scenarios|\.ci)/[\w./-]+$`)
)

// namesWhatExists finds links and file names in a Markdown text that lead
// nowhere. exists answers for a path below the root.
func namesWhatExists(name string, text []byte, exists func(string) bool) []finding {
	var out []finding
	for i, line := range bytes.Split(text, []byte("\n")) {
		pos := fmt.Sprintf("%s:%d", name, i+1)
		for _, m := range markdownLink.FindAllSubmatch(line, -1) {
			to := string(m[1])
			if strings.Contains(to, "://") || strings.HasPrefix(to, "mailto:") {
				continue
			}
			if !exists(path.Join(path.Dir(name), to)) {
				out = append(out, finding{pos, "links to " + to + ", which is not there"})
			}
		}
		for _, m := range codeSpan.FindAllSubmatch(line, -1) {
			p := strings.TrimSuffix(string(m[1]), "/...")
			if ownPath.MatchString(p) && !exists(p) {
				out = append(out, finding{pos, "names " + p + ", which is not there"})
			}
		}
	}
	return out
}

func TestDocumentsNameWhatExists(t *testing.T) {
	dir := root(t)
	exists := func(p string) bool {
		_, err := os.Stat(filepath.Join(dir, filepath.FromSlash(p)))
		return err == nil
	}
	seen := 0
	textFiles(t, func(name string, text []byte) {
		if strings.HasSuffix(name, ".md") && !strings.Contains(name, "testdata/") {
			seen++
			report(t, namesWhatExists(name, text, exists))
		}
	})
	if seen == 0 {
		t.Fatal("no document was read")
	}
}

func TestDocumentRuleFindsDeadNames(t *testing.T) {
	exists := func(p string) bool { return p == "docs/a.md" || p == "flashsim/device.go" }
	text := "[a](a.md) [b](b.md#part) [c](https://example.org/x)\n`flashsim/device.go` `flashsim/gone.go` `make test`\n"
	mustFind(t, namesWhatExists("docs/x.md", []byte(text), exists), 2, "b.md", "flashsim/gone.go")
}
