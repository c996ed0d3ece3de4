package noble

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"

	"locktwin/model/gatt"
)

// errAction is wrapped by every error of decodeAction. Its text is sent to the
// client, so it never repeats a value.
var errAction = errors.New("bad action")

// action is one message of a client. Fields that its kind does not have are
// ignored; fields that it has and that are missing are an error.
type action struct {
	kind            *actionKind
	peripheral      string // as peripheralText writes it
	service         gatt.UUID
	characteristic  gatt.UUID
	descriptor      gatt.UUID
	handle          gatt.Handle
	filter          filter // UUIDs to find or to discover
	value           []byte
	ambiguous       bool // value may have been meant as a decimal number
	on              bool // notify, broadcast
	withoutResponse bool
	allowDuplicates bool
	response        []byte // to a challenge
}

// filter is a list of UUIDs; without one, everything is wanted.
type filter struct {
	some  bool // the list is not empty; entries that are no UUID match nothing
	uuids []gatt.UUID
}

func (f *filter) takes(u gatt.UUID) bool {
	for _, w := range f.uuids {
		if w == u {
			return true
		}
	}
	return !f.some
}

// needs says which fields an action cannot do without.
type needs uint8

const (
	needsPeripheral needs = 1 << iota
	needsService
	needsCharacteristic
	needsDescriptor
	needsHandle
	needsData

	ofService        = needsPeripheral | needsService
	ofCharacteristic = ofService | needsCharacteristic
	ofDescriptor     = ofCharacteristic | needsDescriptor
	ofHandle         = needsPeripheral | needsHandle
)

// message is an action as JSON. The library sends what the app gave it: fields
// that are undefined are absent, and nothing has been looked at.
type message struct {
	Action              string          `json:"action"`
	PeripheralUUID      string          `json:"peripheralUuid"`
	ServiceUUID         string          `json:"serviceUuid"`
	CharacteristicUUID  string          `json:"characteristicUuid"`
	DescriptorUUID      string          `json:"descriptorUuid"`
	UUIDs               json.RawMessage `json:"uuids"`
	ServiceUUIDs        json.RawMessage `json:"serviceUuids"`
	CharacteristicUUIDs json.RawMessage `json:"characteristicUuids"`
	Handle              *float64        `json:"handle"`
	Data                *string         `json:"data"`
	WithoutResponse     truth           `json:"withoutResponse"`
	AllowDuplicates     truth           `json:"allowDuplicates"`
	Notify              truth           `json:"notify"`
	Broadcast           truth           `json:"broadcast"`
	Response            string          `json:"response"`
}

// truth reads any JSON value as JavaScript takes it for true or false.
type truth bool

func (t *truth) UnmarshalJSON(b []byte) error {
	switch s := string(b); s {
	case "false", "null", "0", "-0", `""`:
		*t = false
	default:
		*t = true
	}
	return nil
}

// decodeAction reads one frame. An error wraps errAction.
func decodeAction(frame []byte) (*action, error) {
	var m message
	if err := json.Unmarshal(frame, &m); err != nil {
		var wrong *json.UnmarshalTypeError
		if errors.As(err, &wrong) && wrong.Field != "" {
			return nil, fmt.Errorf("%w: the field %s has the wrong type", errAction, wrong.Field)
		}
		return nil, fmt.Errorf("%w: the frame is not one JSON object", errAction)
	}
	k, ok := actionKinds[m.Action]
	if !ok {
		return nil, fmt.Errorf("%w: there is no action of that name", errAction)
	}
	a := &action{
		kind: k, peripheral: peripheralText(m.PeripheralUUID), on: bool(m.Notify || m.Broadcast),
		withoutResponse: bool(m.WithoutResponse), allowDuplicates: bool(m.AllowDuplicates),
	}
	missing := func(field string) (*action, error) {
		return nil, fmt.Errorf("%w: %s needs a field %s", errAction, k.name, field)
	}
	if k.needs&needsPeripheral != 0 && a.peripheral == "" {
		return missing("peripheralUuid")
	}
	for _, f := range [...]struct {
		need needs
		text string
		to   *gatt.UUID
		name string
	}{
		{needsService, m.ServiceUUID, &a.service, "serviceUuid"},
		{needsCharacteristic, m.CharacteristicUUID, &a.characteristic, "characteristicUuid"},
		{needsDescriptor, m.DescriptorUUID, &a.descriptor, "descriptorUuid"},
	} {
		if k.needs&f.need == 0 {
			continue
		}
		if *f.to, ok = parseUUID(f.text); !ok {
			return missing(f.name + " with a UUID")
		}
	}
	if k.needs&needsHandle != 0 {
		if m.Handle == nil || !(*m.Handle >= 1 && *m.Handle <= 0xFFFF) || *m.Handle != math.Trunc(*m.Handle) {
			return missing("handle with a number from 1 to 65535")
		}
		a.handle = gatt.Handle(*m.Handle)
	}
	if k.needs&needsData != 0 {
		if m.Data == nil {
			return missing("data")
		}
		var err error
		if a.value, a.ambiguous, err = decodeData(*m.Data); err != nil {
			return nil, fmt.Errorf("%w: data: %w", errAction, err)
		}
	}
	if k.filter != nil {
		var err error
		if a.filter, err = decodeFilter(k.filter(&m)); err != nil {
			return nil, err
		}
	}
	a.response = []byte(m.Response)
	return a, nil
}

// decodeFilter reads a list of UUIDs. Absent, null and empty lists want
// everything; one text stands for a list of it; what is no UUID matches nothing.
func decodeFilter(raw json.RawMessage) (filter, error) {
	if len(raw) == 0 || string(raw) == "null" {
		return filter{}, nil
	}
	var texts []any
	if err := json.Unmarshal(raw, &texts); err != nil {
		var one string
		if json.Unmarshal(raw, &one) != nil {
			return filter{}, fmt.Errorf("%w: a list of UUIDs has the wrong type", errAction)
		}
		texts = []any{one}
	}
	f := filter{some: len(texts) > 0}
	for _, t := range texts {
		if s, ok := t.(string); ok {
			if u, ok := parseUUID(s); ok {
				f.uuids = append(f.uuids, u)
			}
		}
	}
	return f, nil
}
