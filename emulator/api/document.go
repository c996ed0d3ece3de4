package api

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"net/url"
	"reflect"
	"regexp"
	"strings"
	"sync"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/yaml"
	"github.com/swaggest/swgui"
	"github.com/swaggest/swgui/v5emb"

	"locktwin/emulator/problem"
)

// Where the description is served.
const (
	DocumentPath = Prefix + "/openapi" // and .json or .yaml
	DocsPath     = "/api/docs"
)

const bearerScheme = "token"

// apiVersion is that of the API; the program has one of its own.
const apiVersion = "1"

func info() *huma.Info {
	return &huma.Info{
		Title: "locktwin control API", Version: apiVersion,
		License: &huma.License{Name: "Apache License 2.0", Identifier: "Apache-2.0"},
		Description: strings.TrimSpace(`
What a hand, a laboratory and the owner of a twin do to virtual smart locks.

- Every answer with success means that what it says has been saved: it survives the end of the process at any moment.
- A lock is named by its id, its name or its address.
- Times are texts with a unit, such as ` + "`40ms`" + `. Other quantities have their unit in the name, such as ` + "`volts`" + `; in the description of a lock they are texts with a unit, as in scenario files.
- Simulated instants are nanoseconds since the lock was made. What a hand or a laboratory begins goes on in simulated time; the answer comes at its beginning and says how long it takes.
- What is wrong is told in problem documents (RFC 9457). Their type leads to a description of the kind.
`),
	}
}

func securitySchemes() map[string]*huma.SecurityScheme {
	return map[string]*huma.SecurityScheme{bearerScheme: {
		Type: "http", Scheme: "bearer",
		Description: "Needed when the server was started with a token. A WebSocket may offer the subprotocol `locktwin.token.TOKEN` instead, and a WebSocket or an event stream may have the query parameter `access_token`.",
	}}
}

func tags() []*huma.Tag {
	return []*huma.Tag{
		{Name: tagLocks, Description: "Which locks there are."},
		{Name: tagHands, Description: "What a person at the door does."},
		{Name: tagLab, Description: "What a laboratory does to a lock on the bench."},
		{Name: tagFaults, Description: "What goes wrong on the air. No fault is set unless somebody sets it."},
		{Name: tagTime, Description: "How simulated time passes."},
		{Name: tagSnapshots, Description: "Locks put by, to come back to."},
		{Name: tagFlash, Description: "What is in the memory."},
		{Name: tagTrace, Description: "What happened, in the forms of other tools."},
		{Name: tagScope, Description: "What a probe on the supply shows, and what the lock did meanwhile."},
		{Name: tagFirmware, Description: "What runs on the lock."},
		{Name: tagScenarios, Description: "Stories that are played on a lock."},
		{Name: tagTraining, Description: "Cases of support that are played, alone or in a class."},
		{Name: tagTwins, Description: "Twins that follow real locks: what these told, what was fitted to it, what lies ahead."},
		{Name: tagDiagnose, Description: "From symptoms to causes."},
		{Name: tagEvents, Description: "What happens, as a list and live."},
		{Name: tagCatalogue, Description: "What locks are made of, and what can be done to them."},
		{Name: tagServer, Description: "The server itself."},
	}
}

// problemSchema describes a problem document.
func (a *API) problemSchema() *huma.Schema {
	return a.huma.OpenAPI().Components.Schemas.Schema(reflect.TypeFor[problem.Document](), true, "Problem")
}

// Document is the OpenAPI document, as JSON that is the same on every run.
func (a *API) Document() ([]byte, error) {
	text, err := a.huma.OpenAPI().MarshalJSON()
	if err != nil {
		return nil, err
	}
	var v any
	if err := json.Unmarshal(text, &v); err != nil {
		return nil, err
	}
	strip(v)
	text, err = json.MarshalIndent(v, "", "  ")
	return append(text, '\n'), err
}

// strip takes out a keyword of the library that JSON Schema does not have.
func strip(v any) {
	switch v := v.(type) {
	case map[string]any:
		delete(v, "patternDescription")
		for _, w := range v {
			strip(w)
		}
	case []any:
		for _, w := range v {
			strip(w)
		}
	}
}

// documentAsYAML is the same document in the other form.
func (a *API) documentAsYAML() ([]byte, error) {
	text, err := a.Document()
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	err = yaml.Convert(&b, bytes.NewReader(text))
	return b.Bytes(), err
}

// docsPolicy lets the page of the description do what it has to and nothing else:
// run the scripts that come with it, those that stand in it by their hash, set
// its own styles, and speak to this server.
func docsPolicy(page []byte) string {
	policy := "default-src 'none'; script-src 'self'"
	for _, m := range regexp.MustCompile(`(?s)<script>(.*?)</script>`).FindAllSubmatch(page, -1) {
		sum := sha256.Sum256(m[1])
		policy += " 'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
	}
	return policy + "; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
}

// rendered is what a handler answers to a plain request.
type rendered struct {
	bytes.Buffer
	header http.Header
}

func (r *rendered) Header() http.Header { return r.header }
func (r *rendered) WriteHeader(int)     {}

func (a *API) documentRoutes() {
	// Written when somebody first wants it: that takes most of what the API takes
	// to start.
	serve := func(path, mediaType string, write func() ([]byte, error)) {
		text := sync.OnceValue(func() []byte {
			text, err := write()
			if err != nil {
				panic(err) // the description is made of constants
			}
			return text
		})
		a.mux.HandleFunc("GET "+path, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", mediaType)
			w.Header().Set("Cache-Control", "no-cache")
			w.Write(text())
		})
	}
	serve(DocumentPath+".json", "application/openapi+json", a.Document)
	serve(DocumentPath+".yaml", "application/openapi+yaml", a.documentAsYAML)
	page := v5emb.NewHandlerWithConfig(swgui.Config{
		Title: "locktwin control API", SwaggerJSON: DocumentPath + ".json", BasePath: DocsPath + "/", HideCurl: false,
		SettingsUI: map[string]string{"docExpansion": "'list'", "tryItOutEnabled": "true"},
	})
	policy := sync.OnceValue(func() string {
		first := rendered{header: http.Header{}}
		page.ServeHTTP(&first, &http.Request{Method: http.MethodGet, URL: &url.URL{Path: DocsPath + "/"}})
		return docsPolicy(first.Bytes())
	})
	a.mux.HandleFunc("GET "+DocsPath+"/", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Security-Policy", policy())
		page.ServeHTTP(w, r)
	})
	a.mux.Handle("GET "+DocsPath, http.RedirectHandler(DocsPath+"/", http.StatusMovedPermanently))
}
