package main

import (
	"bytes"
	"io"
	"net/http"
	"os"
	"strconv"

	"github.com/rogpeppe/go-internal/testscript"
)

// fetchPage is the command `fetch PATH STATUS`: it asks the server as a browser does
// that was never there before. What came is then in the file answer, its head first.
func fetchPage(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: fetch PATH STATUS")
	}
	client := http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	r, err := client.Get(ts.Getenv("LOCKTWIN_SERVER") + args[0])
	ts.Check(err)
	defer r.Body.Close()
	var b bytes.Buffer
	ts.Check(r.Header.Write(&b))
	_, err = io.Copy(&b, r.Body)
	ts.Check(err)
	ts.Check(os.WriteFile(ts.MkAbs("answer"), b.Bytes(), 0o600))
	if got := strconv.Itoa(r.StatusCode); got != args[1] {
		ts.Fatalf("%s: status %s, want %s", args[0], got, args[1])
	}
}
