package gattws

import (
	"slices"
	"strings"

	"locktwin/emulator/fleet"
	"locktwin/model/gatt"
)

// Bounds of startScan.
const (
	maxFilters  = 16
	maxServices = 16
)

func (s *session) startScan(id string, params []byte) *RPCError {
	var p ScanParams
	if e := parseParams(params, &p); e != nil {
		return e
	}
	if len(p.Filters) > maxFilters {
		return badParams("filters: %d, limit %d", len(p.Filters), maxFilters)
	}
	for _, f := range p.Filters {
		if len(f.Services) > maxServices {
			return badParams("services: %d, limit %d", len(f.Services), maxServices)
		}
		if len(f.Services) == 0 && f.Name == "" && f.NamePrefix == "" && f.Address == "" {
			return badParams("filters: a filter names at least one of services, name, namePrefix, address")
		}
	}
	s.scan = &p
	s.central.Scan(p.coarse())
	s.answer(id, struct{}{})
	return nil
}

func (s *session) stopScan(id string, params []byte) *RPCError {
	if e := parseParams(params, &struct{}{}); e != nil {
		return e
	}
	s.scan = nil
	s.central.StopScan()
	s.answer(id, struct{}{})
	return nil
}

// coarse gives what can be said to the fleet, which looks for anything of a list
// and knows no prefixes: everything that passes a filter, and some more.
func (p *ScanParams) coarse() fleet.ScanOptions {
	o := fleet.ScanOptions{AllowDuplicates: p.AllowDuplicates}
	services, names, addresses := len(p.Filters) > 0, len(p.Filters) > 0, len(p.Filters) > 0
	for _, f := range p.Filters {
		services = services && len(f.Services) > 0
		names = names && f.Name != ""
		addresses = addresses && f.Address != ""
	}
	for _, f := range p.Filters {
		if services {
			o.Services = append(o.Services, f.Services...)
		}
		if names {
			o.Names = append(o.Names, f.Name)
		}
		if addresses {
			o.Addresses = append(o.Addresses, strings.ToLower(f.Address))
		}
	}
	return o
}

// passes tells whether an advertisement gets through one of the filters.
func (p *ScanParams) passes(a *gatt.Advertisement, address string) bool {
	return len(p.Filters) == 0 || slices.ContainsFunc(p.Filters, func(f ScanFilter) bool {
		name := a.LocalName()
		if f.Name != "" && f.Name != name || !strings.HasPrefix(name, f.NamePrefix) ||
			f.Address != "" && !strings.EqualFold(f.Address, address) {
			return false
		}
		for _, u := range f.Services {
			if !shows(a, u) {
				return false
			}
		}
		return true
	})
}

// shows tells whether an advertisement names a service: as such, with service
// data, or in an iBeacon.
func shows(a *gatt.Advertisement, u gatt.UUID) bool {
	if slices.Contains(a.ServiceUUIDs(), u) {
		return true
	}
	if _, ok := a.ServiceData(u); ok {
		return true
	}
	const apple, beacon = 0x004C, "\x02\x15"
	company, data, ok := a.Manufacturer()
	return ok && company == apple && strings.HasPrefix(data, beacon+string(u[:]))
}

// advertised tells the client of an advertising event.
func (s *session) advertised(e *fleet.CentralEvent) {
	a := e.Advertisement
	if s.over || s.scan == nil || a == nil || !s.may(e.Lock) || !s.scan.passes(a, e.Address) {
		return
	}
	if s.socket.out.half() {
		s.missed++
		s.handler.meter.Dropped(queueAdvertisements, 1)
		return
	}
	if s.missed > 0 {
		n := s.missed
		s.missed = 0
		s.tell(eventMissed, func(seq uint64) any { return Missed{seq, n} })
	}
	s.tell(eventAdvertisement, func(seq uint64) any { return advertisement(seq, e) })
}

// advertisement gives an advertising event in the words of the protocol.
func advertisement(seq uint64, e *fleet.CentralEvent) Advertisement {
	a := e.Advertisement
	out := Advertisement{Seq: seq, TimeNS: e.SimNS, Device: e.Lock, Address: e.Address, Name: a.LocalName(), RSSI: int(a.RSSI),
		Connectable: a.Connectable, Services: a.ServiceUUIDs(), Data: Hex(a.Data), ScanResponse: Hex(a.ScanResponse)}
	if dBm, ok := a.TxPower(); ok {
		n := int(dBm)
		out.TxPower = &n
	}
	if company, data, ok := a.Manufacturer(); ok {
		out.ManufacturerData = []ManufacturerData{{company, Hex(data)}}
	}
	for _, d := range a.AllServiceData() {
		out.ServiceData = append(out.ServiceData, ServiceData{d.UUID, Hex(d.Data)})
	}
	return out
}
