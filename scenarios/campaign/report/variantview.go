package report

import (
	"cmp"
	"fmt"
	"html/template"
	"slices"
	"strings"
	"time"

	"locktwin/scenarios"
	"locktwin/scenarios/campaign"
)

// variant is the section of one variant.
type variant struct {
	ID, Heading, Settings, Caption, Counted, Left, ShmoosLeft, Within, WindowsTitle, WindowsLeft string

	Sentences []string
	Overview  []template.HTML
	Data      *liveData
	Details   []picture
	Shmoos    []picture
	Depth     bool
	Rows      []classRow
	Windows   []windowRow
	Moments   []momentRow
}

// picture is one picture for a desk and for a phone.
type picture struct {
	ID, Name, Words string
	Wide, Narrow    template.HTML
}

type classRow struct {
	Faults, Rank, Windows                             int
	Part, Class, Says, Length, Longest, Odds, Percent string
	LengthNS, LongestNS                               int64
	P                                                 float64
	Chip                                              template.HTML
}

type windowRow struct {
	FromNS, ToNS, LengthNS                            int64
	From, To, Length, Operation, End, Decision, Share string
	Chip                                              template.HTML
}

type momentRow struct {
	NS             int64
	At, Kind, Text string
}

func variantID(index int) string { return fmt.Sprintf("v%d", index) }

func variantView(r *campaign.Result, v *campaign.VariantResult) (variant, error) {
	s := &r.Spec
	out := variant{ID: variantID(v.Variant.Index), Heading: "Windows of loss"}
	if len(r.Variants) > 1 {
		out.Heading = Name(s, &v.Variant)
		out.Sentences = tiedAll(variantSentences(s, v, false))
	}
	if len(v.Cells) > 0 && len(r.Variants) == 1 {
		out.Heading = "Sags"
	}
	var set []string
	for i, a := range s.Axes {
		if i < len(v.Variant.Values) {
			set = append(set, a.Key+"="+v.Variant.Values[i])
		}
	}
	if out.Settings = strings.Join(set, ", "); strings.HasSuffix(out.Settings, "="+out.Heading) && len(set) == 1 {
		out.Settings = ""
	}
	out.pictures(r, v)
	shmoos, left := shmoosOf(v)
	for i := range shmoos {
		out.Shmoos = append(out.Shmoos, picture{Name: shmoos[i].title(), Wide: template.HTML(shmoos[i].draw(formats[0])), Narrow: template.HTML(shmoos[i].draw(formats[1]))})
	}
	if left > 0 {
		out.ShmoosLeft = Plural(left, "further grid") + " for other instants are in the JSON and CSV."
	}
	out.Counted = "windows"
	if len(v.Cells) > 0 {
		out.Counted = "sags"
	} else if len(v.Windows) == 0 {
		out.Counted = "faults tried"
	}
	out.table(v)
	if v.Within > 0 && v.Within < 1 {
		out.Within = "Of faults as stated " + Percent(v.Within) + " fall into this window; probabilities count all of them."
	}
	out.windows(v)
	out.moments(v)
	return out, nil
}

