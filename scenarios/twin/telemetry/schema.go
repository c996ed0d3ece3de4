package telemetry

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
)

//go:generate go test -run "TestSchemaFileIsCurrent|TestDocumentedTablesAreCurrent" -update .

// SchemaID names the JSON Schema of one line.
const SchemaID = "https://locktwin.invalid/telemetry.schema.json"

// Schema writes the JSON Schema (draft 2020-12) of one line of JSON. It is made of
// the tables by which lines are read and written. What is written is valid by it. A
// reader takes more: keys that are not known, words that are new, numbers as texts.
func Schema() []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, `{"$schema":"https://json-schema.org/draft/2020-12/schema","$id":%q,`, SchemaID)
	b.WriteString(`"$comment":"Generated from the tables of the reader by 'go generate ./scenarios/twin/telemetry'. Do not edit.",`)
	b.WriteString(`"title":"locktwin telemetry, one line","type":"object","required":["v","t","kind","lock"],"properties":{`)
	for i := range commonColumns {
		if i > 0 {
			b.WriteByte(',')
		}
		property(&b, &commonColumns[i])
	}
	b.WriteString(`},"oneOf":[`)
	for i := range kinds {
		if i > 0 {
			b.WriteByte(',')
		}
		fmt.Fprintf(&b, `{"$ref":"#/$defs/%s"}`, kinds[i].kind)
	}
	b.WriteString(`],"unevaluatedProperties":false,"$defs":{"stamp":{"type":"string","pattern":`)
	b.Write(quote(`^[0-9]{4}-[01][0-9]-[0-3][0-9][Tt ][0-2][0-9]:[0-5][0-9]:[0-6][0-9](\.[0-9]+)?([Zz]|[+-][0-2][0-9]:?[0-5][0-9])$`))
	b.WriteString(`}`)
	for i := range kinds {
		k := &kinds[i]
		fmt.Fprintf(&b, `,%q:{"description":%s,"properties":{"kind":{"const":%q}`, k.kind, quote(k.doc), k.kind)
		var required []string
		for j := range k.columns {
			b.WriteByte(',')
			property(&b, &k.columns[j])
			if k.columns[j].required {
				required = append(required, k.columns[j].name)
			}
		}
		b.WriteByte('}')
		if len(required) > 0 {
			fmt.Fprintf(&b, `,"required":["%s"]`, strings.Join(required, `","`))
		}
		b.WriteByte('}')
	}
	b.WriteString(`}}`)
	var out bytes.Buffer
	if err := json.Indent(&out, b.Bytes(), "", "  "); err != nil {
		panic(err) // the text above is no JSON
	}
	out.WriteByte('\n')
	return out.Bytes()
}

// property writes the schema of one column under its name.
func property(b *bytes.Buffer, c *column) {
	doc := c.doc
	if c.unit != "" {
		doc += " (" + c.unit + ")"
	}
	fmt.Fprintf(b, `%q:{"description":%s,`, c.name, quote(doc))
	switch {
	case c.name == "t" || c.name == "t_lock":
		b.WriteString(`"$ref":"#/$defs/stamp"`)
	case c.name == "kind":
		b.WriteString(`"enum":[`)
		for i := range kinds {
			if i > 0 {
				b.WriteByte(',')
			}
			b.Write(quote(string(kinds[i].kind)))
		}
		b.WriteByte(']')
	case c.name == "lock":
		b.WriteString(`"type":"string","pattern":"^[0-9A-Fa-f]{8}$"`)
	case c.name == "q":
		b.WriteString(`"type":"array","items":{"type":"string","pattern":"^[a-z0-9_]+$","examples":`)
		list(b, c.words)
		b.WriteByte('}')
	case c.typ == whole:
		fmt.Fprintf(b, `"type":"integer","minimum":%d,"maximum":%d`, c.min, c.max)
	case c.typ == yesNo:
		b.WriteString(`"type":"boolean"`)
	case c.typ == word:
		b.WriteString(`"enum":`)
		list(b, c.words)
	default:
		fmt.Fprintf(b, `"type":"string","maxLength":%d`, MaxTextBytes)
		if c.required && !c.blank {
			b.WriteString(`,"minLength":1`)
		}
		if c.typ == named {
			b.WriteString(`,"examples":`)
			list(b, append(append([]string{}, c.words...), "raw:42"))
		}
	}
	b.WriteByte('}')
}

func list(b *bytes.Buffer, words []string) {
	b.WriteByte('[')
	for i, w := range words {
		if i > 0 {
			b.WriteByte(',')
		}
		b.Write(quote(w))
	}
	b.WriteByte(']')
}

func quote(s string) []byte { return appendQuoted(nil, s) }

// Tables writes the columns of every kind as Markdown, for the documentation.
func Tables() []byte {
	var b bytes.Buffer
	b.WriteString("### Every line\n\n")
	table(&b, commonColumns)
	for i := range kinds {
		fmt.Fprintf(&b, "\n### %s\n\n%s\n\n", kinds[i].kind, kinds[i].doc)
		table(&b, kinds[i].columns)
	}
	return b.Bytes()
}

func table(b *bytes.Buffer, columns []column) {
	b.WriteString("| column | values | unit | meaning |\n|---|---|---|---|\n")
	for i := range columns {
		c := &columns[i]
		name := "`" + c.name + "`"
		if c.required {
			name += " *"
		}
		values := "text"
		switch {
		case c.name == "kind":
			values = "one of the headings below"
		case c.typ == whole:
			values = fmt.Sprintf("%d to %d", c.min, c.max)
		case c.typ == yesNo:
			values = "true, false"
		case c.typ == word:
			values = "only " + strings.Join(c.words, ", ")
		case c.typ == named:
			values = strings.Join(c.words, ", ")
		}
		fmt.Fprintf(b, "| %s | %s | %s | %s |\n", name, values, c.unit, c.doc)
	}
}
