package lint

import (
	"go/ast"
	"go/token"
	"go/types"
	"strconv"
	"strings"
	"testing"
)

// banned are packages through which the outside gets into a simulation, or
// one lock into another.
var banned = map[string]string{
	"os": "files and environment are for cmd", "io/ioutil": "files are for cmd",
	"net": "the network is for emulator", "log": "what happened is data, not a log line",
	"sync": "one goroutine owns a lock", "context": "one goroutine owns a lock",
	"math/rand": "draws come from internal/repro", "crypto/rand": "draws come from internal/repro",
	"math/cmplx": "differs between processors", "hash/maphash": "is keyed anew in each process",
	"runtime": "the machine must not show in a result", "unsafe": "the machine must not show in a result",
	"syscall": "the machine must not show in a result", "testing": "belongs into tests",
	"plugin": "no code from outside", "expvar": "global state", "flag": "flags are for cmd",
}

// excused are imports that a room may have all the same, with the reason.
var excused = map[string]string{
	"internal/plain unsafe":       "reflection reads fields that are not exported and does not set them; values are walked by their type",
	"model/firmware unsafe":       "its hash walks the values of State, computed from the type, and skips padding",
	"scenarios/storetest testing": "it is what a developer's _test.go imports",
	"scenarios/storetest os":      "writes the report to the file that a test names",
}

// wallClock are the functions of package time that look at a clock or wait.
var wallClock = map[string]bool{"Now": true, "Since": true, "Until": true, "Sleep": true, "After": true,
	"AfterFunc": true, "Tick": true, "NewTimer": true, "NewTicker": true, "Local": true, "LoadLocation": true}

// exactMath are the functions of package math whose results are the same bits
// on every processor: exact or correctly rounded by definition.
var exactMath = map[string]bool{"Sqrt": true, "Abs": true, "Floor": true, "Ceil": true, "Trunc": true, "Round": true,
	"RoundToEven": true, "Inf": true, "IsInf": true, "NaN": true, "IsNaN": true, "Float64bits": true,
	"Float64frombits": true, "Float32bits": true, "Float32frombits": true, "Ldexp": true, "Frexp": true, "Modf": true,
	"Mod": true, "Copysign": true, "Signbit": true, "Max": true, "Min": true, "Nextafter": true}

// callee gives the package path and name of a function of another package, or
// empty strings.
func callee(u *unit, sel *ast.SelectorExpr) (pkg, name string) {
	f, ok := u.info.Uses[sel.Sel].(*types.Func)
	if !ok || f.Pkg() == nil || f.Type().(*types.Signature).Recv() != nil {
		return "", ""
	}
	return f.Pkg().Path(), f.Name()
}

// staysPure finds what a deterministic floor must not use.
func staysPure(u *unit) []finding {
	var out []finding
	for _, f := range u.files {
		for _, i := range f.Imports {
			p, _ := strconv.Unquote(i.Path.Value)
			first, _, _ := strings.Cut(p, "/")
			why, ok := banned[p]
			if !ok {
				why, ok = banned[first]
			}
			if ok && excused[u.path+" "+p] == "" {
				out = append(out, u.found(i, "imports %s: %s", p, why))
			}
		}
		ast.Inspect(f, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.GoStmt:
				out = append(out, u.found(n, "starts a goroutine"))
			case *ast.SelectStmt:
				out = append(out, u.found(n, "select: which case runs is up to the scheduler"))
			case *ast.ChanType:
				out = append(out, u.found(n, "uses a channel"))
			case *ast.BasicLit:
				if n.Kind == token.STRING && strings.Contains(n.Value, "%p") {
					out = append(out, u.found(n, "prints a pointer: it differs from run to run"))
				}
			case *ast.SelectorExpr:
				switch pkg, name := callee(u, n); {
				case pkg == "time" && wallClock[name]:
					out = append(out, u.found(n, "time.%s looks at the wall clock", name))
				case pkg == "math" && !exactMath[name]:
					out = append(out, u.found(n, "math.%s differs between processors: use internal/repro", name))
				}
			}
			return true
		})
	}
	return out
}

// keepsNoGlobals finds functions that write to a package variable.
func keepsNoGlobals(u *unit) []finding {
	var out []finding
	check := func(e ast.Expr) {
		id := rootIdent(e)
		if id == nil {
			return
		}
		v, ok := u.info.Uses[id].(*types.Var)
		if ok && v.Parent() == u.pkg.Scope() {
			out = append(out, u.found(e, "writes to the package variable %s", id.Name))
		}
	}
	for _, f := range u.files {
		ast.Inspect(f, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.AssignStmt:
				for _, l := range n.Lhs {
					check(l)
				}
			case *ast.IncDecStmt:
				check(n.X)
			case *ast.FuncDecl:
				// An init function fills a table once, before anybody looks.
				return n.Recv != nil || n.Name.Name != "init"
			}
			return true
		})
	}
	return out
}

func rootIdent(e ast.Expr) *ast.Ident {
	for {
		switch x := e.(type) {
		case *ast.Ident:
			return x
		case *ast.SelectorExpr:
			e = x.X
		case *ast.IndexExpr:
			e = x.X
		case *ast.StarExpr:
			e = x.X
		case *ast.ParenExpr:
			e = x.X
		default:
			return nil
		}
	}
}

// anyOrder opens a comment that says why the order of a loop over a map does
// not matter. It stands on the line above the loop.
const anyOrder = "// Any order: "