// pictures draws the timeline of a variant and its details.
func (out *variant) pictures(r *campaign.Result, v *campaign.VariantResult) {
	window := v.Survey.Window
	if window <= 0 || len(v.Survey.Operations)+len(v.Survey.VDD)+len(v.Survey.VBAT)+len(v.Windows) == 0 {
		return
	}
	lanes := lanesOf(v)
	if len(v.Cells) > 0 {
		lanes = nil
	}
	details, left := zoom(v, window, formats[0].width-formats[0].left-formats[0].right)
	kids := func(parent int) []detail {
		var out []detail
		for _, d := range details {
			if d.parent == parent {
				out = append(out, d)
			}
		}
		return out
	}
	name := Name(&r.Spec, &v.Variant)
	top := strip{v: v, to: window, lanes: lanes, kids: kids(-1), full: true, live: true,
		label: fmt.Sprintf("%s: losses over the %s of the window, with supply and flash operations. The table below has the same in figures.", name, Span(window))}
	for _, f := range formats {
		out.Overview = append(out.Overview, template.HTML(top.draw(f)))
	}
	out.Caption = "Above: what becomes of PIN and settings after " + faultWords(&r.Spec) + " at that instant. Below: the run without the fault; erases are hatched, programs are filled."
	if r.Spec.Lock != nil && r.Spec.Fault.Kind != campaign.Sag {
		out.Caption += " The lock lives on for a while after the line has opened: what is torn lies to the right of the instant."
	}
	if len(lanes) == 0 {
		out.Caption = "The run without the fault: supply and flash operations; erases are hatched, programs are filled."
	}
	if len(top.kids) > 0 {
		out.Caption += " Lettered brackets are drawn larger below."
	}
	out.Data = newLiveData(v, lanes)
	var walk func(parent int)
	walk = func(parent int) {
		for i, d := range details {
			if d.parent != parent {
				continue
			}
			st := strip{v: v, from: d.from, to: d.to, lanes: lanes, kids: kids(i),
				label: fmt.Sprintf("%s, detail %s: %s to %s", name, d.name, Span(d.from), Span(d.to))}
			words := Span(d.to-d.from) + " from " + exact(d.from)
			if op := tornBetween(v, d.from, d.to); op != "" {
				words += "; torn: " + op
			}
			if d.alike > 0 {
				words += fmt.Sprintf("; %s alike", Plural(d.alike, "other place"))
			}
			out.Details = append(out.Details, picture{ID: st.anchor(&d), Name: d.name, Words: words,
				Wide: template.HTML(st.draw(formats[0])), Narrow: template.HTML(st.draw(formats[1]))})
			walk(i)
		}
	}
	walk(-1)
	if left > 0 {
		out.Left = fmt.Sprintf("%s with narrow windows are not drawn larger; the table of windows has them.", Plural(left, "further place"))
	}
}

// table fills in the figures by class.
func (out *variant) table(v *campaign.VariantResult) {
	for i := range v.Rows {
		row := &v.Rows[i]
		if !occurs(row) {
			continue
		}
		class := row.Class
		if row.Part == partInvariant {
			class = broken
			if !isLoss(row.Class) {
				class = row.Class
			}
		}
		c := classRow{Faults: max(row.Faults, 1), Rank: rank(row.Class), Windows: row.Windows, Part: row.Part, Class: class, Says: meaning(row.Part, row.Class),
			Length: lasting(row.Length), Longest: lasting(time.Duration(row.Longest)), LengthNS: int64(row.Length), LongestNS: row.Longest,
			P: row.Probability, Odds: odds(row.Probability), Chip: chip(class)}
		if row.Probability > 0 && row.Probability < 0.01 {
			c.Percent = Percent(row.Probability)
		}
		out.Depth = out.Depth || row.Faults > 1
		out.Rows = append(out.Rows, c)
	}
}

// windows fills in the table of losses.
func (out *variant) windows(v *campaign.VariantResult) {
	n := 0
	for i := range v.Windows {
		w := &v.Windows[i]
		if !loses(&w.Verdict) {
			continue
		}
		if n++; n > maxRowsShown {
			continue
		}
		operation := operationAt(&v.Survey, w.Operation)
		if operation == "" {
			operation = "between operations"
		}
		if t := faultTitle(w); t != "" {
			operation += " (" + t + ")"
		}
		out.Windows = append(out.Windows, windowRow{
			FromNS: int64(w.From), ToNS: int64(w.To), LengthNS: int64(w.To - w.From),
			From: Span(w.From), To: Span(w.To), Length: Span(w.To - w.From), Operation: operation,
			End: verdictWords(&w.Verdict), Decision: w.Verdict.Decision, Share: Percent(w.Share), Chip: chip(worst(&w.Verdict))})
	}
	out.WindowsTitle = "All " + Plural(n, "window") + " with a loss"
	if n == 1 {
		out.WindowsTitle = "The window with a loss"
	}
	if n > maxRowsShown {
		out.WindowsLeft = fmt.Sprintf("The first %d are listed; the JSON and CSV of this campaign have all.", maxRowsShown)
	}
}

