package api

import (
	"encoding/json"
	"strings"
	"testing"
)

func TestALockSaysWhatKindOfThingItIs(t *testing.T) {
	r := newRig(t)
	r.lock("front")
	a := r.call("GET", "/locks/front/thing", nil).must(200)
	if a.Header().Get("Content-Type") != "application/td+json" {
		t.Errorf("it comes as %q", a.Header().Get("Content-Type"))
	}
	var td struct {
		ID, Title, Base string
		Properties      map[string]struct{ Forms []struct{ Href string } }
	}
	if err := json.Unmarshal(a.Body.Bytes(), &td); err != nil {
		t.Fatal(err)
	}
	if td.ID != "urn:locktwin:lock:front" || !strings.HasPrefix(td.Base, "http://") || !strings.HasSuffix(td.Base, "/") {
		t.Errorf("id %q, base %q", td.ID, td.Base)
	}
	for name, p := range td.Properties {
		if len(p.Forms) == 0 || !strings.HasPrefix(p.Forms[0].Href, "api/v1/locks/front") {
			t.Errorf("property %s has the forms %v", name, p.Forms)
		}
	}
	r.call("GET", "/locks/none/thing", nil).must(404)
}
