package lint

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// outside are modules that tests use and the command must not carry: a server
// that somebody else runs, and what tests are written with.
var outside = []string{"github.com/nats-io/nats-server", "github.com/rogpeppe/go-internal", "go.uber.org/goleak", "pgregory.net/rapid"}

// carries lists the packages that a command is linked from.
func carries(dir, command string) ([]string, error) {
	list := exec.Command("go", "list", "-deps", command)
	list.Dir = dir
	out, err := list.Output()
	if err != nil {
		return nil, fmt.Errorf("go list %s: %w", command, err)
	}
	return strings.Fields(string(out)), nil
}

// staysOutside finds packages that a command must not carry.
func staysOutside(command string, deps []string) []finding {
	var out []finding
	for _, d := range deps {
		for _, o := range outside {
			if d == o || strings.HasPrefix(d, o+"/") {
				out = append(out, finding{command, "is linked from " + d + ", which belongs to tests"})
			}
		}
	}
	return out
}

func TestTheCommandCarriesNoServerOfOthers(t *testing.T) {
	deps, err := carries(root(t), "./cmd/locktwin")
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Contains(deps, "github.com/nats-io/nats.go") {
		t.Errorf("the command is linked from %d packages, and the NATS client is not among them", len(deps))
	}
	report(t, staysOutside("cmd/locktwin", deps))
}

func TestCarriesRuleFindsWhatIsLinked(t *testing.T) {
	dir := t.TempDir()
	for name, text := range map[string]string{
		"go.mod":          "module github.com/nats-io/nats-server\n\ngo 1.26\n",
		"main.go":         "package main\n\nimport _ \"github.com/nats-io/nats-server/server\"\n\nfunc main() {}\n",
		"server/a.go":     "package server\n",
		"main_test.go":    "package main\n\nimport _ \"github.com/nats-io/nats-server/fortest\"\n",
		"fortest/test.go": "package fortest\n",
	} {
		name = filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	deps, err := carries(dir, ".")
	if err != nil {
		t.Fatal(err)
	}
	mustFind(t, staysOutside("bad", deps), 2, "belongs to tests")
}
