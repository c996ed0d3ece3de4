package thing

import (
	"net/url"
	"strings"
)

// add makes an affordance of an operation: what is read is a property, what does
// something is an action, and a live feed is an event.
func (d *description) add(o operation) {
	kinds, answer := o.answers()
	if len(kinds) == 1 && kinds[0] == MediaType {
		return // this description itself
	}
	if o.method == "GET" {
		d.property(&o, kinds, answer)
		return
	}
	d.action(&o, kinds, answer)
}

// verbs are what the names of reading operations begin with.
var verbs = [...]string{"get-", "list-", "see-", "read-", "inspect-"}

// name makes the name of an affordance: that of the operation without its verb where
// that is free, in camel case.
func name(id string, short bool, taken object) string {
	if short {
		for _, v := range verbs {
			if rest, ok := strings.CutPrefix(id, v); ok {
				if n := camel(rest); taken[n] == nil {
					return n
				}
			}
		}
	}
	return camel(id)
}

func camel(id string) string {
	parts := strings.Split(id, "-")
	for i := 1; i < len(parts); i++ {
		if parts[i] != "" {
			parts[i] = strings.ToUpper(parts[i][:1]) + parts[i][1:]
		}
	}
	return strings.Join(parts, "")
}

func (d *description) property(o *operation, kinds []string, answer object) {
	n := name(o.ID, true, d.properties)
	p := object{}
	if answer != nil {
		p = d.api.schema(answer)
	}
	href, variables := d.href(o)
	forms := []any{}
	for _, kind := range kinds {
		if kind != streamMedia {
			forms = append(forms, form(o, "readproperty", href, kind, ""))
		}
	}
	p["title"], p["description"], p["readOnly"], p["observable"] = o.Summary, o.about(), true, false
	socket := o.socket()
	switch live := contains(kinds, streamMedia); {
	case live:
		d.event(n, o, href, variables, socket)
	case socket != "":
		p["observable"] = true
		forms = append(forms, d.socketForm("observeproperty", href, socket))
	}
	p["forms"] = forms
	if len(variables) > 0 {
		p["uriVariables"] = variables
	}
	d.properties[n] = p
}

func (d *description) action(o *operation, kinds []string, answer object) {
	a := object{"title": o.Summary, "description": o.about(), "safe": false, "idempotent": o.method == "PUT" || o.method == "DELETE", "synchronous": true}
	href, variables := d.href(o)
	kind, body := o.request()
	if kind == jsonMedia {
		a["input"] = d.api.schema(body)
	}
	if answer != nil {
		a["output"] = d.api.schema(answer)
	}
	f := form(o, "invokeaction", href, jsonMedia, "")
	if kind != "" {
		f["contentType"] = kind
	}
	if len(kinds) > 0 && kinds[0] != f["contentType"] {
		f["response"] = object{"contentType": kinds[0]}
	}
	a["forms"] = []any{f}
	if len(variables) > 0 {
		a["uriVariables"] = variables
	}
	d.actions[name(o.ID, false, d.actions)] = a
}

func (d *description) event(n string, o *operation, href string, variables object, socket string) {
	e := object{"title": o.Summary, "description": o.about(), "data": d.api.schema(d.api.schemas[eventSchema])}
	stream := form(o, "subscribeevent", href, streamMedia, "sse")
	if d.about.Token {
		stream["security"] = []any{tokenSecurity}
	}
	forms := []any{stream}
	if socket != "" {
		forms = append(forms, d.socketForm("subscribeevent", href, socket))
	}
	e["forms"] = forms
	if len(variables) > 0 {
		e["uriVariables"] = variables
	}
	d.events[n] = e
}

// gatt is the simulated radio, which the AsyncAPI document describes.
func (d *description) gatt() {
	forms := []any{}
	for _, c := range [...]struct{ socket, kind string }{{"locktwin.gatt.v1", jsonMedia}, {"locktwin.att.v1", "application/octet-stream"}} {
		f := d.socketForm("invokeaction", "gatt", c.socket)
		f["contentType"] = c.kind
		forms = append(forms, f)
	}
	d.actions["gatt"] = object{"title": "Be a phone",
		"description": "A WebSocket that is one central on the simulated air of all locks: it scans, connects, pairs, and speaks the encrypted protocol " +
			"of the lock, by which an app locks, unlocks and unlatches. The AsyncAPI document says how.",
		"safe": false, "idempotent": false, "synchronous": false, "forms": forms}
}

// form is one way over HTTP.
func form(o *operation, op, href, kind, subprotocol string) object {
	f := object{"op": op, "href": href, "contentType": kind, "htv:methodName": o.method,
		"additionalResponses": []any{object{"success": false, "contentType": problemMedia, "schema": "problem"}}}
	if subprotocol != "" {
		f["subprotocol"] = subprotocol
	}
	return f
}

// socketForm is one way over a WebSocket. A client that sets headers may send the
// token as it does elsewhere.
func (d *description) socketForm(op, href, subprotocol string) object {
	u := *d.base
	u.Scheme = "ws"
	if d.base.Scheme == "https" {
		u.Scheme = "wss"
	}
	u.Path = ""
	f := object{"op": op, "href": u.String() + "/" + href, "contentType": jsonMedia, "subprotocol": subprotocol}
	if d.about.Token {
		f["security"] = []any{querySecurity}
	}
	return f
}

// href is the address relative to the server, with the lock's id in it and a URI
// template for what is left to say, and the variables of that.
func (d *description) href(o *operation) (href string, variables object) {
	variables = object{}
	query := []string{}
	for i := range o.Parameters {
		p := &o.Parameters[i]
		switch {
		case p.Name == "lock" && p.In == "path", p.In != "path" && p.In != "query":
			continue
		case p.In == "query":
			query = append(query, p.Name)
		}
		variables[p.Name] = d.api.schema(p.Schema)
	}
	href = strings.TrimPrefix(strings.Replace(o.path, "{lock}", url.PathEscape(d.about.ID), 1), "/")
	if len(query) > 0 {
		href += "{?" + strings.Join(query, ",") + "}"
	}
	return href, variables
}

func contains(list []string, word string) bool {
	for _, w := range list {
		if w == word {
			return true
		}
	}
	return false
}
