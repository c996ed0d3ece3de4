package thing

import (
	"encoding/json"
	"fmt"
	"regexp"
	"sort"
	"strings"
)

// What the control API calls things.
const (
	lockPath      = "/api/v1/locks/{lock}"
	problemSchema = "Problem"
	eventSchema   = "Event"
	problemMedia  = "application/problem+json"
	streamMedia   = "text/event-stream"
	jsonMedia     = "application/json"
)

// api is the part of the OpenAPI document that concerns one lock.
type api struct {
	version    string
	schemas    map[string]any
	operations []operation // by path, then method
}

// operation is one of the control API.
type operation struct {
	path, method string
	ID           string `json:"operationId"`
	Summary      string `json:"summary"`
	Description  string `json:"description"`
	Parameters   []struct {
		Name     string `json:"name"`
		In       string `json:"in"`
		Required bool   `json:"required"`
		Schema   object `json:"schema"`
	} `json:"parameters"`
	RequestBody struct {
		Content map[string]media `json:"content"`
	} `json:"requestBody"`
	Responses map[string]struct {
		Content map[string]media `json:"content"`
	} `json:"responses"`
}

type media struct {
	Schema object `json:"schema"`
}

// read takes the operations on a lock out of the document.
func read(text []byte) (*api, error) {
	var doc struct {
		Info struct {
			Version string `json:"version"`
		} `json:"info"`
		Paths      map[string]map[string]json.RawMessage `json:"paths"`
		Components struct {
			Schemas map[string]any `json:"schemas"`
		} `json:"components"`
	}
	if err := json.Unmarshal(text, &doc); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrDocument, err)
	}
	a := &api{version: doc.Info.Version, schemas: doc.Components.Schemas}
	for path, methods := range doc.Paths {
		if path != lockPath && !strings.HasPrefix(path, lockPath+"/") {
			continue
		}
		for method, text := range methods {
			switch method {
			case "get", "put", "post", "patch", "delete":
			default:
				continue
			}
			o := operation{path: path, method: strings.ToUpper(method)}
			if err := json.Unmarshal(text, &o); err != nil {
				return nil, fmt.Errorf("%w: %s %s: %w", ErrDocument, o.method, path, err)
			}
			if o.ID == "" {
				return nil, fmt.Errorf("%w: %s %s has no operationId", ErrDocument, o.method, path)
			}
			a.operations = append(a.operations, o)
		}
	}
	sort.Slice(a.operations, func(i, j int) bool {
		x, y := &a.operations[i], &a.operations[j]
		if x.path != y.path {
			return x.path < y.path
		}
		return x.method < y.method
	})
	return a, nil
}

// answers are the media of the answer with success, in order, and the schema of the
// one in JSON.
func (o *operation) answers() (kinds []string, schema object) {
	for code, r := range o.Responses {
		if code[0] != '2' {
			continue
		}
		for kind, m := range r.Content {
			kinds = append(kinds, kind)
			if kind == jsonMedia {
				schema = m.Schema
			}
		}
	}
	sort.Strings(kinds)
	return kinds, schema
}

// request is the media of the body that it takes, empty for none, and its schema.
func (o *operation) request() (kind string, schema object) {
	for k, m := range o.RequestBody.Content {
		if kind == "" || k == jsonMedia || kind != jsonMedia && k < kind {
			kind, schema = k, m.Schema
		}
	}
	return kind, schema
}

var offered = regexp.MustCompile("subprotocol `([a-z0-9.]+)`")

// socket is the subprotocol under which the same address is a WebSocket; the API
// says it in the description of the operation. Empty: it is none.
func (o *operation) socket() string {
	if m := offered.FindStringSubmatch(o.Description); m != nil {
		return m[1]
	}
	return ""
}

// about is the first paragraph of a description, after the summary.
func (o *operation) about() string {
	text, _, _ := strings.Cut(o.Description, "\n\n")
	if text == "" || strings.HasPrefix(text, "Needs the right") {
		return o.Summary + "."
	}
	return o.Summary + ". " + text
}
