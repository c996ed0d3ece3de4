package lint

import (
	"bufio"
	"bytes"
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// roundsProducts finds sums that take a float product as it comes. The
// compiler may then fuse the two into one instruction that rounds once, on
// processors that have it, and the last bit depends on the processor. A
// conversion, float64(a*b) + c, forbids that.
func roundsProducts(u *unit) []finding {
	isFloat := func(e ast.Expr) bool {
		tv, ok := u.info.Types[e]
		if !ok || tv.Value != nil {
			return false // constants are exact, folded by the compiler
		}
		b, ok := tv.Type.Underlying().(*types.Basic)
		return ok && b.Info()&types.IsFloat != 0
	}
	isProduct := func(e ast.Expr) bool {
		for {
			switch x := e.(type) {
			case *ast.ParenExpr:
				e = x.X
				continue
			case *ast.UnaryExpr:
				e = x.X
				continue
			case *ast.BinaryExpr:
				return x.Op == token.MUL && isFloat(x)
			}
			return false
		}
	}
	var out []finding
	for _, f := range u.files {
		ast.Inspect(f, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.BinaryExpr:
				if (n.Op == token.ADD || n.Op == token.SUB) && isFloat(n) && (isProduct(n.X) || isProduct(n.Y)) {
					out = append(out, u.found(n, "a product in a sum is not rounded: write float64(a*b) + c"))
				}
			case *ast.AssignStmt:
				if (n.Tok == token.ADD_ASSIGN || n.Tok == token.SUB_ASSIGN) && isFloat(n.Lhs[0]) && isProduct(n.Rhs[0]) {
					out = append(out, u.found(n, "a product in a sum is not rounded: write x += float64(a*b)"))
				}
			}
			return true
		})
	}
	return out
}

func TestProductsInSumsAreRounded(t *testing.T) {
	for _, u := range load(t) {
		if within(u.path, pure) {
			report(t, roundsProducts(u))
		}
	}
}

func TestRoundingRuleFindsEachForm(t *testing.T) {
	u := snippet(t, "model/power", `package power
type Volts float64
func f(a, b, c float64, v Volts, n int) float64 {
	x := a*b + c
	x = c - (a * b)
	x += a * b
	y := v*v - 1
	x += -(a*b) - c
	x = float64(a*b) + c       // rounded
	x = a*b*c                  // no sum
	x += float64(a * b)        // rounded
	n = n*n + 1                // integers are exact
	const k = 2.0*3.0 + 1      // folded
	return x + float64(y) + float64(n) + k
}`)
	mustFind(t, roundsProducts(u), 5, "not rounded")
}

// fused matches an instruction that multiplies and adds in one rounding, as
// the compiler's listing prints it, on arm64 and on amd64.
var fused = regexp.MustCompile(`\(([^)]*\.go:\d+)\)\t(FN?M(?:ADD|SUB)[SD]|VFN?M(?:ADD|SUB)\d+S[SD])\b`)

// fusedInstructions compiles packages for one processor and finds fused
// instructions in the listing. It sees what the source rule cannot: products
// that reach a sum through a variable or an inlined function.
func fusedInstructions(dir string, env []string, patterns ...string) ([]finding, error) {
	cmd := exec.Command("go", append([]string{"build", "-gcflags=-S"}, patterns...)...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), append(env, "CGO_ENABLED=0", "GOOS=linux")...)
	listing, err := cmd.CombinedOutput()
	if err != nil {
		tail := listing[max(0, len(listing)-2000):]
		return nil, fmt.Errorf("go build for %v: %w\n%s", env, err, tail)
	}
	var out []finding
	seen := map[string]bool{}
	texts := 0
	lines := bufio.NewScanner(bytes.NewReader(listing))
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		line := lines.Text()
		if strings.Contains(line, " STEXT ") {
			texts++
		}
		m := fused.FindStringSubmatch(line)
		if m == nil {
			continue
		}
		pos := m[1]
		if rel, err := filepath.Rel(dir, pos); err == nil && !strings.HasPrefix(rel, "..") {
			pos = rel
		}
		if !seen[pos] {
			seen[pos] = true
			out = append(out, finding{pos, m[2] + " on " + env[0] + ": round the product with float64(...)"})
		}
	}
	if err := lines.Err(); err != nil {
		return nil, err
	}
	if texts == 0 {
		return nil, fmt.Errorf("the listing for %v shows no function: the compiler's format has changed", env)
	}
	return out, nil
}

func TestNoFusedInstructionInTheObjectCode(t *testing.T) {
	dir := root(t)
	var patterns []string
	for _, u := range load(t) {
		if within(u.path, pure) || u.path == "cmd/locktwin" {
			patterns = append(patterns, module+"/"+u.path)
		}
	}
	for _, env := range [][]string{{"GOARCH=arm64"}, {"GOAMD64=v3", "GOARCH=amd64"}} {
		findings, err := fusedInstructions(dir, env, patterns...)
		if err != nil {
			t.Fatal(err)
		}
		report(t, findings)
	}
}

func TestObjectCodeRuleFindsFusingThroughAVariable(t *testing.T) {
	dir := t.TempDir()
	write := func(name, text string) {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	write("go.mod", "module bad\n\ngo 1.26\n")
	write("bad.go", `package bad

func mul(a, b float64) float64 { return a * b }

func Plain(a, b, c float64) float64 { return a*b + c }

func Hidden(a, b, c float64) float64 {
	t := mul(a, b)
	return c + t
}

func Rounded(a, b, c float64) float64 { return float64(a*b) + c }
`)
	for _, env := range [][]string{{"GOARCH=arm64"}, {"GOAMD64=v3", "GOARCH=amd64"}} {
		findings, err := fusedInstructions(dir, env, ".")
		if err != nil {
			t.Fatal(err)
		}
		mustFind(t, findings, 2, "FM")
		for _, f := range findings {
			if f.pos == "bad.go:12" {
				t.Errorf("a rounded product was taken for a fused one: %v", f)
			}
		}
	}
}
