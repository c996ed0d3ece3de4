package web

import (
	"bytes"
	"path"
	"testing"
)

func TestSqueezeLeavesOutWhatOnlyReadersNeed(t *testing.T) {
	for in, want := range map[string]string{
		"// a note\nimport './a.js'; // why\n\n\n  x();\n": "import './a.js';\nx();\n",
		"/** @type {A} */ const a = /* b */ 1;\n":          "const a = 1;\n",
		"return /*\n*/ 1":                               "return\n1",
		"/*! kept */\na":                                "/*! kept */\na",
		"/* Copyright (c) A */ a":                       "/* Copyright (c) A */ a",
		"const s = '// not a note', d = \"/* nor */\";": "const s = '// not a note', d = \"/* nor */\";",
		"const s = 'it\\'s // one';":                    "const s = 'it\\'s // one';",
		"html`\n  // text\n  <b>${ f(`/* ${ a /* x */ } */`) }  </b>`; // n": "html`\n  // text\n  <b>${ f(`/* ${ a } */`) }  </b>`;",
		"`${{ a: {} }} // b` // c":                           "`${{ a: {} }} // b`",
		"a.replace(/[/*]\\/\\/'/g, b) // c":                  "a.replace(/[/*]\\/\\/'/g, b)",
		"const r = a / b; // c\nconst s = (a) / b / c; // d": "const r = a / b;\nconst s = (a) / b / c;",
		"a[0] / 2 /* x */ / 3":                               "a[0] / 2 / 3",
		"return /'/.test(x) // d":                            "return /'/.test(x)",
		"i++ / 2 // x":                                       "i++ / 2",
		"if (x) {}\n/'/.test(y) // z":                        "if (x) {}\n/'/.test(y)",
		"const u = 'a' + /* b */ `c\\`//d`;\r\n\t\tv":        "const u = 'a' + `c\\`//d`;\nv",
		"this.#a / this.#b // c":                             "this.#a / this.#b",
		"a\n  // only\n  // notes\n  .b()":                   "a\n.b()",
	} {
		if got := string(squeeze([]byte(in))); got != want {
			t.Errorf("%q\n became %q\n want   %q", in, got, want)
		}
	}
}

// modules are those of the page and of others.
func modules(t testing.TB) map[string][]byte {
	t.Helper()
	a, err := gather(embedded(), false)
	if err != nil {
		t.Fatal(err)
	}
	out := map[string][]byte{}
	for name, f := range a.files {
		if path.Ext(name) == ".js" {
			out[name] = f.plain
		}
	}
	return out
}

func TestSqueezedModulesHoldWhatTheyHeld(t *testing.T) {
	before, after := 0, 0
	for name, text := range modules(t) {
		got := squeeze(text)
		before, after = before+len(text), after+len(got)
		if again := squeeze(got); !bytes.Equal(again, got) {
			t.Errorf("%s: squeezed again it changes", name)
		}
		if len(got) > len(text) || len(got) == 0 {
			t.Errorf("%s: %d bytes became %d", name, len(text), len(got))
		}
	}
	if after > before*9/10 {
		t.Errorf("%d bytes became %d: nothing is left out", before, after)
	}
}

func FuzzSqueeze(f *testing.F) {
	f.Add([]byte("a /* b */ / c // d\n`${x /* y */}`"))
	f.Add([]byte("'\\"))
	f.Add([]byte("`${`${"))
	f.Add([]byte("/[/"))
	f.Fuzz(func(t *testing.T, in []byte) {
		got := squeeze(in)
		if len(got) > len(in) {
			t.Errorf("%q became longer: %q", in, got)
		}
	})
}
