// Package picture draws what twins know: a fit over its telemetry, a forecast, what
// drains the cells, what a thousand battery changes come to, a diagnosis.
//
// A picture is one SVG file as bytes, equal for equal input, without script or
// anything from outside. It is drawn for both themes: it follows the reader's
// preference, and on the page the page's theme. Colours are those of Okabe and Ito;
// each stands beside a label or differs by its dash, so that none is needed. It
// knows nothing of how a number came about.
package picture

//go:generate go test -run TestThePicturesOfTheGuideAreCurrent -update .
