package main

import (
	"context"
	"errors"
	"io"
	"net/http"
	"sync"

	"locktwin/emulator/access"
)

// inProcess hands the requests of an HTTP client to a handler of this process, so
// that a command goes the same way with a server and without one. An answer is
// read while it is written. Who asks may do everything: whoever can open the data
// directory can.
type inProcess struct {
	handler http.Handler
	running sync.WaitGroup
}

// RoundTrip hands one request over, and returns when the head of the answer is
// there.
func (t *inProcess) RoundTrip(r *http.Request) (*http.Response, error) {
	ctx, cancel := context.WithCancel(access.WithIdentity(r.Context(), access.Identity{Name: "owner", Scope: access.Everything()}))
	pr, pw := io.Pipe()
	w := &pipeWriter{body: pw, header: http.Header{}, head: make(chan *http.Response, 1)}
	asked := r.Clone(ctx)
	asked.RemoteAddr, asked.RequestURI = "local", r.URL.RequestURI()
	if asked.Body == nil {
		asked.Body = http.NoBody
	}
	t.running.Go(func() {
		defer cancel()
		defer asked.Body.Close()
		defer func() {
			err := io.EOF
			if v := recover(); v != nil {
				if e, ok := v.(error); !ok || !errors.Is(e, http.ErrAbortHandler) {
					panic(v)
				}
				err = io.ErrUnexpectedEOF
			}
			w.WriteHeader(http.StatusOK) // an answer without a body
			pw.CloseWithError(err)
		}()
		t.handler.ServeHTTP(w, asked)
	})
	got := <-w.head
	got.Request, got.Body = r, &pipeBody{pr, cancel}
	return got, nil
}

// wait returns when nothing handles a request any more.
func (t *inProcess) wait() { t.running.Wait() }

// pipeBody is the body of an answer; who closes it gives the request up.
type pipeBody struct {
	*io.PipeReader
	cancel context.CancelFunc
}

func (b *pipeBody) Close() error {
	b.cancel()
	return b.PipeReader.Close()
}

// pipeWriter is what a handler writes an answer to.
type pipeWriter struct {
	body   *io.PipeWriter
	header http.Header
	head   chan *http.Response
	sent   bool
}

func (w *pipeWriter) Header() http.Header { return w.header }

// Flush has nothing to do: what is written is read at once.
func (w *pipeWriter) Flush() {}

func (w *pipeWriter) WriteHeader(status int) {
	if w.sent {
		return
	}
	w.sent = true
	w.head <- &http.Response{Status: http.StatusText(status), StatusCode: status, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Header: w.header.Clone(), ContentLength: -1}
}

func (w *pipeWriter) Write(b []byte) (int, error) {
	w.WriteHeader(http.StatusOK)
	return w.body.Write(b)
}

// thisProcess stands where the address of a server does.
const thisProcess = "localhost"
