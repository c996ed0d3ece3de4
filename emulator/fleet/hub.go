package fleet

import (
	"slices"
	"strings"
	"sync"

	"locktwin/model/gatt"
)

// hub brings scanners and locks together. It knows what each lock advertises, so
// that a lock which no scanner looks for is not woken by any.
type hub struct {
	mu       sync.Mutex
	scanners []*scanner
	beacons  map[*host]*beacon // what each lock advertises; none while it is silent
}

// beacon is what one lock advertises. It is not changed after it was published.
type beacon struct {
	gatt.Beacon
	id, name, address string
	frames            []advertised
}

// advertised is one frame in the terms of a filter.
type advertised struct {
	services []gatt.UUID
	name     string
}

// scanner is one scan of one central.
type scanner struct {
	central *Central
	o       ScanOptions
}

// Scan begins to scan, or changes what is scanned for.
func (c *Central) Scan(o ScanOptions) {
	s := &scanner{central: c, o: ScanOptions{
		Services: slices.Clone(o.Services), Names: slices.Clone(o.Names), Addresses: lower(o.Addresses),
		Locks: slices.Clone(o.Locks), AllowDuplicates: o.AllowDuplicates,
	}}
	c.mu.Lock()
	if c.closed {
		c.mu.Unlock()
		return
	}
	old := c.scan
	c.scan = s
	c.mu.Unlock()
	hosts := c.f.hub.replace(old, s)
	for _, h := range hosts {
		h.scanned(s)
	}
}

// StopScan ends the scan.
func (c *Central) StopScan() {
	c.mu.Lock()
	old := c.scan
	c.scan = nil
	c.mu.Unlock()
	if old != nil {
		c.f.hub.replace(old, nil)
	}
}

func lower(in []string) []string {
	out := make([]string, 0, len(in))
	for _, s := range in {
		out = append(out, strings.ToLower(s))
	}
	return out
}

// replace puts one scanner in the place of another; either may be nil. It gives
// the hosts whose locks the new one wants to hear.
func (u *hub) replace(old, s *scanner) []*host {
	u.mu.Lock()
	defer u.mu.Unlock()
	if i := slices.Index(u.scanners, old); i >= 0 {
		u.scanners = slices.Delete(u.scanners, i, i+1)
	}
	if s == nil {
		return nil
	}
	u.scanners = append(u.scanners, s)
	var out []*host
	for h, b := range u.beacons {
		if s.wants(b) {
			out = append(out, h)
		}
	}
	return out
}

// publish tells what a lock advertises from now on, nil for nothing, and gives
// the scanners that want to hear it.
func (u *hub) publish(h *host, b *beacon) []*scanner {
	u.mu.Lock()
	defer u.mu.Unlock()
	if b == nil {
		delete(u.beacons, h)
		return nil
	}
	u.beacons[h] = b
	var out []*scanner
	for _, s := range u.scanners {
		if s.wants(b) {
			out = append(out, s)
		}
	}
	return out
}

// scanning tells whether the scan still goes on.
func (s *scanner) scanning() bool {
	s.central.mu.Lock()
	defer s.central.mu.Unlock()
	return s.central.scan == s && !s.central.closed
}

func newBeacon(b gatt.Beacon, id, name, address string) *beacon {
	out := &beacon{Beacon: b, id: id, name: name, address: address}
	for i := range max(b.Count, 1) {
		a := gatt.Advertisement{Data: b.Frames[i], ScanResponse: b.ScanResponse}
		out.frames = append(out.frames, advertised{services: services(&a), name: a.LocalName()})
	}
	return out
}

// services lists every service that an advertisement names: as a service, as the
// service that data belong to, or in an iBeacon.
func services(a *gatt.Advertisement) []gatt.UUID {
	out := a.ServiceUUIDs()
	for _, d := range a.AllServiceData() {
		out = append(out, d.UUID)
	}
	const apple, iBeacon = 0x004C, "\x02\x15"
	if company, data, ok := a.Manufacturer(); ok && company == apple && strings.HasPrefix(data, iBeacon) && len(data) >= 18 {
		out = append(out, gatt.UUID([]byte(data[2:18])))
	}
	return out
}

// wants tells whether the scanner wants to hear any of the beacon's frames.
func (s *scanner) wants(b *beacon) bool { return s.frames(b) != 0 }

// frames tells which of the beacon's frames the scanner wants, a bit each.
func (s *scanner) frames(b *beacon) uint8 {
	o := &s.o
	if len(o.Addresses) > 0 && !slices.Contains(o.Addresses, b.address) {
		return 0
	}
	if len(o.Locks) > 0 && !slices.Contains(o.Locks, b.id) && !slices.Contains(o.Locks, b.name) {
		return 0
	}
	bits := uint8(0)
	for i := range b.frames {
		f := &b.frames[i]
		if len(o.Names) > 0 && !slices.Contains(o.Names, f.name) {
			continue
		}
		if len(o.Services) > 0 && !slices.ContainsFunc(o.Services, func(u gatt.UUID) bool { return slices.Contains(f.services, u) }) {
			continue
		}
		bits |= 1 << i
	}
	return bits
}
