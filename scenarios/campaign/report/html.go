package report

import (
	"bytes"
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"fmt"
	"html/template"
	"io"
	"slices"
	"strings"

	"locktwin/internal/svgtext"
	"locktwin/scenarios/campaign"
)

var (
	//go:embed page.gohtml
	pageText string
	//go:embed page.css
	pageStyle string
	//go:embed page.js
	pageScript string

	pageTemplate = template.Must(template.New("page").Parse(pageText))
)

// Limits of a page. What is beyond them is counted in words, and is in the JSON
// and the CSV.
const (
	maxDrawn     = 16  // variants with pictures of their own
	maxRowsShown = 300 // lines of a table of windows or moments
	maxGroups    = 80
	maxOpen      = 3    // cases that are unfolded
	maxData      = 4000 // of each list that the script gets for one variant
)

// page is what the template shows. Everything is escaped there but pictures,
// which escape what they hold themselves.
type page struct {
	Title, Under, Version, Lead string
	StyleHash, ScriptHash       string
	Style                       template.CSS
	Script                      template.JS
	Patterns                    template.HTML
	Lost                        bool
	Sentences                   []string
	Legend                      []legend
	Compare                     *comparison
	Causes                      []cause
	Variants                    []variant
	VariantsLeft                string
	Groups                      []failure
	GroupsLeft                  string
	Counts                      []countRow
	LeftOut                     string
	Modelled, NotModelled       []string
	HandWords                   string
	Facts                       []fact
	Scenario, Spec              string
}

type legend struct {
	Chip        template.HTML
	Class, Says string
}

type fact struct{ Name, Value string }

type countRow struct {
	Name    string
	Figures []figure
}

type figure struct {
	N    int
	Text string
}

// HTML writes a result as one file that needs no network and loads nothing: the
// sentences of Summary, windows of loss over the reference run of each variant,
// ways to fail with their smallest cases, what was counted, what was modelled,
// and the Spec. It is complete without its script, which adds a read-out, a zoom
// and the sorting of tables.
func HTML(w io.Writer, r *campaign.Result) error {
	p := page{
		Title: subject(&r.Spec), Version: r.Spec.Version,
		Style: template.CSS(pageStyle), Script: template.JS(pageScript),
		StyleHash: sourceHash(pageStyle), ScriptHash: sourceHash(pageScript),
	}
	p.Under = under(&r.Spec, len(r.Variants))
	s := Summary(r)
	p.Lead, p.Sentences = tied(s[0]), tiedAll(s[1:])
	for i := range r.Variants {
		first, further := totalOf(&r.Variants[i], partPIN, 1), totalOf(&r.Variants[i], partPIN, 0)
		p.Lost = p.Lost || first.lost() || further.lost()
		for j := range r.Variants[i].Cells {
			p.Lost = p.Lost || isLoss(r.Variants[i].Cells[j].Verdict.PIN)
		}
	}
	var c canvas
	c.put(`<svg width="0" height="0" aria-hidden="true" focusable="false">`)
	patterns(&c)
	symbols(&c)
	c.put(`</svg>`)
	p.Patterns = template.HTML(c.b.String())
	for _, class := range classesIn(r) {
		p.Legend = append(p.Legend, legend{chip(class), class, lookOf(class).says})
	}
	if len(r.Variants) > 1 {
		p.Compare = compareView(r)
	}
	for i := range r.Causality {
		p.Causes = append(p.Causes, causeView(r, i))
	}
	for i := range r.Variants {
		if i == maxDrawn {
			p.VariantsLeft = fmt.Sprintf("The other %s are in the tables, and in the JSON and CSV of this campaign.", Plural(len(r.Variants)-i, "variant"))
			break
		}
		v, err := variantView(r, &r.Variants[i])
		if err != nil {
			return err
		}
		p.Variants = append(p.Variants, v)
	}
	p.Groups, p.GroupsLeft = groupViews(r)
	p.counts(r)
	p.Modelled, p.NotModelled = modelled(&r.Spec), notModelled(&r.Spec)
	p.HandWords = handSentence(r)
	if err := p.reproduction(&r.Spec); err != nil {
		return err
	}
	// A page that fails half-way is not handed out.
	var out bytes.Buffer
	if err := pageTemplate.Execute(&out, &p); err != nil {
		return fmt.Errorf("report: %w", err)
	}
	_, err := w.Write(out.Bytes())
	return err
}

// tiedAll ties each of several sentences.
func tiedAll(all []string) []string {
	out := make([]string, len(all))
	for i, s := range all {
		out[i] = tied(s)
	}
	return out
}

// sourceHash is how a page's policy names the one script or style that it allows.
func sourceHash(s string) string {
	sum := sha256.Sum256([]byte(s))
	return "sha256-" + base64.StdEncoding.EncodeToString(sum[:])
}

// chip is the sample of a class: its pattern with its letter.
func chip(class string) template.HTML {
	return template.HTML(`<svg class="chip" role="img" aria-label="` + svgtext.Escape(class) + `"><use href="#c-` + symbolOf(class) + `"/></svg>`)
}

// symbolOf names the symbol of a chip.
func symbolOf(class string) string {
	if !isLoss(class) {
		return looks[len(looks)-2].class
	}
	return patternOf(class)
}

