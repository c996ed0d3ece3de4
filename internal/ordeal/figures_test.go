package ordeal

import (
	"bufio"
	"net/http"
	"strconv"
	"strings"
	"testing"
)

// figures reads the metrics that have no labels.
func (s *site) figures(t testing.TB) map[string]float64 {
	t.Helper()
	a, err := s.http.Get(s.url + "/metrics")
	if err != nil {
		t.Fatal(err)
	}
	defer a.Body.Close()
	if a.StatusCode != http.StatusOK {
		t.Fatal(a.Status)
	}
	out := map[string]float64{}
	for lines := bufio.NewScanner(a.Body); lines.Scan(); {
		name, text, _ := strings.Cut(lines.Text(), " ")
		if v, err := strconv.ParseFloat(text, 64); err == nil {
			out[name] = v
		}
	}
	return out
}
