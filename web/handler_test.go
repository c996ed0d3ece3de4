package web

import (
	"compress/gzip"
	"io"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// page is a handler of what is embedded.
func page(t *testing.T) http.Handler {
	t.Helper()
	h, err := Handler(Options{Version: "1.2.3"})
	if err != nil {
		t.Fatal(err)
	}
	return h
}

// ask sends a request to a handler; headers are names and values in turn.
func ask(h http.Handler, method, path string, headers ...string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, path, nil)
	r.Host = "127.0.0.1:8420"
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

var link = regexp.MustCompile(`(?:href|src)="(/assets/[^"]+)"`)

func TestEachPathServesThePage(t *testing.T) {
	h := page(t)
	for _, p := range Paths() {
		if p == assetsPath {
			continue
		}
		w := ask(h, "GET", p)
		if w.Code != 200 || w.Header().Get("Content-Type") != "text/html; charset=utf-8" || !strings.Contains(w.Body.String(), "<title>locktwin") {
			t.Errorf("%s: %d %v", p, w.Code, w.Header())
		}
	}
	for _, p := range []string{"/other", "/assets/", "/assets/x/app/main.js", "/training/x"} {
		if w := ask(h, "GET", p); w.Code != 404 {
			t.Errorf("%s: %d", p, w.Code)
		}
	}
	if w := ask(h, "POST", "/"); w.Code != 405 || w.Header().Get("Allow") != "GET, HEAD" {
		t.Errorf("POST: %d %v", w.Code, w.Header())
	}
	if w := ask(h, "HEAD", "/"); w.Code != 200 || w.Body.Len() != 0 || w.Header().Get("Content-Length") == "0" {
		t.Errorf("HEAD: %d, %d bytes, %v", w.Code, w.Body.Len(), w.Header())
	}
}

func TestWhatThePageNamesIsThere(t *testing.T) {
	h := page(t)
	text := ask(h, "GET", "/").Body.String()
	seen := map[string]bool{}
	for _, m := range link.FindAllStringSubmatch(text, -1) {
		w := ask(h, "GET", m[1])
		if w.Code != 200 || w.Header().Get("Cache-Control") != "public, max-age=31536000, immutable" || w.Header().Get("X-Content-Type-Options") != "nosniff" {
			t.Errorf("%s: %d %v", m[1], w.Code, w.Header())
		}
		seen[filepath.Base(m[1])] = true
	}
	for _, name := range []string{"main.js", "lit-html.js", "bench.js", "tokens.css", "icon.svg"} {
		if !seen[name] {
			t.Errorf("the page does not name %s:\n%s", name, text)
		}
	}
}

func TestThePageHoldsToItsPolicy(t *testing.T) {
	h := page(t)
	w := ask(h, "GET", "/")
	want := "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; " +
		"connect-src 'self' ws://127.0.0.1:8420 wss://127.0.0.1:8420; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
	if got := w.Header().Get("Content-Security-Policy"); got != want {
		t.Errorf("the policy is %s", got)
	}
	if w.Header().Get("Referrer-Policy") != "no-referrer" || w.Header().Get("X-Content-Type-Options") != "nosniff" {
		t.Errorf("%v", w.Header())
	}
	for _, bad := range insideMarkup(w.Body.String()) {
		t.Errorf("the policy would refuse %s", bad)
	}
}

// insideMarkup finds what the policy refuses in HTML: scripts and styles that are
// written into it.
func insideMarkup(text string) []string {
	return regexp.MustCompile(`<script(?: type="\w+")?>|<style|\sstyle=|\son\w+=|javascript:`).FindAllString(text, -1)
}

func TestInsideMarkupFindsEachFault(t *testing.T) {
	got := insideMarkup(`<script>1</script><style>a{}</style><p style="x" onclick="y"><a href="javascript:z">`)
	if len(got) != 5 {
		t.Errorf("found %q", got)
	}
}

func TestAStrangeHostDoesNotGetIntoThePolicy(t *testing.T) {
	if got := policy("a; script-src *"); !strings.Contains(got, "connect-src 'self';") || strings.Contains(got, "*") {
		t.Errorf("the policy is %s", got)
	}
}

func TestThePageIsAskedForAgainAndSentOnce(t *testing.T) {
	h := page(t)
	first := ask(h, "GET", "/")
	tag := first.Header().Get("ETag")
	if first.Header().Get("Cache-Control") != "no-cache" || tag == "" {
		t.Fatalf("%v", first.Header())
	}
	for _, list := range []string{tag, "W/" + tag, `"x", ` + tag, "*"} {
		if w := ask(h, "GET", "/", "If-None-Match", list); w.Code != 304 || w.Body.Len() != 0 || w.Header().Get("Content-Security-Policy") == "" {
			t.Errorf("%s: %d, %d bytes, %v", list, w.Code, w.Body.Len(), w.Header())
		}
	}
	if w := ask(h, "GET", "/", "If-None-Match", `"x"`); w.Code != 200 {
		t.Errorf("another tag: %d", w.Code)
	}
}

func TestWhoTakesGzipGetsIt(t *testing.T) {
	h := page(t)
	plain := ask(h, "GET", "/")
	for accept, want := range map[string]bool{
		"gzip": true, "br, gzip;q=0.5": true, "*": true, "GZIP": true, "": false, "identity": false, "gzip;q=0": false, "gzip;q=x": false,
	} {
		w := ask(h, "GET", "/", "Accept-Encoding", accept)
		if got := w.Header().Get("Content-Encoding") == "gzip"; got != want || w.Header().Get("Vary") != "Accept-Encoding" {
			t.Errorf("%q: %v", accept, w.Header())
			continue
		}
		if !want {
			continue
		}
		z, err := gzip.NewReader(w.Body)
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(z)
		if err != nil || string(text) != plain.Body.String() {
			t.Errorf("%q: another page comes out, %v", accept, err)
		}
	}
}

func TestAFolderIsReadAnewForEachRequest(t *testing.T) {
	dir := t.TempDir()
	if err := os.CopyFS(dir, embedded()["app"]); err != nil {
		t.Fatal(err)
	}
	h, err := Handler(Options{Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	if w := ask(h, "GET", "/assets/dev/vendor/lit-html/lit-html.js"); w.Code != 200 || w.Header().Get("Cache-Control") != "no-store" {
		t.Errorf("%d %v", w.Code, w.Header())
	}
	if err := os.WriteFile(filepath.Join(dir, "new.js"), []byte("export {};\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if w := ask(h, "GET", "/assets/dev/app/new.js"); w.Code != 200 || w.Body.String() != "export {};\n" {
		t.Errorf("%d %s", w.Code, w.Body)
	}
	if err := os.Remove(filepath.Join(dir, index)); err != nil {
		t.Fatal(err)
	}
	if w := ask(h, "GET", "/"); w.Code != 500 {
		t.Errorf("without %s: %d", index, w.Code)
	}
}

func TestAFolderWithoutAPageIsRefused(t *testing.T) {
	if _, err := Handler(Options{Dir: t.TempDir()}); err == nil || !strings.Contains(err.Error(), index) {
		t.Errorf("%v", err)
	}
}

func TestAPageWithoutItsPlacesIsRefused(t *testing.T) {
	if _, err := render("<head></head>", &assets{}, "/", ""); err == nil {
		t.Error("a page without a place for its styles was made")
	}
}

func TestWhatTypesAloneNeedIsNotServed(t *testing.T) {
	if _, err := fs.Stat(embedded()["vendor"], "uplot/uPlot.d.ts"); err != nil {
		t.Fatal(err)
	}
	a := all(t)
	for _, name := range a.names {
		if strings.HasSuffix(name, ".d.ts") || strings.HasSuffix(name, ".html") {
			t.Errorf("%s is served", name)
		}
	}
	if a.files["vendor/uplot/LICENSE"].kind != "text/plain; charset=utf-8" {
		t.Error("the licence of uPlot is not served")
	}
}
