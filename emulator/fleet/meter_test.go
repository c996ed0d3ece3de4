package fleet_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/testutil"

	"locktwin/emulator/fleet"
	"locktwin/emulator/metrics"
	"locktwin/model"
	"locktwin/model/firmware"
)

// sum adds up all series of a metric; of a histogram it counts the observations.
func sum(t testing.TB, r *prometheus.Registry, name string) float64 {
	t.Helper()
	families, err := r.Gather()
	if err != nil {
		t.Fatal(err)
	}
	total := 0.0
	for _, f := range families {
		if f.GetName() != name {
			continue
		}
		for _, m := range f.GetMetric() {
			total += m.GetCounter().GetValue() + m.GetGauge().GetValue() + float64(m.GetHistogram().GetSampleCount())
		}
	}
	return total
}

func TestWhatHappensIsCounted(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		registry := prometheus.NewPedanticRegistry()
		set, err := metrics.New(registry, "request-data")
		if err != nil {
			t.Fatal(err)
		}
		f := open(t, fleet.Options{Metrics: set, Store: newMemory()})
		create(t, f, fleet.Spec{ID: "a", Speed: fleet.Speed{Factor: 60}})
		create(t, f, fleet.Spec{ID: "b", NukiID: 2, Speed: fleet.Speed{Paused: true}})
		time.Sleep(10 * time.Second)
		p, pairing := talking(t, f, "a")
		if err := p.central.Send(p.link, badFrame(pairing)); err != nil {
			t.Fatal(err)
		}
		for n := 0; n < 2; n++ {
			p.next()
		}
		// A handle that is not there is an ATT error.
		if err := p.central.Send(p.link, "\x0A\xFF\xFF"); err != nil {
			t.Fatal(err)
		}
		p.next()
		if err := f.Do(t.Context(), "a", func(l *model.Lock) error { l.PullReset(); return nil }); err != nil {
			t.Fatal(err)
		}
		time.Sleep(10 * time.Second)
		for name, least := range map[string]float64{
			"locktwin_locks": 2, "locktwin_centrals": 1, "locktwin_frames_total": 10, "locktwin_command_latency_seconds": 1,
			"locktwin_att_errors_total": 1, "locktwin_resets_total": 1, "locktwin_flash_operations_total": 10,
			"locktwin_host_lateness_seconds": 1, "locktwin_save_duration_seconds": 2, "locktwin_simulated_seconds_total": 1000,
			"locktwin_lock_wall_seconds_total": 10,
		} {
			if got := sum(t, registry, name); got < least {
				t.Errorf("%s is %v, want at least %v", name, got, least)
			}
		}
		sum(t, registry, "locktwin_time_ratio")
		time.Sleep(10 * time.Second)
		if got := sum(t, registry, "locktwin_time_ratio"); got < 59 || got > 61 {
			t.Errorf("the time ratio of a lock at 60x is %v", got)
		}
		if problems, err := testutil.GatherAndLint(registry); err != nil || len(problems) > 0 {
			t.Errorf("%+v, %v", problems, err)
		}
		p.central.Close()
	})
}

// secrets are what must not be written anywhere.
const secretPIN = 7913

// safeBuffer is a buffer that goroutines may share.
type safeBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (s *safeBuffer) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.Write(p)
}

func TestNoPINGetsIntoLogEventOrError(t *testing.T) {
	var out safeBuffer
	f, err := fleet.Open(t.Context(), fleet.Options{
		Random: random(), Store: newMemory(), Log: slog.New(slog.NewJSONHandler(&out, &slog.HandlerOptions{Level: slog.LevelDebug})),
	})
	if err != nil {
		t.Fatal(err)
	}
	create(t, f, fleet.Spec{ID: "a", Speed: fleet.Speed{Max: true}})
	if err := f.RunUntil(t.Context(), "a", fleet.Until{For: time.Minute}); err != nil {
		t.Fatal(err)
	}
	call(t, f, "a", firmware.Command{Op: firmware.OpPair})
	call(t, f, "a", firmware.Command{Op: firmware.OpSetPIN, NewPIN: secretPIN})
	call(t, f, "a", firmware.Command{Op: firmware.OpVerifyPIN, PIN: secretPIN})
	err = f.Do(t.Context(), "a", func(l *model.Lock) error {
		a, err := l.Call("anna", firmware.Command{Op: firmware.OpVerifyPIN, PIN: secretPIN + 1})
		return errors.Join(err, a.Err())
	})
	if err == nil {
		t.Fatal("a wrong PIN is right")
	}
	events, _, err2 := f.Events("a", 0, 0)
	if err2 != nil {
		t.Fatal(err2)
	}
	written, err3 := json.Marshal(events)
	if err3 != nil {
		t.Fatal(err3)
	}
	if err := f.Close(t.Context()); err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{"log": out.b.String(), "events": string(written), "error": err.Error()} {
		if text == "" || strings.Contains(text, "7913") || strings.Contains(text, "7914") {
			t.Errorf("%s: %s", name, text)
		}
	}
}
