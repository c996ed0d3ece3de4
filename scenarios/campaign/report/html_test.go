package report_test

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"locktwin/scenarios/campaign"
	"locktwin/scenarios/campaign/report"
)

func page(t *testing.T, r *campaign.Result) string {
	t.Helper()
	var b bytes.Buffer
	if err := report.HTML(&b, r); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestLook(t *testing.T) {
	dir := os.Getenv("REPORT_LOOK")
	r := realistic()
	r.Causality = []campaign.Causality{caused()}
	one := realistic()
	one.Variants, one.Spec.Axes = one.Variants[:1], nil
	for name, r := range map[string]*campaign.Result{"three": r, "one": one, "sags": sags(), "small": small()} {
		p := page(t, r)
		t.Log(name, len(p))
		if dir != "" {
			if err := os.WriteFile(filepath.Join(dir, name+".html"), []byte(p), 0o644); err != nil {
				t.Fatal(err)
			}
		}
	}
}
