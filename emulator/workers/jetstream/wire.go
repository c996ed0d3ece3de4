package jetstream

import (
	"bytes"
	"compress/flate"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"

	"github.com/nats-io/nats.go"
)

// Limits of what goes over the wire, in bytes.
const (
	// PartBytes is the most that one message carries of an answer. A server takes
	// 1 MiB at a time unless it is told otherwise.
	PartBytes = 512 << 10
	// MaxAnswerBytes is the longest answer, as JSON before it is packed.
	MaxAnswerBytes = 256 << 20
	// maxPackedBytes is the longest answer after that.
	maxPackedBytes = 64 << 20
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
	plain, err := json.Marshal(v)
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

// unpack reads into v what pack has written, and no more than limit bytes of it.
func unpack(packed []byte, v any, limit int64) error {
	r := flate.NewReader(bytes.NewReader(packed))
	plain, err := io.ReadAll(io.LimitReader(r, limit+1))
	if err != nil {
		return fmt.Errorf("%w: %v", ErrDamaged, err)
	}
	if int64(len(plain)) > limit {
		return fmt.Errorf("%w: more than %d bytes", ErrTooLarge, limit)
	}
	if err := json.Unmarshal(plain, v); err != nil {
		return fmt.Errorf("%w: %v", ErrDamaged, err)
	}
	return nil
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
