package shadow

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"locktwin/scenarios/twin"
	"locktwin/scenarios/twin/telemetry"
)

// What the document of an exported twin begins with.
const (
	documentFormat  = "locktwin twin"
	documentVersion = 1
)

// document is everything that is kept of a twin.
type document struct {
	Format    string            `json:"format"`
	Version   int               `json:"version"`
	ID        string            `json:"id"`
	Name      string            `json:"name"`
	Lock      string            `json:"lock"`
	CreatedMS int64             `json:"created_ms"`
	Revision  uint64            `json:"revision"`
	Desired   *Desired          `json:"desired"`
	Fit       *documentFit      `json:"fit"`
	Image     *documentImage    `json:"image"`
	Telemetry []json.RawMessage `json:"telemetry"`
}

type documentFit struct {
	Revision uint64          `json:"revision"`
	MadeMS   int64           `json:"made_ms"`
	Fit      json.RawMessage `json:"fit"`
}

type documentImage struct {
	Part    string `json:"part"`
	Seed    uint64 `json:"seed"`
	PutMS   int64  `json:"put_ms"`
	Data    []byte `json:"data"`
	Sidecar []byte `json:"sidecar,omitempty"`
}

// Export is everything that is kept of a twin as one JSON document. Its telemetry
// is a list with one record on a line: the JSON lines of the telemetry format with
// commas between them. Errors wrap ErrNotFound or ErrStore.
func (r *Registry) Export(ctx context.Context, ref string) (out []byte, err error) {
	err = r.reading(ctx, ref, func(e *entry) error {
		out, err = r.export(ctx, e)
		return err
	})
	return out, err
}

func (r *Registry) export(ctx context.Context, e *entry) ([]byte, error) {
	m := &e.meta
	d := document{
		Format: documentFormat, Version: documentVersion, ID: m.ID, Name: m.Name, Lock: m.Lock, CreatedMS: m.CreatedMS, Revision: m.Revision,
		Telemetry: []json.RawMessage{},
	}
	if e.desired.Revision > 0 {
		d.Desired = &e.desired
	}
	if m.Fit != nil {
		text, err := r.value(ctx, e, keyFit)
		if err != nil {
			return nil, err
		}
		d.Fit = &documentFit{m.Fit.Revision, m.Fit.MadeMS, text}
	}
	if m.Image != nil {
		i, err := r.image(ctx, e)
		if err != nil {
			return nil, err
		}
		d.Image = &documentImage{i.Part, i.Seed, m.Image.PutMS, i.Data, i.Sidecar}
	}
	head, err := json.Marshal(d)
	if err != nil {
		return nil, stored(err)
	}
	out, isLast := bytes.CutSuffix(head, []byte("]}"))
	if !isLast {
		return nil, stored(errors.New("the document does not end with the telemetry"))
	}
	lines := telemetry.AppendLines(nil, e.book.records)
	out = append(out, '\n')
	out = append(out, bytes.ReplaceAll(bytes.TrimSuffix(lines, []byte("\n")), []byte("\n"), []byte(",\n"))...)
	return append(out, "\n]}\n"...), nil
}

// Import makes the twin that a document of Export describes, with its id, its times
// and its revisions: exported again, it is the same document. Errors wrap ErrInput,
// ErrExists (of the id or the name), ErrLimit or ErrStore; nothing was made then.
func (r *Registry) Import(ctx context.Context, text []byte) (t Twin, err error) {
	d, err := readDocument(text)
	if err != nil {
		return t, err
	}
	m := meta{ID: d.ID, Name: d.Name, Lock: d.Lock, CreatedMS: d.CreatedMS, Revision: d.Revision - 1}
	b, err := r.bookOf(d)
	if err != nil {
		return t, err
	}
	m.Heard = b.heard()
	puts, _ := b.lay(len(b.records))
	wanted := Desired{}
	if d.Desired != nil {
		wanted = d.Desired.clone()
		if err := r.checkDesired(wanted); err != nil {
			return t, err
		}
		if puts[keyDesired], err = json.Marshal(wanted); err != nil {
			return t, stored(err)
		}
	}
	if err := d.fit(&m, puts); err != nil {
		return t, err
	}
	if i := d.Image; i != nil {
		image, err := Image{Part: i.Part, Seed: i.Seed, Data: i.Data, Sidecar: i.Sidecar}.plain(r.o.Limits.ImageBytes)
		if err != nil {
			return t, err
		}
		m.Image, m.Seed = &ImageNote{Part: image.Part, Bytes: len(image.Data), Sidecar: len(image.Sidecar) > 0, PutMS: i.PutMS}, i.Seed
		more, _ := imageValues(image)
		for name, v := range more {
			puts[name] = v
		}
	}
	e, err := r.reserve(meta{ID: m.ID, Name: m.Name, Lock: m.Lock, CreatedMS: m.CreatedMS})
	if err != nil {
		return t, err
	}
	defer e.turn.Unlock()
	e.book = b
	if err := r.save(ctx, e, m, puts, nil); err != nil {
		r.forget(e)
		return t, err
	}
	r.mu.Lock()
	e.desired = wanted
	r.mu.Unlock()
	t = r.show(e)
	r.settle(e)
	return t, nil
}

