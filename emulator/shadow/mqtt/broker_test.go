//go:build broker

package mqtt

import (
	"bytes"
	"context"
	"crypto/tls"
	"log/slog"
	"strings"
	"testing"
	"time"

	"locktwin/emulator/shadow"
	"locktwin/emulator/storage"
	"locktwin/scenarios/twin/telemetry"
)

// listener is a feed into a registry of its own, and tells when something happened.
type listener struct {
	*Feed
	*shadow.Registry
	t     *testing.T
	tells chan struct{}
}

// Write takes what the feed logs.
func (l *listener) Write(p []byte) (int, error) {
	l.tell()
	return len(p), nil
}

func (l *listener) tell() {
	select {
	case l.tells <- struct{}{}:
	default:
	}
}

// notifying tells after each ingest.
type notifying struct {
	Keeper
	l *listener
}

func (n notifying) Ingest(ctx context.Context, ref string, rs []telemetry.Record, found []telemetry.Finding) (shadow.Report, error) {
	defer n.l.tell()
	return n.Keeper.Ingest(ctx, ref, rs, found)
}

func listen(t *testing.T, o Options) *listener {
	t.Helper()
	l := &listener{t: t, tells: make(chan struct{}, 1)}
	var err error
	if l.Registry, err = shadow.Open(context.Background(), shadow.Options{Store: storage.NewMemory().Twins(), Now: time.Now}); err != nil {
		t.Fatal(err)
	}
	o.Now, o.ClientID, o.FirstPause = time.Now, "listener", 20*time.Millisecond
	o.Log = slog.New(slog.NewTextHandler(l, nil))
	if l.Feed, err = Connect(context.Background(), o, notifying{Into(l.Registry), l}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(l.Feed.Close)
	return l
}

// until waits until something holds; it is asked again whenever something happened.
func (l *listener) until(what string, holds func() bool) {
	l.t.Helper()
	late := time.After(patience)
	for !holds() {
		select {
		case <-l.tells:
		case <-late:
			l.t.Fatalf("not in time: %s; %+v", what, l.Feed.Status())
		}
	}
}

// reported waits until the twin of the lock has reported something.
func (l *listener) reported(key, value string) shadow.Twin {
	l.t.Helper()
	var tw shadow.Twin
	l.until(key+" is "+value, func() bool {
		var err error
		tw, err = l.Get(context.Background(), theLock)
		return err == nil && tw.Reported.Values[key].Value == value
	})
	return tw
}

const configuration = `{"nukiID":"1a2b3c4d","name":"Annas Tuer","ledEnabled":1,"firmwareVersion":"4.3.1"}`

func TestABrokerFeedsATwin(t *testing.T) {
	b := startBroker(t, false)
	p := b.publisher("")
	p.say(true, "nukihub/lock/state", "locked")
	p.say(true, "nukihub/lock/configuration/basicJson", configuration)
	p.say(true, "nukihub/lock/battery/level", "80")
	l := listen(t, Options{URL: "mqtt://127.0.0.1:" + b.plain, CleanStart: true})
	tw := l.reported("level_pct", "80")
	if v := tw.Reported.Values["lock_state"]; v.Value != "locked" || !v.Retained {
		t.Errorf("what was replayed: %+v", v)
	}
	if tw.Stale.Says != shadow.Silent || tw.Name != theLock {
		t.Errorf("%+v", tw.Summary)
	}
	p.say(false, "nukihub/lock/battery/advancedJson", `{"batteryDrain": 1`) // cut off on its way
	p.say(true, "nukihub/lock/state", "unlocked")
	p.say(true, "nukihub/lock/battery/advancedJson", `{"batteryDrain":321,"batteryVoltage":5.412,"startVoltage":5.4,"lowestVoltage":4.9,"startTemperature":19,"lockAction":"Unlock"}`)
	tw = l.reported("drain_mws", "321")
	if tw.Reported.Values["lock_state"].Value != "unlocked" || tw.Reported.Values["voltage_mv"].Value != "5412" || tw.Stale.Says != shadow.Fresh {
		t.Errorf("%+v", tw.Reported)
	}
	text, err := l.Export(context.Background(), theLock)
	if err != nil || bytes.Contains(text, []byte("Annas")) {
		t.Errorf("a name was kept though nobody asked for it; %v", err)
	}
	p.say(true, "nuki/0000BEEF/state", "3")
	l.until("a lock that publishes by itself", func() bool {
		tw, err := l.Get(context.Background(), "0000BEEF")
		return err == nil && tw.Reported.Values["lock_state"].Value == "unlocked"
	})
	l.Feed.Close()
	if s := l.Feed.Status(); s.Findings == 0 || s.Retained < 3 || s.Dropped != 0 || s.Taken == 0 {
		t.Errorf("%+v", s)
	}
	if strings.Contains(b.says(), "Received PUBLISH from listener") {
		t.Error("the listener has published")
	}
	if !strings.Contains(b.says(), "Received PUBLISH from gateway") {
		t.Error("the broker does not say who publishes")
	}
}

func TestAfterARestartOfTheBrokerTheFeedGoesOn(t *testing.T) {
	b := startBroker(t, false)
	l := listen(t, Options{URL: "mqtt://127.0.0.1:" + b.plain, Lock: theLock, CleanStart: true})
	p := b.publisher("")
	p.say(true, "nukihub/lock/state", "locked")
	p.say(true, "nukihub/lock/battery/level", "80")
	before := l.reported("level_pct", "80")
	p.c.Disconnect(0)
	b.stop()
	l.until("the loss is noted", func() bool { s := l.Feed.Status(); return !s.Connected && s.Fault != "" })
	b.start()
	l.until("it is connected again", func() bool { return l.Feed.Status().Connections == 2 })
	b.publisher("").say(true, "nukihub/lock/state", "unlocked")
	after := l.reported("lock_state", "unlocked")
	l.Feed.Close() // and what was replayed is counted
	if s := l.Feed.Status(); s.Duplicates == 0 {
		t.Errorf("%+v", s)
	}
	if v := after.Reported.Values["level_pct"]; v != before.Reported.Values["level_pct"] {
		t.Errorf("what was replayed is another: %+v", v)
	}
}

func TestTheLastWillOfAGatewayFreezesItsTwin(t *testing.T) {
	b := startBroker(t, false)
	l := listen(t, Options{URL: "mqtt://127.0.0.1:" + b.plain, Lock: theLock, CleanStart: true})
	l.until("it is connected", func() bool { return l.Feed.Status().Connected })
	p := b.publisher("nukihub/maintenance/mqttConnectionState")
	p.say(true, "nukihub/maintenance/mqttConnectionState", "online")
	p.say(true, "nukihub/lock/state", "locked")
	if tw := l.reported("lock_state", "locked"); tw.Stale.Says != shadow.Fresh {
		t.Errorf("%+v", tw.Stale)
	}
	p.cut()
	tw := l.reported("hub", "offline")
	if tw.Stale.Says != shadow.Frozen || !tw.Reported.Values["lock_state"].Frozen {
		t.Errorf("%+v", tw.Stale)
	}
}

func TestTLSWebSocketsPasswordsAndSessions(t *testing.T) {
	b := startBroker(t, true)
	p := b.publisher("")
	p.say(true, "nukihub/lock/state", "locked")
	for _, o := range []Options{
		{URL: "mqtt://127.0.0.1:" + b.plain, CleanStart: true},
		{URL: "mqtts://127.0.0.1:" + b.tls, CleanStart: true, TLS: &tls.Config{RootCAs: b.trusted}},
		{URL: "ws://127.0.0.1:" + b.web + "/mqtt", CleanStart: true},
		{URL: "mqtt://127.0.0.1:" + b.plain, ClientID: "listener"},
	} {
		o.Lock, o.User, o.Password = theLock, "reader", "secret"
		l := listen(t, o)
		l.reported("lock_state", "locked")
		l.Feed.Close()
	}
	// The broker has kept for the client what came meanwhile.
	p.say(false, "nukihub/lock/battery/level", "62")
	l := listen(t, Options{URL: "mqtt://127.0.0.1:" + b.plain, ClientID: "listener", Lock: theLock, User: "reader", Password: "secret"})
	l.reported("level_pct", "62")
	l.Feed.Close()
	for name, o := range map[string]Options{
		"a wrong password":       {URL: "mqtt://127.0.0.1:" + b.plain, CleanStart: true, User: "reader", Password: "wrong"},
		"an unknown certificate": {URL: "mqtts://127.0.0.1:" + b.tls, CleanStart: true, User: "reader", Password: "secret"},
	} {
		l := listen(t, o)
		l.until(name, func() bool { return l.Feed.Status().Fault != "" })
		if s := l.Feed.Status(); s.Connections != 0 || strings.Contains(s.Fault, "secret") {
			t.Errorf("%s: %+v", name, s)
		}
		l.Feed.Close()
	}
}

func TestABrokerThatIsNotThereIsTriedAgain(t *testing.T) {
	b := newBroker(t, false)
	l := listen(t, Options{URL: "mqtt://127.0.0.1:" + b.plain, Lock: theLock, CleanStart: true})
	l.until("an attempt has failed", func() bool { return l.Feed.Status().Fault != "" })
	b.start()
	b.publisher("").say(true, "nukihub/lock/state", "locked")
	l.reported("lock_state", "locked")
}
