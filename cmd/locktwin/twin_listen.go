package main

import (
	"context"
	"fmt"
	"os"
	"sync"
	"time"

	"locktwin/emulator/shadow"
	"locktwin/emulator/shadow/mqtt"
	"locktwin/model/sim"
	"locktwin/scenarios/twin/telemetry"
)

// Limits of how long a command listens.
const (
	minListen = time.Second
	maxListen = 366 * 24 * time.Hour
)

// listenFlags let a command hear what gateways tell a broker.
type listenFlags struct {
	MQTT string `name:"mqtt" placeholder:"URL" help:"Broker to listen at, such as mqtt://127.0.0.1:1883; LOCKTWIN_MQTT_USER and LOCKTWIN_MQTT_PASSWORD name who asks."`
	For  string `placeholder:"TIME" help:"How long to listen, 1s to 366d; an interrupt ends it earlier, and what was heard counts."`
}

// earful gathers records in place of a registry.
type earful struct {
	mu       sync.Mutex
	records  []telemetry.Record
	findings int
}

// OfLock names a lock by itself.
func (h *earful) OfLock(_ context.Context, lock string) (string, error) { return lock, nil }

// Ingest takes everything.
func (h *earful) Ingest(_ context.Context, _ string, rs []telemetry.Record, found []telemetry.Finding) (shadow.Report, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.records = append(h.records, rs...)
	h.findings += len(found)
	return shadow.Report{Taken: len(rs)}, nil
}

// listen hears a broker for as long as the flags say, and gives it as a file of
// telemetry.
func (f *listenFlags) listen(s *Streams, lock string, names bool) (inputFile, error) {
	none := inputFile{}
	d, err := sim.ParseDuration(f.For)
	if err != nil || d < minListen || d > maxListen {
		return none, fmt.Errorf("--for %s: has to be %s to %s", f.For, sim.FormatDuration(minListen), sim.FormatDuration(maxListen))
	}
	o, err := mqtt.Parse(f.MQTT)
	if err != nil {
		return none, fmt.Errorf("--mqtt: %w", err)
	}
	o.User, o.Password = s.Getenv("LOCKTWIN_MQTT_USER"), s.Getenv("LOCKTWIN_MQTT_PASSWORD")
	o.Names, o.Now = names, s.Clock
	if lock != "" {
		o.Lock = lock
	}
	into := &earful{}
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	feed, err := mqtt.Connect(ctx, o, into)
	if err != nil {
		return none, fmt.Errorf("--mqtt: %w", err)
	}
	var signals <-chan os.Signal
	if s.Interrupts != nil {
		var stop func()
		signals, stop = s.Interrupts()
		defer stop()
	}
	done := working(s, "listening")
	over := time.NewTimer(d)
	defer over.Stop()
	select {
	case <-over.C:
	case <-signals:
	}
	status := feed.Status()
	feed.Close()
	done()
	if status.Connections == 0 {
		return none, fmt.Errorf("--mqtt %s: nobody answers there: %s", status.URL, orElse(status.Fault, "it takes too long"))
	}
	into.mu.Lock()
	defer into.mu.Unlock()
	if len(into.records) == 0 {
		return none, fmt.Errorf("--mqtt %s: of %s none told anything of a lock", status.URL, count(int(status.Messages), "message"))
	}
	return inputFile{status.URL, telemetry.AppendLines(nil, into.records)}, nil
}
