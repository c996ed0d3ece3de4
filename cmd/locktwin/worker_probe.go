package main

import (
	"fmt"
	"net"
	"net/http"
	"time"
)

// answerProbes serves what a cluster asks its containers: /healthz, whether the
// process is there, and /readyz, whether it has a server to work for. It tells
// nothing else, so that it needs no token.
func answerProbes(address string, connected func() bool) (stop func(), err error) {
	l, err := net.Listen("tcp", address)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", address, plainNetError(err))
	}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprintln(w, "alive") })
	mux.HandleFunc("GET /readyz", func(w http.ResponseWriter, _ *http.Request) {
		if !connected() {
			http.Error(w, "the NATS server is away", http.StatusServiceUnavailable)
			return
		}
		fmt.Fprintln(w, "ready")
	})
	server := &http.Server{Handler: mux, ReadHeaderTimeout: 5 * time.Second, ReadTimeout: 5 * time.Second, WriteTimeout: 5 * time.Second}
	go server.Serve(l)
	return func() { server.Close() }, nil
}
