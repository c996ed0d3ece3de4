package lint

import (
	"fmt"
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"sort"
	"strings"
	"sync"
	"testing"

	"golang.org/x/tools/go/packages"
)

const module = "locktwin"

// finding is one broken rule at one place.
type finding struct {
	pos  string
	rule string
}

func (f finding) String() string { return f.pos + ": " + f.rule }

// unit is one package without its tests, parsed and type-checked.
type unit struct {
	path    string // import path below the module: "flashsim", "model/power", "cmd/locktwin"
	name    string
	fset    *token.FileSet
	files   []*ast.File
	info    *types.Info
	pkg     *types.Package
	imports []string // import paths as written
}

func (u *unit) at(n ast.Node) string {
	p := u.fset.Position(n.Pos())
	return fmt.Sprintf("%s:%d:%d", filepath.Base(p.Filename), p.Line, p.Column)
}

func (u *unit) found(n ast.Node, format string, args ...any) finding {
	return finding{pos: path.Join(u.path, u.at(n)), rule: fmt.Sprintf(format, args...)}
}

// root is the module's folder.
func root(t testing.TB) string {
	t.Helper()
	dir, err := filepath.Abs(filepath.Join("..", ".."))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(filepath.Join(dir, "go.mod")); err != nil {
		t.Fatalf("the module's root is not where these tests expect it: %v", err)
	}
	return dir
}

var loadOnce = sync.OnceValues(func() ([]*unit, error) {
	cfg := &packages.Config{
		Mode: packages.NeedName | packages.NeedFiles | packages.NeedSyntax | packages.NeedImports |
			packages.NeedTypes | packages.NeedTypesInfo | packages.NeedDeps | packages.NeedExportFile,
		Dir: filepath.Join("..", ".."),
	}
	// Dependencies come from compiled export data: only our own packages are parsed.
	cfg.Mode &^= packages.NeedDeps
	pkgs, err := packages.Load(cfg, "./...")
	if err != nil {
		return nil, err
	}
	var units []*unit
	for _, p := range pkgs {
		for _, e := range p.Errors {
			return nil, fmt.Errorf("%s does not compile: %w", p.PkgPath, e)
		}
		u := &unit{
			path:  strings.TrimPrefix(strings.TrimPrefix(p.PkgPath, module), "/"),
			name:  p.Name,
			fset:  p.Fset,
			files: p.Syntax,
			info:  p.TypesInfo,
			pkg:   p.Types,
		}
		for i := range p.Imports {
			u.imports = append(u.imports, i)
		}
		sort.Strings(u.imports)
		units = append(units, u)
	}
	return units, nil
})

// load gives every package of the module.
func load(t testing.TB) []*unit {
	t.Helper()
	units, err := loadOnce()
	if err != nil {
		t.Fatal(err)
	}
	if len(units) < 2 {
		t.Fatalf("only %d packages found: the loader looks in the wrong folder", len(units))
	}
	return units
}

// snippet type-checks one source text as if it were the package at importPath:
// what the self-tests feed to a rule.
func snippet(t testing.TB, importPath, src string) *unit {
	t.Helper()
	fset := token.NewFileSet()
	f, err := parser.ParseFile(fset, "snippet.go", src, parser.ParseComments)
	if err != nil {
		t.Fatalf("the snippet does not parse: %v", err)
	}
	info := &types.Info{
		Types:      map[ast.Expr]types.TypeAndValue{},
		Defs:       map[*ast.Ident]types.Object{},
		Uses:       map[*ast.Ident]types.Object{},
		Selections: map[*ast.SelectorExpr]*types.Selection{},
	}
	conf := types.Config{Importer: importer.Default()}
	pkg, err := conf.Check(module+"/"+importPath, fset, []*ast.File{f}, info)
	if err != nil {
		t.Fatalf("the snippet does not type-check: %v", err)
	}
	u := &unit{path: importPath, name: f.Name.Name, fset: fset, files: []*ast.File{f}, info: info, pkg: pkg}
	for _, i := range f.Imports {
		u.imports = append(u.imports, strings.Trim(i.Path.Value, `"`))
	}
	return u
}

// report fails the test with every finding, one a line.
func report(t *testing.T, findings []finding) {
	t.Helper()
	for _, f := range findings {
		t.Error(f)
	}
}

// mustFind is the self-test of a rule: the bad snippet yields exactly want
// findings, and each names one of the words.
func mustFind(t *testing.T, got []finding, want int, words ...string) {
	t.Helper()
	if len(got) != want {
		t.Fatalf("the rule found %d of %d planted faults: %v", len(got), want, got)
	}
	for _, w := range words {
		hit := false
		for _, f := range got {
			hit = hit || strings.Contains(f.rule, w)
		}
		if !hit {
			t.Errorf("no finding speaks of %q: %v", w, got)
		}
	}
}

// textFiles calls f for every file of the project that is text, with its path
// below the root.
func textFiles(t *testing.T, f func(name string, text []byte)) {
	t.Helper()
	dir := root(t)
	count := 0
	err := filepath.WalkDir(dir, func(p string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(dir, p)
		if err != nil {
			return err
		}
		rel = filepath.ToSlash(rel)
		if d.IsDir() {
			// web/vendor is the work of others, as it came; a test of package web holds
			// it against its checksums.
			if rel == ".git" || rel == "build" || rel == "web/vendor" || d.Name() == "node_modules" {
				return filepath.SkipDir
			}
			return nil
		}
		if !d.Type().IsRegular() {
			return nil
		}
		text, err := os.ReadFile(p)
		if err != nil {
			return err
		}
		for _, b := range text[:min(len(text), 8000)] {
			if b == 0 {
				return nil
			}
		}
		count++
		f(rel, text)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if count < 10 {
		t.Fatalf("only %d text files found: the walk looks in the wrong folder", count)
	}
}
