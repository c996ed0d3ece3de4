package lockfile

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
)

// Write writes a lock as a file: the same lock, the same bytes. Errors: ErrFormat
// when what is always there is missing or lock.json is no JSON object, and those
// of w.
func Write(w io.Writer, f *File) error {
	m := manifest{Format: formatVersion}
	for _, p := range places() {
		b := *p.at(f)
		if b == nil && p.required {
			return fmt.Errorf("%w: it has no %s", ErrFormat, p.name)
		}
		if b != nil {
			sum := sha256.Sum256(b)
			m.Entries = append(m.Entries, entry{p.name, int64(len(b)), hex.EncodeToString(sum[:])})
		}
	}
	if !isObject(f.Lock) {
		return fmt.Errorf("%w: lock.json is not a JSON object", ErrFormat)
	}
	head, err := json.MarshalIndent(m, "", "\t")
	if err != nil {
		return fmt.Errorf("lock file: %w", err)
	}
	z := zip.NewWriter(w)
	if err := add(z, manifestName, append(head, '\n')); err != nil {
		return err
	}
	for _, p := range places() {
		if b := *p.at(f); b != nil {
			if err := add(z, p.name, b); err != nil {
				return err
			}
		}
	}
	if err := z.Close(); err != nil {
		return fmt.Errorf("lock file: %w", err)
	}
	return nil
}

// add adds an entry without a time, which would differ from file to file.
func add(z *zip.Writer, name string, b []byte) error {
	e, err := z.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Deflate})
	if err == nil {
		_, err = e.Write(b)
	}
	if err != nil {
		return fmt.Errorf("lock file: %s: %w", name, err)
	}
	return nil
}

func isObject(b []byte) bool {
	return bytes.HasPrefix(bytes.TrimLeft(b, " \t\r\n"), []byte("{")) && json.Valid(b)
}
