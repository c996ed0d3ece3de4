package metrics_test

import (
	"strings"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/testutil"

	"locktwin/emulator/metrics"
)

type gauges struct{ simulated, wall time.Duration }

func (*gauges) LocksByState() map[string]int             { return map[string]int{"running": 2, "off": 1} }
func (*gauges) Open() (connections, centrals, feeds int) { return 3, 4, 5 }
func (*gauges) MarginalWords() int                       { return 6 }
func (g *gauges) Time() (simulated, wall time.Duration)  { return g.simulated, g.wall }

func TestLabelsAreAFixedVocabulary(t *testing.T) {
	r := prometheus.NewPedanticRegistry()
	s, err := metrics.New(r, "lock-action", "request-data")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"lock-action", "PIN 4711", "somebody's door", ""} {
		s.Command(name, time.Millisecond)
		s.Reset(name)
		s.Flash(name, 1)
		s.Dropped(name, 1)
	}
	for c := range 256 {
		s.ATTError(uint8(c))
		s.ProtocolError(uint8(c))
	}
	families, err := r.Gather()
	if err != nil {
		t.Fatal(err)
	}
	series := 0
	for _, f := range families {
		for _, m := range f.GetMetric() {
			series++
			for _, l := range m.GetLabel() {
				if v := l.GetValue(); v != "lock-action" && v != "other" && !strings.HasPrefix(v, "0x") && f.GetName() != "locktwin_frames_total" && f.GetName() != "locktwin_save_duration_seconds" {
					t.Errorf("%s has the label %q", f.GetName(), v)
				}
			}
		}
	}
	if series > 2*256+16 {
		t.Errorf("%d series", series)
	}
}

func TestGaugesAreAskedForAtEachScrape(t *testing.T) {
	r := prometheus.NewPedanticRegistry()
	s, err := metrics.New(r)
	if err != nil {
		t.Fatal(err)
	}
	g := &gauges{}
	s.Source(g)
	if _, err := r.Gather(); err != nil {
		t.Fatal(err)
	}
	g.simulated, g.wall = 300*time.Second, 3*time.Second
	want := `
# HELP locktwin_connections Open connections between locks and centrals.
# TYPE locktwin_connections gauge
locktwin_connections 3
# HELP locktwin_locks Locks by state.
# TYPE locktwin_locks gauge
locktwin_locks{state="off"} 1
locktwin_locks{state="running"} 2
# HELP locktwin_time_ratio Simulated time over wall time since the scrape before, over all locks that are not paused; 0 when there are none.
# TYPE locktwin_time_ratio gauge
locktwin_time_ratio 100
`
	if err := testutil.GatherAndCompare(r, strings.NewReader(want), "locktwin_connections", "locktwin_locks", "locktwin_time_ratio"); err != nil {
		t.Error(err)
	}
	s.Twins(func() metrics.TwinCounts {
		return metrics.TwinCounts{Twins: 3, Connected: 1, Away: 2, Messages: 40, Dropped: 5, Taken: 30}
	})
	want = `
# HELP locktwin_twin_feed_drops_total Messages of brokers that found no room, or no lock that they are about.
# TYPE locktwin_twin_feed_drops_total counter
locktwin_twin_feed_drops_total 5
# HELP locktwin_twin_feeds Brokers that feed twins, by whether they are connected.
# TYPE locktwin_twin_feeds gauge
locktwin_twin_feeds{state="away"} 2
locktwin_twin_feeds{state="connected"} 1
# HELP locktwin_twins Twins of real locks.
# TYPE locktwin_twins gauge
locktwin_twins 3
`
	if err := testutil.GatherAndCompare(r, strings.NewReader(want), "locktwin_twin_feed_drops_total", "locktwin_twin_feeds", "locktwin_twins"); err != nil {
		t.Error(err)
	}
	if problems, err := testutil.GatherAndLint(r); err != nil || len(problems) > 0 {
		t.Errorf("%+v, %v", problems, err)
	}
}

func TestNobodyHasToAskWhetherThereIsASet(t *testing.T) {
	var s *metrics.Set
	s.Source(&gauges{})
	s.Twins(nil)
	s.Frames(true, 1)
	s.Command("x", 1)
	s.ATTError(1)
	s.ProtocolError(1)
	s.Reset("x")
	s.Flash("program", 1)
	s.Dropped("feed", 1)
	s.Lateness(1)
	s.Saved(1, true)
	r := prometheus.NewRegistry()
	if _, err := metrics.New(r); err != nil {
		t.Fatal(err)
	}
	if _, err := metrics.New(r); err == nil {
		t.Error("two sets on one registry")
	}
}
