package web

import (
	"bytes"
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
)

// What the page may weigh on its way to a browser, compressed: on a first visit to
// a bench, in the language whose words are the longest; and all that there is.
const (
	visitBudgetBytes = 300_000
	wholeBudgetBytes = 400_000
)

func TestThePageIsLight(t *testing.T) {
	a, err := gather(embedded(), true)
	if err != nil {
		t.Fatal(err)
	}
	weight := func(names []string) (bytes int) {
		for _, name := range names {
			if n := len(a.files[name].zip); n > 0 {
				bytes += n
			} else {
				bytes += len(a.files[name].plain)
			}
		}
		return bytes
	}
	document := ask(page(t), "GET", "/", "Accept-Encoding", "gzip").Body.Len()
	language := max(weight([]string{"app/text/de.js"}), weight([]string{"app/text/fr.js"}))
	visit := document + weight(a.needed()) + weight(a.styles()) + language
	if visit > visitBudgetBytes || visit < visitBudgetBytes/10 {
		t.Errorf("a first visit takes %d bytes; %d are allowed", visit, visitBudgetBytes)
	}
	var loaded []string
	for _, name := range a.names {
		if path.Ext(name) != "" && path.Ext(name) != ".json" { // licences are not
			loaded = append(loaded, name)
		}
	}
	whole := document + weight(loaded)
	if whole > wholeBudgetBytes || whole < visit {
		t.Errorf("the whole page weighs %d bytes; %d are allowed", whole, wholeBudgetBytes)
	}
	t.Logf("a first visit takes %d bytes, the whole page weighs %d", visit, whole)
}

// all are the embedded assets as they were written.
func all(t *testing.T) *assets {
	t.Helper()
	a, err := gather(embedded(), false)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func TestTheStartNamesEachModuleOnceAndBeforeItIsMissed(t *testing.T) {
	a := all(t)
	needed := a.needed()
	if needed[0] != entry || len(needed) < 20 {
		t.Fatalf("the start needs %q", needed)
	}
	for _, name := range []string{"app/scope/view.js", "app/phone/view.js", "vendor/uplot/uPlot.js"} {
		if !slices.Contains(needed, name) {
			t.Errorf("%s, a part of the bench, is not named", name)
		}
	}
	for i, name := range needed {
		if strings.HasPrefix(name, "app/training/") || name == "app/text/de.js" {
			t.Errorf("%s is named, which the start does not need", name)
		}
		if slices.Contains(needed[:i], name) {
			t.Errorf("%s is named twice", name)
		}
	}
}

func TestPagesBesideTheBenchBringTheirOwnStyle(t *testing.T) {
	a := all(t)
	beside := a.besideBench()
	if len(beside) < 3 {
		t.Fatalf("the pages beside the bench have the style sheets %q", beside)
	}
	for _, name := range beside {
		if _, ok := a.files[name]; !ok {
			t.Errorf("%s is not there", name)
		}
		if slices.Contains(a.styles(), name) {
			t.Errorf("%s is named by the document", name)
		}
	}
}

func TestImportsOfAModuleAreFound(t *testing.T) {
	a, err := gather(folders{"app": fstest.MapFS{
		"main.js": {Data: []byte("import { a } from './a.js';\nimport './b.js';\nexport { c } from './deep/c.js';\nimport {\n  d,\n} from \"./d.js\";\n" +
			"const later = () => import('./later.js');\n// import './comment.js'\n")},
		"a.js": {Data: []byte("import{x as t}from\"./b.js\";export{t}from\"../vendor/lib/l.js\";\n")}, "b.js": {}, "d.js": {}, "later.js": {}, "comment.js": {},
		"deep/c.js": {Data: []byte("import * as a from '../a.js';\nexport * from './e.js';\n")}, "deep/e.js": {},
	}, "vendor": fstest.MapFS{"lib/l.js": {}}}, false)
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"app/main.js", "app/a.js", "app/b.js", "vendor/lib/l.js", "app/deep/c.js", "app/deep/e.js", "app/d.js"}
	if got := a.needed(); !slices.Equal(got, want) {
		t.Errorf("needed %q, want %q", got, want)
	}
}

// importsOf matches every import of a module, also those that it makes while it runs.
var importsOf = regexp.MustCompile(`(?m)(?:^|;|\})\s*(?:import|export)\s*(?:[\w*{}$,\s]*?from\s*)?["']([^"'\n]+)["']|\bimport\(\s*["']([^"']+)["']`)

