package gatt

import "fmt"

// MaxCCCDs is how many characteristics of one table may notify or indicate.
const MaxCCCDs = 16

// Service describes a primary service for NewTable.
type Service struct {
	UUID            UUID
	Characteristics []Characteristic
}

// Characteristic describes a characteristic for NewTable. One that notifies or
// indicates gets a client characteristic configuration descriptor.
type Characteristic struct {
	UUID       UUID
	Properties Property
	// Value is what reads return, at most MaxValueBytes. When it is nil, and
	// reading is offered, the application is asked.
	Value []byte
}

// Table is the attributes of a lock: the same for every connection and for ever.
// Handles ascend from 1 without a gap, in the order in which NewTable was given
// the services. It is safe for concurrent use.
type Table struct {
	attributes []attribute // handle 1 first
	services   []DiscoveredService
}

type kind uint8

const (
	kindService kind = iota
	kindDeclaration
	kindValue
	kindCCCD
)

type attribute struct {
	kind  kind
	typ   UUID
	props Property // of the characteristic, for its value and its descriptor
	fixed bool     // value is what a read returns
	value PDU
	end   Handle // last handle of the group that begins here; 0: not a group
	cccd  int8   // ordinal of the characteristic's descriptor; -1: none
}

// NewTable numbers the attributes. It panics when they cannot be a table: a value
// that is too long, more than MaxCCCDs descriptors, more than 65535 handles.
func NewTable(services ...Service) *Table {
	t := &Table{}
	cccds := int8(0)
	add := func(a attribute) Handle {
		if len(t.attributes) == 0xFFFF {
			panic("gatt: more than 65535 attributes")
		}
		t.attributes = append(t.attributes, a)
		return Handle(len(t.attributes))
	}
	for _, s := range services {
		start := add(attribute{kind: kindService, typ: UUID16(typePrimary), fixed: true,
			value: PDU(s.UUID.appendWire(nil)), cccd: -1})
		found := DiscoveredService{UUID: s.UUID, Start: start}
		for _, c := range s.Characteristics {
			if len(c.Value) > MaxValueBytes {
				panic(fmt.Sprintf("gatt: characteristic %v has a value of %d bytes, the limit is %d", c.UUID, len(c.Value), MaxValueBytes))
			}
			index := int8(-1)
			if c.Properties&(Notify|Indicate) != 0 {
				if cccds == MaxCCCDs {
					panic(fmt.Sprintf("gatt: more than %d characteristics notify or indicate", MaxCCCDs))
				}
				index = cccds
				cccds++
			}
			at := Handle(len(t.attributes) + 1)
			declaration := c.UUID.appendWire(append16([]byte{byte(c.Properties)}, uint16(at+1)))
			add(attribute{kind: kindDeclaration, typ: UUID16(typeCharacteristic), fixed: true, value: PDU(declaration), cccd: -1})
			value := add(attribute{kind: kindValue, typ: c.UUID, props: c.Properties, fixed: c.Value != nil,
				value: PDU(c.Value), cccd: index})
			d := DiscoveredCharacteristic{UUID: c.UUID, Declaration: at, Value: value, Properties: c.Properties}
			if index >= 0 {
				h := add(attribute{kind: kindCCCD, typ: CCCD(), props: c.Properties, cccd: index})
				d.Descriptors = []DiscoveredDescriptor{{UUID: CCCD(), Handle: h}}
			}
			d.End = Handle(len(t.attributes))
			t.attributes[at-1].end = d.End
			found.Characteristics = append(found.Characteristics, d)
		}
		found.End = Handle(len(t.attributes))
		t.attributes[start-1].end = found.End
		t.services = append(t.services, found)
	}
	return t
}

// get returns the attribute of a handle; nil when there is none.
func (t *Table) get(h Handle) *attribute {
	if h == 0 || int(h) > len(t.attributes) {
		return nil
	}
	return &t.attributes[h-1]
}

// ValueHandle returns the handle of the value of the first characteristic of
// that type; 0 when there is none.
func (t *Table) ValueHandle(u UUID) Handle {
	for i := range t.attributes {
		if a := &t.attributes[i]; a.kind == kindValue && a.typ == u {
			return Handle(i + 1)
		}
	}
	return 0
}

// CCCDHandle returns the handle of the configuration descriptor of the
// characteristic whose value is at h; 0 when there is none.
func (t *Table) CCCDHandle(h Handle) Handle {
	a := t.get(h)
	if a == nil || a.kind != kindValue || a.cccd < 0 {
		return 0
	}
	return h + 1
}

// UUID returns the type of the attribute at h; false when there is none.
func (t *Table) UUID(h Handle) (UUID, bool) {
	a := t.get(h)
	if a == nil {
		return UUID{}, false
	}
	return a.typ, true
}

// Len returns the number of attributes, which is also the last handle.
func (t *Table) Len() int { return len(t.attributes) }

// Services lists what a client that discovers everything finds. The caller must
// not change it.
func (t *Table) Services() []DiscoveredService { return t.services }
