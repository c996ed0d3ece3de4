package server

import (
	"errors"
	"log/slog"
	"net"
	"strings"
	"testing"
	"time"

	"locktwin/emulator/access"
	"locktwin/emulator/shadow/mqtt"
	"locktwin/emulator/storage"
)

func TestWrongConfigsAreRefusedBeforeAnythingIsOpened(t *testing.T) {
	token := Token{Name: "owner", Text: "a-token-that-is-long-enough", Scope: "admin"}
	for want, c := range map[string]Config{
		"no address with a port":           {Listen: "127.0.0.1"},
		"the port has to be 0 to 65535":    {Listen: "127.0.0.1:99999"},
		"needs a token":                    {Listen: "0.0.0.0:8420"},
		`":8420" can be reached`:           {Listen: ":8420"},
		"the library cannot carry a token": {Noble: []string{"0.0.0.0:2846"}},
		"listen address for noble":         {Noble: []string{"x"}},
		"no origin":                        {Origins: []string{"example.org"}},
		"no host name":                     {Hosts: []string{"https://example.org"}},
		"it needs 16 to 256":               {Tokens: []Token{{Name: "a", Text: "short", Scope: "admin"}}},
		"Did you mean 'admin'?":            {Tokens: []Token{{Name: "a", Text: token.Text, Scope: "admn"}}},
		"FrameBytes is 0":                  {Limits: access.Limits{HeaderBytes: 1, ConnectionsPerClient: 1, Connections: 1, FeedsPerClient: 1, BodyBytes: 1, UploadBytes: 1}},
		"it has to be above 0":             {Shutdown: -1},
		"it has to be mqtt://":             {MQTT: []mqtt.Options{{URL: "http://127.0.0.1", CleanStart: true}}},
		"both a data directory and":        {DataDir: "x", Store: storage.NewMemory()},
	} {
		err := c.Validate()
		if !errors.Is(err, ErrConfig) || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, want %q", err, want)
		}
		if strings.Contains(err.Error(), token.Text) {
			t.Errorf("the token shows: %v", err)
		}
		if _, err := New(c); !errors.Is(err, ErrConfig) {
			t.Errorf("New: %v", err)
		}
	}
	if err := (Config{Listen: "0.0.0.0:8420"}).Validate(); !errors.Is(err, ErrNeedsToken) {
		t.Errorf("%v", err)
	}
	for _, c := range []Config{{}, {Listen: "[::1]:0"}, {Listen: "0.0.0.0:8420", Tokens: []Token{token}}} {
		if err := c.Validate(); err != nil {
			t.Errorf("%+v: %v", c, err)
		}
	}
}

func TestAPortThatIsTakenIsNamed(t *testing.T) {
	other, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close()
	taken := other.Addr().String()
	for _, c := range []Config{{Listen: taken, Noble: []string{}}, {Listen: "127.0.0.1:0", Noble: []string{taken}}} {
		if _, err := New(c); !errors.Is(err, ErrPortTaken) || !strings.Contains(err.Error(), taken) || !strings.Contains(err.Error(), "choose another port") {
			t.Errorf("%v", err)
		}
	}
	var log logged
	some := listenSome([]string{taken, "127.0.0.1:0"}, slog.New(slog.NewTextHandler(&log, nil)))
	defer closeAll(some)
	if len(some) != 1 || !strings.Contains(log.String(), "unmodified noble clients cannot reach") || !strings.Contains(log.String(), taken) {
		t.Errorf("%d listeners, %s", len(some), log.String())
	}
}

func TestAServerThatIsNotServedIsClosed(t *testing.T) {
	s, err := New(Config{Listen: "127.0.0.1:0", Noble: []string{}, Demo: true})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Error(err)
	}
	if err := s.Close(); err != nil {
		t.Errorf("a second time: %v", err)
	}
	if err := s.Serve(t.Context()); err == nil {
		t.Error("it was served after its end")
	}
	if c, err := net.DialTimeout("tcp", s.Address().String(), time.Second); err == nil {
		c.Close()
		t.Error("its listener is still open")
	}
}
