package api

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"locktwin/emulator/problem"
	"locktwin/model/gatt"
	"locktwin/model/sim"
)

// FaultSetting is a link fault as it is set: its kind, and the parameters of
// that kind under the kind's name.
type FaultSetting struct {
	ID         string                      `json:"id,omitempty" doc:"Name of the fault on this lock." pattern:"^[A-Za-z0-9._-]{1,64}$" example:"slow"`
	Kind       string                      `json:"kind" doc:"What it does." enum:"latency,loss,disconnect,no-confirm,duplicate-indication,late-indication,rssi,advertising-pause"`
	Connection uint32                      `json:"connection,omitempty" doc:"Number of the connection that it is for; left out or 0, it is for all."`
	Latency    *LatencyParameters          `json:"latency,omitempty"`
	Loss       *LossParameters             `json:"loss,omitempty"`
	Disconnect *DisconnectParameters       `json:"disconnect,omitempty"`
	NoConfirm  *NoConfirmParameters        `json:"no-confirm,omitempty"`
	Duplicate  *DuplicateParameters        `json:"duplicate-indication,omitempty"`
	Late       *LateParameters             `json:"late-indication,omitempty"`
	RSSI       *RSSIParameters             `json:"rssi,omitempty"`
	Pause      *AdvertisingPauseParameters `json:"advertising-pause,omitempty"`
}

// FaultSettings is a file of link faults.
type FaultSettings struct {
	Faults []FaultSetting `json:"faults" doc:"All of them, with ids." nullable:"false" maxItems:"256"`
}

// FaultChange changes a fault of which something stays.
type FaultChange struct {
	Connection *uint32                     `json:"connection,omitempty" doc:"Number of the connection that it is for; 0 is all."`
	Latency    *LatencyParameters          `json:"latency,omitempty"`
	Loss       *LossParameters             `json:"loss,omitempty"`
	Disconnect *DisconnectParameters       `json:"disconnect,omitempty"`
	NoConfirm  *NoConfirmParameters        `json:"no-confirm,omitempty"`
	Duplicate  *DuplicateParameters        `json:"duplicate-indication,omitempty"`
	Late       *LateParameters             `json:"late-indication,omitempty"`
	RSSI       *RSSIParameters             `json:"rssi,omitempty"`
	Pause      *AdvertisingPauseParameters `json:"advertising-pause,omitempty"`
}

// Fault is a link fault that stands, with what it has done.
type Fault struct {
	FaultSetting
	Text     string        `json:"text" doc:"The fault in one line, as scenario files and logs have it." example:"latency id=slow delay=40ms"`
	Counters FaultCounters `json:"counters" doc:"Since it was set."`
}

// FaultCounters tell what a fault did since it was set.
type FaultCounters struct {
	Seen        uint64   `json:"seen" doc:"What it counts: frames, writes, confirmations, indications."`
	Applied     uint64   `json:"applied" doc:"Times it changed something."`
	Delayed     Duration `json:"delayed" doc:"Sum of all delays."`
	Resent      uint64   `json:"resent" doc:"Link-layer packets that had to be sent again."`
	Dropped     uint64   `json:"dropped" doc:"Frames that never arrived."`
	Duplicated  uint64   `json:"duplicated" doc:"Frames that arrived twice."`
	Disconnects uint64   `json:"disconnects" doc:"Connections that it ended, or kept from coming to be."`
}

