package server

import (
	"context"
	"errors"
	"strings"
	"testing"

	"locktwin/emulator/shadow"
	"locktwin/emulator/shadow/mqtt"
)

func TestTwinsLiveInTheStoreOfTheServer(t *testing.T) {
	dir := t.TempDir()
	r := start(t, Config{DataDir: dir, Demo: true})
	if _, _, err := r.Twins().Create(context.Background(), shadow.New{Name: DemoLock}); err != nil {
		t.Fatal(err)
	}
	if err := r.stop(); err != nil {
		t.Fatal(err)
	}
	r = start(t, Config{DataDir: dir, Demo: true})
	if list := r.Twins().List(); len(list) != 1 || list[0].Name != DemoLock {
		t.Errorf("%+v", list)
	}
	if l, err := r.Fleet().Lock(DemoLock); err != nil || l.ID != DemoLock {
		t.Errorf("a twin takes the place of a lock: %v", err)
	}
	if err := r.Twins().Delete(context.Background(), DemoLock); err != nil {
		t.Fatal(err)
	}
	if _, err := r.Twins().Get(context.Background(), DemoLock); !errors.Is(err, shadow.ErrNotFound) {
		t.Errorf("%v", err)
	}
}

func TestAServerWhoseBrokerIsNotThereServesAllTheSame(t *testing.T) {
	// Nobody listens on port 1 of this machine.
	r := start(t, Config{MQTT: []mqtt.Options{{URL: "mqtt://127.0.0.1:1", CleanStart: true}}})
	if code, _ := r.ask("GET", "/healthz", ""); code != 200 {
		t.Errorf("%d", code)
	}
	if code, said := r.ask("GET", "/api/v1/twin-feeds", ""); code != 200 || !strings.Contains(said, `"url":"mqtt://127.0.0.1:1","connected":false`) {
		t.Errorf("%d %s", code, said)
	}
	if code, said := r.ask("GET", "/metrics", ""); code != 200 || !strings.Contains(said, `locktwin_twin_feeds{state="away"} 1`) {
		t.Errorf("%d", code)
	}
	if err := r.stop(); err != nil {
		t.Error(err)
	}
}
