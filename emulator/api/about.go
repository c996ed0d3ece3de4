package api

import (
	"cmp"
	"context"
	"net/http"
	"slices"
	"strings"

	"locktwin/emulator/problem"
)

const tagServer = "server"

// About says what answers here.
type About struct {
	Name     string `json:"name" doc:"Always locktwin."`
	Version  string `json:"version" doc:"Of the program."`
	API      string `json:"api" doc:"Version of this API; it changes when something that exists changes its meaning."`
	Protocol string `json:"protocol" doc:"The published protocol that the locks speak on the air. The project is independent of any lock maker."`
}

func (a *API) aboutOperations() {
	add(a, operation{method: http.MethodGet, path: "/version", id: "get-version", tag: tagServer, summary: "See what answers here"},
		func(context.Context, *struct{}) (*Output[About], error) {
			return answer(About{"locktwin", a.o.Version, "v" + apiVersion, "Nuki Smart Lock API 2.1, lock side of generation 2"}, nil)
		})
}

// healthRoutes tell whoever runs the server how it is.
func (a *API) healthRoutes() {
	plain := func(w http.ResponseWriter, text string) {
		w.Header().Set("Content-Type", "text/plain; charset=utf-8")
		w.Header().Set("Cache-Control", "no-store")
		w.Write([]byte(text + "\n"))
	}
	a.mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { plain(w, "ok") })
	a.mux.HandleFunc("GET /readyz", func(w http.ResponseWriter, _ *http.Request) {
		if a.o.Ready != nil {
			if err := a.o.Ready(); err != nil {
				w.Header().Set("Retry-After", "1")
				problem.New(problem.Unavailable, "%v", err).Write(w)
				return
			}
		}
		plain(w, "ready")
	})
	a.mux.HandleFunc("GET "+problem.TypePrefix+"{kind}", func(w http.ResponseWriter, r *http.Request) {
		k, ok := problem.Lookup(r.PathValue("kind"))
		if !ok {
			problem.New(problem.NoRoute, "there is no such kind of problem").Write(w)
			return
		}
		plain(w, k.Title+"\n\n"+k.About)
	})
}

func compare(x, y string) int { return strings.Compare(x, y) }

func sorted[T cmp.Ordered](s []T) []T {
	slices.Sort(s)
	return s
}
