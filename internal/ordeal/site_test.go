package ordeal

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"locktwin/emulator/server"
	"locktwin/emulator/transport/gattws"
)

// errGone is the error of everything that is asked of a server which is being
// ended.
var errGone = errors.New("the server is gone")

// patience is how long an answer may take before it counts as lost.
const patience = 30 * time.Second

// site is a server as its clients see it.
type site struct {
	url  string
	http *http.Client

	ending  atomic.Bool // the server is being ended: what fails now may fail
	inOrder bool        // and it ends in order: clients are told
	told    atomic.Int64
	enough  atomic.Int64  // so many acknowledgements end the round; 0: no number does
	round   chan struct{} // closed then
	once    sync.Once
}

func newSite(url string) *site {
	return &site{url: url, round: make(chan struct{}), http: &http.Client{
		Timeout: patience, Transport: &http.Transport{MaxIdleConnsPerHost: 64},
	}}
}

// local is a server in this process, which the test ends.
func local(t testing.TB, c server.Config) *site {
	t.Helper()
	c.Listen, c.Noble = "127.0.0.1:0", []string{}
	s, err := server.New(c)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	served := make(chan error, 1)
	go func() { served <- s.Serve(ctx) }()
	on := newSite(s.URL())
	t.Cleanup(func() {
		on.leave()
		cancel()
		if err := <-served; err != nil {
			t.Error(err)
		}
	})
	return on
}

// leave closes what is open to the server.
func (s *site) leave() { s.http.CloseIdleConnections() }

// acknowledged counts something that the server has promised to keep.
func (s *site) acknowledged() {
	n := s.told.Add(1)
	if enough := s.enough.Load(); enough > 0 && n >= enough {
		s.end()
	}
}

// end ends the round.
func (s *site) end() { s.once.Do(func() { close(s.round) }) }

// lost is the error of an answer that did not come: errGone when none had to.
func (s *site) lost(err error) error {
	if err != nil && s.ending.Load() {
		return errGone
	}
	return err
}

// refusal is an answer of the control API that is none of success.
type refusal struct {
	status int
	text   string
}

func (r *refusal) Error() string { return fmt.Sprintf("status %d: %.300s", r.status, r.text) }

// refused tells whether an error is an answer with a status.
func refused(err error, status int) bool {
	var r *refusal
	return errors.As(err, &r) && r.status == status
}

// call asks the control API. in is the body, nil for none; out is where the
// answer goes, nil for nowhere.
func (s *site) call(method, path string, in, out any) error {
	var body io.Reader
	if in != nil {
		text, err := json.Marshal(in)
		if err != nil {
			return err
		}
		body = bytes.NewReader(text)
	}
	r, err := http.NewRequest(method, s.url+"/api/v1"+path, body)
	if err != nil {
		return err
	}
	if in != nil {
		r.Header.Set("Content-Type", "application/json")
	}
	a, err := s.http.Do(r)
	if err != nil {
		return s.lost(err)
	}
	defer a.Body.Close()
	text, err := io.ReadAll(a.Body)
	if err != nil {
		return s.lost(err)
	}
	switch ok := a.StatusCode >= 200 && a.StatusCode <= 299; {
	case a.StatusCode == http.StatusServiceUnavailable && s.ending.Load():
		return errGone
	case !ok:
		return fmt.Errorf("%s %s: %w", method, path, &refusal{a.StatusCode, string(text)})
	}
	switch to := out.(type) {
	case nil:
		return nil
	case *[]byte:
		*to = text
		return nil
	}
	return json.Unmarshal(text, out)
}

// dial opens a socket at /gatt.
func (s *site) dial(o *gattws.DialOptions) (*gattws.Client, error) {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	c, err := gattws.Dial(ctx, s.url, o)
	return c, s.lost(err)
}
