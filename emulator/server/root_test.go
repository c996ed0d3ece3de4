package server

import (
	"net/http"
	"strings"
	"testing"
)

// The page is for everybody; what it shows is not.
func TestThePageNeedsNoTokenAndWhatItShowsDoes(t *testing.T) {
	page := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { w.Write([]byte("page of " + r.URL.Path)) })
	r := start(t, Config{
		Root: page, RootPaths: []string{"/", "/training", "/assets/"}, Tokens: []Token{{"owner", ownerToken, "admin"}},
	})
	for _, path := range []string{"/", "/training", "/assets/x/app/main.js"} {
		if code, text := r.ask("GET", path, ""); code != 200 || text != "page of "+path {
			t.Errorf("%s: %d %s", path, code, text)
		}
	}
	for _, path := range []string{"/api/v1/locks", "/elsewhere", "/training/x", "/metrics"} {
		if code, text := r.ask("GET", path, ""); code != 401 {
			t.Errorf("%s: %d %s", path, code, text)
		}
	}
	owner := []string{"Authorization", "Bearer " + ownerToken}
	if code, text := r.ask("GET", "/elsewhere", "", owner...); code != 404 || !strings.Contains(text, "no-route") {
		t.Errorf("what nobody serves: %d %s", code, text)
	}
	if code, text := r.ask("POST", "/training", "", owner...); code != 405 || !strings.Contains(text, "no-method") {
		t.Errorf("a page is only read: %d %s", code, text)
	}
}
