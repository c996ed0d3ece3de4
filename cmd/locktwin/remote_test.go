package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestServerAddressLeadsToTheAPIAndToTheAir(t *testing.T) {
	for _, c := range []struct{ flag, env, api, air string }{
		{"", "", "http://127.0.0.1:8420/api/v1", "ws://127.0.0.1:8420/gatt"},
		{"", "http://127.0.0.1:9000", "http://127.0.0.1:9000/api/v1", "ws://127.0.0.1:9000/gatt"},
		{"127.0.0.1:9000", "http://elsewhere", "http://127.0.0.1:9000/api/v1", "ws://127.0.0.1:9000/gatt"},
		{"ws://127.0.0.1:8420/gatt", "", "http://127.0.0.1:8420/api/v1", "ws://127.0.0.1:8420/gatt"},
		{"wss://locks.example.org/gatt", "", "https://locks.example.org/api/v1", "wss://locks.example.org/gatt"},
		{"https://example.org/locks/", "", "https://example.org/locks/api/v1", "wss://example.org/locks/gatt"},
		{"http://[::1]:8420", "", "http://[::1]:8420/api/v1", "ws://[::1]:8420/gatt"},
	} {
		s, _, _ := testStreams(map[string]string{"LOCKTWIN_SERVER": c.env})
		r, err := (&remoteFlags{Server: c.flag}).resolve(s)
		if err != nil || r.http("/api/v1") != c.api || r.air() != c.air {
			t.Errorf("%q, %q: %s, %s, %v", c.flag, c.env, r.http("/api/v1"), r.air(), err)
		}
	}
	for _, bad := range []string{"ftp://example.org", "http://", "http://a:b@example.org", "http://example.org/?x=1", "%"} {
		s, _, _ := testStreams(nil)
		if _, err := (&remoteFlags{Server: bad}).resolve(s); err == nil || !strings.Contains(err.Error(), "--server") {
			t.Errorf("%q: %v", bad, err)
		}
	}
}

func TestTokenComesFromFlagEnvironmentOrFile(t *testing.T) {
	file := filepath.Join(t.TempDir(), "tokens")
	if err := os.WriteFile(file, []byte("# whose\n\n  first-token read\nsecond\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		flags remoteFlags
		env   string
		want  string
	}{
		{remoteFlags{}, "", ""},
		{remoteFlags{}, "of-the-environment", "of-the-environment"},
		{remoteFlags{Token: "of-the-flag"}, "of-the-environment", "of-the-flag"},
		{remoteFlags{TokenFile: file}, "of-the-environment", "first-token"},
	} {
		s, _, _ := testStreams(map[string]string{"LOCKTWIN_TOKEN": c.env})
		if r, err := c.flags.resolve(s); err != nil || r.token != c.want {
			t.Errorf("%+v: %q, %v", c, r.token, err)
		}
	}
	s, _, _ := testStreams(nil)
	if _, err := (&remoteFlags{Token: "a", TokenFile: file}).resolve(s); err == nil {
		t.Error("two tokens were taken")
	}
}

func TestPrivateFileIsForItsOwnerAlone(t *testing.T) {
	dir := t.TempDir()
	name := filepath.Join(dir, "deep", "key.json")
	for _, content := range []string{"one", "two"} {
		if err := writePrivate(name, []byte(content)); err != nil {
			t.Fatal(err)
		}
		info, err := os.Stat(name)
		if err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("mode %v, %v", info.Mode(), err)
		}
		if got, err := os.ReadFile(name); err != nil || string(got) != content {
			t.Errorf("%q, %v", got, err)
		}
	}
	left, err := os.ReadDir(filepath.Dir(name))
	if err != nil || len(left) != 1 {
		t.Errorf("%d files are left, want 1: %v", len(left), err)
	}
	if info, err := os.Stat(filepath.Dir(name)); err != nil || info.Mode().Perm() != 0o700 {
		t.Errorf("folder: %v, %v", info.Mode(), err)
	}
}

func TestStateIsKeptWhereTheUserKeepsState(t *testing.T) {
	for _, c := range []struct {
		env  map[string]string
		want string
	}{
		{map[string]string{"XDG_STATE_HOME": "/state", "HOME": "/me"}, "/state/locktwin"},
		{map[string]string{"XDG_STATE_HOME": "not/absolute"}, "/settings/locktwin/state"},
		{nil, "/settings/locktwin/state"},
	} {
		s, _, _ := testStreams(c.env)
		s.ConfigDir = func() (string, error) { return "/settings", nil }
		if got, err := s.stateDir(); err != nil || filepath.ToSlash(got) != c.want {
			t.Errorf("%v: %s, %v", c.env, got, err)
		}
	}
	s, _, _ := testStreams(nil)
	if _, err := s.stateDir(); err == nil {
		t.Error("a folder was made up")
	}
}

func TestNoMessageRepeatsASecret(t *testing.T) {
	for _, c := range []struct{ args, want string }{
		{"client set-pin 4711 --old 1234 --lock demo", "client set-pin *** --old *** --lock demo"},
		{"client --json verify-pin 4711", "client --json verify-pin ***"},
		{"client log --pin=4711 --count 20", "client log --pin=*** --count 20"},
		{"serve --token 0123456789abcdef", "serve --token ***"},
		{"lock sag demo 2.1 --for 20ms", "lock sag demo 2.1 --for 20ms"},
	} {
		if got := strings.Join(withoutSecrets(strings.Fields(c.args)), " "); got != c.want {
			t.Errorf("%q, want %q", got, c.want)
		}
	}
	text := secretsOutOf("unexpected argument 4712 after --pin=4711", []string{"client", "verify-pin", "--pin=4711", "4712"})
	if strings.Contains(text, "471") {
		t.Error(text)
	}
	s, _, stderr := testStreams(nil)
	s.Out = brokenWriter{}
	Main([]string{"client", "set-pin", "4711", "--help"}, s)
	if strings.Contains(stderr.String(), "4711") {
		t.Errorf("%s", stderr)
	}
}
