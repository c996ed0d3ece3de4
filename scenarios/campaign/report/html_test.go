package report_test

import (
	"encoding/xml"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"locktwin/scenarios/campaign"
)

// everything is a result of each kind, with all sections that a page can have.
func everything() map[string]*campaign.Result {
	three, one, bare := realistic(), realistic(), small()
	never, empty := caused(), campaign.Causality{Part: "PIN", Class: "denied"}
	never.Inevitable, never.Points = -1, never.Points[:6]
	three.Causality = []campaign.Causality{caused(), never, empty}
	one.Variants, one.Groups, one.Spec.Axes = one.Variants[:1], one.Groups[:5], nil
	bare.Spec.Lock, bare.Spec.Store = nil, &campaign.StoreSubject{Design: "ab-slots", Part: "nrf52832", Supply: campaign.Supply{Volts: 3, Brownout: 1.7}}
	return map[string]*campaign.Result{"three": three, "one": one, "sags": sags(), "small": small(), "bare": bare, "knocks": knocks(), "empty": {}}
}

// TestPagesCanBeLookedAt writes the pages of all results where
// LOCKTWIN_REPORT_PAGES says, so that people can look at them.
func TestPagesCanBeLookedAt(t *testing.T) {
	dir := os.Getenv("LOCKTWIN_REPORT_PAGES")
	for name, r := range everything() {
		p := page(t, r)
		if !strings.HasPrefix(p, "<!doctype html>") || !strings.HasSuffix(strings.TrimSpace(p), "</html>") {
			t.Errorf("%s is no whole page", name)
		}
		if dir != "" {
			if err := os.WriteFile(filepath.Join(dir, name+".html"), []byte(p), 0o644); err != nil {
				t.Fatal(err)
			}
		}
	}
}

var (
	scripts   = regexp.MustCompile(`(?s)<script>.*?</script>`)
	urls      = regexp.MustCompile(`(?i)url\(\s*["']?([^)"']*)`)
	nameSpace = `xmlns="http://www.w3.org/2000/svg"`
)

// loading are the attributes by which an element loads something or leads away.
var loading = []string{"src", "href", "srcset", "action", "formaction", "data", "poster", "xlink:href", "ping", "background"}

// schemes are what an address, or something that loads one, is known by.
var schemes = []string{"http:", "https:", "ftp:", "ws://", "wss:", "file://", "javascript:", "data:", "@import", "fetch(", "xmlhttprequest", "sendbeacon", "websocket", "import("}

// strangers lists what a page would load from elsewhere.
func strangers(p string) []string {
	var out []string
	for _, e := range elementsOf(p) {
		for _, a := range e.attributes {
			if slices.Contains(loading, a[0]) && !strings.HasPrefix(a[1], "#") {
				out = append(out, a[0]+"="+a[1])
			}
		}
	}
	for _, m := range urls.FindAllStringSubmatch(scripts.ReplaceAllString(p, ""), -1) {
		if !strings.HasPrefix(m[1], "#") {
			out = append(out, m[0])
		}
	}
	p = strings.ToLower(strings.ReplaceAll(strings.ReplaceAll(p, nameSpace, ""), `"http://www.w3.org/2000/svg"`, ""))
	for _, s := range schemes {
		if i := strings.Index(p, s); i >= 0 {
			out = append(out, p[i:min(len(p), i+40)])
		}
	}
	return out
}

// element is a start tag with its attributes, all names in small letters.
type element struct {
	name       string
	attributes [][2]string
}

