package lockfile

import (
	"encoding/json"
	"errors"
)

// File is a lock as a file carries it. Entries that are nil are left out.
type File struct {
	Lock   json.RawMessage // lock.json, a JSON object
	Frozen []byte          // frozen.bin
	Image  []byte          // flash.bin
	Side   []byte          // flash.side
	Events []byte          // events.jsonl
}

// Limits bound what Read takes. The zero value of a field is its default.
type Limits struct {
	FileBytes  int64 // of the whole file; 64 MiB
	EntryBytes int64 // of one entry, unpacked; 64 MiB
}

// Limits that hold where none are given.
const (
	DefaultFileBytes  = 64 << 20
	DefaultEntryBytes = 64 << 20
)

func (l Limits) filled() Limits {
	if l.FileBytes <= 0 {
		l.FileBytes = DefaultFileBytes
	}
	if l.EntryBytes <= 0 {
		l.EntryBytes = DefaultEntryBytes
	}
	return l
}

// What callers may ask an error for, with errors.Is.
var (
	ErrFormat   = errors.New("not a lock file")
	ErrVersion  = errors.New("lock file of another version")
	ErrDamaged  = errors.New("damaged lock file")
	ErrTooLarge = errors.New("lock file too large")
)

// formatVersion is the version of the format. A change that an older reader
// would take for something else gets a new one.
const formatVersion = 1

const manifestName = "manifest.json"

type manifest struct {
	Format  int     `json:"format"`
	Entries []entry `json:"entries"`
}

type entry struct {
	Name   string `json:"name"`
	Bytes  int64  `json:"bytes"`
	SHA256 string `json:"sha256"` // hexadecimal
}

// place is an entry with its name and where it goes in a File.
type place struct {
	name     string
	required bool
	at       func(*File) *[]byte
}

// places lists the entries in the order in which they are written.
func places() []place {
	return []place{
		{"lock.json", true, func(f *File) *[]byte { return (*[]byte)(&f.Lock) }},
		{"frozen.bin", true, func(f *File) *[]byte { return &f.Frozen }},
		{"flash.bin", false, func(f *File) *[]byte { return &f.Image }},
		{"flash.side", false, func(f *File) *[]byte { return &f.Side }},
		{"events.jsonl", false, func(f *File) *[]byte { return &f.Events }},
	}
}
