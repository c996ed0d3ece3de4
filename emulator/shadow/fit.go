package shadow

import (
	"context"
	"encoding/json"
	"fmt"

	"locktwin/scenarios/twin"
)

// SetFit keeps a fit that was made of the telemetry in a revision. Errors wrap
// ErrNotFound, ErrInput or ErrStore.
func (r *Registry) SetFit(ctx context.Context, ref string, f *twin.Fit, revision uint64) (note FitNote, err error) {
	if f == nil {
		return note, wrong("no fit")
	}
	text, err := json.Marshal(f)
	if err != nil {
		return note, wrong("the fit: %v", err)
	}
	err = r.on(ref, func(e *entry) error {
		if now := uint64(e.meta.Heard.Records); revision > now {
			return wrong("a fit of revision %d; there are %d records", revision, now)
		}
		m := e.meta
		m.Fit = &FitNote{Revision: revision, MadeMS: r.now(), Usable: f.Usable}
		if err := r.save(ctx, e, m, map[string][]byte{keyFit: pack(text)}, nil); err != nil {
			return err
		}
		note = *e.meta.summary(r.now()).Fit
		return nil
	})
	return note, err
}

// Fit is the fit that is kept. Errors wrap ErrNotFound, ErrNothing or ErrStore.
func (r *Registry) Fit(ctx context.Context, ref string) (k KeptFit, err error) {
	err = r.on(ref, func(e *entry) error {
		if e.meta.Fit == nil {
			return fmt.Errorf("%w: a fit of %q", ErrNothing, e.meta.Name)
		}
		text, err := r.value(ctx, e, keyFit)
		if err != nil {
			return err
		}
		k.Fit = &twin.Fit{}
		if err := json.Unmarshal(text, k.Fit); err != nil {
			return stored(err)
		}
		k.FitNote = *e.meta.summary(r.now()).Fit
		return nil
	})
	return k, err
}

// value reads a packed value.
func (r *Registry) value(ctx context.Context, e *entry, name string) ([]byte, error) {
	values, err := r.o.Store.Load(ctx, e.meta.ID, name)
	if err != nil {
		return nil, stored(err)
	}
	text, err := unpack(values[name])
	if err != nil {
		return nil, stored(fmt.Errorf("twin %s: %s: %w", e.meta.ID, name, err))
	}
	return text, nil
}
