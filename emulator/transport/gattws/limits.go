package gattws

import "time"

// Limits bound what one client may take. A zero field means its default.
type Limits struct {
	FrameBytes  int           // longest frame that is read; default 8192
	Outstanding int           // requests of one connection without an answer; default 64
	Connections int           // connections of one socket; default 16
	Sockets     int           // sockets at the same time; default 4,096
	OutboxBytes int           // what waits to be sent to one socket; beyond it the socket is cut off, from half of it on advertisements are left out; default 256 KiB
	Ping        time.Duration // how often the server pings; default 20 s
	Idle        time.Duration // a socket that says nothing for so long, not even a pong, is cut off; default 60 s
	Write       time.Duration // how long one frame may take to be sent; default 10 s
	Closing     time.Duration // how long a client may take to answer a close frame; default 2 s
	Transaction time.Duration // how long a lock may leave a request unanswered; default 30 s
}

// DefaultLimits are the limits of a Handler whose Options name none.
func DefaultLimits() Limits {
	return Limits{
		FrameBytes: 8192, Outstanding: 64, Connections: 16, Sockets: 4096, OutboxBytes: 256 << 10,
		Ping: 20 * time.Second, Idle: time.Minute, Write: 10 * time.Second, Closing: 2 * time.Second,
		Transaction: 30 * time.Second,
	}
}

// filled gives l with defaults in place of zeros.
func (l Limits) filled() Limits {
	d := DefaultLimits()
	for _, f := range []struct{ have, otherwise *int }{
		{&l.FrameBytes, &d.FrameBytes}, {&l.Outstanding, &d.Outstanding}, {&l.Connections, &d.Connections},
		{&l.Sockets, &d.Sockets}, {&l.OutboxBytes, &d.OutboxBytes},
	} {
		if *f.have <= 0 {
			*f.have = *f.otherwise
		}
	}
	for _, f := range []struct{ have, otherwise *time.Duration }{
		{&l.Ping, &d.Ping}, {&l.Idle, &d.Idle}, {&l.Write, &d.Write}, {&l.Closing, &d.Closing},
		{&l.Transaction, &d.Transaction},
	} {
		if *f.have <= 0 {
			*f.have = *f.otherwise
		}
	}
	return l
}