func readDocument(text []byte) (*document, error) {
	d := &document{}
	in := json.NewDecoder(bytes.NewReader(text))
	in.DisallowUnknownFields()
	if err := in.Decode(d); err != nil {
		return nil, wrong("the document of a twin, byte %d: %v", in.InputOffset(), err)
	}
	if _, err := in.Token(); !errors.Is(err, io.EOF) {
		return nil, wrong("the document of a twin goes on behind its end, at byte %d", in.InputOffset())
	}
	lock, ok := lockID(d.Lock)
	switch {
	case d.Format != documentFormat:
		return nil, wrong("the format is %.40q; a twin has %q", d.Format, documentFormat)
	case d.Version != documentVersion:
		return nil, wrong("version %d of the document; this program reads version %d", d.Version, documentVersion)
	case !anID.MatchString(d.ID):
		return nil, wrong("the id %.40q; one has the form t-abcdefgh", d.ID)
	case d.Lock != "" && (!ok || lock != d.Lock):
		return nil, wrong("the lock %.40q; a Nuki-ID has 8 upper-case hexadecimal digits", d.Lock)
	case d.Revision == 0:
		return nil, wrong("the revision 0; it counts from 1")
	}
	return d, nil
}

// bookOf reads the telemetry of a document.
func (r *Registry) bookOf(d *document) (*book, error) {
	if n := len(d.Telemetry); n > r.o.Limits.Records {
		return nil, limited("records of one twin:", n, r.o.Limits.Records)
	}
	var lines bytes.Buffer
	for _, line := range d.Telemetry {
		if err := json.Compact(&lines, line); err != nil {
			return nil, wrong("telemetry: %v", err)
		}
		lines.WriteByte('\n')
	}
	if n := int64(lines.Len()); n > r.o.Limits.Bytes {
		return nil, limited("bytes of telemetry of one twin:", n, r.o.Limits.Bytes)
	}
	rs, found := telemetry.ReadOptions{Names: true}.Lines("telemetry", lines.Bytes())
	if len(rs) != len(d.Telemetry) {
		return nil, wrong("of %d records in the telemetry %d can be read%s", len(d.Telemetry), len(rs), first(found))
	}
	b := newBook()
	t := taking{book: b, lock: d.Lock, latest: r.now() + aheadMS}
	for i := range rs {
		line, fault := t.prepare(nil, &rs[i])
		if fault != nil {
			return nil, wrong("record %d: %s", i+1, fault.Text)
		}
		b.add(rs[i], line)
	}
	b.refold()
	return b, nil
}

func (r *Registry) checkDesired(d Desired) error {
	if n := len(d.Values); n > r.o.Limits.Desired {
		return limited("keys desired of one twin:", n, r.o.Limits.Desired)
	}
	for key, v := range d.Values {
		if err := checkWish(key, &v.Value); err != nil {
			return err
		}
	}
	if d.Revision == 0 {
		return wrong("the desired state has the revision 0; it counts from 1")
	}
	return nil
}

// fit takes over the fit of a document.
func (d *document) fit(m *meta, puts map[string][]byte) error {
	if d.Fit == nil {
		return nil
	}
	var f twin.Fit
	if err := json.Unmarshal(d.Fit.Fit, &f); err != nil {
		return wrong("the fit: %v", err)
	}
	if d.Fit.Revision > uint64(m.Heard.Records) {
		return wrong("a fit of revision %d; there are %d records", d.Fit.Revision, m.Heard.Records)
	}
	text, err := json.Marshal(&f)
	if err != nil {
		return fmt.Errorf("%w: the fit: %w", ErrInput, err)
	}
	m.Fit = &FitNote{Revision: d.Fit.Revision, MadeMS: d.Fit.MadeMS, Usable: f.Usable}
	puts[keyFit] = pack(text)
	return nil
}
