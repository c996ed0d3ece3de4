package shadow

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"time"

	"locktwin/scenarios/twin/telemetry"
)

// aheadMS is how far a record may lie in the future: clocks differ, and local times
// are taken for UTC. Assumption.
const aheadMS = int64(26 * time.Hour / time.Millisecond)

// oldestMS is before any lock of the kind was sold: 2014. Assumption.
const oldestMS = int64(1_388_534_400_000)

// Ingest takes records of a twin's lock, and what reading them has found. What is
// kept already is not taken again, so that the same file twice changes nothing. It
// returns when what was taken survives the end of the process. Records that cannot
// be taken never hinder others. Errors wrap ErrNotFound, ErrInput, ErrLimit or
// ErrStore; nothing was taken then.
func (r *Registry) Ingest(ctx context.Context, ref string, rs []telemetry.Record, found []telemetry.Finding) (rep Report, err error) {
	err = r.reading(ctx, ref, func(e *entry) error {
		rep, err = r.ingest(ctx, e, rs, found, feeding{})
		return err
	})
	return rep, err
}

// Hear is Ingest for what comes from a broker as it is told. What the broker replays
// is taken only if it says something new: it comes again with every connection, and
// each time with another time of receipt.
func (r *Registry) Hear(ctx context.Context, ref string, rs []telemetry.Record, found []telemetry.Finding) (rep Report, err error) {
	err = r.reading(ctx, ref, func(e *entry) error {
		rep, err = r.ingest(ctx, e, rs, found, feeding{live: true})
		return err
	})
	return rep, err
}

// feeding says how records come.
type feeding struct {
	live bool // from a broker, which replays
	made bool // the twin is new, and has to be saved though there is nothing to take
}

// ingest is Ingest for a twin whose telemetry is in memory; the caller has its turn.
func (r *Registry) ingest(ctx context.Context, e *entry, rs []telemetry.Record, found []telemetry.Finding, how feeding) (Report, error) {
	m := e.meta
	var err error
	if m.Lock, err = onlyLock(m.Lock, rs); err != nil {
		return Report{}, err
	}
	t := taking{book: e.book, lock: m.Lock, latest: r.now() + aheadMS, report: Report{Findings: []telemetry.Finding{}}, most: r.o.Limits.Findings}
	for _, f := range found {
		t.find(f)
	}
	began, newest := len(e.book.records), e.book.to
	refold := false
	var scratch []byte
	for _, rec := range rs {
		line, fault := t.prepare(scratch[:0], &rec)
		scratch = line
		switch {
		case fault != nil:
			t.report.Refused++
			t.find(*fault)
		case e.book.has(line), how.live && e.book.echoes(&rec):
			t.report.Duplicates++
		case len(e.book.records) >= r.o.Limits.Records:
			e.book = nil
			return Report{}, limited("records of one twin:", began+len(rs), r.o.Limits.Records)
		case e.book.bytes+int64(len(line)) > r.o.Limits.Bytes:
			bytes := e.book.bytes + int64(len(line))
			e.book = nil // with what it has of these records
			return Report{}, limited("bytes of telemetry of one twin:", bytes, r.o.Limits.Bytes)
		default:
			t.report.Taken++
			if began > 0 && int64(rec.At) < newest {
				t.report.Late++
			}
			late := e.book.add(rec, line)
			if refold = refold || late; !refold {
				e.book.fold.add(&rec, uint64(len(e.book.records)))
			}
		}
	}
	t.report.Revision = uint64(len(e.book.records))
	if t.report.Taken == 0 && m.Lock == e.meta.Lock && !how.made {
		return t.report, nil
	}
	if refold {
		e.book.refold()
	}
	m.Heard = e.book.heard()
	puts, deletes := e.book.lay(t.report.Taken)
	if err := r.save(ctx, e, m, puts, deletes); err != nil {
		return Report{}, err
	}
	return t.report, nil
}

// taking is one ingest.
type taking struct {
	book   *book
	lock   string
	latest int64 // Unix milliseconds
	report Report
	most   int
}

func (t *taking) find(f telemetry.Finding) {
	if len(t.report.Findings) < t.most {
		t.report.Findings = append(t.report.Findings, f)
	} else {
		t.report.More++
	}
}

// prepare makes a record ready to be kept, and its line; or says why not.
func (t *taking) prepare(scratch []byte, r *telemetry.Record) (line []byte, fault *telemetry.Finding) {
	refuse := func(code, format string, args ...any) ([]byte, *telemetry.Finding) {
		return scratch, &telemetry.Finding{Line: r.Line, Code: code, Text: fmt.Sprintf(format, args...)}
	}
	switch {
	case r.Lock == "":
		r.Lock = t.lock
		if r.Lock == "" {
			r.Lock = telemetry.UnknownLock
		}
	case r.Lock == telemetry.UnknownLock && t.lock != "":
		r.Lock = t.lock
	}
	switch at := int64(r.At); {
	case r.Lock != t.lock && r.Lock != telemetry.UnknownLock:
		return refuse(telemetry.CodeOtherLock, "of the lock %s; this is the twin of %s", r.Lock, t.lock)
	case at > t.latest:
		return refuse(telemetry.CodeImplausible, "observed at %s, which is more than 26 hours ahead", stamp(at))
	case at < oldestMS:
		return refuse(telemetry.CodeImplausible, "observed at %s; there was no such lock before %s", stamp(at), stamp(oldestMS))
	}
	number := r.Line
	r.Line = 0
	line = telemetry.AppendLines(scratch, []telemetry.Record{*r})
	line = bytes.TrimSuffix(line, []byte("\n"))
	if len(line) == 0 || len(line) > telemetry.MaxLineBytes || bytes.IndexByte(line, '\n') >= 0 {
		r.Line = number
		return refuse(telemetry.CodeDamaged, "it cannot be written as one line of at most %d bytes", telemetry.MaxLineBytes)
	}
	r.Quality = slices.Clone(r.Quality)
	return line, nil
}

func stamp(ms int64) string { return time.UnixMilli(ms).UTC().Format(time.RFC3339) }