// The parameters of each kind.
type (
	// LatencyParameters delay every frame.
	LatencyParameters struct {
		Delay     Duration `json:"delay,omitzero" doc:"Delay of every frame; 0 to 1h."`
		Jitter    Duration `json:"jitter,omitzero" doc:"A further delay, drawn for each frame between 0 and this; 0 to 1h. Order is kept."`
		Direction string   `json:"direction,omitempty" doc:"Which frames." enum:"both,to-lock,to-central" default:"both"`
	}
	// LossParameters lose link-layer packets, which are then sent again.
	LossParameters struct {
		Permille int `json:"permille" doc:"Share of link-layer packets that are lost; each is sent again one connection interval later. 1000 lets nothing through." minimum:"0" maximum:"1000"`
	}
	// DisconnectParameters end a connection at the n-th operation.
	DisconnectParameters struct {
		At     uint64 `json:"at" doc:"At which operation, counted from 1. It does not arrive." minimum:"1" maximum:"1000000000"`
		Of     string `json:"of,omitempty" doc:"Which operations are counted." enum:"frame,write,indication" default:"frame"`
		Handle uint16 `json:"handle,omitempty" doc:"Count only those to the attribute of this handle."`
		UUID   string `json:"uuid,omitempty" doc:"Count only those to attributes of this type."`
		Reason uint8  `json:"reason,omitempty" doc:"HCI reason that both sides hear. 0 and 8 are silence: both sides notice after the supervision timeout."`
		Repeat bool   `json:"repeat,omitempty" doc:"Count again from 1 afterwards."`
	}
	// NoConfirmParameters keep confirmations from the lock.
	NoConfirmParameters struct {
		From  uint64 `json:"from,omitempty" doc:"First confirmation that is lost, counted from 1." maximum:"1000000000"`
		Count uint64 `json:"count,omitempty" doc:"How many are lost; left out, all from then on." maximum:"1000000000"`
	}
	// DuplicateParameters deliver indications twice.
	DuplicateParameters struct {
		Every uint64 `json:"every" doc:"Every n-th indication comes twice; 1 is each one." minimum:"1" maximum:"1000000000"`
	}
	// LateParameters delay indications.
	LateParameters struct {
		By    Duration `json:"by" doc:"How much later they come; what follows waits too. 0 to 1h."`
		Every uint64   `json:"every,omitempty" doc:"Every n-th indication is late; left out, each one." maximum:"1000000000"`
	}
	// RSSIParameters make the signal weak.
	RSSIParameters struct {
		Level  int8  `json:"level_dbm" doc:"Level at which everything is heard. Below -90 dBm packets are lost, 5 % for each dB." minimum:"-127" maximum:"20"`
		Spread uint8 `json:"spread_db,omitempty" doc:"How far single packets differ from it." maximum:"40"`
	}
	// AdvertisingPauseParameters keep advertisements from everybody.
	AdvertisingPauseParameters struct {
		FromNS int64    `json:"from_ns,omitempty" doc:"Simulated instant at which it begins, in nanoseconds; at once if left out." minimum:"0"`
		For    Duration `json:"for,omitzero" doc:"How long; until the fault is removed if left out."`
	}
)

// parameters lists which kinds have parameters in a setting.
func (s *FaultSetting) parameters() []string {
	var have []string
	for _, p := range []struct {
		kind  gatt.FaultKind
		given bool
	}{
		{gatt.FaultLatency, s.Latency != nil}, {gatt.FaultLoss, s.Loss != nil}, {gatt.FaultDisconnect, s.Disconnect != nil},
		{gatt.FaultNoConfirm, s.NoConfirm != nil}, {gatt.FaultDuplicateIndication, s.Duplicate != nil},
		{gatt.FaultLateIndication, s.Late != nil}, {gatt.FaultRSSI, s.RSSI != nil}, {gatt.FaultAdvertisingPause, s.Pause != nil},
	} {
		if p.given {
			have = append(have, p.kind.String())
		}
	}
	return have
}

// needsNothing are the kinds that act by being there.
var needsNothing = map[string]bool{gatt.FaultNoConfirm.String(): true, gatt.FaultAdvertisingPause.String(): true}

// fault makes the fault that the air takes. location is where the setting stands
// in the request.
func (s FaultSetting) fault(location string) (gatt.Fault, error) {
	f := gatt.Fault{ID: s.ID, Conn: gatt.ConnID(s.Connection)}
	if s.ID == "" {
		return f, invalid(location+".id", nil, "a name such as 'slow'", "the fault has no id")
	}
	if err := f.Kind.UnmarshalText([]byte(s.Kind)); err != nil || f.Kind == gatt.FaultNone {
		return f, checkWord(location+".kind", "kind of fault", s.Kind, faultKindNames())
	}
	have := s.parameters()
	if len(have) == 0 && !needsNothing[s.Kind] {
		return f, invalid(location+"."+s.Kind, nil, "its parameters", "a fault of the kind '%s' needs parameters under that name", s.Kind)
	}
	for _, h := range have {
		if h != s.Kind {
			return f, invalid(location+"."+h, nil, "parameters under '"+s.Kind+"'", "the fault is of the kind '%s'", s.Kind)
		}
	}
	if s.Disconnect != nil {
		if err := s.Disconnect.into(&f.End, location+".disconnect"); err != nil {
			return f, err
		}
	}
	if p := s.Latency; p != nil {
		f.Latency = gatt.LatencyFault{Delay: p.Delay.D, Jitter: p.Jitter.D}
		if p.Direction != "" {
			if err := f.Latency.Direction.UnmarshalText([]byte(p.Direction)); err != nil {
				return f, invalid(location+".latency.direction", p.Direction, "", "%v", err)
			}
		}
	}
	if p := s.Loss; p != nil {
		f.Loss = gatt.LossFault{Permille: p.Permille}
	}
	if p := s.NoConfirm; p != nil {
		f.Confirm = gatt.NoConfirmFault{From: p.From, Count: p.Count}
	}
	if p := s.Duplicate; p != nil {
		f.Twice = gatt.DuplicateIndicationFault{Every: p.Every}
	}
	if p := s.Late; p != nil {
		f.Late = gatt.LateIndicationFault{By: p.By.D, Every: p.Every}
	}
	if p := s.RSSI; p != nil {
		f.RSSI = gatt.RSSIFault{Level: p.Level, Spread: p.Spread}
	}
	if p := s.Pause; p != nil {
		f.Pause = gatt.AdvertisingPauseFault{From: sim.Time(p.FromNS), For: p.For.D}
	}
	if err := f.Validate(); err != nil {
		return f, problem.New(problem.Invalid, "%v", err).At(location, nil, "", trimmed(err))
	}
	return f, nil
}

