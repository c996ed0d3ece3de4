package flashsim

import (
	"errors"
	"fmt"
	"io"

	"github.com/unixdj/ihex"
)

// hexRecordBytes is the data length of a written record; the usual one.
const hexRecordBytes = 16

// hexCharsPerByte bounds the text of a HEX file against the memory it fills: one
// data byte a record needs 14 characters with its line end.
const hexCharsPerByte = 16

// WriteHex writes what is not erased as Intel HEX with 32-bit addresses, the
// memory's first byte at address base, bytes as in [Device.WriteRaw]. Errors:
// ErrBusy, ErrOutOfRange when base leaves no room, and those of w.
func (d *Device) WriteHex(w io.Writer, base uint32, c Conditions) error {
	if d.busy {
		return fmt.Errorf("image: %w", ErrBusy)
	}
	size := d.part.SizeBytes.Value
	if uint64(base)+uint64(size) > 1<<32 {
		return fmt.Errorf("image of 0x%X bytes at base 0x%X: %w", size, base, ErrOutOfRange)
	}
	hex := ihex.IHex{Format: ihex.Format32Bit, DataRecLen: hexRecordBytes}
	for addr := uint32(0); addr < size; addr += hexRecordBytes {
		if addr%chunkBytes == 0 && d.mem.at(addr>>chunkShift) == nil {
			addr += chunkBytes - hexRecordBytes
			continue
		}
		var line [hexRecordBytes]byte
		if err := d.Peek(addr, line[:], c); err != nil {
			return err
		}
		if line == d.erasedLine() {
			continue
		}
		if k := len(hex.Chunks) - 1; k >= 0 && hex.Chunks[k].Addr+uint32(len(hex.Chunks[k].Data)) == base+addr {
			hex.Chunks[k].Data = append(hex.Chunks[k].Data, line[:]...)
			continue
		}
		hex.Chunks = append(hex.Chunks, ihex.Chunk{Addr: base + addr, Data: append([]byte(nil), line[:]...)})
	}
	if err := hex.WriteTo(w); err != nil {
		return fmt.Errorf("image: %w", err)
	}
	return nil
}

func (d *Device) erasedLine() (line [hexRecordBytes]byte) {
	for i := range line {
		line[i] = d.part.Erased.Value
	}
	return line
}

// ReadHex replaces the content by an Intel HEX file whose address base is the
// memory's first byte; what the file leaves out is erased. Where records overlap
// the later one counts. The device is unchanged on error. Errors: *FormatError
// with the line, also for data outside the memory; ErrBusy; and those of r.
func (d *Device) ReadHex(r io.Reader, base uint32) error {
	size := d.part.SizeBytes.Value
	limit := int64(size)*hexCharsPerByte + 1<<16
	counted := &countingReader{r: io.LimitReader(r, limit+1)}
	hex := ihex.IHex{}
	err := hex.ReadFrom(counted)
	if counted.n > limit {
		return &FormatError{Offset: limit, What: fmt.Sprintf("the HEX file is too long for %s, which has %d bytes", d.part.Name, size)}
	}
	var syntax ihex.SyntaxError
	switch {
	case errors.As(err, &syntax) && syntax.Line > 0:
		return &FormatError{Line: syntax.Line, What: hexFault(syntax)}
	case errors.As(err, &syntax):
		return &FormatError{Offset: counted.n, What: "the HEX file ends without an end-of-file record"}
	case err != nil:
		return &FormatError{Offset: counted.n, What: "not an Intel HEX file: " + err.Error()}
	}
	for _, chunk := range hex.Chunks {
		if chunk.Addr < base || uint64(chunk.Addr)+uint64(len(chunk.Data)) > uint64(base)+uint64(size) {
			return &FormatError{Offset: counted.n, What: fmt.Sprintf(
				"data at 0x%X to 0x%X, outside the memory, which is mapped at 0x%X to 0x%X",
				chunk.Addr, uint64(chunk.Addr)+uint64(len(chunk.Data)), base, uint64(base)+uint64(size))}
		}
	}
	return d.replaceContent(func() error {
		for _, chunk := range hex.Chunks {
			if err := d.Load(chunk.Addr-base, chunk.Data); err != nil {
				return err
			}
		}
		return nil
	})
}

// hexFault names what is wrong with a line.
func hexFault(e ihex.SyntaxError) string {
	switch {
	case errors.Is(e.Err, ihex.ErrChecksum):
		return "checksum of the HEX record is wrong"
	case errors.Is(e.Err, ihex.ErrRecord):
		return "HEX record of unknown type"
	case errors.Is(e.Err, ihex.ErrSyntax):
		return "not a valid Intel HEX record"
	}
	return e.Err.Error()
}

// countingReader knows how much was read.
type countingReader struct {
	r io.Reader
	n int64
}

func (c *countingReader) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	c.n += int64(n)
	return n, err
}
