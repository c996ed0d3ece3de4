package api

import (
	"bytes"
	"encoding/json"
	"flag"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"locktwin/emulator/access"
	"locktwin/emulator/problem"
)

//go:generate go test -run TestDocumentFileIsCurrent -update .

var update = flag.Bool("update", false, "write docs/openapi.json anew")

// described is the API without any locks behind it.
func described() *API { return New(Options{Limits: access.DefaultLimits(), Version: "0"}) }

func TestDocumentFileIsCurrent(t *testing.T) {
	text, err := described().Document()
	if err != nil {
		t.Fatal(err)
	}
	name := filepath.Join("..", "..", "docs", "openapi.json")
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
		t.Error("docs/openapi.json is not what the code describes; run: go generate ./emulator/api")
	}
}

// tree is a JSON value.
type tree = map[string]any

func document(t *testing.T) tree {
	t.Helper()
	text, err := described().Document()
	if err != nil {
		t.Fatal(err)
	}
	var doc tree
	if err := json.Unmarshal(text, &doc); err != nil {
		t.Fatal(err)
	}
	return doc
}

// every visits each object of a JSON value with its place.
func every(v any, at string, visit func(at string, o tree)) {
	switch v := v.(type) {
	case tree:
		visit(at, v)
		for k, w := range v {
			every(w, at+"/"+k, visit)
		}
	case []any:
		for _, w := range v {
			every(w, at, visit)
		}
	}
}

// follow gives what an object refers to, or the object.
func follow(doc, o tree) tree {
	ref, ok := o["$ref"].(string)
	if !ok {
		return o
	}
	for part := range strings.SplitSeq(strings.TrimPrefix(ref, "#/"), "/") {
		doc, _ = doc[part].(tree)
	}
	return doc
}

func TestDocumentIsOpenAPI31(t *testing.T) {
	read := func(r io.Reader) any {
		v, err := jsonschema.UnmarshalJSON(r)
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	rules, err := os.Open(filepath.Join("testdata", "openapi-3.1.json"))
	if err != nil {
		t.Fatal(err)
	}
	defer rules.Close()
	text, err := described().Document()
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	for name, v := range map[string]any{"rules.json": read(rules), "openapi.json": read(bytes.NewReader(text))} {
		if err := c.AddResource(name, v); err != nil {
			t.Fatal(err)
		}
	}
	schema, err := c.Compile("rules.json")
	if err != nil {
		t.Fatal(err)
	}
	if err := schema.Validate(read(bytes.NewReader(text))); err != nil {
		t.Errorf("%#v", err)
	}
	// Every schema in it can be used as one.
	for name := range document(t)["components"].(tree)["schemas"].(tree) {
		if _, err := c.Compile("openapi.json#/components/schemas/" + name); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestDocumentRefersOnlyToWhatItHas(t *testing.T) {
	doc := document(t)
	if doc["openapi"] != "3.1.0" {
		t.Errorf("openapi is %v", doc["openapi"])
	}
	used := map[string]bool{}
	every(doc, "", func(at string, o tree) {
		ref, ok := o["$ref"].(string)
		if !ok {
			return
		}
		used[ref] = true
		if follow(doc, o) == nil {
			t.Errorf("%s refers to %s, which is not there", at, ref)
		}
	})
	for name := range doc["components"].(tree)["schemas"].(tree) {
		if !used["#/components/schemas/"+name] {
			t.Errorf("nothing refers to the schema %s", name)
		}
	}
}

func TestEveryOperationIsDescribedForPeople(t *testing.T) {
	doc := document(t)
	tags := map[any]bool{}
	for _, tag := range doc["tags"].([]any) {
		tags[tag.(tree)["name"]] = true
	}
	ids := map[any]string{}
	braces := regexp.MustCompile(`\{(\w+)\}`)
	for path, item := range doc["paths"].(tree) {
		for method, o := range item.(tree) {
			op, at := o.(tree), strings.ToUpper(method)+" "+path
			if op["summary"] == nil || op["operationId"] == nil || len(op["tags"].([]any)) != 1 || !tags[op["tags"].([]any)[0]] {
				t.Errorf("%s: %v %v %v", at, op["operationId"], op["summary"], op["tags"])
			}
			if other, twice := ids[op["operationId"]]; twice {
				t.Errorf("%s and %s are both called %v", at, other, op["operationId"])
			}
			ids[op["operationId"]] = at
			have := map[string]bool{}
			params, _ := op["parameters"].([]any)
			for _, p := range params {
				p := p.(tree)
				if p["in"] == "path" {
					have[p["name"].(string)] = true
				}
				if p["description"] == nil && p["schema"].(tree)["description"] == nil {
					t.Errorf("%s: the parameter %v has no description", at, p["name"])
				}
			}
			for _, m := range braces.FindAllStringSubmatch(path, -1) {
				if !have[m[1]] {
					t.Errorf("%s: the parameter %s is not described", at, m[1])
				}
			}
			good, problems := 0, 0
			for status, r := range op["responses"].(tree) {
				switch {
				case strings.HasPrefix(status, "2"):
					good++
				case follow(doc, r.(tree))["content"].(tree)[problem.MediaType] == nil:
					t.Errorf("%s: %s is no problem document", at, status)
				default:
					problems++
				}
			}
			if good != 1 || problems < 5 {
				t.Errorf("%s has %d answers with success and %d problems", at, good, problems)
			}
		}
	}
}

func TestEveryFieldIsDescribedAndSpelledOneWay(t *testing.T) {
	name := regexp.MustCompile(`^[a-z0-9]+([_-][a-z0-9]+)*$`)
	schemas := document(t)["components"].(tree)["schemas"].(tree)
	for schema, s := range schemas {
		props, _ := s.(tree)["properties"].(tree)
		for field, p := range props {
			if !name.MatchString(field) {
				t.Errorf("%s.%s is spelled in another way", schema, field)
			}
			if p := p.(tree); p["description"] == nil && p["$ref"] == nil {
				t.Errorf("%s.%s has no description", schema, field)
			}
		}
	}
}

func TestRoutesAndDocumentNameTheSameOperations(t *testing.T) {
	a := described()
	paths := document(t)["paths"].(tree)
	for path, item := range paths {
		for method := range item.(tree) {
			r, err := http.NewRequest(strings.ToUpper(method), "http://localhost"+path, nil)
			if err != nil {
				t.Fatal(err)
			}
			if _, pattern := a.mux.Handler(r); pattern != strings.ToUpper(method)+" "+path {
				t.Errorf("%s %s leads to %q", method, path, pattern)
			}
		}
	}
	for pattern := range a.live {
		method, path, _ := strings.Cut(pattern, " ")
		if item, _ := paths[path].(tree); item[strings.ToLower(method)] == nil {
			t.Errorf("the live feed %s has no operation beside it", pattern)
		}
	}
}