// elementsOf reads the start tags of a page the way a browser does: what stands
// in quotes does not end one, and a script is no markup.
func elementsOf(p string) []element {
	var out []element
	for {
		i := strings.IndexByte(p, '<')
		if i < 0 || i+1 == len(p) {
			return out
		}
		if p = p[i+1:]; !isLetter(p[0]) {
			continue
		}
		e := element{}
		n := strings.IndexAny(p, " \t\n/>")
		if n < 0 {
			return out
		}
		e.name, p = strings.ToLower(p[:n]), p[n:]
		for {
			p = strings.TrimLeft(p, " \t\n/")
			if p == "" || p[0] == '>' {
				break
			}
			n := strings.IndexAny(p, "= \t\n/>")
			if n <= 0 {
				break
			}
			a := [2]string{strings.ToLower(p[:n])}
			if p = p[n:]; p[0] == '=' {
				p = p[1:]
				if p != "" && (p[0] == '"' || p[0] == '\'') {
					end := strings.IndexByte(p[1:], p[0])
					if end < 0 {
						return out
					}
					a[1], p = p[1:end+1], p[end+2:]
				} else {
					end := strings.IndexAny(p, " \t\n>")
					if end < 0 {
						return out
					}
					a[1], p = p[:end], p[end:]
				}
			}
			e.attributes = append(e.attributes, a)
		}
		out = append(out, e)
		if e.name == "script" {
			end := strings.Index(strings.ToLower(p), "</script")
			if end < 0 {
				return out
			}
			p = p[end:]
		}
	}
}

