package api

import (
	"encoding/json"
	"strings"
	"testing"

	"locktwin/emulator/problem"
	"locktwin/model/gatt"
	"locktwin/scenarios"
)

func jsonOf(v any) string {
	b, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return string(b)
}

func TestCataloguesListWhatThereIs(t *testing.T) {
	r := newRig(t)
	for path, want := range map[string]string{
		"/catalogue/profiles":    `"rewrite-at-boot"`,
		"/catalogue/parts":       `"nrf52832"`,
		"/catalogue/cells":       `"alkaline"`,
		"/catalogue/stores":      `"ab-slots"`,
		"/catalogue/faults":      `"late-indication"`,
		"/catalogue/event-kinds": `"flash"`,
		"/scenarios":             `"pin-denied-after-battery-change"`,
		"/version":               `"1.2.3"`,
	} {
		if got := r.call("GET", path, nil).must(200).Body.String(); !strings.Contains(got, want) {
			t.Errorf("%s has no %s: %.200s", path, want, got)
		}
	}
	profiles := into[Items[ProfileEntry]](r.call("GET", "/catalogue/profiles", nil))
	if len(profiles.Items) != len(scenarios.Profiles()) {
		t.Errorf("%d profiles", len(profiles.Items))
	}
	for _, p := range profiles.Items {
		if p.Hypothesis == "" && p.Name != "ab-slots" && p.Name != "three-block-ring" {
			t.Logf("%s has no hypothesis", p.Name)
		}
	}
	for _, f := range into[Items[FaultEntry]](r.call("GET", "/catalogue/faults", nil)).Items {
		if f.About == "" || len(f.Parameters) == 0 {
			t.Errorf("%+v", f)
		}
		for _, p := range f.Parameters {
			if p.About == "" || p.Type == "" {
				t.Errorf("%s: %+v", f.Kind, p)
			}
		}
	}
	if n := len(into[Items[FaultEntry]](r.call("GET", "/catalogue/faults", nil)).Items); n != len(gatt.FaultKinds()) {
		t.Errorf("%d kinds of fault", n)
	}
	if text := r.call("GET", "/scenarios", nil).must(200).Body.String(); !strings.Contains(text, "as every four weeks") || !strings.Contains(text, `"profile":"rewrite-at-boot"`) {
		t.Errorf("the library tells no stories: %.300s", text)
	}
	w := r.call("GET", "/scenarios/quick-swap-survives", nil).must(200)
	if _, err := scenarios.Parse("x", w.Body.Bytes()); err != nil || w.Header().Get("Content-Type") != "application/yaml" {
		t.Errorf("%v, %v", err, w.Header())
	}
	r.call("GET", "/scenarios/quick-swap-survive", nil).refused(problem.UnknownThing, "Did you mean 'quick-swap-survives'?")
}

func TestHealthAndProblemsAreTold(t *testing.T) {
	r := newRig(t)
	r.call("GET", "/healthz", nil).must(200)
	r.call("GET", "/readyz", nil).must(200)
	r.api.o.Ready = func() error { return errFull }
	r.call("GET", "/readyz", nil).refused(problem.Unavailable, errFull.Error())
	for _, k := range problem.Kinds() {
		if got := r.call("GET", k.Type(), nil).must(200).Body.String(); !strings.Contains(got, k.About) {
			t.Errorf("%s: %s", k.Name, got)
		}
	}
	r.call("GET", problem.TypePrefix+"nothing", nil).refused(problem.NoRoute)
}

func TestThePageOfTheDescriptionWorksWithoutOtherServers(t *testing.T) {
	r := newRig(t)
	r.call("GET", "/api/docs", nil).must(301)
	page := r.call("GET", "/api/docs/", nil).must(200)
	if !strings.Contains(page.Body.String(), DocumentPath+".json") || !strings.Contains(page.Header().Get("Content-Security-Policy"), "default-src 'none'") {
		t.Errorf("%v %.300s", page.Header(), page.Body)
	}
	policy := page.Header().Get("Content-Security-Policy")
	if scripts, _, _ := strings.Cut(strings.SplitN(policy, "script-src", 2)[1], ";"); strings.Contains(scripts, "unsafe") || strings.Count(scripts, "'sha256-") != strings.Count(page.Body.String(), "<script>") {
		t.Errorf("%s", policy)
	}
	if strings.Contains(page.Body.String(), "//cdn") || strings.Contains(page.Body.String(), "unpkg") {
		t.Error("the page asks another server")
	}
	for _, name := range []string{"swagger-ui.css", "swagger-ui-bundle.js", "swagger-ui-standalone-preset.js"} {
		if !strings.Contains(page.Body.String(), name) {
			t.Errorf("the page does not ask for %s", name)
		}
		if w := r.call("GET", "/api/docs/"+name, nil).must(200); w.Body.Len() < 1000 {
			t.Errorf("%s has %d bytes", name, w.Body.Len())
		}
	}
	if w := r.call("GET", DocumentPath+".json", nil).must(200); w.Header().Get("Content-Type") != "application/openapi+json" || w.tree()["openapi"] != "3.1.0" {
		t.Errorf("%v", w.Header())
	}
	if w := r.call("GET", DocumentPath+".yaml", nil).must(200); !strings.Contains(w.Body.String(), "openapi: 3.1.0") {
		t.Errorf("%.200s", w.Body)
	}
}

func TestWhatTheServerBreaksIsLoggedUnderTheNameThatIsAnswered(t *testing.T) {
	r := newRig(t)
	r.api.o.Ready = func() error { panic("somebody made a mistake") }
	d := r.call("GET", "/readyz", nil).refused(problem.Broken)
	if !strings.HasPrefix(d.Instance, "urn:uuid:") || d.Detail != "" || strings.Contains(d.Error(), "mistake") {
		t.Errorf("%+v", d)
	}
	if log := r.log.String(); !strings.Contains(log, d.Instance) || !strings.Contains(log, "somebody made a mistake") {
		t.Errorf("%s", log)
	}
}
