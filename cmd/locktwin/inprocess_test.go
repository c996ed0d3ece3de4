package main

import (
	"bufio"
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"

	"locktwin/emulator/access"
)

func inProcessClient(t *testing.T, h http.HandlerFunc) *http.Client {
	tr := &inProcess{handler: h}
	t.Cleanup(tr.wait)
	return &http.Client{Transport: tr}
}

func TestAHandlerOfTheProcessAnswersAsAServerDoes(t *testing.T) {
	c := inProcessClient(t, func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		if !access.From(r.Context()).Scope.MayAll(access.Admin) {
			t.Error("who has the data directory may not do everything")
		}
		w.Header().Set("X-Was", r.Method+" "+r.URL.Path+" "+r.URL.RawQuery)
		w.WriteHeader(http.StatusTeapot)
		w.Write(append(body, '!'))
	})
	got, err := c.Post("http://local/a?b=c", "text/plain", strings.NewReader("hello"))
	if err != nil {
		t.Fatal(err)
	}
	defer got.Body.Close()
	text, err := io.ReadAll(got.Body)
	if err != nil || string(text) != "hello!" || got.StatusCode != http.StatusTeapot || got.Header.Get("X-Was") != "POST /a b=c" {
		t.Errorf("%d %q %q %v", got.StatusCode, text, got.Header, err)
	}
}

func TestAnAnswerWithoutABodyIsComplete(t *testing.T) {
	c := inProcessClient(t, func(http.ResponseWriter, *http.Request) {})
	got, err := c.Get("http://local/")
	if err != nil {
		t.Fatal(err)
	}
	defer got.Body.Close()
	if text, err := io.ReadAll(got.Body); err != nil || len(text) > 0 || got.StatusCode != http.StatusOK {
		t.Errorf("%d %q %v", got.StatusCode, text, err)
	}
}

func TestAnAnswerIsReadWhileItIsWritten(t *testing.T) {
	next := make(chan struct{})
	c := inProcessClient(t, func(w http.ResponseWriter, _ *http.Request) {
		io.WriteString(w, "one\n")
		<-next
		io.WriteString(w, "two\n")
	})
	got, err := c.Get("http://local/")
	if err != nil {
		t.Fatal(err)
	}
	defer got.Body.Close()
	lines := bufio.NewScanner(got.Body)
	if !lines.Scan() || lines.Text() != "one" {
		t.Fatalf("%q %v", lines.Text(), lines.Err())
	}
	close(next)
	if !lines.Scan() || lines.Text() != "two" || lines.Scan() {
		t.Errorf("%q %v", lines.Text(), lines.Err())
	}
}

func TestWhoClosesAnAnswerGivesTheRequestUp(t *testing.T) {
	ended := make(chan error, 1)
	c := inProcessClient(t, func(w http.ResponseWriter, r *http.Request) {
		w.WriteHeader(http.StatusOK)
		<-r.Context().Done()
		ended <- r.Context().Err()
	})
	got, err := c.Get("http://local/")
	if err != nil {
		t.Fatal(err)
	}
	got.Body.Close()
	if err := <-ended; !errors.Is(err, context.Canceled) {
		t.Errorf("the handler's context ended with %v", err)
	}
}

func TestAnAnswerThatBreaksOffIsNoWholeOne(t *testing.T) {
	c := inProcessClient(t, func(w http.ResponseWriter, _ *http.Request) {
		io.WriteString(w, "half")
		panic(http.ErrAbortHandler)
	})
	got, err := c.Get("http://local/")
	if err != nil {
		t.Fatal(err)
	}
	defer got.Body.Close()
	if _, err := io.ReadAll(got.Body); !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Errorf("it ends with %v", err)
	}
}
