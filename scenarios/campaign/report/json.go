package report

import (
	"encoding/json"
	"io"
	"reflect"

	"locktwin/scenarios/campaign"
)

// JSON writes a result as indented JSON: keys in the order of the types, empty
// lists as [], durations in nanoseconds. Results that are equal give the same
// bytes, whether they were counted here or read from a file.
func JSON(w io.Writer, r *campaign.Result) error { return encode(w, *r, " ") }

func encode(w io.Writer, v any, indent string) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", indent)
	return e.Encode(filled(reflect.ValueOf(v)).Interface())
}

// filled copies a value and puts empty lists where there are none: a list that
// was read from JSON is empty, one that nobody made is missing, and both mean
// the same.
func filled(v reflect.Value) reflect.Value {
	out := reflect.New(v.Type()).Elem()
	switch v.Kind() {
	case reflect.Struct:
		for i := range v.NumField() {
			out.Field(i).Set(filled(v.Field(i)))
		}
	case reflect.Slice:
		out.Set(reflect.MakeSlice(v.Type(), v.Len(), v.Len()))
		for i := range v.Len() {
			out.Index(i).Set(filled(v.Index(i)))
		}
	case reflect.Pointer:
		if !v.IsNil() {
			out.Set(reflect.New(v.Type().Elem()))
			out.Elem().Set(filled(v.Elem()))
		}
	default:
		out.Set(v)
	}
	return out
}
