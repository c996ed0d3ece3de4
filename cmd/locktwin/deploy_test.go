package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/alecthomas/kong"
	"github.com/nats-io/nats-server/v2/server"
	"go.yaml.in/yaml/v4"
)

// thing is a value of YAML of which only some is asked.
type thing map[string]any

func (m thing) at(path ...string) thing {
	for _, p := range path {
		next, ok := m[p].(thing)
		if !ok {
			return thing{}
		}
		m = next
	}
	return m
}

func (m thing) list(key string) []thing {
	var out []thing
	all, _ := m[key].([]any)
	for _, x := range all {
		if t, ok := x.(thing); ok {
			out = append(out, t)
		}
	}
	return out
}

func (m thing) text(key string) string { return fmt.Sprint(m[key]) }

func manifest(t *testing.T) []thing {
	t.Helper()
	b, err := os.ReadFile("../../deploy/campaign.yaml")
	if err != nil {
		t.Fatal(err)
	}
	d := yaml.NewDecoder(bytes.NewReader(b))
	var out []thing
	for {
		var m thing
		if err := d.Decode(&m); errors.Is(err, io.EOF) {
			return out
		} else if err != nil {
			t.Fatal(err)
		}
		out = append(out, m)
	}
}

// pods gives the manifests that have a pod, with the pod.
func pods(t *testing.T) map[string]thing {
	out := map[string]thing{}
	for _, m := range manifest(t) {
		if pod := m.at("spec", "template", "spec"); len(pod) > 0 {
			out[m.text("kind")+" "+m.at("metadata").text("name")] = pod
		}
	}
	return out
}

func TestTheManifestHasAServerWorkersAndASweep(t *testing.T) {
	got := slices.Sorted(maps.Keys(pods(t)))
	if want := []string{"Deployment worker", "Job sweep", "StatefulSet nats"}; !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
	for _, m := range manifest(t) {
		name := m.text("kind") + " " + m.at("metadata").text("name")
		if m["apiVersion"] == nil || m.at("metadata")["name"] == nil {
			t.Errorf("%s: no version or name", name)
		}
		selector, labels := m.at("spec", "selector", "matchLabels"), m.at("spec", "template", "metadata", "labels")
		for k, v := range selector {
			if labels[k] != v {
				t.Errorf("%s: selects %s=%v, its pods have %v", name, k, v, labels[k])
			}
		}
	}
}

func TestEveryContainerOfTheManifestIsBoundedAndLocked(t *testing.T) {
	for name, pod := range pods(t) {
		if security := pod.at("securityContext"); security["runAsNonRoot"] != true || security.at("seccompProfile")["type"] != "RuntimeDefault" {
			t.Errorf("%s: %v", name, security)
		}
		if pod["automountServiceAccountToken"] != false {
			t.Errorf("%s has a token of the cluster", name)
		}
		volumes := map[string]bool{"data": name == "StatefulSet nats"} // of its claim
		for _, v := range pod.list("volumes") {
			volumes[v.text("name")] = true
		}
		for _, c := range pod.list("containers") {
			for _, kind := range []string{"requests", "limits"} {
				for _, what := range []string{"cpu", "memory"} {
					if c.at("resources", kind)[what] == nil {
						t.Errorf("%s: no %s of %s", name, kind, what)
					}
				}
			}
			s := c.at("securityContext")
			drop, _ := s.at("capabilities")["drop"].([]any)
			if s["allowPrivilegeEscalation"] != false || s["readOnlyRootFilesystem"] != true || len(drop) != 1 || drop[0] != "ALL" {
				t.Errorf("%s: %v", name, s)
			}
			for _, m := range c.list("volumeMounts") {
				if !volumes[m.text("name")] {
					t.Errorf("%s: there is no volume %s", name, m.text("name"))
				}
			}
			ports := map[string]bool{}
			for _, p := range c.list("ports") {
				ports[p.text("name")] = true
			}
			for _, probe := range []string{"livenessProbe", "readinessProbe"} {
				port := c.at(probe, "httpGet").text("port")
				if (name != "Job sweep") != ports[port] {
					t.Errorf("%s: the %s asks port %s", name, probe, port)
				}
			}
		}
	}
}

func TestTheManifestSpeaksTheCommandLine(t *testing.T) {
	seen := map[string]bool{}
	for name, pod := range pods(t) {
		for _, c := range pod.list("containers") {
			if !strings.HasPrefix(c.text("image"), "locktwin:") {
				continue
			}
			var args []string
			all, _ := c["args"].([]any)
			for _, a := range all {
				args = append(args, fmt.Sprint(a))
			}
			var g grammar
			parser, err := kong.New(&g, kong.Name("locktwin"))
			if err != nil {
				t.Fatal(err)
			}
			if _, err := parser.Parse(args); err != nil {
				t.Errorf("%s: %v", name, err)
			}
			seen[args[0]] = true
			for _, f := range []*natsFlags{&g.Worker.natsFlags, &g.Sweep.natsFlags} {
				if err := f.check(); err != nil {
					t.Errorf("%s: %v", name, err)
				}
			}
			if args[0] == "worker" && (g.Worker.NATS == "" || g.Worker.Probe == "") || args[0] == "sweep" && g.Sweep.NATS == "" {
				t.Errorf("%s: %q", name, args)
			}
		}
	}
	if !seen["worker"] || !seen["sweep"] {
		t.Errorf("there are %v", seen)
	}
}

func TestTheServerTakesTheConfigurationOfTheManifest(t *testing.T) {
	t.Setenv("POD_NAME", "nats-0")
	for _, m := range manifest(t) {
		text, ok := m.at("data")["nats.conf"].(string)
		if !ok {
			continue
		}
		file := filepath.Join(t.TempDir(), "nats.conf")
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		o, err := server.ProcessConfigFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if !o.JetStream || o.StoreDir != "/data" || o.Port != 4222 || o.HTTPPort != 8222 || o.ServerName != "nats-0" || !o.SyncAlways {
			t.Errorf("%+v", o)
		}
		return
	}
	t.Error("there is no nats.conf")
}
