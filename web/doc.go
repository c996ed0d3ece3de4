// Package web is the page that a server shows at its root: the assets, embedded,
// and the handler that serves them.
//
// The page is made of ES modules that a browser runs as they are written; nothing
// is built. In the browser it speaks to the public API and the live feeds and to
// nothing else, and so this package knows neither locks nor the API: it hands out
// files. docs/page.md says how the page is worked on.
package web