// brokenImports finds imports of the page's modules that lead nowhere, or that are
// no relative addresses, which a browser could not follow.
func brokenImports(a *assets) []string {
	var out []string
	for _, name := range a.names {
		if path.Ext(name) != ".js" {
			continue
		}
		for _, m := range importsOf.FindAllSubmatch(withoutComments(a.files[name].plain), -1) {
			to := string(m[1]) + string(m[2])
			if _, ok := a.files[path.Join(path.Dir(name), to)]; !ok || !strings.HasPrefix(to, ".") {
				out = append(out, fmt.Sprintf("%s imports %s", name, to))
			}
		}
	}
	return out
}

func TestEveryImportLeadsToAFile(t *testing.T) {
	for _, bad := range brokenImports(all(t)) {
		t.Error(bad)
	}
}

func TestBrokenImportsAreFound(t *testing.T) {
	a, err := gather(folders{"app": fstest.MapFS{"a.js": {Data: []byte("import 'lit-html';\nimport './gone.js';\nawait import('./later.js');\nimport './a.js';\n")}}}, false)
	if err != nil {
		t.Fatal(err)
	}
	if got := brokenImports(a); len(got) != 3 {
		t.Errorf("found %q", got)
	}
}

var (
	foreign   = regexp.MustCompile(`(?:https?|wss?):\\?/\\?/[\w.-]*`)
	lineNote  = regexp.MustCompile(`(?m)(^|[\s;,{}(])//[^\n]*`)
	blockNote = regexp.MustCompile(`(?s)/\*.*?\*/`)
)

// namespaces are addresses that name something and are never asked for.
var namespaces = []string{"http://www.w3.org", "http://localhost"}

// withoutComments leaves the comments of a script or a style sheet out.
func withoutComments(text []byte) []byte {
	return lineNote.ReplaceAll(blockNote.ReplaceAll(text, nil), []byte("$1"))
}

// foreignAddresses finds addresses of other hosts in a text, comments left out.
func foreignAddresses(text []byte) []string {
	var out []string
	for _, m := range foreign.FindAll(withoutComments(text), -1) {
		if !slices.Contains(namespaces, string(m)) {
			out = append(out, string(m))
		}
	}
	return out
}

func TestNoAssetNamesAnotherHost(t *testing.T) {
	a := all(t)
	for _, name := range a.names {
		if path.Ext(name) == "" || path.Ext(name) == ".json" {
			continue
		}
		for _, bad := range foreignAddresses(a.files[name].plain) {
			t.Errorf("%s names %s", name, bad)
		}
	}
	text, err := fs.ReadFile(embedded()["app"], index)
	if err != nil {
		t.Fatal(err)
	}
	if bad := foreignAddresses(text); len(bad) > 0 {
		t.Errorf("%s names %s", index, bad)
	}
}

func TestForeignAddressesAreFound(t *testing.T) {
	text := "/* https://a.example */ fetch('https://b.example/x') // https://c.example\nx = \"http://www.w3.org/2000/svg\"; new WebSocket('wss://d.example')\n"
	if got := foreignAddresses([]byte(text)); !slices.Equal(got, []string{"https://b.example", "wss://d.example"}) {
		t.Errorf("found %q", got)
	}
}

// refusedByPolicy finds what the content security policy would refuse at run
// time: styles in markup, and code made of text.
var refusedByPolicy = regexp.MustCompile(`<[a-z][^>]*\sstyle=|<style|\beval\(|new Function\(|setAttribute\(\s*['"]style['"]|styleMap`)

func TestModulesDoNothingThatThePolicyRefuses(t *testing.T) {
	a := all(t)
	for _, name := range a.names {
		if !strings.HasPrefix(name, "app/") || path.Ext(name) != ".js" {
			continue
		}
		if m := refusedByPolicy.Find(a.files[name].plain); m != nil {
			t.Errorf("%s has %s", name, m)
		}
	}
	for _, bad := range []string{"html`<p class=\"a\" style=\"b\">`", "eval('1')", "el.setAttribute('style', x)"} {
		if !refusedByPolicy.MatchString(bad) {
			t.Errorf("%s is not found", bad)
		}
	}
}

func TestEveryModuleSaysWhatItIsFor(t *testing.T) {
	a := all(t)
	for _, name := range a.names {
		if strings.HasPrefix(name, "app/") && path.Ext(name) == ".js" && !bytes.HasPrefix(a.files[name].plain, []byte("// ")) {
			t.Errorf("%s does not begin with a comment", name)
		}
	}
}
