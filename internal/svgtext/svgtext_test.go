package svgtext

import (
	"encoding/xml"
	"math"
	"strings"
	"testing"
)

func TestCoordinatesAreShort(t *testing.T) {
	for x, want := range map[float64]string{0: "0", -0.04: "0", 12: "12", 12.34: "12.3", -7.25: "-7.2", math.Inf(1): "0", 2e6: "0"} {
		if got := Px(x); got != want {
			t.Errorf("%g: %s, want %s", x, got, want)
		}
	}
	if got := Px(math.NaN()); got != "0" {
		t.Errorf("no number: %s", got)
	}
}

func FuzzTextIsReadBackAsItWas(f *testing.F) {
	f.Add(`a < b & "c" > 'd'`)
	f.Add("tab\tline\nbell\a\x9d\ufffe")
	f.Fuzz(func(t *testing.T, s string) {
		var v struct {
			Text string `xml:",chardata"`
			Attr string `xml:"a,attr"`
		}
		e := Escape(s)
		if err := xml.Unmarshal([]byte(`<t a='`+e+`'>`+e+`</t>`), &v); err != nil {
			t.Fatalf("%q: %v", e, err)
		}
		if v.Text != v.Attr || len([]rune(v.Text)) != len([]rune(s)) || strings.ContainsAny(e, `<>"'`) {
			t.Errorf("%q became %q and %q", s, v.Text, v.Attr)
		}
	})
}
