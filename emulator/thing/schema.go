package thing

import (
	"sort"
	"strings"
)

// plainTerms are the terms of JSON Schema that a data schema of a Thing Description
// has too.
var plainTerms = [...]string{"title", "description", "type", "enum", "const", "default", "format", "pattern", "minLength", "maxLength",
	"minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf", "minItems", "maxItems", "required",
	"contentEncoding", "contentMediaType", "readOnly", "writeOnly"}

// deepest ends schemas that hold themselves.
const deepest = 12

// schema makes a data schema of a schema of OpenAPI: what it refers to is put in its
// place, for a Thing Description has no references between schemas.
func (a *api) schema(s any) object { return a.schemaAt(s, deepest) }

func (a *api) schemaAt(s any, depth int) object {
	from, ok := s.(object)
	if !ok || depth == 0 {
		return object{}
	}
	if ref, ok := from["$ref"].(string); ok {
		out := a.schemaAt(a.schemas[strings.TrimPrefix(ref, "#/components/schemas/")], depth-1)
		if about, ok := from["description"]; ok {
			out["description"] = about
		}
		return out
	}
	out := object{}
	for _, term := range plainTerms {
		if v, ok := from[term]; ok {
			out[term] = v
		}
	}
	if fields, ok := from["properties"].(object); ok {
		of := object{}
		for name, f := range fields {
			of[name] = a.schemaAt(f, depth-1)
		}
		out["properties"] = of
	}
	if items, ok := from["items"]; ok {
		out["items"] = a.schemaAt(items, depth-1)
	}
	if choices, ok := from["oneOf"].([]any); ok {
		of := []any{}
		for _, c := range choices {
			of = append(of, a.schemaAt(c, depth-1))
		}
		out["oneOf"] = of
	}
	if types, ok := out["type"].([]any); ok {
		return several(out, types)
	}
	return out
}

// several makes a choice of a schema with several types, which a data schema has not.
func several(s object, types []any) object {
	names := []string{}
	for _, t := range types {
		if name, ok := t.(string); ok {
			names = append(names, name)
		}
	}
	sort.Strings(names)
	out, of := object{}, []any{}
	for _, name := range names {
		one := object{"type": name}
		for term, v := range s {
			switch {
			case term == "title" || term == "description" || term == "default" || term == "readOnly":
				out[term] = v
			case term != "type" && name != "null":
				one[term] = v
			}
		}
		of = append(of, one)
	}
	out["oneOf"] = of
	return out
}
