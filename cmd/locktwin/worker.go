package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"runtime"
	"sync"
	"time"

	"locktwin/emulator/workers"
	"locktwin/emulator/workers/jetstream"
)

// workerCommand takes part in the campaigns of others.
type workerCommand struct {
	natsFlags `embed:""`

	Workers   int           `short:"w" placeholder:"N" help:"How many shards run at a time; as many as there are processors if left out."`
	Name      string        `placeholder:"NAME" help:"What the campaign calls this worker; the host's name and the process if left out."`
	Grace     time.Duration `default:"20s" placeholder:"TIME" help:"How long shards that run may go on when the worker is asked to end (${default})."`
	Probe     string        `placeholder:"ADDRESS" help:"Answer /healthz and /readyz here, such as :8422."`
	LogFormat string        `enum:"text,json" default:"text" help:"Log on standard error: text or json (${default})."`
}

func (c *workerCommand) run(s *Streams) int {
	if c.NATS == "" {
		return s.refuse(errors.New("--nats says which server to work for, such as nats://127.0.0.1:4222"))
	}
	if err := c.check(); err != nil {
		return s.refuse(err)
	}
	if c.Workers < 0 || c.Workers > workers.MaxPool {
		return s.refuse(fmt.Errorf("--workers: %d, must be 1 to %d", c.Workers, workers.MaxPool))
	}
	if c.Grace < 0 {
		return s.refuse(fmt.Errorf("--grace: %v, must be 0 or more", c.Grace))
	}
	if c.Workers == 0 {
		c.Workers = runtime.GOMAXPROCS(0)
	}
	if c.Name == "" {
		host, err := os.Hostname()
		if err != nil {
			host = "worker"
		}
		c.Name = fmt.Sprintf("%s-%d", host, os.Getpid())
	}
	d := &diary{log: c.log(s.Err), clock: s.Clock}
	nc, err := c.dial("locktwin worker "+c.Name, d.connection)
	if err != nil {
		return s.refuse(err)
	}
	defer nc.Close()
	if c.Probe != "" {
		stop, err := answerProbes(c.Probe, nc.IsConnected)
		if err != nil {
			return s.refuse(fmt.Errorf("--probe: %w", err))
		}
		defer stop()
	}
	return c.work(s, d, func(ctx context.Context) error {
		return jetstream.Work(ctx, nc, jetstream.WorkerOptions{
			Version: version(), Build: build(), Name: c.Name, Cores: c.Workers, Engines: workers.Engines,
			Grace: c.Grace, Report: d.event, Clock: s.Clock,
		})
	})
}

// work does it until a signal comes, and then what runs is finished. A second
// signal ends it at once: what runs is given to somebody else.
func (c *workerCommand) work(s *Streams, d *diary, do func(context.Context) error) int {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	var signals <-chan os.Signal // nil: nobody interrupts
	if s.Interrupts != nil {
		var stop func()
		signals, stop = s.Interrupts()
		defer stop()
	}
	d.log.Info("ready", "name", c.Name, "version", version(), "workers", c.Workers)
	over := make(chan error, 1)
	go func() { over <- do(ctx) }()
	for asked := false; ; asked = true {
		select {
		case err := <-over:
			d.sum()
			if err != nil {
				return s.refuse(err)
			}
			return exitMet
		case <-signals:
			if asked {
				return exitNotMet
			}
			d.log.Info("ending; what runs is finished")
			cancel()
		}
	}
}

func (c *workerCommand) log(w io.Writer) *slog.Logger {
	if c.LogFormat == "json" {
		return slog.New(slog.NewJSONHandler(w, nil))
	}
	return slog.New(slog.NewTextHandler(w, nil))
}

// diary tells what a worker does, and how fast it is.
type diary struct {
	log   *slog.Logger
	clock func() time.Time

	mu          sync.Mutex
	since       time.Time // when the sum was last told; zero when there is none
	shards      int
	experiments int
	busy        time.Duration
}

// sumEvery is how often a worker that has work tells its rate.
const sumEvery = 10 * time.Second

func (d *diary) event(e jetstream.Event) {
	log := d.log.With("campaign", e.Name, "id", e.Campaign)
	switch e.Kind {
	case jetstream.Joined:
		log.Info("takes part")
	case jetstream.Left:
		d.sum()
		log.Info("the campaign is over for this worker")
	case jetstream.Refused:
		log.Warn("does not take part", "why", e.Err.Error())
	case jetstream.Failed:
		log.Warn("tries again", "why", e.Err.Error())
	case jetstream.Again:
		log.Info("takes over from a worker that was not heard of any more", "shard", e.Shard)
	case jetstream.Answered:
		d.count(e)
	case jetstream.Away: // the connection says more about it
	}
}

func (d *diary) count(e jetstream.Event) {
	d.mu.Lock()
	now := d.clock()
	if d.since.IsZero() {
		d.since = now.Add(-e.Took)
	}
	d.shards++
	d.experiments += e.Weight
	d.busy += e.Took
	due := now.Sub(d.since) >= sumEvery
	d.mu.Unlock()
	if due {
		d.sum()
	}
}

// sum tells what was done since the last sum.
func (d *diary) sum() {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.shards == 0 {
		return
	}
	now := d.clock()
	took := now.Sub(d.since)
	d.log.Info("answered", "shards", d.shards, "experiments", d.experiments,
		"per_second", int(float64(d.experiments)/max(took.Seconds(), 0.001)), "busy", d.busy.Round(time.Millisecond).String())
	d.since, d.shards, d.experiments, d.busy = now, 0, 0, 0
}

func (d *diary) connection(away bool, err error) {
	switch {
	case away && err != nil:
		d.log.Warn("the server is away", "why", err.Error())
	case !away:
		d.log.Info("the server is back")
	}
}
