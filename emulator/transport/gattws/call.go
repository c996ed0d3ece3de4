package gattws

import (
	"bytes"
	"encoding/json"
	"fmt"
	"reflect"
	"strings"

	"locktwin/emulator/problem"
	"locktwin/model/gatt"
)

// maxIDBytes bounds the id of a call as it is written, since every answer repeats
// it.
const maxIDBytes = 64

// call is one request of a client. Its slices point into the frame.
type call struct {
	id     []byte // as it is written; nil: the client wants no answer
	method []byte
	params []byte // an object; nil: none were given
}

// null is the id of an answer to something that has no usable id.
const null = "null"

// parseCall reads a frame. With an error, the call's id is what the answer has to
// carry.
func parseCall(frame []byte) (call, *RPCError) {
	unknown := call{id: []byte(null)}
	if !json.Valid(frame) {
		return unknown, &RPCError{codeParse, "parse error: the frame is not JSON", nil}
	}
	o, ok := openObject(frame)
	if !ok {
		if bytes.HasPrefix(bytes.TrimLeft(frame, " \t\r\n"), []byte{'['}) {
			return unknown, invalidRequest("batches are not taken: send each request in a frame of its own")
		}
		return unknown, invalidRequest("a request is an object")
	}
	var c call
	var wrong string
	versioned, named := false, false
	for {
		name, value, ok := o.next()
		if !ok {
			break
		}
		switch string(name) {
		case "jsonrpc":
			versioned = string(value) == `"`+rpcVersion+`"`
		case "id":
			if !goodID(value) {
				wrong = fmt.Sprintf("an id is a string, an integer or null of at most %d characters", maxIDBytes)
				c.id = []byte(null)
				continue
			}
			c.id = value
		case "method":
			if named = value[0] == '"'; named {
				c.method = value[1 : len(value)-1]
			}
		case "params":
			if value[0] != '{' {
				wrong = "params is an object: the methods take their parameters by name"
			}
			c.params = value
		default:
			wrong = fmt.Sprintf("a request has the members jsonrpc, id, method and params, not %.40q", name)
		}
	}
	switch {
	case wrong != "":
	case !versioned:
		wrong = `the member jsonrpc has to be "2.0"`
	case !named:
		wrong = "the member method has to be a string"
	default:
		return c, nil
	}
	if c.id == nil {
		c.id = []byte(null)
	}
	return c, invalidRequest(wrong)
}

func invalidRequest(why string) *RPCError {
	return &RPCError{codeInvalidRequest, "invalid request: " + why, nil}
}

func goodID(raw []byte) bool {
	if len(raw) > maxIDBytes {
		return false
	}
	switch c := raw[0]; {
	case c == '"':
		return true
	case c == '-' || c >= '0' && c <= '9':
		return !bytes.ContainsAny(raw, ".eE")
	}
	return string(raw) == null
}

// attributeParams are the parameters of all methods that name an attribute.
type attributeParams struct {
	device         []byte
	service        *gatt.UUID
	characteristic Attribute
	descriptor     Attribute
	value          Hex
	has            member
}

// member is a set of names of parameters.
type member uint8

const (
	hasDevice member = 1 << iota
	hasService
	hasCharacteristic
	hasDescriptor
	hasValue
)

var memberNames = [...]string{"device", "service", "characteristic", "descriptor", "value"}

// Which parameters the methods have to have and may have.
const (
	needsCharacteristic = hasDevice | hasCharacteristic
	needsWrite          = needsCharacteristic | hasValue
	needsDescriptor     = hasDevice | hasDescriptor
	needsWriteDesc      = needsDescriptor | hasValue
	mayCharacteristic   = hasService
	mayDescriptor       = hasService | hasCharacteristic
)

// parse reads parameters. It is written by hand because every write passes here.
func (p *attributeParams) parse(raw []byte, needs, may member) *RPCError {
	o, _ := openObject(raw)
	for {
		name, value, ok := o.next()
		if !ok {
			break
		}
		var m member
		var err error
		switch string(name) {
		case "device":
			m = hasDevice
			p.device, err = rawText(value)
		case "service":
			m = hasService
			var text string
			if text, err = unquote(value); err == nil {
				var u gatt.UUID
				u, err = gatt.ParseUUID(text)
				p.service = &u
			}
		case "characteristic":
			m = hasCharacteristic
			err = p.characteristic.UnmarshalJSON(value)
		case "descriptor":
			m = hasDescriptor
			err = p.descriptor.UnmarshalJSON(value)
		case "value":
			m = hasValue
			p.value, err = quotedHex(value)
		}
		switch {
		case m&(needs|may) == 0:
			return unknownParam(string(name), (needs | may).names())
		case p.has&m != 0:
			return badParams("%s is given twice", name)
		case err != nil:
			return badParams("%s: %v", name, err)
		}
		p.has |= m
	}
	if missing := needs &^ p.has; missing != 0 {
		return badParams("%s is missing", strings.Join(missing.names(), ", "))
	}
	if len(p.value) > gatt.MaxValueBytes {
		return badParams("value: %d bytes are more than the %d that a value can have", len(p.value), gatt.MaxValueBytes)
	}
	return nil
}

func (m member) names() []string {
	var out []string
	for i, n := range memberNames {
		if m>>i&1 != 0 {
			out = append(out, n)
		}
	}
	return out
}

// rawText is unquote without a copy where there is nothing to decode.
func rawText(raw []byte) ([]byte, error) {
	if len(raw) >= 2 && raw[0] == '"' && bytes.IndexByte(raw, '\\') < 0 {
		return raw[1 : len(raw)-1], nil
	}
	s, err := unquote(raw)
	return []byte(s), err
}

func unknownParam(name string, known []string) *RPCError {
	if len(known) == 0 {
		return badParams("the method takes none, but got %.40q", name)
	}
	return badParams("there is no parameter %.40q; there are %s.%s", name, strings.Join(known, ", "), problem.DidYouMean(name, known))
}

// parseParams reads the parameters of the other methods into a struct: names
// exactly as they are written in its tags, each at most once.
func parseParams(raw []byte, into any) *RPCError {
	if raw == nil {
		return nil
	}
	known := jsonNames(reflect.TypeOf(into).Elem())
	seen := map[string]bool{}
	o, _ := openObject(raw)
	for {
		name, value, ok := o.next()
		if !ok {
			break
		}
		key := string(name)
		i := indexOf(known, key)
		if i < 0 {
			return unknownParam(key, known)
		}
		if seen[key] {
			return badParams("%s is given twice", key)
		}
		seen[key] = true
		field := reflect.ValueOf(into).Elem().Field(i)
		if err := json.Unmarshal(value, field.Addr().Interface()); err != nil {
			return badParams("%s: %s", key, strings.TrimPrefix(err.Error(), "json: "))
		}
	}
	return nil
}

// jsonNames lists the names of a struct's fields in JSON.
func jsonNames(t reflect.Type) []string {
	out := make([]string, t.NumField())
	for i := range out {
		out[i], _, _ = strings.Cut(t.Field(i).Tag.Get("json"), ",")
	}
	return out
}

func indexOf(list []string, s string) int {
	for i, l := range list {
		if l == s {
			return i
		}
	}
	return -1
}
