package metrics

import (
	"sync"

	"github.com/prometheus/client_golang/prometheus"
)

// TwinCounts is what is so of twins of real locks at a scrape. Totals are over all
// feeds, since the beginning.
type TwinCounts struct {
	Twins                    int
	Connected, Away          int // feeds
	Messages, Dropped, Taken int64
}

// Twins hands in where to ask for twins and what feeds them.
func (s *Set) Twins(ask func() TwinCounts) {
	if s != nil {
		s.twins.set(ask)
	}
}

// twinning collects what is asked for at each scrape.
type twinning struct {
	mu  sync.Mutex
	ask func() TwinCounts

	twins, feeds, messages, dropped, taken *prometheus.Desc
}

func newTwinning() *twinning {
	desc := func(name, help string, labels ...string) *prometheus.Desc {
		return prometheus.NewDesc(namespace+"_"+name, help, labels, nil)
	}
	return &twinning{
		twins:    desc("twins", "Twins of real locks."),
		feeds:    desc("twin_feeds", "Brokers that feed twins, by whether they are connected.", "state"),
		messages: desc("twin_feed_messages_total", "Messages of brokers that feed twins."),
		dropped:  desc("twin_feed_drops_total", "Messages of brokers that found no room, or no lock that they are about."),
		taken:    desc("twin_feed_records_total", "Records that twins have taken from brokers."),
	}
}

func (t *twinning) set(ask func() TwinCounts) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.ask = ask
}

// Describe lists the descriptions.
func (t *twinning) Describe(c chan<- *prometheus.Desc) {
	for _, d := range []*prometheus.Desc{t.twins, t.feeds, t.messages, t.dropped, t.taken} {
		c <- d
	}
}

// Collect asks.
func (t *twinning) Collect(c chan<- prometheus.Metric) {
	t.mu.Lock()
	ask := t.ask
	t.mu.Unlock()
	if ask == nil {
		return
	}
	n := ask()
	gauge := func(d *prometheus.Desc, v int, labels ...string) {
		c <- prometheus.MustNewConstMetric(d, prometheus.GaugeValue, float64(v), labels...)
	}
	total := func(d *prometheus.Desc, v int64) {
		c <- prometheus.MustNewConstMetric(d, prometheus.CounterValue, float64(v))
	}
	gauge(t.twins, n.Twins)
	gauge(t.feeds, n.Connected, "connected")
	gauge(t.feeds, n.Away, "away")
	total(t.messages, n.Messages)
	total(t.dropped, n.Dropped)
	total(t.taken, n.Taken)
}
