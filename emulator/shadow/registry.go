package shadow

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"time"

	"locktwin/emulator/storage"
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
type Registry struct {
	o Options

	mu   sync.Mutex
	list map[string]*entry // by id
	tick uint64            // counts uses
	held int               // records in memory
}

// entry is one twin.
type entry struct {
	turn sync.Mutex // of whoever works on the twin; it may wait for the store
	gone bool       // guarded by turn
	book *book      // guarded by turn; nil: it is not in memory

	// Guarded by Registry.mu, and changed by whoever has the turn.
	meta    meta
	desired Desired
	used    uint64 // the tick of the last use
	held    int    // records of book
}

// Names of the values that are kept of a twin.
const (
	keyMeta      = "meta"       // JSON
	keyDesired   = "desired"    // JSON
	keyFit       = "fit"        // JSON, packed
	keyImage     = "image/data" // raw, packed
	keySidecar   = "image/side" // packed
	keyTelemetry = "telemetry/" // and the number of the first record: JSON lines, packed
)

// meta is what is kept of a twin beside its telemetry. What notes point to is
// replaced as a whole and never changed.
type meta struct {
	ID        string
	Name      string
	Lock      string
	CreatedMS int64
	Revision  uint64
	Heard     heard
	Fit       *FitNote   `json:",omitempty"`
	Image     *ImageNote `json:",omitempty"`
	Seed      uint64     `json:",omitempty"` // of the image's sidecar
}

// heard is what a summary says of the telemetry. It follows from it.
type heard struct {
	Records      int
	Bytes        int64
	FromMS, ToMS int64
	NewestMS     int64
	TypicalMS    int64
	LongMS       int64
	FrozenMS     int64
}

// Open makes a registry and takes up what the store holds. What cannot be read is
// left there, and said in the log. Errors wrap ErrStore.
func Open(ctx context.Context, o Options) (*Registry, error) {
	if o.Random == nil {
		o.Random = rand.Reader
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Limits == (Limits{}) {
		o.Limits = DefaultLimits()
	}
	r := &Registry{o: o, list: map[string]*entry{}}
	ids, err := o.Store.List(ctx)
	if err != nil {
		return nil, stored(err)
	}
	for _, id := range ids {
		e, err := r.takeUp(ctx, id)
		if err != nil {
			o.Log.Error("a twin cannot be read and is left as it is", "twin", id, "error", err)
			continue
		}
		r.list[id] = e
	}
	return r, nil
}

func (r *Registry) takeUp(ctx context.Context, id string) (*entry, error) {
	values, err := r.o.Store.Load(ctx, id, keyMeta)
	if err != nil {
		return nil, err
	}
	e := &entry{}
	if err := json.Unmarshal(values[keyMeta], &e.meta); err != nil {
		return nil, err
	}
	if e.meta.ID != id {
		return nil, fmt.Errorf("it says that it is %q", e.meta.ID)
	}
	if values, err = r.o.Store.Load(ctx, id, keyDesired); err != nil {
		return nil, err
	}
	if text := values[keyDesired]; text != nil {
		err = json.Unmarshal(text, &e.desired)
	}
	return e, err
}

// now is the time in Unix milliseconds.
func (r *Registry) now() int64 { return r.o.Now().UnixMilli() }

// find finds a twin.
func (r *Registry) find(ref string) (*entry, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if e := r.list[ref]; e != nil {
		return e, nil
	}
	var found *entry
	lock, _ := lockID(ref)
	for _, e := range r.list {
		switch {
		case e.meta.Name == ref:
			return e, nil
		case lock == "" || e.meta.Lock != lock:
		case found == nil || older(&e.meta, &found.meta):
			found = e
		}
	}
	if found == nil {
		return nil, fmt.Errorf("%w: %.80q", ErrNotFound, ref)
	}
	return found, nil
}

func older(a, b *meta) bool {
	return a.CreatedMS < b.CreatedMS || a.CreatedMS == b.CreatedMS && a.ID < b.ID
}

// on lets fn work on a twin, while nobody else does.
func (r *Registry) on(ref string, fn func(e *entry) error) error {
	e, err := r.find(ref)
	if err != nil {
		return err
	}
	e.turn.Lock()
	defer e.turn.Unlock()
	if e.gone {
		return fmt.Errorf("%w: %.80q", ErrNotFound, ref)
	}
	defer r.settle(e)
	return fn(e)
}

// reading is on with the twin's telemetry in memory.
func (r *Registry) reading(ctx context.Context, ref string, fn func(e *entry) error) error {
	return r.on(ref, func(e *entry) error {
		if err := r.load(ctx, e); err != nil {
			return err
		}
		return fn(e)
	})
}

// settle counts what is in memory, and lets go of what was not used for longest
// where that is too much. The caller has the turn of e.
func (r *Registry) settle(e *entry) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.tick++
	e.used = r.tick
	r.hold(e)
	for r.held > r.o.Limits.Cached {
		var oldest *entry
		for _, x := range r.list {
			if x != e && x.held > 0 && (oldest == nil || x.used < oldest.used) {
				oldest = x
			}
		}
		if oldest == nil || !oldest.turn.TryLock() {
			return // whoever has the turn settles after it
		}
		oldest.book = nil
		r.hold(oldest)
		oldest.turn.Unlock()
	}
}

