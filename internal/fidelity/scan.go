package main

import (
	"bytes"
	"fmt"
	"go/ast"
	"go/constant"
	"go/printer"
	"go/token"
	"go/types"
	"math"
	"path/filepath"
	"strings"

	"golang.org/x/tools/go/packages"
)

// number is one row of the document.
type number struct {
	name   string // "Fresh.R0", "contactResistance"
	value  string // as the source text writes it
	source string
	shared bool   // the source is that of the whole declaration
	cited  bool   // the source is a field of its own and not a comment
	pos    string // file:line, for complaints
}

// group is the numbers of one declaration: a record of the catalogue, a block
// of constants.
type group struct {
	title   string
	numbers []number
}

// section is one package.
type section struct {
	path   string
	groups []group
}

// load scans the packages that exist; one that is missing is an error.
func load(dir string, paths []string) ([]section, error) {
	pkgs, err := packages.Load(&packages.Config{
		Dir: dir,
		Mode: packages.NeedName | packages.NeedFiles | packages.NeedSyntax | packages.NeedImports |
			packages.NeedTypes | packages.NeedTypesInfo | packages.NeedExportFile,
	}, paths...)
	if err != nil {
		return nil, err
	}
	byPath := map[string]*packages.Package{}
	for _, p := range pkgs {
		if len(p.Errors) > 0 {
			return nil, fmt.Errorf("%s: %w", p.PkgPath, p.Errors[0])
		}
		byPath[p.PkgPath] = p
	}
	var out []section
	for _, path := range paths {
		p := byPath[path]
		if p == nil {
			return nil, fmt.Errorf("there is no package %s", path)
		}
		s := section{path: path}
		constants := group{title: "constants"}
		tables := tablesOf(p.Syntax)
		for _, f := range p.Syntax {
			sc := &scanner{fset: p.Fset, info: p.TypesInfo, comments: lineComments(p.Fset, f), tables: tables}
			singles, records := sc.file(f)
			constants.numbers = append(constants.numbers, singles...)
			s.groups = append(s.groups, records...)
		}
		if len(constants.numbers) > 0 {
			s.groups = append(s.groups, constants)
		}
		out = append(out, s)
	}
	return out, nil
}

type scanner struct {
	fset     *token.FileSet
	info     *types.Info
	comments map[int]string // trailing comments by line
	tables   map[string]ast.Expr
}

// tablesOf finds the package variables that records refer to by name: a table
// which several cells share belongs to each of them.
func tablesOf(files []*ast.File) map[string]ast.Expr {
	vars := map[string]ast.Expr{}
	for _, f := range files {
		for _, d := range f.Decls {
			if d, ok := d.(*ast.GenDecl); ok && d.Tok == token.VAR {
				for _, spec := range d.Specs {
					v := spec.(*ast.ValueSpec)
					for i, value := range v.Values {
						if composite(value) != nil && i < len(v.Names) {
							vars[v.Names[i].Name] = value
						}
					}
				}
			}
		}
	}
	used := map[string]ast.Expr{}
	for _, f := range files {
		ast.Inspect(f, func(n ast.Node) bool {
			if kv, ok := n.(*ast.KeyValueExpr); ok {
				if id, ok := kv.Value.(*ast.Ident); ok && vars[id.Name] != nil {
					used[id.Name] = vars[id.Name]
				}
			}
			return true
		})
	}
	return used
}

// lineComments maps a line to the comment that begins on it.
func lineComments(fset *token.FileSet, f *ast.File) map[int]string {
	out := map[int]string{}
	for _, g := range f.Comments {
		for _, c := range g.List {
			out[fset.Position(c.Pos()).Line] = strings.TrimSpace(strings.TrimPrefix(c.Text, "//"))
		}
	}
	return out
}

// file lists the single constants and the records of one source file.
func (sc *scanner) file(f *ast.File) (singles []number, records []group) {
	record := func(name string, e ast.Expr, doc string) {
		if ns := sc.literal("", e, doc, true); len(ns) > 0 {
			records = append(records, group{sc.title(name, e), ns})
		}
	}
	for _, d := range f.Decls {
		switch d := d.(type) {
		case *ast.GenDecl:
			if d.Tok != token.CONST && d.Tok != token.VAR {
				continue
			}
			for _, spec := range d.Specs {
				v := spec.(*ast.ValueSpec)
				doc := sc.doc(v, d)
				for i, value := range v.Values {
					switch {
					case i >= len(v.Names):
					case sc.single(value):
						singles = append(singles, sc.number(v.Names[i].Name, value, doc))
					case d.Tok == token.VAR && sc.tables[v.Names[i].Name] == nil:
						record(v.Names[i].Name, value, doc)
					}
				}
			}
		case *ast.FuncDecl:
			// A function without parameters that gives a record is a record.
			if d.Body == nil || d.Recv != nil || d.Type.Params.NumFields() > 0 || d.Type.Results.NumFields() == 0 {
				continue
			}
			for _, st := range d.Body.List {
				if r, ok := st.(*ast.ReturnStmt); ok {
					for _, e := range r.Results {
						record(d.Name.Name, e, flat(d.Doc.Text()))
					}
				}
			}
		}
	}
	return singles, records
}