// moments fills in the list of what happened in the reference run.
func (out *variant) moments(v *campaign.VariantResult) {
	for i := range v.Survey.Moments {
		m := &v.Survey.Moments[i]
		out.Moments = append(out.Moments, momentRow{int64(m.At), Span(m.At), m.Kind, m.Text})
	}
	for i := range v.Survey.Operations {
		o := &v.Survey.Operations[i]
		out.Moments = append(out.Moments, momentRow{int64(o.From), Span(o.From), o.Kind,
			fmt.Sprintf("%s, %d bytes at 0x%X, takes %s", operationName(o), o.Size, o.Addr, Span(o.To-o.From))})
	}
	slices.SortStableFunc(out.Moments, func(x, y momentRow) int { return cmp.Compare(x.NS, y.NS) })
	if len(out.Moments) > maxRowsShown {
		out.Moments = out.Moments[:maxRowsShown]
	}
}

// comparison is the section of all variants side by side.
type comparison struct {
	Fault, More     string
	Pictures, Close []template.HTML
	Shmoos          []picture
	Rows            []compareRow
}

type compareRow struct {
	ID, Name, Length, Longest, Odds, Settings, Users string
	Worst, Windows, Groups                           int
	LengthNS, LongestNS, SettingsNS, UsersNS         int64
	P                                                float64
	Chips                                            []template.HTML
}

func compareView(r *campaign.Result) *comparison {
	out := &comparison{Fault: faultWords(&r.Spec)}
	lanes, window := compared(r)
	if window > 0 && slices.ContainsFunc(r.Variants, func(v campaign.VariantResult) bool { return len(v.Cells) == 0 }) {
		for _, f := range formats {
			out.Pictures = append(out.Pictures, template.HTML(multiples(lanes, 0, window, f, "What becomes of the PIN over the whole window, for each variant. The table below has the same in figures.")))
		}
		if from, to, ok := busy(lanes, window); ok {
			for _, f := range formats {
				out.Close = append(out.Close, template.HTML(multiples(lanes, from, to, f, "The part of the window in which anything is lost, for each variant.")))
			}
		}
	}
	for i := range r.Variants {
		v := &r.Variants[i]
		if i == maxRowsShown {
			out.More = fmt.Sprintf("%s more are in the JSON and CSV.", group(len(r.Variants)-i))
			break
		}
		if len(v.Cells) > 0 && i < maxShmoos {
			if s, _ := shmoosOf(v); len(s) > 0 {
				out.Shmoos = append(out.Shmoos, picture{Name: Name(&r.Spec, &v.Variant), Wide: template.HTML(s[0].draw(formats[0])), Narrow: template.HTML(s[0].draw(formats[1]))})
			}
		}
		pin, settings, users := totalOf(v, partPIN, 1), totalOf(v, partSettings, 1), totalOf(v, partUsers, 1)
		row := compareRow{Name: Name(&r.Spec, &v.Variant), Worst: len(scenarios.Classes), Windows: pin.windows,
			Length: lasting(pin.length), LengthNS: int64(pin.length), Longest: lasting(pin.longest), LongestNS: int64(pin.longest),
			Odds: odds(pin.probability), P: pin.probability, Settings: lasting(settings.length), SettingsNS: int64(settings.length),
			Users: lasting(users.length), UsersNS: int64(users.length)}
		if i < maxDrawn {
			row.ID = variantID(v.Variant.Index)
		}
		further := totalOf(v, partPIN, 0)
		for _, x := range slices.Concat(pin.rows, further.rows) {
			row.Worst = min(row.Worst, rank(x.Class))
			if c := chip(x.Class); !slices.Contains(row.Chips, c) {
				row.Chips = append(row.Chips, c)
			}
		}
		for j := range r.Groups {
			if r.Groups[j].Variant == v.Variant.Index {
				row.Groups++
			}
		}
		out.Rows = append(out.Rows, row)
	}
	return out
}

// lasting is a length in a table; none is a dash.
func lasting(d time.Duration) string {
	if d == 0 {
		return "–"
	}
	return Span(d)
}
