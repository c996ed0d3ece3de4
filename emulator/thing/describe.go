package thing

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"strings"
)

// MediaType is that of a Thing Description.
const MediaType = "application/td+json"

// About is what only the server knows of a lock.
type About struct {
	Base string // address of the server: http or https, host, and nothing behind
	ID   string // of the lock
	Name string // of the lock, for people
	// Token says that the server asks for one, as it does wherever it can be reached
	// from another machine.
	Token bool
}

var (
	// ErrBase says that the base is no address of a server.
	ErrBase = errors.New("thing: base address")
	// ErrLock says that the lock has no id or no name.
	ErrLock = errors.New("thing: lock")
	// ErrDocument says that the OpenAPI document cannot be used.
	ErrDocument = errors.New("thing: OpenAPI document")
)

// Names of the security definitions.
const (
	openSecurity  = "nosec_sc"
	tokenSecurity = "bearer_sc"
	querySecurity = "query_sc"
)

// object is a JSON object; encoding/json writes its keys in order.
type object = map[string]any

// Describe gives the Thing Description 1.1 of a lock, as JSON. The same input gives
// the same bytes. Errors wrap ErrBase, ErrLock or ErrDocument.
func Describe(openapi []byte, about About) ([]byte, error) {
	base, err := url.Parse(about.Base)
	if err != nil || base.Host == "" || base.Scheme != "http" && base.Scheme != "https" || strings.Trim(base.Path, "/") != "" || base.RawQuery != "" || base.Fragment != "" || base.User != nil {
		return nil, fmt.Errorf("%w: found %q, right would be http://HOST:PORT or https://HOST", ErrBase, about.Base)
	}
	if about.ID == "" || about.Name == "" {
		return nil, fmt.Errorf("%w: found id %q and name %q, both are needed", ErrLock, about.ID, about.Name)
	}
	api, err := read(openapi)
	if err != nil {
		return nil, err
	}
	d := &description{api: api, about: about, base: base, properties: object{}, actions: object{}, events: object{}}
	for _, o := range api.operations {
		d.add(o)
	}
	d.gatt()
	if len(d.properties) == 0 {
		return nil, fmt.Errorf("%w: no operation under %s", ErrDocument, lockPath)
	}
	return d.json()
}

// description is a Thing Description while it is made.
type description struct {
	api                         *api
	about                       About
	base                        *url.URL
	properties, actions, events object
}

func (d *description) json() ([]byte, error) {
	security := openSecurity
	if d.about.Token {
		security = tokenSecurity
	}
	td := object{
		"@context": []any{"https://www.w3.org/2022/wot/td/v1.1", object{"@language": "en", "htv": "http://www.w3.org/2011/http#"}},
		"@type":    "Thing",
		"id":       "urn:locktwin:lock:" + url.PathEscape(d.about.ID),
		"title":    d.about.Name,
		"description": "A virtual smart lock: its supply, memory, firmware and mechanics are simulated. " +
			"Properties and actions are those of hands, a laboratory and the owner of the twin. What an app may ask of the lock, " +
			"such as to lock and to unlock, goes over its simulated radio: the action gatt.",
		"base":    strings.TrimSuffix(d.base.String(), "/") + "/",
		"version": object{"instance": d.api.version},
		"links": []any{object{"rel": "service-desc", "href": "api/v1/openapi.json", "type": "application/vnd.oai.openapi+json;version=3.1"},
			object{"rel": "service-desc", "href": "api/asyncapi.yaml", "type": "application/vnd.aai.asyncapi+yaml;version=3.0.0"},
			object{"rel": "service-doc", "href": "api/docs", "type": "text/html"}},
		"securityDefinitions": d.securities(),
		"security":            security,
		"properties":          d.properties,
		"actions":             d.actions,
		"events":              d.events,
	}
	if problem, ok := d.api.schemas[problemSchema]; ok {
		td["schemaDefinitions"] = object{"problem": d.api.schema(problem)}
	}
	b, err := json.MarshalIndent(td, "", "  ")
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrDocument, err)
	}
	return append(b, '\n'), nil
}

// securities are the ways in that the server has.
func (d *description) securities() object {
	if !d.about.Token {
		return object{openSecurity: object{"scheme": "nosec", "description": "The server listens on loopback alone and asks for no token."}}
	}
	return object{
		tokenSecurity: object{"scheme": "bearer", "in": "header", "format": "opaque", "description": "The server's token, or one for some locks alone."},
		querySecurity: object{"scheme": "apikey", "in": "query", "name": "access_token", "description": "The same token, for a client that cannot set headers of a WebSocket or an event stream."},
	}
}
