package gattws

import (
	"bytes"
	"net/http"
	"time"

	"locktwin/docs"
)

// DescriptionPath is where the server hands out the description of what Handler
// speaks.
const DescriptionPath = "/api/asyncapi.yaml"

// Description serves the AsyncAPI document.
func Description() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/yaml")
		http.ServeContent(w, r, "asyncapi.yaml", time.Time{}, bytes.NewReader(docs.AsyncAPI))
	})
}