func (p *DisconnectParameters) into(f *gatt.DisconnectFault, location string) error {
	*f = gatt.DisconnectFault{At: p.At, Handle: gatt.Handle(p.Handle), Reason: gatt.Reason(p.Reason), Repeat: p.Repeat}
	if p.Of != "" {
		if err := f.Of.UnmarshalText([]byte(p.Of)); err != nil {
			return invalid(location+".of", p.Of, "", "%v", err)
		}
	}
	if p.UUID != "" {
		u, err := gatt.ParseUUID(p.UUID)
		if err != nil {
			return invalid(location+".uuid", p.UUID, "a UUID", "%v", err)
		}
		f.UUID = u
	}
	return nil
}

// trimmed is an error of package gatt without the word that it begins with.
func trimmed(err error) string {
	return strings.TrimPrefix(err.Error(), errors.Unwrap(err).Error()+": ")
}

// faults makes all faults of a file, whose ids have to differ.
func (s FaultSettings) faults(location string) ([]gatt.Fault, error) {
	var out []gatt.Fault
	seen := map[string]bool{}
	for i, one := range s.Faults {
		where := fmt.Sprintf("%s.faults[%d]", location, i)
		f, err := one.fault(where)
		if err != nil {
			return nil, err
		}
		if seen[f.ID] {
			return nil, invalid(where+".id", f.ID, "an id of its own", "two faults have the id '%s'", f.ID)
		}
		seen[f.ID] = true
		out = append(out, f)
	}
	return out, nil
}

// on is the setting with what the change changes.
func (c FaultChange) on(s FaultSetting) FaultSetting {
	if c.Connection != nil {
		s.Connection = *c.Connection
	}
	s.Latency, s.Loss, s.Disconnect = instead(c.Latency, s.Latency), instead(c.Loss, s.Loss), instead(c.Disconnect, s.Disconnect)
	s.NoConfirm, s.Duplicate, s.Late = instead(c.NoConfirm, s.NoConfirm), instead(c.Duplicate, s.Duplicate), instead(c.Late, s.Late)
	s.RSSI, s.Pause = instead(c.RSSI, s.RSSI), instead(c.Pause, s.Pause)
	return s
}

func instead[T any](a, b *T) *T {
	if a != nil {
		return a
	}
	return b
}

// faultView shows a fault of the air.
func faultView(f gatt.Fault) Fault {
	c := f.Counters
	v := Fault{Text: f.String(), Counters: FaultCounters{
		Seen: c.Seen, Applied: c.Applied, Delayed: For(time.Duration(min(c.DelayedNs, 1<<63-1))), Resent: c.Resent, Dropped: c.Dropped,
		Duplicated: c.Duplicated, Disconnects: c.Disconnects,
	}}
	v.FaultSetting = FaultSetting{ID: f.ID, Kind: f.Kind.String(), Connection: uint32(f.Conn)}
	switch f.Kind {
	case gatt.FaultLatency:
		v.Latency = &LatencyParameters{Delay: For(f.Latency.Delay), Jitter: For(f.Latency.Jitter), Direction: f.Latency.Direction.String()}
	case gatt.FaultLoss:
		v.Loss = &LossParameters{f.Loss.Permille}
	case gatt.FaultDisconnect:
		v.Disconnect = &DisconnectParameters{At: f.End.At, Of: f.End.Of.String(), Handle: uint16(f.End.Handle), Reason: uint8(f.End.Reason), Repeat: f.End.Repeat}
		if f.End.UUID != (gatt.UUID{}) {
			v.Disconnect.UUID = f.End.UUID.String()
		}
	case gatt.FaultNoConfirm:
		v.NoConfirm = &NoConfirmParameters{f.Confirm.From, f.Confirm.Count}
	case gatt.FaultDuplicateIndication:
		v.Duplicate = &DuplicateParameters{f.Twice.Every}
	case gatt.FaultLateIndication:
		v.Late = &LateParameters{For(f.Late.By), f.Late.Every}
	case gatt.FaultRSSI:
		v.RSSI = &RSSIParameters{f.RSSI.Level, f.RSSI.Spread}
	case gatt.FaultAdvertisingPause:
		v.Pause = &AdvertisingPauseParameters{int64(f.Pause.From), For(f.Pause.For)}
	}
	return v
}

func faultKindNames() []string {
	var names []string
	for _, k := range gatt.FaultKinds() {
		names = append(names, k.String())
	}
	return names
}
