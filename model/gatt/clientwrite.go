package gatt

import "fmt"

// Write writes a value and tells when the server has taken it: with a write
// request, or prepared in parts and executed when it is longer than MTU-3. A
// value above MaxValueBytes fails with ErrTooLong without being sent.
func (c *Client) Write(h Handle, value []byte, done func(error)) {
	v := PDU(value)
	c.enqueue(func() {
		end := func(err error) {
			c.finish(func() {
				if done != nil {
					done(err)
				}
			})
		}
		switch {
		case len(v) > MaxValueBytes:
			end(fmt.Errorf("%d bytes, limit %d: %w", len(v), MaxValueBytes, ErrTooLong))
		case len(v) <= c.mtu-3:
			c.request(withHandle(OpWriteRequest, h, []byte(v)), func(p PDU, err error) {
				if err == nil && len(p) != 1 {
					err = malformed(p)
				}
				end(err)
			})
		default:
			c.writeLong(h, v, end)
		}
	})
}

// writeLong prepares v part by part. When anything goes wrong, it cancels what
// the server has queued.
func (c *Client) writeLong(h Handle, v PDU, end func(error)) {
	execute := func(flag byte, after error) {
		c.request(PDU([]byte{byte(OpExecuteWriteRequest), flag}), func(p PDU, err error) {
			if err == nil && len(p) != 1 {
				err = malformed(p)
			}
			if after != nil {
				err = after
			}
			end(err)
		})
	}
	offset := 0
	var part func()
	part = func() {
		n := min(len(v)-offset, c.mtu-5)
		b := append16(append16([]byte{byte(OpPrepareWriteRequest)}, uint16(h)), uint16(offset))
		b = append(b, v[offset:offset+n]...)
		c.request(PDU(b), func(p PDU, err error) {
			switch {
			case err != nil:
			case p[1:] != PDU(b[1:]):
				err = fmt.Errorf("at offset %d: %w", offset, ErrEcho)
			}
			if err != nil {
				execute(0, err)
				return
			}
			if offset += n; offset < len(v) {
				part()
				return
			}
			execute(1, nil)
		})
	}
	part()
}

// Command writes a value without an answer, at once: it does not wait for the
// operations before it. It fails with ErrTooLong above MTU-3 bytes, and with the
// cause when the link is lost.
func (c *Client) Command(h Handle, value []byte) error {
	switch {
	case c.failure != nil:
		return c.failure
	case len(value) > c.mtu-3:
		return fmt.Errorf("%d bytes, limit %d: %w", len(value), c.mtu-3, ErrTooLong)
	}
	c.send(withHandle(OpWriteCommand, h, value))
	return nil
}

// Bits of a client characteristic configuration descriptor, for Subscribe.
const (
	SubscribeNone          uint16 = 0
	SubscribeNotifications uint16 = cccdNotify
	SubscribeIndications   uint16 = cccdIndicate
)

// Subscribe writes a client characteristic configuration descriptor.
func (c *Client) Subscribe(cccd Handle, bits uint16, done func(error)) {
	c.Write(cccd, append16(nil, bits), done)
}
