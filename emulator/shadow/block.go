package shadow

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"io"

	"locktwin/scenarios/twin/telemetry"
)

// How telemetry lies in the store: each ingest adds a block of its own records, and
// from time to time the small ones at the end become one. So a record costs its own
// line, and an eighth of a block over and over, and a year is some 40 blocks.
const (
	blockRecords = 512
	smallBlocks  = 64 // so many at the end are joined
	// packBytes is from where a value is compressed.
	packBytes = 4 << 10
)

// block is a run of records in one value of the store.
type block struct{ first, count int } // first is counted from 1

func blockName(first int) string { return fmt.Sprintf("%s%09d", keyTelemetry, first) }

// lay gives what has to be written and removed, so that the last n records lie in
// the store too.
func (b *book) lay(n int) (puts map[string][]byte, deletes []string) {
	puts = map[string][]byte{}
	from := len(b.records) - n + 1
	small := len(b.blocks)
	for small > 0 && b.blocks[small-1].count < blockRecords {
		small--
	}
	if len(b.blocks)-small >= smallBlocks {
		for _, old := range b.blocks[small:] {
			deletes = append(deletes, blockName(old.first))
		}
		from = b.blocks[small].first
		b.blocks = b.blocks[:small]
	}
	for from <= len(b.records) {
		next := block{from, min(blockRecords, len(b.records)-from+1)}
		puts[blockName(from)] = pack(telemetry.AppendLines(nil, b.records[from-1:from-1+next.count]))
		b.blocks = append(b.blocks, next)
		from += next.count
	}
	left := deletes[:0]
	for _, name := range deletes {
		if puts[name] == nil {
			left = append(left, name)
		}
	}
	return puts, left
}

// gzipHead is how packed values begin, and no line of telemetry, JSON or image that
// is shorter than packBytes is taken for one: those get the byte plainHead.
const (
	gzipHead  = 0x1F
	plainHead = 0x00
)

// pack makes a value for the store.
func pack(text []byte) []byte {
	if len(text) < packBytes {
		return append([]byte{plainHead}, text...)
	}
	var out bytes.Buffer
	w, err := gzip.NewWriterLevel(&out, gzip.BestSpeed)
	if err == nil {
		if _, err = w.Write(text); err == nil {
			err = w.Close()
		}
	}
	if err != nil {
		panic(err) // a buffer takes everything, and the level is one of those there are
	}
	return out.Bytes()
}

func unpack(value []byte) ([]byte, error) {
	switch {
	case len(value) > 0 && value[0] == plainHead:
		return value[1:], nil
	case len(value) == 0 || value[0] != gzipHead:
		return nil, fmt.Errorf("it begins as no packed value does")
	}
	r, err := gzip.NewReader(bytes.NewReader(value))
	if err != nil {
		return nil, err
	}
	return io.ReadAll(r)
}