// walksMapsInOrder finds loops over maps whose order could reach a result. Three
// forms are fine: slices.Sorted(maps.Keys(m)); a loop that does nothing but
// collect, in a function that sorts what it collected; and one that is told to
// be independent of the order, with the reason.
func walksMapsInOrder(u *unit) []finding {
	var out []finding
	for _, f := range u.files {
		told := map[int]bool{}
		for _, g := range f.Comments {
			if strings.HasPrefix(g.List[0].Text, anyOrder) {
				told[u.fset.Position(g.End()).Line+1] = true
			}
		}
		for _, d := range f.Decls {
			fn, ok := d.(*ast.FuncDecl)
			if !ok || fn.Body == nil {
				continue
			}
			sorted := map[string]bool{}
			wrapped := map[ast.Node]bool{}
			ast.Inspect(fn, func(n ast.Node) bool {
				call, ok := n.(*ast.CallExpr)
				if !ok || len(call.Args) == 0 {
					return true
				}
				sel, ok := call.Fun.(*ast.SelectorExpr)
				if !ok {
					return true
				}
				pkg, name := callee(u, sel)
				if pkg == "sort" || pkg == "slices" && strings.HasPrefix(name, "Sort") {
					if id := rootIdent(call.Args[0]); id != nil {
						sorted[id.Name] = true
					}
					wrapped[call.Args[0]] = true
				}
				return true
			})
			ast.Inspect(fn, func(n ast.Node) bool {
				switch n := n.(type) {
				case *ast.CallExpr:
					sel, ok := n.Fun.(*ast.SelectorExpr)
					if !ok || wrapped[n] {
						return true
					}
					if pkg, name := callee(u, sel); pkg == "maps" && (name == "Keys" || name == "Values" || name == "All") {
						out = append(out, u.found(n, "maps.%s without slices.Sorted around it", name))
					}
				case *ast.RangeStmt:
					t := u.info.Types[n.X].Type
					if t == nil {
						return true
					}
					if _, isMap := t.Underlying().(*types.Map); isMap && !onlyCollects(n, sorted) && !told[u.fset.Position(n.Pos()).Line] {
						out = append(out, u.found(n, "ranges over a map: sort the keys first, or write above the loop \"%s...\"", anyOrder))
					}
				}
				return true
			})
		}
	}
	return out
}

// onlyCollects says whether the loop's body is one append to a slice that the
// function sorts.
func onlyCollects(r *ast.RangeStmt, sorted map[string]bool) bool {
	if len(r.Body.List) != 1 {
		return false
	}
	a, ok := r.Body.List[0].(*ast.AssignStmt)
	if !ok || len(a.Lhs) != 1 || len(a.Rhs) != 1 {
		return false
	}
	call, ok := a.Rhs[0].(*ast.CallExpr)
	if !ok {
		return false
	}
	fn, ok := call.Fun.(*ast.Ident)
	id := rootIdent(a.Lhs[0])
	return ok && fn.Name == "append" && id != nil && sorted[id.Name]
}

func TestPureFloorsUseNothingThatVaries(t *testing.T) {
	seen := 0
	for _, u := range load(t) {
		if !within(u.path, pure) {
			continue
		}
		seen++
		report(t, staysPure(u))
		report(t, keepsNoGlobals(u))
		report(t, walksMapsInOrder(u))
	}
	if seen == 0 {
		t.Fatal("no pure package was looked at")
	}
}

func TestPurityRuleFindsEachWayOut(t *testing.T) {
	u := snippet(t, "flashsim", `package flashsim
import ("math"; "math/rand"; "os"; "time"; "fmt"; "log/slog"; "sync/atomic"; "net/http")
var n atomic.Int64
func f() string {
	go func() {}()
	c := make(chan int)
	select { case <-c: default: }
	_ = time.Now()
	time.Sleep(time.Second)
	_ = math.Exp(rand.Float64()) + math.Sqrt(2) + math.Inf(1)
	_ = os.Args
	slog.Info("x"); _ = http.Get; _ = n.Load()
	return fmt.Sprintf("%p", &c)
}`)
	mustFind(t, staysPure(u), 12, "goroutine", "select", "channel", "time.Now", "time.Sleep", "math.Exp",
		"math/rand", "imports os", "log/slog", "sync/atomic", "net/http", "pointer")
}

func TestGlobalsRuleFindsAWrite(t *testing.T) {
	u := snippet(t, "model/sim", `package sim
var count int
var table [4]int
var filled = []int{1}
func init() { table[0] = 1 }
func f() { count++; table[1] = 2; local := filled; local = nil; _ = local }`)
	mustFind(t, keepsNoGlobals(u), 2, "count", "table")
}

func TestMapRuleFindsUnorderedWalksOnly(t *testing.T) {
	u := snippet(t, "scenarios", `package scenarios
import ("maps"; "slices"; "sort")
func bad(m map[string]int) (s int) { for _, v := range m { s = s*31 + v }; return s }
func worse(m map[string]int) (ks []string) { for k := range maps.Keys(m) { ks = append(ks, k) }; return ks }
func unsorted(m map[string]int) (ks []string) { for k := range m { ks = append(ks, k) }; return ks }
func good(m map[string]int) (ks []string) { for k := range m { ks = append(ks, k) }; sort.Strings(ks); return ks }
func best(m map[string]int) []string { return slices.Sorted(maps.Keys(m)) }
func told(m map[string]int) (most int) {
	// Any order: a maximum is the same from either end.
	for _, v := range m { most = max(most, v) }
	return most
}`)
	mustFind(t, walksMapsInOrder(u), 3, "maps.Keys", "ranges over a map")
}
