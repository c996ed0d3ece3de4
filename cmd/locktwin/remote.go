package main

import (
	"fmt"
	"net/url"
	"strings"

	"locktwin/emulator/transport/gattws"
)

// remoteFlags say where a server is and who asks.
type remoteFlags struct {
	Server    string `placeholder:"URL" help:"Where the server is; LOCKTWIN_SERVER or http://127.0.0.1:8420 if left out."`
	Token     string `placeholder:"TOKEN" help:"Token, if the server wants one; LOCKTWIN_TOKEN if left out."`
	TokenFile string `placeholder:"FILE" help:"File that holds the token."`
	JSON      bool   `help:"JSON on standard output."`
}

const defaultServer = "http://127.0.0.1:8420"

// remote is a server as the flags name it.
type remote struct {
	host  string // with port
	tls   bool
	path  string // below which the server's addresses lie; "" usually
	token string
}

// resolve reads the flags. The address may be that of the API or of the air;
// both lead to the same server.
func (f *remoteFlags) resolve(s *Streams) (remote, error) {
	text := f.Server
	if text == "" {
		text = s.Getenv("LOCKTWIN_SERVER")
	}
	if text == "" {
		text = defaultServer
	}
	full := text
	if !strings.Contains(full, "://") {
		full = "http://" + full
	}
	u, err := url.Parse(full)
	if err != nil || u.Host == "" || u.User != nil || u.RawQuery != "" || u.Fragment != "" {
		return remote{}, fmt.Errorf("--server %s: is no address of a server; one looks like %s", text, defaultServer)
	}
	r := remote{host: u.Host, path: strings.TrimSuffix(strings.TrimSuffix(strings.TrimRight(u.Path, "/"), gattws.Path), "/")}
	switch u.Scheme {
	case "http", "ws":
	case "https", "wss":
		r.tls = true
	default:
		return remote{}, fmt.Errorf("--server %s: the address begins with %s, and must with http, https, ws or wss", text, u.Scheme)
	}
	if r.token, err = tokenOf(s, f.Token, f.TokenFile); err == nil && r.token == "" {
		r.token = s.Getenv("LOCKTWIN_TOKEN")
	}
	return r, err
}

// http is the address of something that the server answers to requests.
func (r remote) http(path string) string { return r.address("http", path) }

// air is the address of the air.
func (r remote) air() string { return r.address("ws", gattws.Path) }

func (r remote) address(scheme, path string) string {
	if r.tls {
		scheme += "s"
	}
	return scheme + "://" + r.host + r.path + path
}

// noServer says that nobody answers at the address.
func (r remote) noServer(err error) error {
	return fmt.Errorf("no server answers at %s: %w; 'locktwin serve' starts one", r.host, plainNetError(err))
}