// symbols defines the chips of all classes.
func symbols(c *canvas) {
	for i := range looks {
		l := &looks[i]
		c.put(`<symbol id="c-`, l.class, `" viewBox="0 0 22 16">`)
		if isLoss(l.class) {
			c.put(`<rect width="22" height="16" fill="url(#p-`, l.class, `)"/>`)
			badge(c, 11, 8, l)
		} else {
			c.put(`<rect class="track" width="22" height="16"/><text x="11" y="12" text-anchor="middle" class="cell-dot">·</text>`)
		}
		c.put(`</symbol>`)
	}
}

// under says below the title what was done to what.
func under(s *campaign.Spec, variants int) string {
	var out []string
	switch {
	case s.Lock != nil && s.Lock.Step > 0:
		out = append(out, fmt.Sprintf("the whole lock, from step %d of the scenario", s.Lock.Step))
	case s.Lock != nil:
		out = append(out, "the whole lock, from the first step of the scenario")
	case s.Store != nil:
		out = append(out, storeWords(s))
	}
	out = append(out, faultWords(s))
	if s.Depth > 1 {
		out = append(out, fmt.Sprintf("up to %d faults in a row", s.Depth))
	}
	if variants > 1 {
		out = append(out, Plural(variants, "variant"))
	}
	return strings.Join(out, " · ")
}

// storeWords name a store and its memory, as far as all variants have them.
func storeWords(s *campaign.Spec) string {
	varies := func(key string) bool {
		return slices.ContainsFunc(s.Axes, func(a campaign.Axis) bool { return a.Key == key && len(a.Values) > 1 })
	}
	out := "stores on a bare memory"
	if !varies("design") {
		out = "a store on a bare memory, " + s.Store.Design
	}
	if !varies("part") {
		out += " on " + s.Store.Part
	}
	return out
}

// counts fills in how much was done.
func (p *page) counts(r *campaign.Result) {
	var sum campaign.Counts
	row := func(name string, c *campaign.Counts) {
		out := countRow{Name: name}
		for _, n := range [...]int{c.Borders, c.Raw, c.Classes, c.Experiments, c.States, c.Reused} {
			out.Figures = append(out.Figures, figure{n, group(n)})
		}
		p.Counts = append(p.Counts, out)
	}
	for i := range r.Variants {
		c := &r.Variants[i].Counts
		sum.Add(*c)
		if i < maxRowsShown {
			row(Name(&r.Spec, &r.Variants[i].Variant), c)
		}
	}
	if len(r.Variants) > 1 {
		row("all", &sum)
	}
	if sum.LeftOut > 0 {
		p.LeftOut = fmt.Sprintf("%s that lost something are counted but not listed one by one.", Plural(sum.LeftOut, "finding"))
	}
}

// reproduction fills in what it takes to get the same result.
func (p *page) reproduction(s *campaign.Spec) error {
	add := func(name, value string) {
		if value != "" {
			p.Facts = append(p.Facts, fact{name, value})
		}
	}
	add("version", s.Version)
	switch {
	case s.Lock != nil:
		add("scenario", s.Lock.File)
		p.Scenario = s.Lock.Text
		if n := len(s.Lock.LeaveOut); n > 0 {
			add("steps left out", strings.Trim(fmt.Sprint(s.Lock.LeaveOut), "[]"))
		}
	case s.Store != nil:
		design := s.Store.Design
		if s.Store.Variant != "" {
			design += ", " + s.Store.Variant
		}
		add("store", design)
		add("memory", s.Store.Part)
		add("seed", fmt.Sprint(s.Store.Seed))
		add("supply", volts(int64(s.Store.Supply.Volts*1e6))+", reset at "+volts(int64(s.Store.Supply.Brownout*1e6))+", "+Span(s.Store.Supply.Fall)+" from one to the other")
	}
	add("fault", planWords(s))
	for _, a := range s.Axes {
		name := a.Key
		if a.Name != "" && a.Name != a.Key {
			name = a.Name + " (" + a.Key + ")"
		}
		add("axis "+name, strings.Join(a.Values, ", "))
	}
	if s.OneByOne && len(s.Axes) > 1 {
		add("combined", "each axis by itself")
	}
	add("faults in a row", fmt.Sprintf("up to %d", max(s.Depth, 1)))
	add("samples", fmt.Sprintf("%d of the read noise where cells are marginal", max(s.Samples, 1)))
	for _, i := range s.Invariants {
		add("invariant", i)
	}
	add("hand", handWords(&s.Hand))
	var b strings.Builder
	if err := encode(&b, *s, "  "); err != nil {
		return fmt.Errorf("report: %w", err)
	}
	p.Spec = b.String()
	return nil
}

// planWords say which faults there were.
func planWords(s *campaign.Spec) string {
	out := faultWords(s)
	var words []string
	for _, d := range s.Fault.For {
		words = append(words, Span(d))
	}
	if len(words) > 0 {
		out += ", for " + strings.Join(words, ", ")
	}
	words = nil
	for _, v := range s.Fault.Microvolts {
		words = append(words, volts(v))
	}
	if len(words) > 0 {
		out += ", to " + strings.Join(words, ", ")
	}
	words = nil
	for _, n := range s.Fault.Times {
		words = append(words, fmt.Sprint(n))
	}
	if len(words) > 0 {
		out += ", openings: " + strings.Join(words, ", ")
	}
	words = nil
	for _, d := range s.Fault.At {
		words = append(words, Span(d))
	}
	if len(words) > 0 {
		return out + ", at " + strings.Join(words, ", ")
	}
	return out + ", at every instant of the window"
}