// hold counts the records of a twin in memory; the caller holds mu and has the turn.
func (r *Registry) hold(e *entry) {
	r.held -= e.held
	if e.held = 0; e.book != nil {
		e.held = len(e.book.records)
	}
	r.held += e.held
}

// save keeps values of a twin together with its meta, which counts the change. What
// the caller has changed in memory is forgotten if that fails; it has the turn.
func (r *Registry) save(ctx context.Context, e *entry, m meta, puts map[string][]byte, deletes []string) error {
	m.Revision++
	text, err := json.Marshal(m)
	if err == nil {
		if puts == nil {
			puts = map[string][]byte{}
		}
		puts[keyMeta] = text
		err = r.o.Store.Save(ctx, m.ID, puts, deletes)
	}
	if err != nil {
		e.book = nil
		return stored(err)
	}
	r.mu.Lock()
	e.meta = m
	r.mu.Unlock()
	return nil
}

// List lists the twins in the order of their names.
func (r *Registry) List() []Summary {
	now := r.now()
	r.mu.Lock()
	out := make([]Summary, 0, len(r.list))
	for _, e := range r.list {
		if e.meta.Revision > 0 { // it has been made
			out = append(out, e.meta.summary(now))
		}
	}
	r.mu.Unlock()
	slices.SortFunc(out, func(a, b Summary) int { return strings.Compare(a.Name, b.Name) })
	return out
}

// Get is a twin as it is now. Errors wrap ErrNotFound or ErrStore.
func (r *Registry) Get(ctx context.Context, ref string) (t Twin, err error) {
	err = r.reading(ctx, ref, func(e *entry) error {
		t = r.show(e)
		return nil
	})
	return t, err
}

// show is a twin whose telemetry is in memory; the caller has the turn.
func (r *Registry) show(e *entry) Twin {
	now := r.now()
	t := Twin{Summary: e.meta.summary(now), Reported: e.book.fold.state(now), Desired: e.desired.clone()}
	t.Reported.Revision = uint64(len(e.book.records))
	t.Delta = delta(t.Desired, t.Reported)
	return t
}

func (m *meta) summary(now int64) Summary {
	h := m.Heard
	s := Summary{
		ID: m.ID, Name: m.Name, Lock: m.Lock, CreatedMS: m.CreatedMS, Revision: m.Revision,
		Records: h.Records, Bytes: h.Bytes, FromMS: h.FromMS, ToMS: h.ToMS, Stale: h.stale(now), Image: m.Image,
	}
	if m.Fit != nil {
		f := *m.Fit
		f.OutOfDate = f.Revision != uint64(h.Records)
		s.Fit = &f
	}
	return s
}
