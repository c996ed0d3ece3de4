package web

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync"
)

// Options are what a handler is made of.
type Options struct {
	// Dir is the folder of the page's own files, web/app of the source; they are
	// read anew for each request. "" serves what is embedded.
	Dir string
	// Version is that of the program, for the page's head; "" leaves it out.
	Version string
}

// ErrDir is wrapped when Options.Dir is not the folder of the page.
var ErrDir = errors.New("folder of the page")

// Paths are the addresses that a handler serves, as patterns of http.ServeMux.
// None of them shows anything of a lock, so none needs a token.
func Paths() []string { return []string{"/", "/training", "/report", "/twin", assetsPath} }

// Handler serves the page at its addresses and its assets below /assets/. Errors
// wrap ErrDir.
func Handler(o Options) (http.Handler, error) {
	from := embedded()
	if o.Dir == "" {
		// To compress everything takes a while, and many a server is never looked at.
		open := sync.OnceValues(func() (*site, error) { return build(from, o, "") })
		return handler{open: open, keep: true, asset: func(label, name string) (asset, bool) {
			s, err := open()
			if err != nil {
				return asset{}, false
			}
			return s.asset(label, name)
		}}, nil
	}
	from["app"] = os.DirFS(o.Dir)
	if _, err := fs.Stat(from["app"], index); err != nil {
		return nil, fmt.Errorf("%w: %q has no %s", ErrDir, o.Dir, index)
	}
	return handler{
		open: func() (*site, error) { return build(from, o, unlabelled) },
		asset: func(label, name string) (asset, bool) {
			if label != unlabelled {
				return asset{}, false
			}
			return from.read(name)
		},
	}, nil
}

// unlabelled stands in place of the hash in addresses of assets that may change.
const unlabelled = "dev"

// site is everything that is served, ready to be written.
type site struct {
	assets *assets
	label  string // stands for the hash in addresses
	page   asset
	tag    string // entity tag of the page
}

// build makes a site. label is the part of the addresses that names this state of
// the assets; "" is their hash.
func build(from folders, o Options, label string) (*site, error) {
	a, err := gather(from, label == "")
	if err != nil {
		return nil, err
	}
	if label == "" {
		label = a.hash
	}
	raw, err := fs.ReadFile(from["app"], index)
	if err != nil {
		return nil, fmt.Errorf("assets of the page: %w", err)
	}
	text, err := render(string(raw), a, assetsPath+label+"/", o.Version)
	if err != nil {
		return nil, err
	}
	sum := sha256.Sum256([]byte(text))
	page := asset{kind: "text/html; charset=utf-8", plain: []byte(text), zip: zipped([]byte(text))}
	return &site{assets: a, label: label, page: page, tag: `"` + hex.EncodeToString(sum[:8]) + `"`}, nil
}

// asset finds an asset by the two parts of its address.
func (s *site) asset(label, name string) (asset, bool) {
	file, ok := s.assets.files[name]
	return file, ok && label == s.label
}

type handler struct {
	open  func() (*site, error)                  // for the page
	asset func(label, name string) (asset, bool) // for what it asks for then
	keep  bool                                   // assets never change under their address
}

// ServeHTTP answers GET and HEAD.
func (h handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	guard(w.Header())
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		w.Header().Set("Allow", "GET, HEAD")
		http.Error(w, "The page can only be read.", http.StatusMethodNotAllowed)
		return
	}
	if name, ok := strings.CutPrefix(r.URL.Path, assetsPath); ok {
		h.serveAsset(w, r, name)
		return
	}
	if !slices.Contains(Paths(), r.URL.Path) {
		http.NotFound(w, r)
		return
	}
	s, err := h.open()
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError) // only while somebody works on the page
		return
	}
	s.servePage(w, r)
}

func (s *site) servePage(w http.ResponseWriter, r *http.Request) {
	head := w.Header()
	head.Set("Content-Security-Policy", policy(r.Host))
	head.Set("Cache-Control", "no-cache")
	head.Set("ETag", s.tag)
	if matches(r.Header.Get("If-None-Match"), s.tag) {
		w.WriteHeader(http.StatusNotModified)
		return
	}
	write(w, r, s.page)
}

func (h handler) serveAsset(w http.ResponseWriter, r *http.Request, name string) {
	label, name, _ := strings.Cut(name, "/")
	file, ok := h.asset(label, name)
	if !ok {
		http.NotFound(w, r)
		return
	}
	cache := "no-store"
	if h.keep {
		cache = "public, max-age=31536000, immutable"
	}
	w.Header().Set("Cache-Control", cache)
	// A picture that is opened by itself could run what is written in it.
	w.Header().Set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'")
	write(w, r, file)
}

// write sends a file, compressed if the client takes that.
func write(w http.ResponseWriter, r *http.Request, a asset) {
	head := w.Header()
	head.Set("Content-Type", a.kind)
	body := a.plain
	if a.zip != nil {
		head.Add("Vary", "Accept-Encoding")
		if takesGzip(r.Header.Values("Accept-Encoding")) {
			head.Set("Content-Encoding", "gzip")
			body = a.zip
		}
	}
	head.Set("Content-Length", strconv.Itoa(len(body)))
	w.WriteHeader(http.StatusOK)
	if r.Method == http.MethodGet {
		w.Write(body) // a client that has left needs no answer
	}
}

// takesGzip tells whether a client wants gzip. One that weighs it with 0 does not.
func takesGzip(headers []string) bool {
	for _, item := range strings.Split(strings.Join(headers, ","), ",") {
		coding, weight, _ := strings.Cut(strings.ReplaceAll(strings.ToLower(item), " ", ""), ";")
		if coding != "gzip" && coding != "*" {
			continue
		}
		q, err := strconv.ParseFloat(strings.TrimPrefix(weight, "q="), 64)
		return weight == "" || err == nil && q > 0
	}
	return false
}

// matches tells whether a list of entity tags has one in it.
func matches(list, tag string) bool {
	for _, t := range strings.Split(list, ",") {
		if t = strings.TrimSpace(t); t == "*" || strings.TrimPrefix(t, "W/") == tag {
			return true
		}
	}
	return false
}
