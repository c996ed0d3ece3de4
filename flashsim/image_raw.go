package flashsim

import (
	"fmt"
	"io"
)

// WriteRaw writes the whole memory as a raw binary image, as [Device.Peek] sees
// it at these conditions. Marginal bytes appear as plain ones; the sidecar keeps
// what they are. Errors: ErrBusy, and those of w.
func (d *Device) WriteRaw(w io.Writer, c Conditions) error {
	if d.busy {
		return fmt.Errorf("image: %w", ErrBusy)
	}
	var buf [4096]byte
	for addr := uint32(0); addr < d.part.SizeBytes.Value; {
		n := min(uint32(len(buf)), d.part.SizeBytes.Value-addr)
		if err := d.Peek(addr, buf[:n], c); err != nil {
			return err
		}
		if _, err := w.Write(buf[:n]); err != nil {
			return fmt.Errorf("image at 0x%X: %w", addr, err)
		}
		addr += n
	}
	return nil
}

// ReadRaw replaces the content by a raw binary image of exactly the memory's
// size, as [Device.Load] does: no wear, all plain. The device is unchanged on
// error. Errors: *FormatError for another size, ErrBusy, and those of r.
func (d *Device) ReadRaw(r io.Reader) error {
	size := int64(d.part.SizeBytes.Value)
	raw, err := io.ReadAll(io.LimitReader(r, size+1))
	if err != nil {
		return fmt.Errorf("image: %w", err)
	}
	if n := int64(len(raw)); n < size {
		return &FormatError{Offset: n, What: fmt.Sprintf("the image ends here; a raw image of %s has %d bytes", d.part.Name, size)}
	} else if n > size {
		return &FormatError{Offset: size, What: fmt.Sprintf("the image goes on; a raw image of %s has %d bytes", d.part.Name, size)}
	}
	return d.replaceContent(func() error { return d.Load(0, raw) })
}

// replaceContent empties the memory and fills it anew; wear stays.
func (d *Device) replaceContent(fill func() error) error {
	if d.busy {
		return fmt.Errorf("image: %w", ErrBusy)
	}
	d.eraseCells(0, d.part.SizeBytes.Value)
	return fill()
}
