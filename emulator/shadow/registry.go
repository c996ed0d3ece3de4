package shadow

import (
	"context"
	"io"
	"log/slog"
	"time"

	"locktwin/emulator/storage"
	"locktwin/scenarios/twin"
	"locktwin/scenarios/twin/telemetry"
)

// Options are what a Registry is made of.
type Options struct {
	Store  storage.Twins
	Now    func() time.Time
	Random io.Reader    // ids of twins; nil: crypto/rand
	Limits Limits       // the zero value is DefaultLimits
	Log    *slog.Logger // nil: nobody listens
}

// Registry keeps twins. Its methods are safe for concurrent use. Where a method
// takes ref, it is the id of a twin, its name, or its lock's id, in this order; of
// several twins of one lock it is the oldest.
type Registry struct{ o Options }

// AnyRevision is expected by those who do not care which revision is there.
const AnyRevision = ^uint64(0)

// Open takes up what the store holds.
func Open(ctx context.Context, o Options) (*Registry, error) { return &Registry{o}, nil }

func (r *Registry) Create(ctx context.Context, n New) (Twin, Report, error) {
	return Twin{}, Report{}, ErrStore
}
func (r *Registry) Get(ctx context.Context, ref string) (Twin, error) { return Twin{}, ErrNotFound }
func (r *Registry) List() []Summary                                   { return nil }
func (r *Registry) Rename(ctx context.Context, ref, name string) (Summary, error) {
	return Summary{}, ErrNotFound
}
func (r *Registry) Ingest(ctx context.Context, ref string, rs []telemetry.Record, found []telemetry.Finding) (Report, error) {
	return Report{}, ErrNotFound
}
func (r *Registry) Desire(ctx context.Context, ref string, set map[string]*string, expected uint64) (Desired, error) {
	return Desired{}, ErrNotFound
}
func (r *Registry) At(ctx context.Context, ref string, at telemetry.UnixMilli) (State, error) {
	return State{}, ErrNotFound
}
func (r *Registry) Series(ctx context.Context, ref string) (telemetry.Series, uint64, error) {
	return telemetry.Series{}, 0, ErrNotFound
}
func (r *Registry) SetFit(ctx context.Context, ref string, f *twin.Fit, revision uint64) (FitNote, error) {
	return FitNote{}, ErrNotFound
}
func (r *Registry) Fit(ctx context.Context, ref string) (KeptFit, error) {
	return KeptFit{}, ErrNotFound
}
func (r *Registry) SetImage(ctx context.Context, ref string, i Image) (ImageNote, error) {
	return ImageNote{}, ErrNotFound
}
func (r *Registry) Image(ctx context.Context, ref string) (Image, error) {
	return Image{}, ErrNotFound
}
func (r *Registry) Export(ctx context.Context, ref string) ([]byte, error) { return nil, ErrNotFound }
func (r *Registry) Import(ctx context.Context, document []byte) (Twin, error) {
	return Twin{}, ErrInput
}
func (r *Registry) Delete(ctx context.Context, ref string) error { return ErrNotFound }

// OfLock is the id of the twin of a lock; without one it is made, and named by the lock's id.
func (r *Registry) OfLock(ctx context.Context, lock string) (id string, err error) {
	return "", ErrNotFound
}
