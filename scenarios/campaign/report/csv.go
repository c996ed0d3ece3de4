package report

import (
	"encoding/csv"
	"io"
	"strconv"
	"strings"
	"time"

	"locktwin/scenarios/campaign"
)

// csvHead names the columns that every table has, after those of the axes. Empty
// cells do not apply.
var csvHead = []string{
	"faults",                // class, group: 1 is one fault in the window, 2 a second one in the recovery
	"part",                  // class, group: PIN, settings, authorizations, invariant
	"class",                 // class, group: the class, or the invariant's sentence
	"from_ns",               // window: beginning, since the window of the campaign opens; group: its earliest instant
	"to_ns",                 // window: end, exclusive
	"at_ns",                 // cell: beginning of the sag
	"for_ns",                // cell: length of the sag; window: of the fault, where the plan has several
	"times",                 // window: openings of the knock, where the plan has several
	"supply_uv",             // cell: supply during the sag
	"length_ns",             // window, class, group: how long in all
	"longest_ns",            // class: the longest window
	"windows",               // class: how many windows; group: how many findings
	"probability",           // class, group: for one fault that strikes as the stated hand does, 0 to 1
	"share",                 // window, cell: part of the samples that ended so, 0 to 1
	"operation",             // window, group: what the fault tears
	"decision",              // window, cell, group: what boot decided
	"pin",                   // window, cell: class
	"settings",              // window, cell: class
	"authorizations",        // window, cell: class
	"broken",                // window, cell: invariants that do not hold, separated by " | "
	"case",                  // group: name of the smallest case
	"replay",                // group: command that plays it
	"marginal_bits",         // group: of the smallest case
	"smallest_trace_sha256", // group: of the play of the smallest case
}

// CSV writes everything that a report shows as one table (RFC 4180): after a
// head, a line for each window, sag, class and group, told apart by the first
// column, "record". The second is the index of the variant; then follows a
// column for each axis with its value, named after its key; then csvHead. Times
// are in nanoseconds, voltages in microvolts. A cell that a spreadsheet would
// take for a formula begins with an apostrophe.
func CSV(w io.Writer, r *campaign.Result) error {
	c := csv.NewWriter(w)
	c.UseCRLF = true
	head := []string{"record", "variant"}
	for _, a := range r.Spec.Axes {
		head = append(head, guarded(a.Key))
	}
	if err := c.Write(append(head, csvHead...)); err != nil {
		return err
	}
	for i := range r.Variants {
		if err := csvVariant(c, r, &r.Variants[i]); err != nil {
			return err
		}
	}
	c.Flush()
	return c.Error()
}

// csvLine is one line by the names of its columns.
type csvLine map[string]string

func (l csvLine) verdict(v *campaign.Verdict) {
	l["pin"], l["settings"], l["authorizations"] = v.PIN, v.Settings, v.Authorizations
	l["decision"], l["broken"] = v.Decision, strings.Join(v.Broken, " | ")
}

func csvVariant(c *csv.Writer, r *campaign.Result, v *campaign.VariantResult) error {
	start := []string{"", strconv.Itoa(v.Variant.Index)}
	for i := range r.Spec.Axes {
		value := ""
		if i < len(v.Variant.Values) {
			value = v.Variant.Values[i]
		}
		start = append(start, guarded(value))
	}
	put := func(record string, l csvLine) error {
		out := append([]string(nil), start...)
		out[0] = record
		for _, name := range csvHead {
			out = append(out, guarded(l[name]))
		}
		return c.Write(out)
	}
	for i := range v.Windows {
		x := &v.Windows[i]
		l := csvLine{"from_ns": ns(x.From), "to_ns": ns(x.To), "length_ns": ns(x.To - x.From),
			"share": plainFloat(x.Share), "operation": operationAt(&v.Survey, x.Operation)}
		if x.For != 0 {
			l["for_ns"] = ns(x.For)
		}
		if x.Times != 0 {
			l["times"] = strconv.Itoa(x.Times)
		}
		l.verdict(&x.Verdict)
		if err := put("window", l); err != nil {
			return err
		}
	}
	for i := range v.Cells {
		x := &v.Cells[i]
		l := csvLine{"at_ns": ns(x.At), "for_ns": ns(x.For), "supply_uv": strconv.FormatInt(x.Microvolts, 10), "share": plainFloat(x.Share)}
		l.verdict(&x.Verdict)
		if err := put("cell", l); err != nil {
			return err
		}
	}
	for i := range v.Rows {
		x := &v.Rows[i]
		if err := put("class", csvLine{"faults": strconv.Itoa(x.Faults), "part": x.Part, "class": x.Class, "length_ns": ns(x.Length), "longest_ns": strconv.FormatInt(x.Longest, 10),
			"windows": strconv.Itoa(x.Windows), "probability": plainFloat(x.Probability)}); err != nil {
			return err
		}
	}
	for i := range r.Groups {
		x := &r.Groups[i]
		if x.Variant != v.Variant.Index {
			continue
		}
		l := csvLine{"faults": strconv.Itoa(x.Faults), "part": x.Failure.Part, "class": x.Failure.Class, "from_ns": ns(x.First), "length_ns": ns(x.Length),
			"windows": strconv.Itoa(x.Findings), "probability": plainFloat(x.Probability), "operation": x.Failure.Operation, "decision": x.Failure.Decision}
		if s := x.Smallest; s != nil {
			l["case"], l["replay"], l["marginal_bits"], l["smallest_trace_sha256"] = s.Name, ReplayCommand("", s), strconv.Itoa(s.Bits), s.Trace
		}
		if err := put("group", l); err != nil {
			return err
		}
	}
	return nil
}

func ns(d time.Duration) string { return strconv.FormatInt(int64(d), 10) }

// plainFloat writes the shortest text that is read back as the same number.
func plainFloat(f float64) string { return strconv.FormatFloat(f, 'g', -1, 64) }

// guarded puts an apostrophe before a text that a spreadsheet would run. Numbers
// stay as they are.
func guarded(s string) string {
	if s == "" || !strings.ContainsRune("=+-@\t\r\n|%", rune(s[0])) {
		return s
	}
	if _, err := strconv.ParseFloat(s, 64); err == nil {
		return s
	}
	return "'" + s
}