// doc is what is said above or behind a declaration.
func (sc *scanner) doc(v *ast.ValueSpec, d *ast.GenDecl) string {
	for _, text := range []string{v.Comment.Text(), v.Doc.Text(), d.Doc.Text()} {
		if text = flat(text); text != "" {
			return text
		}
	}
	return ""
}

// title names a record: its Kind, Name or Title field says it better than the
// variable does.
func (sc *scanner) title(name string, value ast.Expr) string {
	if c := composite(value); c != nil {
		for _, want := range []string{"Kind", "Name", "Title"} {
			for _, e := range c.Elts {
				kv, ok := e.(*ast.KeyValueExpr)
				if !ok {
					continue
				}
				if key, ok := kv.Key.(*ast.Ident); ok && key.Name == want {
					if text := sc.text(kv.Value); text != "" {
						return text
					}
				}
			}
		}
	}
	return name
}

func composite(e ast.Expr) *ast.CompositeLit {
	if u, ok := e.(*ast.UnaryExpr); ok && u.Op == token.AND {
		e = u.X
	}
	c, _ := e.(*ast.CompositeLit)
	return c
}

// text is the constant string an expression stands for, or nothing.
func (sc *scanner) text(e ast.Expr) string {
	if tv := sc.info.Types[e]; tv.Value != nil && tv.Value.Kind() == constant.String {
		return constant.StringVal(tv.Value)
	}
	return ""
}

// single says whether a constant on its own is a number of the model: a
// fraction, a duration, a quantity with a unit. Plain integers are counts and
// codes, not physics.
func (sc *scanner) single(e ast.Expr) bool {
	tv := sc.info.Types[e]
	if tv.Value == nil || mathematical(tv.Value) {
		return false
	}
	if n, ok := tv.Type.(*types.Named); ok && n.Obj().Pkg() != nil && n.Obj().Pkg().Path() == "time" {
		return n.Obj().Name() == "Duration"
	}
	b, ok := tv.Type.Underlying().(*types.Basic)
	return ok && b.Info()&types.IsFloat != 0
}

// field says whether the value of a record's field is a number. The name of an
// integer constant is a choice, not a number.
func (sc *scanner) field(e ast.Expr) bool {
	tv := sc.info.Types[e]
	if tv.Value == nil {
		return false
	}
	b, ok := tv.Type.Underlying().(*types.Basic)
	if !ok || b.Info()&types.IsNumeric == 0 {
		return false
	}
	switch e.(type) {
	case *ast.Ident, *ast.SelectorExpr:
		return b.Info()&types.IsFloat != 0
	}
	return true
}

// mathematical says whether a value is no measurement but a constant of
// mathematics, a mere zero or one, or a conversion between units.
func mathematical(v constant.Value) bool {
	v = constant.ToFloat(v)
	if v.Kind() != constant.Float && v.Kind() != constant.Int {
		return false
	}
	x, _ := constant.Float64Val(v)
	for _, c := range [...]float64{0, 1, math.Pi, math.Pi / 180, math.Pi / 180e3, 2 * math.Pi, math.E, math.Ln2, math.Ln10, math.Sqrt2,
		1e-9, 1e-6, 1e-3, 1e3, 1e6, 1e9, 3.6, 3600, 86400} {
		if x == c {
			return true
		}
	}
	return false
}

func (sc *scanner) number(name string, e ast.Expr, source string) number {
	p := sc.fset.Position(e.Pos())
	return number{
		name:   name,
		value:  sc.written(e),
		source: flat(source),
		pos:    fmt.Sprintf("%s:%d", filepath.Base(p.Filename), p.Line),
	}
}

// written is an expression as the source text has it; of a table only what
// stands between its braces.
func (sc *scanner) written(e ast.Expr) string {
	var b bytes.Buffer
	if err := printer.Fprint(&b, sc.fset, e); err != nil {
		return types.ExprString(e)
	}
	text := flat(b.String())
	if c := composite(e); c != nil {
		b.Reset()
		elts := make([]string, len(c.Elts))
		for i, x := range c.Elts {
			elts[i] = sc.written(x)
		}
		text = "{" + strings.Join(elts, ", ") + "}"
	}
	return text
}

// behind is the comment at the end of the line that an expression begins on.
func (sc *scanner) behind(e ast.Expr) string {
	return sc.comments[sc.fset.Position(e.Pos()).Line]
}

