package server

import (
	"errors"
	"fmt"
	"log/slog"
	"net"
	"syscall"
)

// ErrPortTaken is wrapped when another program listens on an address already.
var ErrPortTaken = errors.New("another program listens there already")

// listen opens one address. The error says what can be done about it.
func listen(address string) (net.Listener, error) {
	l, err := net.Listen("tcp", address)
	switch {
	case err == nil:
		return l, nil
	case errors.Is(err, syscall.EADDRINUSE):
		return nil, fmt.Errorf("%s: %w; end it, or choose another port (port 0 takes a free one)", address, ErrPortTaken)
	case errors.Is(err, syscall.EACCES):
		return nil, fmt.Errorf("%s: this user may not listen there; ports below 1024 need rights: %w", address, err)
	}
	return nil, fmt.Errorf("%s: %w", address, err)
}

// listenNoble opens the listeners for the noble library. When nobody has named
// their addresses, those that cannot be had are left out.
func (c *Config) listenNoble(log *slog.Logger) ([]net.Listener, error) {
	switch {
	case c.NobleListeners != nil:
		return c.NobleListeners, nil
	case c.Noble != nil:
		return listenAll(c.Noble)
	}
	return listenSome(DefaultNobleListen(), log), nil
}

func listenAll(addresses []string) ([]net.Listener, error) {
	var open []net.Listener
	for _, a := range addresses {
		l, err := listen(a)
		if err != nil {
			closeAll(open)
			return nil, fmt.Errorf("listener for noble: %w", err)
		}
		open = append(open, l)
	}
	return open, nil
}

func listenSome(addresses []string, log *slog.Logger) []net.Listener {
	var open []net.Listener
	for _, a := range addresses {
		l, err := listen(a)
		if err != nil {
			log.Warn("unmodified noble clients cannot reach this server at the address that they dial", "address", a, "why", err)
			continue
		}
		open = append(open, l)
	}
	return open
}

func closeAll(open []net.Listener) {
	for _, l := range open {
		l.Close()
	}
}
