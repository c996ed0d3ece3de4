package scenarios

import (
	"math"

	"locktwin/model"
	"locktwin/model/firmware"
	"locktwin/model/mechanics"
)

// facts gathers what is so now. Everything that has to be asked is asked of
// copies.
func (p *player) facts(q QuestionsAsked) (Facts, error) {
	v, err := p.interrogate(q.PINs)
	if err != nil {
		return Facts{}, p.at(err)
	}
	stats := p.lock.Machine().Stats()
	f := Facts{
		Outcome: Outcome{
			PIN: v.outcome, Boots: stats.Boots, Resets: append([]Reset(nil), p.watch.resets...),
			Usable: p.usable(&v),
		},
		Flash:       FlashCounts{Programs: stats.Programs, Erases: stats.Erases, Interrupted: stats.Interrupted, MarginalWords: marginalWords(p.lock)},
		Torn:        p.watch.torn,
		PINs:        v.tried,
		Bolt:        boltState(p.lock.Machine().Bolt()),
		Warnings:    p.watch.warnings,
		Boots:       append([]BootFacts(nil), p.watch.boots...),
		Charge:      p.account().since(p.before).charge(),
		Answer:      p.ack.answer,
		CustomPINOn: p.ack.pin != NoPIN,
		Faults:      p.faultFacts(),
	}
	sample := p.lock.Machine().Sample()
	vbat, vdd := p.watch.vbat, p.watch.vdd
	vbat.take(Microvolts(round(float64(sample.VBAT * 1e6))))
	vdd.take(Microvolts(round(float64(sample.VDD * 1e6))))
	f.Rails = []RailExtremes{vbat, vdd}
	f.Outcome.Authorizations, f.Phones = p.authorizations(&v)
	f.Critical = p.reportsCritical()
	f.Battery = p.battery()
	p.readSettings(&v, &f)
	for _, r := range q.Resets {
		f.FactoryTry = append(f.FactoryTry, p.tryReset(&v, r))
	}
	return f, nil
}

// authorizations counts those that must be there, and those that a copy at rest has.
func (p *player) authorizations(v *verdict) (AuthorizationsOutcome, PhoneCounts) {
	a, n := AuthorizationsOutcome{Before: p.ack.most}, PhoneCounts{Paired: len(p.ack.phones)}
	if v.lock != nil {
		a.After, n.Still = v.lock.App().Authorizations(), v.still
		if v.probe == probeName {
			a.After--
		}
	}
	return a, n
}

// at adds the scenario's name and the instant to an error.
func (p *player) at(err error) error {
	return &instantError{p.file.Scenario, p.lock.Now().String(), err}
}

type instantError struct {
	scenario, at string
	err          error
}

func (e *instantError) Error() string { return e.scenario + ", at " + e.at + ": " + e.err.Error() }
func (e *instantError) Unwrap() error { return e.err }

func boltState(b mechanics.BoltState) BoltState {
	switch b {
	case mechanics.Locked:
		return "locked"
	case mechanics.Unlocked:
		return "unlocked"
	case mechanics.Unlatched:
		return "unlatched"
	}
	return "in between"
}

// battery says how the present cells did.
func (p *player) battery() BatteryFacts {
	switch {
	case p.critical.Set:
		return BatteryFacts{Lasted: p.critical.Value.Sub(p.inserted), Over: true}
	case p.dead():
		end := p.watch.silent
		if end < p.inserted {
			end = p.inserted // they never made it run
		}
		return BatteryFacts{Lasted: end.Sub(p.inserted), Over: true}
	}
	return BatteryFacts{Lasted: p.lock.Now().Sub(p.inserted)}
}