// literal lists the numbers inside a composite literal. Where the source of a
// number is looked for, first come first served: beside it in its own record,
// in the sibling field with Source behind its name, at the end of its line, in
// the comment of the whole declaration.
//
// shared tells that doc speaks for the whole declaration.
func (sc *scanner) literal(prefix string, e ast.Expr, doc string, shared bool) []number {
	c := composite(e)
	if c == nil {
		return nil
	}
	sources, byLine := map[string]string{}, map[int]string{}
	own, cited := "", false
	for _, x := range c.Elts {
		if kv, ok := x.(*ast.KeyValueExpr); ok {
			if key, ok := kv.Key.(*ast.Ident); ok {
				if field, ok := strings.CutSuffix(key.Name, "Source"); ok {
					sources[field] = sc.text(kv.Value)
					byLine[sc.fset.Position(kv.Pos()).Line] = sources[field]
					if field == "" {
						own = sc.text(kv.Value)
					}
				}
			}
		}
	}
	if own == "" && (doc == "" || shared && prefix != "") {
		// A figure in the same record knows for its neighbours too.
		for _, x := range c.Elts {
			if kv, ok := x.(*ast.KeyValueExpr); ok {
				x = kv.Value
			}
			if own == "" {
				own, _ = sc.figure(x)
			}
		}
	}
	if own != "" {
		doc, shared, cited = own, false, true
	}
	var out []number
	for i, x := range c.Elts {
		name, value := prefix, x
		field := ""
		if kv, ok := x.(*ast.KeyValueExpr); ok {
			value = kv.Value
			field = types.ExprString(kv.Key)
			name = join(prefix, field)
		} else if len(c.Elts) > 1 {
			name = fmt.Sprintf("%s[%d]", prefix, i)
		}
		if id, ok := value.(*ast.Ident); ok && sc.tables[id.Name] != nil {
			value = sc.tables[id.Name]
		}
		source := sources[field]
		if source == "" {
			source = byLine[sc.fset.Position(x.Pos()).Line]
		}
		named := source != ""
		if source == "" {
			source = sc.behind(value)
		}
		named = named || source == "" && cited
		whole := source == "" && shared
		if source == "" {
			source = doc
		}
		add := func(e ast.Expr) {
			n := sc.number(name, e, source)
			n.shared, n.cited = whole, named
			out = append(out, n)
		}
		if from, what := sc.figure(value); from != "" {
			n := sc.number(name, what, from)
			n.cited = true
			out = append(out, n)
			continue
		}
		switch {
		case sc.field(value):
			add(value)
		case composite(value) != nil:
			inner := composite(value)
			if n, ok := sc.pair(name, inner); ok {
				out = append(out, n)
			} else if sc.row(inner) {
				add(inner)
			} else {
				out = append(out, sc.literal(name, inner, source, whole)...)
			}
		}
	}
	return out
}

// figure reads a call Fig(value, certainty, source); from is empty for anything
// else.
func (sc *scanner) figure(e ast.Expr) (from string, what ast.Expr) {
	call, ok := e.(*ast.CallExpr)
	if !ok || len(call.Args) != 3 || calleeName(call) != "Fig" {
		return "", nil
	}
	from, sure := sc.text(call.Args[2]), certainty(call.Args[1])
	if !strings.Contains(from, sure) {
		from += " (" + sure + ")"
	}
	return from, call.Args[0]
}

// pair reads a record of a number and its source, such as Value{0.6, "sheet"}.
func (sc *scanner) pair(name string, c *ast.CompositeLit) (number, bool) {
	if len(c.Elts) != 2 {
		return number{}, false
	}
	a, b := c.Elts[0], c.Elts[1]
	if kv, ok := a.(*ast.KeyValueExpr); ok {
		a = kv.Value
	}
	if kv, ok := b.(*ast.KeyValueExpr); ok {
		b = kv.Value
	}
	source := sc.text(b)
	if source == "" || sc.info.Types[a].Value == nil {
		return number{}, false
	}
	n := sc.number(name, a, source)
	n.cited = true
	return n, true
}

// row says whether a literal is a table of numbers, which is one row of the
// document and not one for each of them.
func (sc *scanner) row(c *ast.CompositeLit) bool {
	if len(c.Elts) == 0 {
		return false
	}
	for _, e := range c.Elts {
		if inner := composite(e); inner != nil {
			if !sc.row(inner) {
				return false
			}
			continue
		}
		if _, keyed := e.(*ast.KeyValueExpr); keyed || sc.info.Types[e].Value == nil {
			return false
		}
	}
	return true
}

func calleeName(c *ast.CallExpr) string {
	switch f := c.Fun.(type) {
	case *ast.Ident:
		return f.Name
	case *ast.SelectorExpr:
		return f.Sel.Name
	case *ast.IndexExpr:
		return types.ExprString(f.X)
	}
	return ""
}

// certainty puts the name of a certainty constant into words.
func certainty(e ast.Expr) string {
	name := types.ExprString(e)
	name = name[strings.LastIndex(name, ".")+1:]
	switch name {
	case "Remembered":
		return "remembered, unchecked"
	case "VendorData":
		return "vendor data"
	}
	return strings.ToLower(name)
}

func join(prefix, field string) string {
	if prefix == "" {
		return field
	}
	return prefix + "." + field
}

func flat(s string) string { return strings.Join(strings.Fields(s), " ") }
