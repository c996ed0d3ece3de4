package telemetry

import (
	"fmt"
	"strconv"

	"pgregory.net/rapid"
)

// drawRecord draws a record of any kind with values that the tables allow.
func drawRecord(t *rapid.T) Record {
	k := &kinds[rapid.IntRange(0, len(kinds)-1).Draw(t, "kind")]
	r := Record{
		At:       UnixMilli(rapid.Int64Range(int64(firstStamp), int64(lastStamp)).Draw(t, "at")),
		Kind:     k.kind,
		Lock:     fmt.Sprintf("%08X", rapid.Uint32().Draw(t, "lock")),
		Source:   rapid.SampledFrom(append([]string{""}, sourceWords...)).Draw(t, "src"),
		Retained: rapid.Bool().Draw(t, "retained"),
	}
	if rapid.Bool().Draw(t, "has t_lock") {
		r.LockAt = Some(UnixMilli(rapid.Int64Range(int64(firstStamp), int64(lastStamp)).Draw(t, "t_lock")))
	}
	if rapid.Bool().Draw(t, "has t_acc_s") {
		r.WithinS = Some(rapid.Int64Range(0, maxWithinS).Draw(t, "t_acc_s"))
	}
	for _, q := range qualityWords {
		if rapid.IntRange(0, 4).Draw(t, q) == 0 {
			r.mark(q)
		}
	}
	k.prepare(&r)
	for i := range k.columns {
		c := &k.columns[i]
		if c.required || rapid.Bool().Draw(t, "has "+c.name) {
			drawColumn(t, &r, c)
		}
	}
	return r
}

func drawColumn(t *rapid.T, r *Record, c *column) {
	switch {
	case c.typ == whole:
		n := rapid.Int64Range(c.min, c.max).Draw(t, c.name)
		c.set(r, cell{kind: '0', text: strconv.FormatInt(n, 10)})
	case c.typ == yesNo:
		*c.flag(r) = Some(rapid.Bool().Draw(t, c.name))
	case c.typ == word:
		*c.text(r) = rapid.SampledFrom(c.words).Draw(t, c.name)
	case c.typ == named && rapid.Bool().Draw(t, "known"):
		*c.text(r) = rapid.SampledFrom(c.words).Draw(t, c.name)
	case c.required && !c.blank:
		*c.text(r) = "a" + fitted(rapid.StringN(0, 40, 40).Draw(t, c.name))
	default:
		*c.text(r) = fitted(rapid.StringN(0, 60, 60).Draw(t, c.name))
	}
}
