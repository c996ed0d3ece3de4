package firmware

import (
	"fmt"

	"locktwin/model/gatt"
	"locktwin/model/keyturner"
)

// services is what a lock with a given profile offers to whoever connects.
type services struct {
	table  *gatt.Table
	policy gatt.Policy
	// Handles of values.
	pairing, general, user gatt.Handle // messages
	name, serial           gatt.Handle // of this one lock
}

// Assigned numbers of the Bluetooth SIG.
const (
	uuidAccess         = 0x1800
	uuidAttribute      = 0x1801
	uuidInformation    = 0x180A
	uuidName           = 0x2A00
	uuidAppearance     = 0x2A01
	uuidServiceChanged = 0x2A05
	uuidModel          = 0x2A24
	uuidSerial         = 0x2A25
	uuidFirmware       = 0x2A26
	uuidHardware       = 0x2A27
)

// modelNames are what the Device Information service calls the product.
func modelName(d keyturner.DeviceType) string {
	if d == keyturner.DeviceGen2 {
		return "Smart Lock 2.0"
	}
	return "Smart Lock 3.0"
}

// newServices builds the attribute table. The three characteristics that carry
// messages can be written and indicate, and nothing else: clients that find
// anything more use it. All are there at all times, as clients tell the kind of
// a device by them.
func newServices(p *Profile) services {
	data := func(c keyturner.Characteristic) gatt.Characteristic {
		return gatt.Characteristic{UUID: gatt.UUID(c.UUID()), Properties: gatt.Write | gatt.Indicate}
	}
	read := func(uuid uint16, value string) gatt.Characteristic {
		c := gatt.Characteristic{UUID: gatt.UUID16(uuid), Properties: gatt.Read}
		if value != "" {
			c.Value = []byte(value)
		}
		return c
	}
	v, hw := p.Reported(), p.Protocol.Hardware
	t := gatt.NewTable(
		gatt.Service{UUID: gatt.UUID16(uuidAccess), Characteristics: []gatt.Characteristic{
			read(uuidName, ""), read(uuidAppearance, "\x00\x00"),
		}},
		gatt.Service{UUID: gatt.UUID16(uuidAttribute), Characteristics: []gatt.Characteristic{
			{UUID: gatt.UUID16(uuidServiceChanged), Properties: gatt.Indicate},
		}},
		gatt.Service{UUID: gatt.UUID(keyturner.PairingService.UUID()), Characteristics: []gatt.Characteristic{
			data(keyturner.PairingGDIO),
		}},
		gatt.Service{UUID: gatt.UUID(keyturner.KeyturnerService.UUID()), Characteristics: []gatt.Characteristic{
			data(keyturner.KeyturnerGDIO), data(keyturner.USDIO),
		}},
		gatt.Service{UUID: gatt.UUID16(uuidInformation), Characteristics: []gatt.Characteristic{
			read(uuidModel, modelName(p.Protocol.Wire.Device)), read(uuidSerial, ""),
			read(uuidFirmware, fmt.Sprintf("%d.%d.%d", v[0], v[1], v[2])), read(uuidHardware, fmt.Sprintf("%d.%d", hw[0], hw[1])),
		}},
	)
	return services{
		table: t,
		policy: gatt.Policy{
			MTU: p.Protocol.MTU, RequireSubscription: p.Protocol.RequireSubscription, IndicateFirst: p.Protocol.IndicateFirst,
		},
		pairing: t.ValueHandle(gatt.UUID(keyturner.PairingGDIO.UUID())),
		general: t.ValueHandle(gatt.UUID(keyturner.KeyturnerGDIO.UUID())),
		user:    t.ValueHandle(gatt.UUID(keyturner.USDIO.UUID())),
		name:    t.ValueHandle(gatt.UUID16(uuidName)),
		serial:  t.ValueHandle(gatt.UUID16(uuidSerial)),
	}
}

// readValue gives the values that differ from lock to lock.
func (a *App) readValue(h gatt.Handle) ([]byte, gatt.Code) {
	switch h {
	case a.services.name:
		return []byte(keyturner.LocalName(a.hal.DeviceID())), gatt.OK
	case a.services.serial:
		return fmt.Appendf(nil, "%08X", a.hal.DeviceID()), gatt.OK
	}
	return nil, gatt.CodeReadNotPermitted
}

// Table is the attributes that the lock offers, to look at.
func (a *App) Table() *gatt.Table { return a.services.table }
