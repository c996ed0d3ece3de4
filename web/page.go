package web

import (
	"fmt"
	"html"
	"path"
	"regexp"
	"strings"
)

// Places in index.html that are filled in.
const (
	placeStyles  = "<!-- styles -->"
	placeModules = "<!-- modules -->"
	placeVersion = "{{version}}"
)

// The modules that the page starts with: entry fetches parts at once, which
// fetches the parts of a bench while it runs; pages fetches a page beside the bench
// when somebody goes there.
const (
	entry = "app/main.js"
	parts = "app/shell/views.js"
	pages = "app/shell/pages.js"
)

// assetsPath is where assets lie. Below it comes the hash of all of them, so that
// a browser may keep what it has got, and modules find each other by relative
// addresses.
const assetsPath = "/assets/"

// render makes the page: addresses lead to the assets, every style sheet is named,
// and so is every module that the start needs, since a browser would otherwise
// learn of each only after it has read the one before.
func render(text string, a *assets, base, version string) (string, error) {
	for _, place := range []string{placeStyles, placeModules} {
		if strings.Count(text, place) != 1 {
			return "", fmt.Errorf("%s has to have %s once", index, place)
		}
	}
	var styles, modules strings.Builder
	for _, name := range a.styles() {
		fmt.Fprintf(&styles, "<link rel=\"stylesheet\" href=\"%s\">\n", html.EscapeString(base+name))
	}
	for _, name := range a.needed() {
		fmt.Fprintf(&modules, "<link rel=\"modulepreload\" href=\"%s\">\n", html.EscapeString(base+name))
	}
	text = strings.ReplaceAll(text, `="assets/`, `="`+base)
	text = strings.ReplaceAll(text, placeVersion, html.EscapeString(version))
	text = strings.Replace(text, placeStyles, strings.TrimSuffix(styles.String(), "\n"), 1)
	return strings.Replace(text, placeModules, strings.TrimSuffix(modules.String(), "\n"), 1), nil
}

// staticImport matches the imports and re-exports of a module, not those that it
// makes while it runs.
var staticImport = regexp.MustCompile(`(?m)(?:^|;|\})\s*(?:import|export)\s*(?:[\w*{}$,\s]*?from\s*)?["'](\.{1,2}/[^"']+)["']`)

// laterImport matches the imports that a module makes while it runs.
var laterImport = regexp.MustCompile(`\bimport\(\s*["'](\.{1,2}/[^"']+)["']`)

// needed lists the modules of the start in the order in which they are met.
func (a *assets) needed() []string {
	var out []string
	seen := map[string]bool{}
	var visit func(string)
	visit = func(name string) {
		file, ok := a.files[name]
		if !ok || seen[name] {
			return
		}
		seen[name] = true
		out = append(out, name)
		follow := func(imports *regexp.Regexp) {
			for _, m := range imports.FindAllSubmatch(file.plain, -1) {
				visit(path.Join(path.Dir(name), string(m[1])))
			}
		}
		follow(staticImport)
		if name == parts {
			follow(laterImport)
		}
	}
	visit(entry)
	return out
}
