package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"strings"
	"time"

	"github.com/nats-io/nats.go"

	"locktwin/emulator/workers"
	"locktwin/emulator/workers/jetstream"
	"locktwin/scenarios/campaign"
)

// natsFlags say how to reach a NATS server.
type natsFlags struct {
	NATS      string `name:"nats" placeholder:"URL" help:"NATS server with JetStream, such as nats://host:4222, or tls://host:4222 for an encrypted connection; several with commas between them."`
	NATSCreds string `name:"nats-creds" placeholder:"FILE" help:"Credentials for the NATS server, a .creds file."`
}

// natsRoom is what a campaign may take of a NATS server.
type natsRoom struct {
	NATSSpace    int64         `name:"nats-space" placeholder:"MIB" help:"The most that the answers of the campaign may take on the NATS server, in MiB, 1 to 1048576; 1024 if left out."`
	NATSSilence  time.Duration `name:"nats-silence" placeholder:"TIME" help:"After which silence of a worker its shard goes to another one; 15s if left out. A worker that is at work says so four times in it."`
	NATSReplicas int           `name:"nats-replicas" placeholder:"N" help:"On how many servers of a NATS cluster a campaign is kept, 1 to 5; 1 if left out."`
}

// limits of natsRoom.NATSSpace, MiB.
const maxNATSSpace = 1 << 20

// check refuses what no server would be asked for.
func (c *natsRoom) check(server string) error {
	switch {
	case server == "" && *c != (natsRoom{}):
		return errors.New("--nats-space, --nats-silence and --nats-replicas are for --nats, which is not given")
	case c.NATSSpace < 0 || c.NATSSpace > maxNATSSpace:
		return fmt.Errorf("--nats-space: %d MiB, must be 1 to %d", c.NATSSpace, maxNATSSpace)
	}
	return nil
}

func (c *natsFlags) check() error {
	if c.NATS == "" {
		if c.NATSCreds != "" {
			return errors.New("--nats-creds is for --nats, which is not given")
		}
		return nil
	}
	for _, one := range strings.Split(c.NATS, ",") {
		if one = strings.TrimSpace(one); !strings.Contains(one, "://") {
			one = "nats://" + one
		}
		u, err := url.Parse(one)
		if err != nil {
			return errors.New("--nats: it is not a URL") // the reason would repeat a password
		}
		switch u.Scheme {
		case "nats", "tls", "ws", "wss":
		default:
			return fmt.Errorf("--nats %s: its scheme is %q, must be nats, tls, ws or wss", withoutPassword(c.NATS), u.Scheme)
		}
		if u.Hostname() == "" {
			return fmt.Errorf("--nats %s: it names no host", withoutPassword(c.NATS))
		}
	}
	return nil
}

// again are the flags as somebody would type them again.
func (c *natsFlags) again() []string {
	var out []string
	if c.NATS != "" {
		out = append(out, "--nats", withoutPassword(c.NATS))
	}
	if c.NATSCreds != "" {
		out = append(out, "--nats-creds", c.NATSCreds)
	}
	return out
}

// withoutPassword gives URLs with commas between them without who says so.
func withoutPassword(urls string) string {
	var out []string
	for _, one := range strings.Split(urls, ",") {
		before, behind, ok := strings.Cut(one, "@")
		if ok {
			scheme, _, _ := strings.Cut(before, "://")
			if scheme == before {
				one = hidden + "@" + behind
			} else {
				one = scheme + "://" + hidden + "@" + behind
			}
		}
		out = append(out, one)
	}
	return strings.Join(out, ",")
}

// dial connects. The connection comes back by itself when the server has been
// away; told hears of both, and may be nil.
func (c *natsFlags) dial(name string, told func(away bool, err error)) (*nats.Conn, error) {
	if told == nil {
		told = func(bool, error) {}
	}
	options := []nats.Option{
		nats.Name(name), nats.MaxReconnects(-1), nats.ReconnectWait(time.Second), nats.Timeout(5 * time.Second),
		// A server that is cut off is missed after three of these.
		nats.PingInterval(20 * time.Second), nats.MaxPingsOutstanding(2),
		nats.DisconnectErrHandler(func(_ *nats.Conn, err error) { told(true, plainNetError(err)) }),
		nats.ReconnectHandler(func(*nats.Conn) { told(false, nil) }),
		nats.ErrorHandler(func(*nats.Conn, *nats.Subscription, error) {}), // each is an error of the call that it spoils
	}
	if c.NATSCreds != "" {
		f, err := os.Open(c.NATSCreds)
		if err != nil {
			return nil, fmt.Errorf("--nats-creds: %w", plainPathError(err))
		}
		f.Close()
		options = append(options, nats.UserCredentials(c.NATSCreds))
	}
	nc, err := nats.Connect(c.NATS, options...)
	if err != nil {
		return nil, fmt.Errorf("--nats %s: %w", withoutPassword(c.NATS), plainNetError(err))
	}
	return nc, nil
}

// natsBackend is the backend of a campaign whose workers are on a NATS server,
// and what closes the connection afterwards.
func natsBackend(ctx context.Context, s *Streams, flags natsFlags, room natsRoom, spec campaign.Spec) (workers.Backend, func(), error) {
	nc, err := flags.dial("locktwin sweep", func(away bool, err error) {
		switch {
		case away && err != nil:
			fmt.Fprintf(s.Err, "\nlocktwin: the NATS server is away: %v\n", err)
		case !away:
			fmt.Fprintln(s.Err, "\nlocktwin: the NATS server is back")
		}
	})
	if err != nil {
		return nil, nil, err
	}
	c, err := jetstream.Open(ctx, nc, spec, jetstream.Options{
		Build: build(), AnswersBytes: room.NATSSpace << 20, Replicas: room.NATSReplicas, AckWait: room.NATSSilence,
	})
	if err != nil {
		nc.Close()
		return nil, nil, fmt.Errorf("--nats %s: %w", withoutPassword(flags.NATS), err)
	}
	// Somebody who has forgotten the workers would wait for ever.
	alone := time.AfterFunc(lonely, func() {
		if len(c.Tallies()) == 0 {
			fmt.Fprintf(s.Err, "\nlocktwin: no worker has answered yet; locktwin worker --nats %s is one\n", withoutPassword(flags.NATS))
		}
	})
	return c, func() {
		alone.Stop()
		nc.Close()
	}, nil
}

// lonely is after which time without an answer a sweep says so.
const lonely = 15 * time.Second

// build tells apart programs of one version that were built from changed
// sources: the beginning of the SHA-256 of the running file. It is empty for a
// version that says by itself what it was built from.
func build() string {
	if v := version(); v != "devel" && !strings.Contains(v, "+") {
		return ""
	}
	name, err := os.Executable()
	if err != nil {
		return "unknown"
	}
	f, err := os.Open(name)
	if err != nil {
		return "unknown"
	}
	defer f.Close()
	h := sha256.New()
	if _, err := io.Copy(h, f); err != nil {
		return "unknown"
	}
	return hex.EncodeToString(h.Sum(nil)[:8])
}
