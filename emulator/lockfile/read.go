package lockfile

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
)

// Read takes a file apart. Errors wrap ErrFormat, ErrVersion, ErrDamaged or
// ErrTooLarge and name the entry that is wrong.
func Read(b []byte, l Limits) (*File, error) {
	l = l.filled()
	if int64(len(b)) > l.FileBytes {
		return nil, fmt.Errorf("%w: %d bytes, at most %d", ErrTooLarge, len(b), l.FileBytes)
	}
	if !bytes.HasPrefix(b, []byte("PK\x03\x04")) {
		return nil, fmt.Errorf("%w: it is no ZIP archive", ErrFormat)
	}
	z, err := zip.NewReader(bytes.NewReader(b), int64(len(b)))
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrDamaged, err)
	}
	files := map[string]*zip.File{}
	for _, f := range z.File {
		if files[f.Name] != nil {
			return nil, fmt.Errorf("%w: it has %.60q twice", ErrFormat, f.Name)
		}
		files[f.Name] = f
	}
	m, err := readManifest(files, l)
	if err != nil {
		return nil, err
	}
	out := &File{}
	for _, p := range places() {
		e := m[p.name]
		delete(m, p.name)
		switch {
		case e == nil && p.required:
			return nil, fmt.Errorf("%w: its manifest has no %s", ErrFormat, p.name)
		case e == nil:
			continue
		}
		if *p.at(out), err = readEntry(files[p.name], e, l); err != nil {
			return nil, err
		}
	}
	if others := slices.Sorted(maps.Keys(m)); len(others) > 0 {
		return nil, fmt.Errorf("%w: its manifest has %.60q, which no lock file has", ErrFormat, others[0])
	}
	if !isObject(out.Lock) {
		return nil, fmt.Errorf("%w: lock.json is not a JSON object", ErrFormat)
	}
	return out, nil
}

// readManifest reads the manifest and holds it to what is in the file.
func readManifest(files map[string]*zip.File, l Limits) (map[string]*entry, error) {
	f := files[manifestName]
	if f == nil {
		return nil, fmt.Errorf("%w: it has no %s", ErrFormat, manifestName)
	}
	b, err := unpack(f, min(l.EntryBytes, 1<<20))
	if err != nil {
		return nil, err
	}
	var m manifest
	if err := json.Unmarshal(b, &m); err != nil {
		return nil, fmt.Errorf("%w: %s: %w", ErrDamaged, manifestName, err)
	}
	if m.Format != formatVersion {
		return nil, fmt.Errorf("%w: format %d; this program reads format %d", ErrVersion, m.Format, formatVersion)
	}
	out := map[string]*entry{}
	for i := range m.Entries {
		e := &m.Entries[i]
		if out[e.Name] != nil {
			return nil, fmt.Errorf("%w: its manifest names %.60q twice", ErrFormat, e.Name)
		}
		if files[e.Name] == nil {
			return nil, fmt.Errorf("%w: %.60q is missing", ErrDamaged, e.Name)
		}
		out[e.Name] = e
	}
	if len(files) != len(out)+1 {
		return nil, fmt.Errorf("%w: it has %d entries beside its manifest, which names %d", ErrFormat, len(files)-1, len(out))
	}
	return out, nil
}

// readEntry reads an entry and compares it with what the manifest says.
func readEntry(f *zip.File, e *entry, l Limits) ([]byte, error) {
	b, err := unpack(f, l.EntryBytes)
	if err != nil {
		return nil, err
	}
	if int64(len(b)) != e.Bytes {
		return nil, fmt.Errorf("%w: %s has %d bytes, the manifest says %d", ErrDamaged, e.Name, len(b), e.Bytes)
	}
	if sum := sha256.Sum256(b); hex.EncodeToString(sum[:]) != e.SHA256 {
		return nil, fmt.Errorf("%w: %s does not match its checksum", ErrDamaged, e.Name)
	}
	return b, nil
}

// unpack reads at most limit bytes, whatever the archive says of the length.
func unpack(f *zip.File, limit int64) ([]byte, error) {
	r, err := f.Open()
	if err != nil {
		return nil, fmt.Errorf("%w: %s: %w", ErrDamaged, f.Name, err)
	}
	b, err := io.ReadAll(io.LimitReader(r, limit+1))
	if int64(len(b)) > limit {
		r.Close()
		return nil, fmt.Errorf("%w: %s has more than %d bytes", ErrTooLarge, f.Name, limit)
	}
	if err = errors.Join(err, r.Close()); err != nil {
		return nil, fmt.Errorf("%w: %s: %w", ErrDamaged, f.Name, err)
	}
	return b, nil
}
