package jetstream

import (
	"bytes"
	"compress/flate"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"

	"github.com/nats-io/nats.go"

	"locktwin/scenarios/campaign"
)

// Limits of what goes over the wire, in bytes.
const (
	// PartBytes is the most that one message carries of an answer. A server takes
	// 1 MiB at a time unless it is told otherwise.
	PartBytes = 512 << 10
	// maxPackedBytes is the longest answer. One of campaign.MaxAnswerBytes becomes
	// no longer by being packed, but for a few bytes.
	maxPackedBytes = campaign.MaxAnswerBytes + 1<<20
	// headBytes is set aside for the headers of a message.
	headBytes = 4 << 10
)

// packer makes values small. It is used by one goroutine.
type packer struct {
	buffer  bytes.Buffer
	deflate *flate.Writer
}

// pack gives v as compressed JSON; it is the caller's.
func (p *packer) pack(v any, limit int) ([]byte, error) {
	plain, err := campaign.Encode(v)
	if err != nil {
		return nil, err
	}
	if len(plain) > limit {
		return nil, fmt.Errorf("%w: %d bytes, the limit is %d", ErrTooLarge, len(plain), limit)
	}
	p.buffer.Reset()
	if p.deflate == nil {
		// The level is valid, so there is no error.
		p.deflate, _ = flate.NewWriter(&p.buffer, flate.DefaultCompression)
	} else {
		p.deflate.Reset(&p.buffer)
	}
	if _, err := p.deflate.Write(plain); err != nil {
		return nil, err
	}
	if err := p.deflate.Close(); err != nil {
		return nil, err
	}
	return bytes.Clone(p.buffer.Bytes()), nil
}

// unpack gives the JSON that pack has made small, at most limit bytes of it.
func unpack(packed []byte, limit int) ([]byte, error) {
	r := flate.NewReader(bytes.NewReader(packed))
	plain, err := io.ReadAll(io.LimitReader(r, int64(limit)+1))
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrDamaged, err)
	}
	if len(plain) > limit {
		return nil, fmt.Errorf("%w: more than %d bytes", ErrTooLarge, limit)
	}
	return plain, nil
}

// split cuts b into parts of at most n bytes; there is at least one.
func split(b []byte, n int) [][]byte {
	var parts [][]byte
	for len(b) > n {
		parts = append(parts, b[:n])
		b = b[n:]
	}
	return append(parts, b)
}

// partBytes is the most that a message to this server carries.
func partBytes(nc *nats.Conn) int {
	return max(int(min(PartBytes, nc.MaxPayload()-headBytes)), minPartBytes)
}

func checksum(b []byte) string {
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}
