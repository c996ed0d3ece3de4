package metrics

import (
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"
)

// Gauges is what is asked when somebody scrapes.
type Gauges interface {
	// LocksByState counts the locks in each state.
	LocksByState() map[string]int
	// Open counts open connections, centrals and feeds.
	Open() (connections, centrals, feeds int)
	// MarginalWords counts words near the read level, in all locks, as of the
	// last save of each.
	MarginalWords() int
	// Time gives the simulated time that has passed in all locks together, and
	// the wall time that passed meanwhile, while they were not paused.
	Time() (simulated, wall time.Duration)
}

// Source hands in where to ask for what is so at the moment.
func (s *Set) Source(g Gauges) {
	if s != nil {
		s.live.set(g)
	}
}

// live collects what is asked for at each scrape.
type live struct {
	mu     sync.Mutex
	source Gauges
	// Of the scrape before, for the ratio.
	simulated, wall time.Duration

	locks, connections, centrals, feeds, marginal, simulatedTotal, wallTotal, ratio *prometheus.Desc
}

func newLive() *live {
	desc := func(name, help string, labels ...string) *prometheus.Desc {
		return prometheus.NewDesc(namespace+"_"+name, help, labels, nil)
	}
	return &live{
		locks:          desc("locks", "Locks by state.", "state"),
		connections:    desc("connections", "Open connections between locks and centrals."),
		centrals:       desc("centrals", "Centrals that are near."),
		feeds:          desc("feeds", "Readers of live feeds."),
		marginal:       desc("marginal_words", "Words of memory whose charge is near the read level, in all locks, as of the last save of each."),
		simulatedTotal: desc("simulated_seconds_total", "Simulated time that has passed in all locks together."),
		wallTotal:      desc("lock_wall_seconds_total", "Wall time for which locks were not paused, in all locks together."),
		ratio:          desc("time_ratio", "Simulated time over wall time since the scrape before, over all locks that are not paused; 0 when there are none."),
	}
}

func (l *live) set(g Gauges) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.source = g
}

// Describe lists the descriptions.
func (l *live) Describe(c chan<- *prometheus.Desc) {
	for _, d := range []*prometheus.Desc{l.locks, l.connections, l.centrals, l.feeds, l.marginal, l.simulatedTotal, l.wallTotal, l.ratio} {
		c <- d
	}
}

// Collect asks the source.
func (l *live) Collect(c chan<- prometheus.Metric) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.source == nil {
		return
	}
	gauge := func(d *prometheus.Desc, v float64, labels ...string) {
		c <- prometheus.MustNewConstMetric(d, prometheus.GaugeValue, v, labels...)
	}
	for state, n := range l.source.LocksByState() {
		gauge(l.locks, float64(n), state)
	}
	connections, centrals, feeds := l.source.Open()
	gauge(l.connections, float64(connections))
	gauge(l.centrals, float64(centrals))
	gauge(l.feeds, float64(feeds))
	gauge(l.marginal, float64(l.source.MarginalWords()))
	simulated, wall := l.source.Time()
	c <- prometheus.MustNewConstMetric(l.simulatedTotal, prometheus.CounterValue, simulated.Seconds())
	c <- prometheus.MustNewConstMetric(l.wallTotal, prometheus.CounterValue, wall.Seconds())
	ratio := 0.0
	if d := wall - l.wall; d > 0 {
		ratio = (simulated - l.simulated).Seconds() / d.Seconds()
	}
	gauge(l.ratio, ratio)
	l.simulated, l.wall = simulated, wall
}
