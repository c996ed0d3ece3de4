package problem_test

import (
	"encoding/json"
	"math"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"locktwin/emulator/problem"
)

func TestEveryKindHasANameATitleAndAStatusOfItsOwnClass(t *testing.T) {
	seen := map[string]bool{}
	for _, k := range problem.Kinds() {
		if seen[k.Name] || k.Name == "" || k.Name != strings.ToLower(k.Name) || strings.ContainsAny(k.Name, " /?#") {
			t.Errorf("%q is no name for a kind", k.Name)
		}
		seen[k.Name] = true
		if k.Title == "" || k.About == "" || strings.HasSuffix(k.Title, ".") || !strings.HasSuffix(k.About, ".") {
			t.Errorf("%s: title %q, about %q", k.Name, k.Title, k.About)
		}
		if k.Status < 400 || k.Status > 599 || http.StatusText(k.Status) == "" {
			t.Errorf("%s has status %d", k.Name, k.Status)
		}
		if got, ok := problem.Lookup(k.Name); !ok || got != k {
			t.Errorf("Lookup(%q) = %v, %v", k.Name, got, ok)
		}
	}
	if _, ok := problem.Lookup("nothing"); ok {
		t.Error("a kind that does not exist was found")
	}
}

func TestEveryStatusHasAKind(t *testing.T) {
	for status := 400; status < 600; status++ {
		k := problem.ForStatus(status)
		if k.Status/100 != status/100 {
			t.Errorf("status %d has the kind %s with %d", status, k.Name, k.Status)
		}
	}
}

func TestDocumentIsWrittenAsTheStandardSays(t *testing.T) {
	w := httptest.NewRecorder()
	problem.New(problem.Invalid, "2 values of %d are wrong", 7).
		At("body.cells.kind", "alkalin", "a kind of cell", "no such cell").Write(w)
	if w.Code != 422 || w.Header().Get("Content-Type") != "application/problem+json" {
		t.Errorf("%d %v", w.Code, w.Header())
	}
	var got map[string]any
	if err := json.Unmarshal(w.Body.Bytes(), &got); err != nil {
		t.Fatal(err)
	}
	for key, want := range map[string]any{
		"type": "/api/problems/invalid", "title": "A value is not allowed", "status": 422.0, "detail": "2 values of 7 are wrong",
	} {
		if got[key] != want {
			t.Errorf("%s is %v, want %v", key, got[key], want)
		}
	}
	field := got["errors"].([]any)[0].(map[string]any)
	if field["location"] != "body.cells.kind" || field["found"] != "alkalin" || field["wanted"] != "a kind of cell" {
		t.Errorf("%v", field)
	}
}

func TestDocumentIsWrittenEvenIfWhatWasFoundIsNoJSON(t *testing.T) {
	w := httptest.NewRecorder()
	problem.New(problem.Invalid, "odd").At("body.volts", math.Inf(1), "a number", "not a number").Write(w)
	if !strings.Contains(w.Body.String(), `"detail":"odd"`) {
		t.Error(w.Body.String())
	}
}

func TestErrorTellsEverythingInOneLine(t *testing.T) {
	d := problem.New(problem.Conflict, "the bay is empty").At("body.cells", 3, "1 or 2", "too many")
	want := "This cannot be done now: the bay is empty; body.cells: too many (wanted: 1 or 2)"
	if d.Error() != want || !d.IsA(problem.Conflict) || d.IsA(problem.Limit) {
		t.Errorf("%v", d)
	}
}

func TestNearWordsAreSuggestedAndFarOnesAreNot(t *testing.T) {
	words := []string{"front-door", "garage", "ab-slots", "alkaline"}
	for in, want := range map[string]string{
		"frontdoor": "front-door", "garaeg": "garage", "alkalin": "alkaline", "fro": "front-door", "ab_slot": "ab-slots",
		"xylophone": "", "garage": "", "": "", "x": "", strings.Repeat("a", 65): "",
	} {
		if got := problem.Nearest(in, words); got != want {
			t.Errorf("Nearest(%q) = %q, want %q", in, got, want)
		}
	}
	if got := problem.DidYouMean("garrage", words); got != " Did you mean 'garage'?" {
		t.Errorf("%q", got)
	}
}

func TestWordsAreListedForReaders(t *testing.T) {
	many := make([]string, 100)
	for i := range many {
		many[i] = "w"
	}
	for want, words := range map[string][]string{
		"nothing": nil, "'a'": {"a"}, "'a' or 'b'": {"a", "b"}, "'a', 'b' or 'c'": {"a", "b", "c"},
	} {
		if got := problem.OneOf(words); got != want {
			t.Errorf("OneOf(%q) = %q, want %q", words, got, want)
		}
	}
	if got := problem.OneOf(many); !strings.HasSuffix(got, " and others") {
		t.Error(got)
	}
}
