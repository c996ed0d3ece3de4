// Package svgtext writes numbers and text into SVG and HTML: the same bytes for the
// same input, and nothing that a reader could take for markup.
//
// It must not know what is drawn, nor any other package of this module.
package svgtext

import (
	"strconv"
	"strings"
)

// farthest is the largest coordinate, in pixels, that is written.
const farthest = 1e6

// Px writes a coordinate to a tenth of a pixel; 0 for what is no number or lies
// beyond a million pixels.
func Px(x float64) string {
	if x != x || x > farthest || x < -farthest {
		return "0"
	}
	s := strings.TrimSuffix(strconv.FormatFloat(x, 'f', 1, 64), ".0")
	if s == "-0" {
		return "0"
	}
	return s
}

// Escape makes text safe in XML and in HTML, inside an element or a quoted
// attribute. What XML cannot hold at all becomes a replacement character.
func Escape(s string) string {
	var b strings.Builder
	for _, r := range s {
		switch {
		case r == '&':
			b.WriteString("&amp;")
		case r == '<':
			b.WriteString("&lt;")
		case r == '>':
			b.WriteString("&gt;")
		case r == '"':
			b.WriteString("&#34;")
		case r == '\'':
			b.WriteString("&#39;")
		case r == '\t' || r == '\n' || r == '\r':
			b.WriteByte(' ')
		case r < 0x20 || r >= 0x7F && r < 0xA0 || r == 0xFFFE || r == 0xFFFF:
			b.WriteRune('\uFFFD')
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}
