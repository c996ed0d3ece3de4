package main

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"strings"
	"time"

	"locktwin/emulator/transport/gattws"
	"locktwin/model/gatt"
	"locktwin/model/keyturner"
)

type scanCommand struct {
	remoteFlags
	For time.Duration `default:"3s" placeholder:"TIME" help:"How long to listen, by the clock on the wall (${default})."`
}

// heard is a lock as its advertisements show it.
type heard struct {
	ID          string `json:"id"`
	Name        string `json:"name"`
	Address     string `json:"address"`
	NukiID      string `json:"nuki_id"` // hex digits; empty until the beacon was heard
	RSSI        int    `json:"rssi_dbm"`
	Connectable bool   `json:"connectable"`
	Pairing     bool   `json:"pairing"` // it can be paired with
	News        bool   `json:"news"`    // its state has changed since a bridge has fetched it
	Frames      int    `json:"frames"`
}

func (c *scanCommand) run(s *Streams) int {
	if c.For <= 0 {
		return s.refuse(fmt.Errorf("--for: %v, must be above 0", c.For))
	}
	air := airFlags{remoteFlags: c.remoteFlags, Timeout: dialTime}
	on, err := air.dial(context.Background(), s)
	if err != nil {
		return s.refuse(err)
	}
	defer on.close()
	var found survey
	ctx, cancel := context.WithTimeout(on.ctx, c.For)
	defer cancel()
	if err := on.listen(ctx, nil, &found, func() bool { return false }); err != nil {
		return air.refuse(s, err)
	}
	if c.JSON {
		return s.object(found.locks())
	}
	if len(found.order) == 0 {
		fmt.Fprintln(s.Out, "no lock is heard")
		return exitMet
	}
	var rows [][]string
	for _, h := range found.locks() {
		rows = append(rows, []string{h.ID, h.Name, h.Address, fmt.Sprintf("%d dBm", h.RSSI), yesNo(h.Pairing), yesNo(h.News)})
	}
	columns(s.Out, []string{"ID", "NAME", "ADDRESS", "SIGNAL", "PAIRING", "NEWS"}, rows)
	return exitMet
}

// dialTime is how long a server may take to answer.
const dialTime = 10 * time.Second

// survey is what a scan has found, in the order in which it was heard.
type survey struct {
	order []string
	of    map[string]*heard
}

// locks lists what was found.
func (v *survey) locks() []heard {
	out := make([]heard, 0, len(v.order))
	for _, id := range v.order {
		out = append(out, *v.of[id])
	}
	return out
}

// note takes an advertisement in.
func (v *survey) note(a *gattws.Advertisement) {
	h := v.of[a.Device]
	if h == nil {
		if v.of == nil {
			v.of = map[string]*heard{}
		}
		h = &heard{ID: a.Device, Address: a.Address}
		v.of[a.Device] = h
		v.order = append(v.order, a.Device)
	}
	h.Frames++
	h.RSSI, h.Connectable = a.RSSI, a.Connectable
	if a.Name != "" {
		h.Name = a.Name
	}
	for _, m := range a.ManufacturerData {
		if id, news, ok := beacon(m); ok {
			h.NukiID, h.News = fmt.Sprintf("%08X", id), news
		}
	}
	for _, d := range a.ServiceData {
		if d.Service == gatt.UUID(keyturner.PairingService.UUID()) {
			h.Pairing = true
		}
	}
}

// beacon reads the iBeacon of a lock: the lowest bit of its last byte tells that
// there is something new to fetch.
func beacon(m gattws.ManufacturerData) (nukiID uint32, news, ok bool) {
	const apple, head, id = 0x004C, 2, 4
	service := keyturner.KeyturnerService.UUID()
	d := []byte(m.Data)
	if m.CompanyIdentifier != apple || len(d) != head+len(service)+id+1 || !strings.HasPrefix(string(d[head:]), string(service[:])) {
		return 0, false, false
	}
	return binary.BigEndian.Uint32(d[head+len(service):]), d[len(d)-1]&1 != 0, true
}

// listen scans until the context ends, which is no error, or until somebody has
// heard enough.
func (on *session) listen(ctx context.Context, filters []gattws.ScanFilter, found *survey, enough func() bool) error {
	err := on.client.Scan(ctx, gattws.ScanParams{Filters: filters}, func(a gattws.Advertisement) bool {
		found.note(&a)
		return enough()
	})
	if errors.Is(err, context.DeadlineExceeded) && errors.Is(ctx.Err(), context.DeadlineExceeded) || errors.Is(err, context.Canceled) {
		return nil
	}
	return err
}

// How long to listen for the only lock there is; all by the clock on the wall.
// A lock shows itself every half second, at most every two.
const (
	silence  = 5 * time.Second // until nothing at all was heard
	company  = 3 * time.Second // after the first, for others
	mostSeen = 8               // locks that a message names
)

// onlyOne finds the only lock that can be heard.
func (on *session) onlyOne() (string, error) { return on.only(nil, "no lock is heard") }

// onlyInPairingMode finds the only lock that can be paired with.
func (on *session) onlyInPairingMode() (string, error) {
	pairing := gattws.ScanFilter{Services: []gatt.UUID{gatt.UUID(keyturner.PairingService.UUID())}}
	return on.only([]gattws.ScanFilter{pairing}, "no lock in pairing mode is heard")
}

func (on *session) only(filters []gattws.ScanFilter, nobody string) (string, error) {
	var found survey
	ctx, cancel := context.WithTimeout(on.ctx, silence)
	defer cancel()
	if err := on.listen(ctx, filters, &found, func() bool { return len(found.order) > 0 }); err != nil {
		return "", err
	}
	if len(found.order) == 1 {
		others, cancel := context.WithTimeout(on.ctx, company)
		defer cancel()
		if err := on.listen(others, filters, &found, func() bool { return len(found.order) > 1 }); err != nil {
			return "", err
		}
	}
	switch n := len(found.order); {
	case n == 0:
		return "", errors.New(nobody)
	case n > 1:
		var names []string
		for _, h := range found.locks()[:min(n, mostSeen)] {
			names = append(names, h.ID)
		}
		return "", fmt.Errorf("--lock has to say which lock; heard are %s", strings.Join(names, ", "))
	}
	return found.order[0], nil
}
