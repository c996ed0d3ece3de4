package trace

import "io"

// blockBytes is how much text a sink holds back before it writes.
const blockBytes = 32 << 10

// output collects bytes for an io.Writer in blocks and remembers the first error.
type output struct {
	w      io.Writer
	buf    []byte
	err    error
	closed bool
}

func newOutput(w io.Writer) output { return output{w: w, buf: make([]byte, 0, blockBytes+1024)} }

// dead tells whether there is no point in going on.
func (o *output) dead() bool { return o.closed || o.err != nil }

// spill writes when a block is full.
func (o *output) spill() {
	if len(o.buf) >= blockBytes {
		o.flush()
	}
}

func (o *output) flush() {
	if o.err == nil && len(o.buf) > 0 {
		var n int
		n, o.err = o.w.Write(o.buf)
		if o.err == nil && n < len(o.buf) {
			o.err = io.ErrShortWrite
		}
	}
	o.buf = o.buf[:0]
}

// close writes the rest and returns the first error.
func (o *output) close() error {
	if !o.closed {
		o.flush()
		o.closed = true
	}
	return o.err
}

// appendMicros appends v millionths in decimal, without trailing zeros: 4650000
// is 4.65.
func appendMicros(b []byte, v int64) []byte {
	u := uint64(v)
	if v < 0 {
		b = append(b, '-')
		u = -u
	}
	b = appendUint(b, u/1e6)
	frac := u % 1e6
	if frac == 0 {
		return b
	}
	b = append(b, '.')
	for scale := uint64(1e5); frac > 0; scale /= 10 {
		b = append(b, byte('0'+frac/scale))
		frac %= scale
	}
	return b
}

func appendUint(b []byte, v uint64) []byte {
	if v >= 10 {
		b = appendUint(b, v/10)
	}
	return append(b, byte('0'+v%10))
}
