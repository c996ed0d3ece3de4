package thing

import (
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

var update = flag.Bool("update", false, "write docs/thing.json anew")

var example = About{Base: "http://127.0.0.1:8420", ID: "demo", Name: "Front door"}

func openapi(t testing.TB) []byte {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("..", "..", "docs", "openapi.json"))
	if err != nil {
		t.Fatal(err)
	}
	return text
}

func describe(t testing.TB, about About) (object, []byte) {
	t.Helper()
	text, err := Describe(openapi(t), about)
	if err != nil {
		t.Fatal(err)
	}
	var td object
	if err := json.Unmarshal(text, &td); err != nil {
		t.Fatal(err)
	}
	return td, text
}

func TestDescriptionFileIsCurrent(t *testing.T) {
	_, text := describe(t, example)
	name := filepath.Join("..", "..", "docs", "thing.json")
	if *update {
		if err := os.WriteFile(name, text, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	file, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(file, text) {
		t.Error("docs/thing.json is not what the control API has; run: go generate ./emulator/thing")
	}
}

// published is the schema of the W3C.
func published(t testing.TB) *jsonschema.Schema {
	t.Helper()
	s, err := jsonschema.NewCompiler().Compile(filepath.Join("testdata", "td-json-schema-validation.json"))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestDescriptionsAreValidByThePublishedSchema(t *testing.T) {
	s := published(t)
	for _, about := range []About{example, {Base: "https://locks.example:443/", ID: "a b/c", Name: "Tür", Token: true}} {
		td, _ := describe(t, about)
		if err := s.Validate(td); err != nil {
			t.Errorf("%s: %v", about.Base, err)
		}
	}
	td, _ := describe(t, example)
	td["properties"].(object)["bay"].(object)["forms"] = []any{}
	if s.Validate(td) == nil {
		t.Error("a property without a form is taken for valid")
	}
}

func TestEveryOperationOnALockIsInTheDescriptionOnce(t *testing.T) {
	td, _ := describe(t, example)
	api, err := read(openapi(t))
	if err != nil {
		t.Fatal(err)
	}
	forms := map[string]int{}
	for _, kind := range []string{"properties", "actions"} {
		for _, a := range td[kind].(object) {
			seen := map[string]bool{}
			for _, f := range a.(object)["forms"].([]any) {
				f := f.(object)
				if method, ok := f["htv:methodName"].(string); ok {
					path, _, _ := strings.Cut(f["href"].(string), "{?")
					seen[method+" "+path] = true
				}
			}
			for k := range seen {
				forms[k]++
			}
		}
	}
	for _, o := range api.operations {
		if kinds, _ := o.answers(); len(kinds) == 1 && kinds[0] == MediaType {
			continue
		}
		key := o.method + " " + strings.TrimPrefix(strings.Replace(o.path, "{lock}", "demo", 1), "/")
		if forms[key] != 1 {
			t.Errorf("%s is in the description %d times", key, forms[key])
		}
		delete(forms, key)
	}
	for k := range forms {
		t.Errorf("%s is in the description and not in the API", k)
	}
}

func TestWhatOneLooksForHasItsName(t *testing.T) {
	td, _ := describe(t, example)
	for kind, names := range map[string][]string{
		"properties": {"lock", "bay", "firmware", "authorizations", "events", "scope", "snapshots", "fate", "flash", "faults"},
		"actions":    {"takeCellsOut", "putCellsIn", "sag", "turnKey", "pressButton", "changeLock", "pause", "resume", "takeSnapshot", "rewind", "gatt"},
		"events":     {"events"},
	} {
		for _, n := range names {
			if td[kind].(object)[n] == nil {
				t.Errorf("no %s %q", kind, n)
			}
		}
	}
	sockets := map[string]bool{}
	var walk func(v any)
	walk = func(v any) {
		switch v := v.(type) {
		case object:
			if s, ok := v["subprotocol"].(string); ok && strings.HasPrefix(v["href"].(string), "ws://127.0.0.1:8420/") {
				sockets[s] = true
			}
			for _, w := range v {
				walk(w)
			}
		case []any:
			for _, w := range v {
				walk(w)
			}
		}
	}
	walk(td)
	for _, s := range []string{"locktwin.events.v1", "locktwin.scope.v1", "locktwin.gatt.v1", "locktwin.att.v1"} {
		if !sockets[s] {
			t.Errorf("no WebSocket form of %s", s)
		}
	}
}

func TestATokenIsAskedForOnlyWhereTheServerDoes(t *testing.T) {
	open, _ := describe(t, example)
	if open["security"] != openSecurity || len(open["securityDefinitions"].(object)) != 1 {
		t.Errorf("on loopback: %v", open["security"])
	}
	about := example
	about.Token = true
	closed, text := describe(t, about)
	if closed["security"] != tokenSecurity || bytes.Contains(text, []byte(`"nosec`)) {
		t.Errorf("with a token: %v", closed["security"])
	}
}

func TestNoReferenceIsLeftInTheDescription(t *testing.T) {
	if _, text := describe(t, example); bytes.Contains(text, []byte(`"$ref"`)) {
		t.Error("a data schema refers to another one")
	}
}

func TestWhatCannotBeDescribedIsRefused(t *testing.T) {
	good := openapi(t)
	for name, c := range map[string]struct {
		text  []byte
		about About
		want  error
	}{
		"no base":       {good, About{ID: "a", Name: "b"}, ErrBase},
		"ftp":           {good, About{Base: "ftp://a", ID: "a", Name: "b"}, ErrBase},
		"path":          {good, About{Base: "http://a/b", ID: "a", Name: "b"}, ErrBase},
		"no lock":       {good, About{Base: "http://a"}, ErrLock},
		"no JSON":       {[]byte("{"), example, ErrDocument},
		"no operations": {[]byte("{}"), example, ErrDocument},
		"no id":         {[]byte(`{"paths":{"/api/v1/locks/{lock}":{"get":{}}}}`), example, ErrDocument},
	} {
		if _, err := Describe(c.text, c.about); !errors.Is(err, c.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