// marginalWords counts the program units of the firmware's areas that hold a
// marginal byte.
func marginalWords(l *model.Lock) int {
	m := l.Machine()
	unit, base := uint32(m.Memory().UnitBytes), m.MemoryBase()
	areas := l.App().Extents()
	n, last := 0, uint32(math.MaxUint32)
	for _, r := range m.Flash().Marginal() {
		for a := r.Addr - r.Addr%unit; a < r.Addr+r.Size; a += unit {
			if a == last {
				continue
			}
			last = a
			for _, e := range areas {
				if at := a - base; a >= base && at >= e.Addr && at < e.Addr+e.Bytes {
					n++
					break
				}
			}
		}
	}
	return n
}

// readSettings asks a copy for both records.
func (p *player) readSettings(v *verdict, f *Facts) {
	var config firmware.Config
	var advanced firmware.AdvancedConfig
	lost := true
	if v.probe != "" {
		l := v.lock.Fork()
		a, err := l.Call(v.probe, firmware.Command{Op: firmware.OpRequestConfig})
		b, err2 := l.Call(v.probe, firmware.Command{Op: firmware.OpRequestAdvancedConfig})
		if err == nil && err2 == nil && a.OK() && b.OK() {
			config, advanced, lost = a.Final.Config, b.Final.Advanced, false
		}
	}
	for _, spec := range settingTable {
		truth := settingTruth{}
		for _, t := range p.ack.settings {
			if t.setting == spec.Setting {
				truth = t
			}
		}
		s := SettingFact{Setting: spec.Setting, Lost: lost, Chosen: truth.chosen,
			Default: value(spec.Setting, firmware.DefaultConfig(), firmware.DefaultAdvancedConfig())}
		if !lost {
			s.Reads = value(spec.Setting, config, advanced)
			for _, may := range append([]SettingValue{truth.chosen.Value}, truth.unsure...) {
				// The protocol's numbers are coarser than the file's.
				if spec.Setting != "name" && raw(spec.Setting, may) == field(spec.Setting).Get(config, advanced) {
					s.Reads = SettingValue{Number: may.Number}
				}
				if truth.chosen.Set && may == s.Reads {
					s.Chosen = Some(may)
				}
			}
		}
		f.Settings = append(f.Settings, s)
		switch {
		case !s.Chosen.Set:
		case !s.Lost && s.Reads == s.Chosen.Value:
			f.Outcome.Settings.Kept = append(f.Outcome.Settings.Kept, s.Setting)
		default:
			f.Outcome.Settings.Lost = append(f.Outcome.Settings.Lost, s.Setting)
		}
	}
}

func field(s Setting) firmware.Field {
	f, err := firmware.LookupField(string(s))
	if err != nil {
		return firmware.FieldNone
	}
	return f
}

// value is what a setting reads, in the terms of a file.
func value(s Setting, c firmware.Config, a firmware.AdvancedConfig) SettingValue {
	if s == "name" {
		return SettingValue{Text: c.Name.String()}
	}
	n := field(s).Get(c, a)
	if s == "latitude" || s == "longitude" {
		degrees := float64(math.Float32frombits(uint32(n)))
		if !(degrees >= -360 && degrees <= 360) {
			return SettingValue{Number: math.MaxInt64} // bits that are no angle
		}
		return SettingValue{Number: round(degrees * 1e6)}
	}
	return SettingValue{Number: int64(n)}
}

// tryReset asks a copy for a factory reset.
func (p *player) tryReset(v *verdict, r ResetAsked) ResetTry {
	try := ResetTry{By: r.By, PIN: r.PIN}
	if v.lock == nil {
		return try
	}
	f := v.lock.Fork()
	if r.By == ResetByButton {
		f.PressButton(resetPress)
		if f.Wait(resetPress+resetSettle) != nil {
			return try
		}
		s := &f.App().State
		try.Allowed = s.Booted && f.App().Authorizations() == 0 && s.PIN.Knowledge == firmware.PINNone
		return try
	}
	if v.probe != "" {
		a, err := f.Call(v.probe, firmware.Command{Op: firmware.OpFactoryReset, PIN: uint16(r.PIN)})
		try.Allowed = err == nil && a.OK()
	}
	return try
}
