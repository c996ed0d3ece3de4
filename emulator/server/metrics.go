package server

import (
	"net/http"
	"strconv"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"locktwin/emulator/access"
	"locktwin/emulator/problem"
	"locktwin/model/keyturner"
)

// counts is what the server itself counts. Its labels have a fixed vocabulary.
type counts struct {
	registry *prometheus.Registry
	requests *prometheus.CounterVec
	refused  *prometheus.CounterVec
	turned   prometheus.Counter
}

func newCounts() *counts {
	c := &counts{
		registry: prometheus.NewRegistry(),
		requests: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "locktwin_http_requests_total", Help: "Requests that were answered, by method and status.",
		}, []string{"method", "status"}),
		refused: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "locktwin_http_refused_total", Help: "Requests that the gate refused, by kind of problem.",
		}, []string{"kind"}),
		turned: prometheus.NewCounter(prometheus.CounterOpts{
			Name: "locktwin_http_connections_refused_total", Help: "Connections that were closed at once because there were too many.",
		}),
	}
	c.registry.MustRegister(c.requests, c.refused, c.turned, collectors.NewGoCollector(),
		collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return c
}

// watch adds a gauge of open connections.
func (c *counts) watch(open *access.Connections) {
	c.registry.MustRegister(prometheus.NewGaugeFunc(prometheus.GaugeOpts{
		Name: "locktwin_http_connections", Help: "Open connections, WebSockets and live feeds included.",
	}, func() float64 { return float64(open.Open()) }))
}

func (c *counts) refusal(k problem.Kind) { c.refused.WithLabelValues(k.Name).Inc() }

// handler serves the metrics to whoever may see every lock.
func (c *counts) handler() http.Handler {
	h := promhttp.HandlerFor(c.registry, promhttp.HandlerOpts{Registry: c.registry})
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !access.From(r.Context()).Scope.MayAll(access.Read) {
			problem.New(problem.Forbidden, "metrics need the right '%s' for every lock", access.Read).Write(w)
			return
		}
		h.ServeHTTP(w, r)
	})
}

// methods are those that have a label of their own.
var methods = map[string]bool{"GET": true, "HEAD": true, "POST": true, "PUT": true, "PATCH": true, "DELETE": true, "OPTIONS": true}

// answered counts an answer.
func (c *counts) answered(method string, status int) {
	if !methods[method] {
		method = "other"
	}
	c.requests.WithLabelValues(method, strconv.Itoa(status)).Inc()
}

// commandNames are the commands of the lock protocol that an app may send.
func commandNames() []string {
	var names []string
	for c := range keyturner.CmdSimpleLockAction + 1 {
		if c.IsRequest() {
			names = append(names, c.String())
		}
	}
	return names
}
