package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"

	"locktwin/emulator/access"
	"locktwin/emulator/api"
	"locktwin/emulator/problem"
)

// rest sends requests to the control API.
type rest struct {
	remote
	client *http.Client
}

// request is one request to the control API.
type request struct {
	method string // GET if left out
	path   string // below the API's prefix
	query  url.Values
	body   any    // nil: none; []byte as it is, anything else as JSON
	media  string // type of a body of bytes
	accept string // form of the answer that is wanted; JSON if left out
}

// jsonType is the media type of most bodies.
const jsonType = "application/json"

// api reads the flags.
func (f *remoteFlags) api(s *Streams) (*rest, error) {
	r, err := f.resolve(s)
	if err != nil {
		return nil, err
	}
	return &rest{r, &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}}, nil
}

// open sends a request and gives the answer of a server that did what was asked.
// A refusal is a *problem.Document.
func (c *rest) open(r request) (*http.Response, error) {
	var body io.Reader
	media := r.media
	switch v := r.body.(type) {
	case nil:
	case []byte:
		body = bytes.NewReader(v)
	default:
		text, err := json.Marshal(v)
		if err != nil {
			return nil, err
		}
		body, media = bytes.NewReader(text), jsonType
	}
	address := c.http(api.Prefix + r.path)
	if len(r.query) > 0 {
		address += "?" + r.query.Encode()
	}
	q, err := http.NewRequest(orElse(r.method, http.MethodGet), address, body)
	if err != nil {
		return nil, err
	}
	q.Header.Set("Accept", orElse(r.accept, jsonType))
	if body != nil {
		q.Header.Set("Content-Type", media)
	}
	if c.token != "" {
		q.Header.Set("Authorization", access.TokenScheme+" "+c.token)
	}
	got, err := c.client.Do(q)
	if err != nil {
		return nil, c.noServer(withoutURL(err))
	}
	if got.StatusCode < 200 || got.StatusCode > 299 {
		defer got.Body.Close()
		return nil, refusalIn(got)
	}
	return got, nil
}

// do sends a request and reads the whole answer.
func (c *rest) do(r request) ([]byte, error) {
	got, err := c.open(r)
	if err != nil {
		return nil, err
	}
	defer got.Body.Close()
	text, err := io.ReadAll(got.Body)
	if err != nil {
		return nil, fmt.Errorf("the answer of %s broke off: %w", c.host, plainNetError(withoutURL(err)))
	}
	return text, nil
}

// maxProblemBytes is far above any problem document.
const maxProblemBytes = 1 << 20

// refusalIn reads why a server did not do what was asked.
func refusalIn(got *http.Response) error {
	text, _ := io.ReadAll(io.LimitReader(got.Body, maxProblemBytes)) // what can be read will do
	var d problem.Document
	if json.Unmarshal(text, &d) != nil || d.Title == "" {
		return fmt.Errorf("the server answers with HTTP status %s, and is perhaps no locktwin", got.Status)
	}
	return &d
}

// withoutURL leaves method and address out of an error of the HTTP client.
func withoutURL(err error) error {
	var u *url.Error
	if errors.As(err, &u) {
		return u.Err
	}
	return err
}

// problemText says in plain words what a problem document has: what is wrong,
// where, and what would be right.
func problemText(d *problem.Document) string {
	var b strings.Builder
	b.WriteString("locktwin: " + d.Title)
	if d.Detail != "" && !(len(d.Errors) > 0 && strings.HasPrefix(d.Detail, "what is wrong stands in errors")) {
		b.WriteString(": " + d.Detail)
	}
	for _, f := range d.Errors {
		part, rest, _ := strings.Cut(f.Location, ".")
		switch {
		case part == "path" && rest == "lock":
			b.WriteString("\n  'locktwin lock list' lists those there are")
		case strings.HasPrefix(f.Location, "path.twin"):
			b.WriteString("\n  " + f.Message)
		case part == "path" || strings.Contains(d.Detail, f.Message):
			if f.Wanted != "" && f.Wanted != "nothing" {
				b.WriteString("\n  wanted: " + f.Wanted)
			}
		default:
			b.WriteString("\n  " + f.Location + ": " + f.Message)
			if f.Wanted != "" {
				b.WriteString(" (wanted: " + f.Wanted + ")")
			}
		}
	}
	if d.IsA(problem.UnknownTwin) {
		b.WriteString("\n  'locktwin twin list' lists those there are")
	}
	if d.Status == http.StatusUnauthorized {
		b.WriteString("\n  --token, --token-file or LOCKTWIN_TOKEN give one")
	}
	return b.String()
}

// refuseRemote says why a server did not do what was asked.
func (s *Streams) refuseRemote(err error) int {
	var d *problem.Document
	if errors.As(err, &d) {
		fmt.Fprintln(s.Err, problemText(d))
		return exitBadInput
	}
	return s.refuse(err)
}

// send sends one request and shows the answer: as it came with --json, else as
// show prints it.
func send[T any](s *Streams, f *remoteFlags, r request, show func(T)) int {
	c, err := f.api(s)
	if err != nil {
		return s.refuse(err)
	}
	text, err := c.do(r)
	if err != nil {
		return s.refuseRemote(err)
	}
	return showAnswer(s, f, text, show)
}

func showAnswer[T any](s *Streams, f *remoteFlags, text []byte, show func(T)) int {
	if f.JSON {
		if len(text) > 0 {
			s.Out.Write(append(bytes.TrimRight(text, "\n"), '\n'))
		}
		return exitMet
	}
	v, err := answerIn[T](text)
	if err != nil {
		return s.refuse(err)
	}
	show(v)
	return exitMet
}

// answerIn reads an answer. An answer without a body is the zero value.
func answerIn[T any](text []byte) (v T, err error) {
	if len(text) == 0 {
		return v, nil
	}
	if err := json.Unmarshal(text, &v); err != nil {
		return v, fmt.Errorf("the server's answer cannot be read: %w", err)
	}
	return v, nil
}

// fetch sends one request and reads the answer.
func fetch[T any](c *rest, r request) (v T, err error) {
	text, err := c.do(r)
	if err != nil {
		return v, err
	}
	return answerIn[T](text)
}

func orElse(s, otherwise string) string {
	if s == "" {
		return otherwise
	}
	return s
}
