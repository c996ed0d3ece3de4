package picture

import "locktwin/internal/svgtext"

// light and dark are the colours of the two themes, those of the page.
const (
	light = `--t-bg:#fbfaf7;--t-ink:#1d2127;--t-soft:#5a616b;--t-hair:#dcd9d1;--t-shade:#efece4;--t-motor:#009e73;--t-idle:#8a8f96;--t-radio:#cc79a7;--t-poll:#56b4e9;--t-self:#e69f00;--t-led:#f0e442;--t-lost:#d55e00;--t-main:#0072b2;--t-band:#0072b2`
	dark  = `--t-bg:#14171b;--t-ink:#e6e4de;--t-soft:#9ea6b0;--t-hair:#31363e;--t-shade:#22272e;--t-motor:#2cc295;--t-idle:#9ea6b0;--t-radio:#d99bbd;--t-poll:#56b4e9;--t-self:#e69f00;--t-led:#f0e442;--t-lost:#f08a4b;--t-main:#56b4e9;--t-band:#56b4e9`
)

// style holds for a picture as a file and inside the page, whose theme it then
// follows.
const style = `<style>.tw{` + light + `}@media(prefers-color-scheme:dark){.tw{` + dark + `}}[data-theme=paper] .tw{` + light + `}[data-theme=scope] .tw{` + dark + `}` +
	`@media print{.tw{` + light + `}}` +
	`.tw text{font-family:system-ui,-apple-system,'Segoe UI',Roboto,'Noto Sans','Liberation Sans',sans-serif;font-size:12.5px;fill:var(--t-ink);font-variant-numeric:tabular-nums}` +
	`.tw .h{font-size:16px;font-weight:600}.tw .h2{font-size:13.5px;font-weight:600}.tw .s{font-size:11px;fill:var(--t-soft)}.tw .soft{fill:var(--t-soft)}` +
	`.tw path{fill:none}.tw .bg{fill:var(--t-bg)}.tw .shade{fill:var(--t-shade)}.tw .hair{stroke:var(--t-hair)}.tw .axis{stroke:var(--t-soft)}` +
	`.tw .main{stroke:var(--t-main);stroke-width:2;stroke-linejoin:round}.tw .band{fill:var(--t-band);fill-opacity:.2}.tw .edge{stroke:var(--t-main);stroke-dasharray:4 3}` +
	`.tw .wh{stroke:var(--t-ink);stroke-width:1.4}.tw .whm{fill:var(--t-ink)}.tw .bar{fill:var(--t-main);fill-opacity:.75}.tw .less{fill:var(--t-motor);fill-opacity:.8}.tw .more{fill:var(--t-lost);fill-opacity:.8}` +
	`.tw .pt{fill:var(--t-ink);fill-opacity:.55}.tw .pth{fill:none;stroke:var(--t-lost);stroke-width:1.2}.tw .mark{stroke:var(--t-lost);stroke-width:1.4;stroke-dasharray:5 3}` +
	`.tw .motor{fill:var(--t-motor)}.tw .idle{fill:var(--t-idle)}.tw .radio{fill:var(--t-radio)}.tw .polling{fill:var(--t-poll)}.tw .self-discharge{fill:var(--t-self)}.tw .light{fill:var(--t-led)}.tw .unexplained{fill:var(--t-lost)}` +
	`.tw .hatch{stroke:var(--t-bg);stroke-width:1.5}.tw .rim{fill:none;stroke:var(--t-bg)}.tw .need{fill:var(--t-lost);fill-opacity:.16}.tw .lostline{stroke:var(--t-lost);stroke-width:1.4}</style>`

// svg closes a picture: head, title and description, then what was drawn.
func (c *canvas) svg(kind, title, description string, height float64) []byte {
	h, w := svgtext.Px(height), svgtext.Px(width)
	return []byte(`<svg xmlns="http://www.w3.org/2000/svg" class="tw" role="img" viewBox="0 0 ` + w + ` ` + h + `" width="` + w + `" height="` + h +
		`" aria-labelledby="tw-` + kind + `-t tw-` + kind + `-d"><title id="tw-` + kind + `-t">` + svgtext.Escape(title) + `</title><desc id="tw-` + kind + `-d">` +
		svgtext.Escape(description) + `</desc>` + style + `<rect class="bg" width="` + w + `" height="` + h + `"/>` + c.b.String() + "</svg>\n")
}

// heading writes the title of a picture and a line under it, and gives the y of
// what follows.
func (c *canvas) heading(title, under string) float64 {
	c.text(margin, 30, "h", "start", fitting("h", title, inner))
	return c.paragraph(margin, 50, inner, "soft", under) + 6
}

// section writes the title of a part.
func (c *canvas) section(y float64, title string) float64 {
	c.text(margin, y, "h2", "start", fitting("h2", title, inner))
	return y + 20
}

// scale maps values to a stretch of pixels.
type scale struct{ from, to, p0, p1 float64 }

func (s scale) at(v float64) float64 {
	u := (float64(v) - s.from) / (s.to - s.from)
	return s.p0 + float64(min(max(u, -0.02), 1.02)*(s.p1-s.p0))
}

// step between marks: 1, 2 or 5 times a power of ten, so that at most most fit.
func (s scale) step(most int) float64 {
	least := (s.to - s.from) / float64(most)
	decade := 1e-6
	for decade*10 < least {
		decade *= 10
	}
	for _, m := range [...]float64{1, 2, 5, 10} {
		if float64(m*decade) >= least {
			return m * decade
		}
	}
	return decade * 10
}

// marks of a scale: the multiples of its step.
func (s scale) marks(most int) []float64 {
	step := s.step(most)
	k := int(s.from / step)
	if float64(float64(k)*step) < s.from-float64(1e-9*step) {
		k++
	}
	var out []float64
	for ; float64(float64(k)*step) <= s.to+float64(1e-9*step); k++ {
		out = append(out, float64(k)*step)
	}
	return out
}

// below draws a horizontal axis with hairlines up to top and marks under bottom.
func (c *canvas) below(s scale, top, bottom float64, unit string) {
	c.rule("axis", s.p0, bottom, s.p1, bottom)
	step := s.step(8)
	unitFrom := s.p1 - wide("s", unit)
	for _, v := range s.marks(8) {
		x := s.at(v)
		c.rule("hair", x, top, x, bottom+4)
		if label := stepped(v, step); x+half(wide("s", label)) < unitFrom-14 && x-half(wide("s", label)) >= 2 {
			c.text(x, bottom+16, "s", "middle", label)
		}
	}
	c.text(s.p1, bottom+16, "s", "end", unit)
}

// beside draws a vertical axis with hairlines to the right and marks on the left.
func (c *canvas) beside(s scale, left, right float64, unit string) {
	step := s.step(5)
	for _, v := range s.marks(5) {
		y := s.at(v)
		c.rule("hair", left, y, right, y)
		c.text(left-6, y+4, "s", "end", stepped(v, step))
	}
	c.text(left, s.p1-8, "s", "start", unit)
}
