package gatt

import "errors"

// Read reads a whole value, with further requests when it does not fit into one
// answer.
func (c *Client) Read(h Handle, done func(value []byte, err error)) {
	c.enqueue(func() {
		var value []byte
		end := func(err error) {
			if err != nil {
				value = nil
			}
			c.finish(func() {
				if done != nil {
					done(value, err)
				}
			})
		}
		var more func(p PDU, err error)
		more = func(p PDU, err error) {
			var refused *Error
			if len(value) > 0 && errors.As(err, &refused) && (refused.Code == CodeInvalidOffset || refused.Code == CodeAttributeNotLong) {
				end(nil) // the value ended with the answer before
				return
			}
			if err != nil {
				end(err)
				return
			}
			value = append(value, p[1:]...)
			switch {
			case len(p) > c.mtu || len(value) > MaxValueBytes:
				end(malformed(p))
			case len(p) < c.mtu || len(value) == MaxValueBytes:
				end(nil)
			default:
				b := append16(append16([]byte{byte(OpReadBlobRequest)}, uint16(h)), uint16(len(value)))
				c.request(PDU(b), more)
			}
		}
		c.request(PDU(append16([]byte{byte(OpReadRequest)}, uint16(h))), more)
	})
}
