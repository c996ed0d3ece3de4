package scenarios

import (
	"fmt"
	"slices"

	"locktwin/model/gatt"
	"locktwin/model/trace"
)

// faultRecord is a fault of the link that the script has set at some time.
type faultRecord struct {
	name    string
	on      string // phone; "" is everybody, and no phone once it is gone
	earlier uint64 // times it was applied before it was set anew or taken away
}

// airFault sets a fault or takes faults away.
func (p *player) airFault(a AirFault) error {
	if a.Remove != "" {
		return p.mend(a.Remove)
	}
	f := a.Fault
	if a.On != "" {
		if !p.radio.on {
			return impossible("the phones of this script do not go over the air")
		}
		f.Conn = gatt.NoConn
		if l := p.radio.of(a.On); l != nil {
			f.Conn = l.conn
		}
	}
	if f.Kind == gatt.FaultAdvertisingPause {
		f.Pause.From = p.lock.Now()
	}
	r := p.radio.fault(f.ID)
	r.earlier += p.applied(f.ID)
	r.on = a.On
	if err := p.lock.Air().SetFault(f); err != nil {
		return fmt.Errorf("%w: %w", ErrScenario, err)
	}
	who := "everybody"
	if a.On != "" {
		who = a.On
	}
	p.lock.Remark(trace.Lab, "air-fault", fmt.Sprintf("%s is on the link of %s: %s", f.ID, who, a.Fault))
	return nil
}

// mend takes a fault away, or all of them.
func (p *player) mend(name string) error {
	air := p.lock.Air()
	gone := 0
	for _, f := range air.Faults() {
		if name != EveryFault && f.ID != name {
			continue
		}
		r := p.radio.fault(f.ID)
		r.earlier += f.Counters.Applied
		r.on = ""
		air.RemoveFault(f.ID)
		p.lock.Remark(trace.Lab, "air-fault-over", "the fault "+f.ID+" of the link is over")
		gone++
	}
	if gone == 0 && name != EveryFault {
		return impossible("the link has no fault '" + name + "'")
	}
	return nil
}

// fault is the record of a fault, a new one if there is none.
func (r *radio) fault(name string) *faultRecord {
	i := slices.IndexFunc(r.faults, func(f faultRecord) bool { return f.name == name })
	if i < 0 {
		i = len(r.faults)
		r.faults = append(r.faults, faultRecord{name: name})
	}
	return &r.faults[i]
}

// applied is how often a fault has changed something since it was set.
func (p *player) applied(name string) uint64 {
	for _, f := range p.lock.Air().Faults() {
		if f.ID == name {
			return f.Counters.Applied
		}
	}
	return 0
}

// faultFacts says how often each fault was applied.
func (p *player) faultFacts() []FaultFact {
	var out []FaultFact
	for _, r := range p.radio.faults {
		out = append(out, FaultFact{Fault: r.name, Applied: int64(r.earlier + p.applied(r.name))})
	}
	return out
}
