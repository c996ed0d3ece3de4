package web

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"sort"
	"strings"
)

// asset is one file that the page can ask for.
type asset struct {
	kind  string // media type
	plain []byte
	zip   []byte // with gzip; nil where that saves nothing
}

// assets are all files by their address below the hash: "app/main.js".
type assets struct {
	files map[string]asset
	names []string // in order
	hash  string   // of all names and contents
}

// kinds are the files that are served, by the end of their name. What is missing
// here, such as the types of vendored modules, stays in the program.
var kinds = map[string]string{
	".js":   "text/javascript; charset=utf-8",
	".css":  "text/css; charset=utf-8",
	".svg":  "image/svg+xml",
	".json": "application/json",
	"":      "text/plain; charset=utf-8", // LICENSE
}

// index is the file that becomes the page, and no asset.
const index = "index.html"

// folders are where assets come from, by the beginning of their address.
type folders map[string]fs.FS

// read reads one asset; false when there is none of that name.
func (f folders) read(name string) (asset, bool) {
	first, rest, _ := strings.Cut(name, "/")
	kind, served := kinds[path.Ext(name)]
	if files, ok := f[first]; ok && served {
		if text, err := fs.ReadFile(files, rest); err == nil {
			return asset{kind: kind, plain: text}, true
		}
	}
	return asset{}, false
}

// gather reads all assets. They are made small if they will be served more than
// once.
func gather(f folders, small bool) (*assets, error) {
	a := &assets{files: map[string]asset{}}
	for prefix, files := range f {
		err := fs.WalkDir(files, ".", func(name string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				return err
			}
			kind, served := kinds[path.Ext(name)]
			if !served {
				return nil
			}
			text, err := fs.ReadFile(files, name)
			if err != nil {
				return err
			}
			file := asset{kind: kind, plain: text}
			if small {
				if path.Ext(name) == ".js" {
					file.plain = squeeze(text)
				}
				file.zip = zipped(file.plain)
			}
			full := prefix + "/" + name
			a.files[full] = file
			a.names = append(a.names, full)
			return nil
		})
		if err != nil {
			return nil, fmt.Errorf("assets of the page: %w", err)
		}
	}
	sort.Strings(a.names)
	h := sha256.New()
	for _, name := range a.names {
		fmt.Fprintf(h, "%s %d\n", name, len(a.files[name].plain))
		h.Write(a.files[name].plain)
	}
	a.hash = hex.EncodeToString(h.Sum(nil))[:16]
	return a, nil
}

// zipped compresses a text; nil when that does not make it smaller.
func zipped(text []byte) []byte {
	var b bytes.Buffer
	w, err := gzip.NewWriterLevel(&b, gzip.BestCompression)
	if err != nil {
		panic(err) // the level exists
	}
	w.Write(text) // into memory
	w.Close()
	if b.Len() >= len(text) {
		return nil
	}
	return b.Bytes()
}

// styles are the style sheets in the order in which they are to be read: those of
// others, the measures, the plain elements, then every part of the page. Those of
// pages beside the bench are not among them: such a page fetches its own.
func (a *assets) styles() []string {
	rank := func(name string) int {
		switch {
		case strings.HasPrefix(name, "vendor/"):
			return 0
		case name == "app/style/tokens.css":
			return 1
		case name == "app/style/base.css":
			return 2
		case name == "app/style/layout.css":
			return 3
		}
		return 4
	}
	var out []string
	beside := a.besideBench()
	for _, name := range a.names {
		if path.Ext(name) == ".css" && !slices.Contains(beside, name) {
			out = append(out, name)
		}
	}
	sort.SliceStable(out, func(i, j int) bool { return rank(out[i]) < rank(out[j]) })
	return out
}

// besideBench are the style sheets of the pages beside the bench, each called as
// the folder of its page.
func (a *assets) besideBench() []string {
	var out []string
	for _, m := range laterImport.FindAllSubmatch(a.files[pages].plain, -1) {
		folder := path.Base(path.Dir(path.Join(path.Dir(pages), string(m[1]))))
		out = append(out, "app/style/"+folder+".css")
	}
	return out
}
