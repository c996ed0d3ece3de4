package shadow

import (
	"bytes"
	"context"
	"crypto/sha256"
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"

	"locktwin/emulator/storage"
	"locktwin/scenarios/twin/telemetry"
)

// book is the telemetry of a twin in memory.
type book struct {
	records []telemetry.Record // in the order in which they were taken; Line is 0
	known   map[mark]struct{}  // their lines
	logs    map[int64]struct{} // indexes of the log entries
	blocks  []block            // as they lie in the store
	bytes   int64
	fold    *fold // of all records
	from    int64 // the oldest and the newest time, Unix milliseconds
	to      int64
	series  *telemetry.Series // nil: not wanted since the last record
}

// mark stands for a line.
type mark [16]byte

func markOf(line []byte) mark {
	sum := sha256.Sum256(line)
	return mark(sum[:])
}

func newBook() *book {
	return &book{known: map[mark]struct{}{}, logs: map[int64]struct{}{}, fold: newFold()}
}

// add takes in a record; its place in the store is somebody else's. late: it is
// older than another, and the fold has to be made anew when all are in.
func (b *book) add(r telemetry.Record, line []byte) (late bool) {
	at := int64(r.At)
	late = len(b.records) > 0 && at < b.to
	if len(b.records) == 0 {
		b.from, b.to = at, at
	}
	b.from, b.to = min(b.from, at), max(b.to, at)
	b.records = append(b.records, r)
	b.bytes += int64(len(line)) + 1
	b.known[markOf(line)] = struct{}{}
	if r.Log != nil {
		b.logs[r.Log.Index] = struct{}{}
	}
	b.series = nil
	return late
}

// refold folds everything anew.
func (b *book) refold() { b.fold = foldOf(b.records, math.MaxInt64) }

// heard is what a summary says of the telemetry.
func (b *book) heard() heard {
	h := b.fold.heard()
	h.Records, h.Bytes, h.FromMS, h.ToMS = len(b.records), b.bytes, b.from, b.to
	return h
}

// has tells that a record is kept already.
func (b *book) has(line []byte) bool {
	_, there := b.known[markOf(line)]
	return there
}

// echoes tells that a broker has replayed what is known: the last values of all
// topics come with every connection.
func (b *book) echoes(r *telemetry.Record) bool {
	if !r.Retained {
		return false
	}
	if r.Log != nil {
		_, there := b.logs[r.Log.Index]
		return there
	}
	say := tells(nil, r)
	for _, s := range say {
		if v, there := b.fold.values[s.key]; !there || v.Value.Value != s.value {
			return false
		}
	}
	return len(say) > 0
}

// load brings the telemetry of a twin into memory; the caller has its turn. Errors
// wrap ErrStore.
func (r *Registry) load(ctx context.Context, e *entry) error {
	if e.book != nil {
		return nil
	}
	values, err := r.o.Store.Load(ctx, e.meta.ID, keyTelemetry)
	if err != nil {
		return stored(err)
	}
	damaged := func(format string, args ...any) error {
		return fmt.Errorf("%w: twin %s: %w: "+format, append([]any{ErrStore, e.meta.ID, storage.ErrDamaged}, args...)...)
	}
	b := newBook()
	b.records = make([]telemetry.Record, 0, e.meta.Heard.Records)
	for _, name := range slices.Sorted(maps.Keys(values)) {
		text, err := unpack(values[name])
		if err != nil {
			return damaged("%s: %v", name, err)
		}
		if want := blockName(len(b.records) + 1); name != want {
			return damaged("%s is there in place of %s", name, want)
		}
		n := bytes.Count(text, []byte("\n"))
		rs, found := telemetry.ReadOptions{Names: true}.Lines(name, text)
		if len(rs) != n {
			return damaged("%s has %d lines, and %d can be read%s", name, n, len(rs), first(found))
		}
		b.blocks = append(b.blocks, block{len(b.records) + 1, n})
		for i := range rs {
			line, rest, _ := bytes.Cut(text, []byte("\n"))
			text = rest
			rs[i].Line = 0
			b.add(rs[i], line)
		}
	}
	if len(b.records) != e.meta.Heard.Records {
		return damaged("%d records are there, and %d were", len(b.records), e.meta.Heard.Records)
	}
	b.refold()
	e.book = b
	return nil
}

// first tells the first finding, for errors.
func first(found []telemetry.Finding) string {
	if len(found) == 0 {
		return ""
	}
	return ": " + strings.TrimSpace(fmt.Sprintf("line %d: %s", found[0].Line, found[0].Text))
}
