package gattws

import (
	"encoding/json"
	"errors"
	"fmt"
	"strconv"

	"locktwin/model/gatt"
)

// Attribute names an attribute of a lock: by its handle, or by its UUID if the
// handle is 0. In JSON it is a number or a string.
type Attribute struct {
	Handle gatt.Handle
	UUID   gatt.UUID
}

// ByHandle names an attribute by its handle.
func ByHandle(h gatt.Handle) Attribute { return Attribute{Handle: h} }

// ByUUID names an attribute by its UUID.
func ByUUID(u gatt.UUID) Attribute { return Attribute{UUID: u} }

// ErrAttribute is wrapped by every error of reading an Attribute.
var ErrAttribute = errors.New("not an attribute")

// String writes the handle or the UUID.
func (a Attribute) String() string {
	if a.Handle != 0 {
		return a.Handle.String()
	}
	return a.UUID.String()
}

// MarshalJSON writes a number or a string.
func (a Attribute) MarshalJSON() ([]byte, error) {
	if a.Handle != 0 {
		return strconv.AppendUint(nil, uint64(a.Handle), 10), nil
	}
	return json.Marshal(a.UUID.String())
}

// UnmarshalJSON reads a handle from 1 to 65535, or a UUID of 4, 8 or 32 digits.
func (a *Attribute) UnmarshalJSON(raw []byte) error {
	if len(raw) > 0 && raw[0] == '"' {
		s, err := unquote(raw)
		if err != nil {
			return err
		}
		u, err := gatt.ParseUUID(s)
		if err != nil {
			return fmt.Errorf("%w: %w", ErrAttribute, err)
		}
		*a = Attribute{UUID: u}
		return nil
	}
	n, err := strconv.ParseUint(string(raw), 10, 16)
	if err != nil || n == 0 {
		return fmt.Errorf("%w: %.40s: want a handle from 1 to 65535, or a UUID as a string", ErrAttribute, raw)
	}
	*a = Attribute{Handle: gatt.Handle(n)}
	return nil
}