func isLetter(c byte) bool { return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' }

func TestAPageLoadsNothing(t *testing.T) {
	for name, r := range everything() {
		for _, s := range strangers(page(t, r)) {
			t.Errorf("%s refers to %s", name, s)
		}
	}
	if n := len(strangers(`<a href="x.html"><img src=//a.example/b><style>@import 'c';p{background:url(d.png)}</style>` + nameSpace)); n != 4 {
		t.Errorf("of four references to elsewhere the check finds %d", n)
	}
}

func TestAPageAllowsItsOwnScriptAlone(t *testing.T) {
	p := page(t, small())
	if !regexp.MustCompile(`default-src 'none'.*style-src 'sha256-[^']{40,}'; script-src 'sha256-[^']{40,}'`).MatchString(p) {
		t.Error("the policy of the page does not name the hashes of its script and style")
	}
	for _, e := range elementsOf(p) {
		for _, a := range e.attributes {
			if a[0] == "style" || strings.HasPrefix(a[0], "on") {
				t.Errorf("an element %s has a %s of its own, which the policy forbids", e.name, a[0])
			}
		}
	}
}

func TestPicturesAreXML(t *testing.T) {
	for name, r := range everything() {
		pictures := svgElement.FindAllString(page(t, r), -1)
		if len(pictures) == 0 {
			t.Errorf("%s has no picture", name)
		}
		for _, s := range pictures {
			if err := sound(s); err != nil {
				t.Errorf("%s: %v in %.300s", name, err, s)
			}
		}
	}
	three := everything()["three"]
	spoil(reflect.ValueOf(three), hostile)
	for _, s := range svgElement.FindAllString(page(t, three), -1) {
		if err := sound(s); err != nil {
			t.Errorf("with hostile names: %v in %.300s", err, s)
		}
	}
	if sound(`<svg><text>a & b</text></svg>`) == nil {
		t.Error("the check takes a bare ampersand")
	}
}

func sound(s string) error {
	d := xml.NewDecoder(strings.NewReader(s))
	for {
		if _, err := d.Token(); err == io.EOF {
			return nil
		} else if err != nil {
			return err
		}
	}
}

func TestPagesHaveWholeNumbersAndNames(t *testing.T) {
	ids, links := regexp.MustCompile(`\sid="([^"]*)"`), regexp.MustCompile(`href="#([^"]*)"`)
	for name, r := range everything() {
		p := page(t, r)
		for _, bad := range []string{"NaN", "+Inf", "-Inf", "%!"} {
			if strings.Contains(strings.ReplaceAll(p, "isNaN", ""), bad) {
				t.Errorf("%s says %s", name, bad)
			}
		}
		seen := map[string]bool{}
		for _, m := range ids.FindAllStringSubmatch(p, -1) {
			if seen[m[1]] {
				t.Errorf("%s names %s twice", name, m[1])
			}
			seen[m[1]] = true
		}
		for _, m := range links.FindAllStringSubmatch(p, -1) {
			if !seen[m[1]] {
				t.Errorf("%s links to %s, which is not there", name, m[1])
			}
		}
	}
}

// spoil puts a text into every string of a value.
func spoil(v reflect.Value, text string) {
	switch v.Kind() {
	case reflect.String:
		v.SetString(v.String() + text)
	case reflect.Struct:
		for i := range v.NumField() {
			spoil(v.Field(i), text)
		}
	case reflect.Slice:
		for i := range v.Len() {
			spoil(v.Index(i), text)
		}
	case reflect.Pointer:
		if !v.IsNil() {
			spoil(v.Elem(), text)
		}
	}
}

func TestHostileTextStaysText(t *testing.T) {
	// count counts elements by name, and attributes by theirs.
	count := func(p string) map[string]int {
		n := map[string]int{}
		for _, e := range elementsOf(p) {
			n["<"+e.name]++
			for _, a := range e.attributes {
				n[a[0]]++
			}
		}
		return n
	}
	all := everything()
	for _, name := range []string{"three", "sags", "bare"} {
		r := all[name]
		clean := count(page(t, r))
		spoil(reflect.ValueOf(r), hostile)
		p := page(t, r)
		for what, n := range count(p) {
			// More text makes more of a picture or a table, and nothing else.
			if n > clean[what] && slices.Contains([]string{"<script", "<img", "<iframe", "<style", "<object", "<embed", "<link", "<base", "<form", "onerror", "src"}, what) {
				t.Errorf("%s: %d of %s became %d", name, clean[what], what, n)
			}
		}
		for _, s := range svgElement.FindAllString(p, -1) {
			if err := sound(s); err != nil {
				t.Errorf("%s: %v in %.300s", name, err, s)
			}
		}
		for _, s := range strangers(p) {
			t.Errorf("%s refers to %s", name, s)
		}
	}
	if n := count(`<p title="<img src=x>">&lt;img&gt;</p><IMG SRC=x OnError="y">`); n["<img"] != 1 || n["onerror"] != 1 || n["src"] != 1 {
		t.Errorf("the check counts %v", n)
	}
}

func TestThousandsOfWindowsStayUnderAMegabyte(t *testing.T) {
	r := realistic()
	const n = 6000
	for i := range r.Variants {
		v := &r.Variants[i]
		var b builder
		classes := []string{"intact", "denied", "intact", "default", "unstable"}
		for k := range n {
			b.to(time.Duration(k+1)*400*us, k%19, verdict(classes[k%len(classes)], classes[(k+i)%len(classes)], "config-default"), 1)
		}
		v.Windows, v.Rows = b.ws, rowsOf(b.ws, 2400*ms)
		for k := range 3000 {
			v.Survey.VDD = append(v.Survey.VDD, campaign.Point{At: 2400*ms + time.Duration(k), Microvolts: int64(3_300_000 + k%7)})
		}
	}
	if p := page(t, r); len(p) > 1_000_000 {
		t.Errorf("the page has %d bytes", len(p))
	}
}

func TestEveryLossIsDrawn(t *testing.T) {
	// A window of 2 ns in 2.4 s is one of a thousandth of a pixel.
	r := realistic()
	r.Variants = r.Variants[2:]
	r.Spec.Axes = nil
	var b builder
	intact := verdict("intact", "intact", "store-valid")
	b.to(700*ms, -1, intact, 1)
	b.to(700*ms+2, -1, verdict("bricked", "intact", "store-valid"), 1)
	b.to(2400*ms, -1, intact, 1)
	r.Variants[0].Windows, r.Variants[0].Rows = b.ws, rowsOf(b.ws, 2400*ms)
	p := page(t, r)
	bars := regexp.MustCompile(`<path class="band" d="M([\d.]+) [\d.]+H([\d.]+)V[^"]*" fill="url\(#p-bricked\)"`).FindAllStringSubmatch(p, -1)
	if len(bars) < 4 {
		t.Fatalf("the loss is drawn %d times, and should be in the overview and in a detail, for desk and phone", len(bars))
	}
	widest := 0.0
	for _, m := range bars {
		x0, _ := strconv.ParseFloat(m[1], 64)
		x1, _ := strconv.ParseFloat(m[2], 64)
		if x1-x0 < 1.4 {
			t.Errorf("a loss is drawn %g pixels wide", x1-x0)
		}
		widest = max(widest, x1-x0)
	}
	if widest < 14 {
		t.Errorf("nowhere is the loss wide enough for its letter: %g pixels", widest)
	}
	if !strings.Contains(p, "700.000002 ms") && !strings.Contains(p, "from 699.99") {
		t.Error("the detail does not say where it is")
	}
}

// luminance is the relative luminance of a colour as the guidelines for
// accessible content define it.
func luminance(hex string) float64 {
	channel := func(s string) float64 {
		n, _ := strconv.ParseUint(s, 16, 8)
		c := float64(n) / 255
		if c <= 0.04045 {
			return c / 12.92
		}
		return math.Pow((c+0.055)/1.055, 2.4)
	}
	if len(hex) == 4 {
		hex = "#" + strings.Repeat(hex[1:2], 2) + strings.Repeat(hex[2:3], 2) + strings.Repeat(hex[3:4], 2)
	}
	return 0.2126*channel(hex[1:3]) + 0.7152*channel(hex[3:5]) + 0.0722*channel(hex[5:7])
}

func contrast(a, b string) float64 {
	x, y := luminance(a), luminance(b)
	return (max(x, y) + 0.05) / (min(x, y) + 0.05)
}

func TestColoursCanBeRead(t *testing.T) {
	p := page(t, realistic())
	themes := regexp.MustCompile(`:root\{([^}]*--page[^}]*)\}`).FindAllStringSubmatch(p, -1)
	if len(themes) != 3 {
		t.Fatalf("%d themes, and there should be light, dark and print", len(themes))
	}
	for i, m := range themes {
		colour := map[string]string{}
		for _, v := range regexp.MustCompile(`--([a-z-]+):(#[0-9a-f]+)`).FindAllStringSubmatch(m[1], -1) {
			colour[v[1]] = v[2]
		}
		for _, pair := range [][2]string{{"ink", "page"}, {"soft", "page"}, {"accent", "page"}, {"ink", "code"}, {"ok-ink", "ok"}, {"soft", "ok"}, {"fate", "page"}} {
			if c := contrast(colour[pair[0]], colour[pair[1]]); c < 4.5 {
				t.Errorf("theme %d: %s on %s has a contrast of %.2f, and text needs 4.5", i, pair[0], pair[1], c)
			}
		}
		for _, line := range []string{"vbat", "vdd", "program", "erase"} {
			if c := contrast(colour[line], colour["page"]); c < 3 {
				t.Errorf("theme %d: %s has a contrast of %.2f, and a line needs 3", i, line, c)
			}
		}
	}
	letters := regexp.MustCompile(`rx="2" fill="(#[0-9A-F]{6})"/><text [^>]*fill="(#[0-9A-F]{6})"`).FindAllStringSubmatch(p, -1)
	if len(letters) == 0 {
		t.Fatal("no letter of a class was found")
	}
	for _, m := range letters {
		if c := contrast(m[1], m[2]); c < 4.5 {
			t.Errorf("a letter %s on %s has a contrast of %.2f", m[2], m[1], c)
		}
	}
	if c := contrast("#ffffff", "#000000"); fmt.Sprintf("%.1f", c) != "21.0" {
		t.Errorf("white on black has a contrast of %g", c)
	}
}
