package shadow

import (
	"context"

	"locktwin/scenarios/twin/telemetry"
)

// At is what was reported up to an instant, as the records tell it now: one that
// came late counts where it belongs. Errors wrap ErrNotFound or ErrStore.
func (r *Registry) At(ctx context.Context, ref string, at telemetry.UnixMilli) (s State, err error) {
	err = r.reading(ctx, ref, func(e *entry) error {
		s = foldOf(e.book.records, int64(at)).state(int64(at))
		s.Revision = uint64(len(e.book.records))
		return nil
	})
	return s, err
}

// Series is the telemetry of a twin, cleaned, and its revision. Lines in it are the
// numbers of records, from 1. It is shared: nobody may change it. Errors wrap
// ErrNotFound or ErrStore.
func (r *Registry) Series(ctx context.Context, ref string) (s telemetry.Series, revision uint64, err error) {
	err = r.reading(ctx, ref, func(e *entry) error {
		if e.book.series == nil {
			all := make([]telemetry.Record, len(e.book.records))
			for i, rec := range e.book.records {
				rec.Line = i + 1
				if rec.Lock == telemetry.UnknownLock && e.meta.Lock != "" {
					rec.Lock = e.meta.Lock // which was told later
				}
				all[i] = rec
			}
			series, _ := telemetry.Clean(e.meta.Lock, all)
			e.book.series = &series
		}
		s, revision = *e.book.series, uint64(len(e.book.records))
		return nil
	})
	return s, revision, err
}
