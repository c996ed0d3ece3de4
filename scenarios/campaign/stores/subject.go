package stores

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"locktwin/flashsim"
	"locktwin/flashsim/cuts"
	"locktwin/internal/repro"
	"locktwin/model/store"
	"locktwin/scenarios/campaign"
)

// roomCelsius is the temperature that a subject has when it says none.
const roomCelsius = 21

// maxHours bounds the time without supply: ten years.
const maxHours = 10 * 365 * 24

// subject is one variant of a campaign, made ready: a store, a memory, a
// workload.
type subject struct {
	design    string
	store     store.Store
	onWarning bool
	part      *flashsim.Part
	options   flashsim.Options
	seed      uint64
	supply    cuts.Supply
	off       time.Duration // without supply between a cut and the next boot
	workload  workload
	region    region
	layout    layout
}

// Design makes the store to put to the test; nil is that of model/store which
// the subject names.
type Design func() store.Store

// newSubject makes what the subject describes, with the values of the axes put in.
func newSubject(s campaign.StoreSubject, own Design) (*subject, error) {
	w, err := newWorkload(s.Workload)
	if err != nil {
		return nil, err
	}
	x := &subject{design: s.Design, seed: s.Seed, workload: w, off: time.Duration(s.Hours) * time.Hour}
	if x.part, err = flashsim.Lookup(s.Part); err != nil {
		return nil, fmt.Errorf("%w: %w", campaign.ErrSpec, err)
	}
	if s.Hours < 0 || s.Hours > maxHours {
		return nil, fmt.Errorf("%w: %d hours without supply; 0 to %d are possible", campaign.ErrSpec, s.Hours, maxHours)
	}
	if x.supply, err = newSupply(s, x.part); err != nil {
		return nil, err
	}
	var v Variant
	if own != nil {
		x.store = own()
		x.design = x.store.Name()
	} else {
		if v, err = FindVariant(s.Design, s.Variant); err != nil {
			return nil, err
		}
		if x.onWarning = v.OnWarning; x.onWarning && s.Supply.Fall == 0 {
			return nil, fmt.Errorf("%w: %s %s saves while the supply falls; it needs a fall_ns above 0, such as 5000000", campaign.ErrSpec, s.Design, s.Variant)
		}
		if x.store, err = v.build(&w); err != nil {
			return nil, err
		}
	}
	known := x.design
	if own != nil {
		known = "" // whatever its name
	}
	x.layout = layoutOf(known, v.Options, max(4, int(x.part.UnitBytes())))
	x.options = flashsim.Options{Leakage: s.Leakage, Untrapped: s.ECCOff}
	if err := x.fit(); err != nil {
		return nil, err
	}
	if s.Shared {
		x.options.DisturbBytes = x.region.span()
	}
	return x, nil
}

func newSupply(s campaign.StoreSubject, p *flashsim.Part) (cuts.Supply, error) {
	celsius := float64(roomCelsius)
	if s.Celsius != nil {
		celsius = *s.Celsius
	}
	u := s.Supply
	least := leastVolts(p)
	switch {
	case celsius < -40 || celsius > 125:
		return cuts.Supply{}, fmt.Errorf("%w: %g °C; -40 to 125 are possible", campaign.ErrSpec, celsius)
	case !(u.Volts >= least && u.Volts <= 6):
		return cuts.Supply{}, fmt.Errorf("%w: a supply of %g V; %s needs %g V to work, and 6 V is the most", campaign.ErrSpec, u.Volts, p.Name, least)
	case !(u.Brownout >= 0 && u.Brownout < u.Volts):
		return cuts.Supply{}, fmt.Errorf("%w: a brown-out level of %g V; it lies under the supply of %g V, or is 0 for none", campaign.ErrSpec, u.Brownout, u.Volts)
	case u.Fall < 0 || u.Fall > time.Minute:
		return cuts.Supply{}, fmt.Errorf("%w: a supply that falls within %v; 0 to 1m are possible", campaign.ErrSpec, u.Fall)
	}
	return cuts.Supply{Volts: u.Volts, Celsius: celsius, Brownout: u.Brownout, Fall: u.Fall}, nil
}

// device is a new memory of the subject.
func (x *subject) device() *flashsim.Device {
	return flashsim.NewWithOptions(x.part, repro.Root(x.seed), x.options)
}

// fit finds the smallest region in which the whole workload runs, without a cut.
func (x *subject) fit() error {
	var last error
	for r := smallestRegion(x.part, x.layout.blocks); r.valid(x.part); r = r.larger() {
		x.region = r
		if last = x.rehearse(); last == nil {
			return nil
		}
		if !errors.Is(last, store.ErrUnsuitable) && !errors.Is(last, store.ErrFull) {
			break
		}
	}
	return fmt.Errorf("%w: %s does not work on %s: %w", campaign.ErrSpec, x.design, x.part.Name, last)
}

// rehearse plays the workload from beginning to end.
func (x *subject) rehearse() error {
	m := &medium{b: cuts.Over(x.device(), x.supply), region: x.region}
	ram := new(store.RAM)
	if err := x.store.Format(m, ram); err != nil {
		return fmt.Errorf("format: %w", err)
	}
	for i, s := range x.workload.saves {
		if err := x.store.Put(m, ram, x.workload.keys[s.slot], s.value); err != nil {
			return fmt.Errorf("save %d of key %d: %w", i+1, x.workload.keys[s.slot], err)
		}
	}
	return nil
}

// apply puts the values of the axes into a subject.
func apply(s campaign.StoreSubject, axes []campaign.Axis, v campaign.Variant) (campaign.StoreSubject, error) {
	if len(v.Values) != len(axes) {
		return s, fmt.Errorf("%w: variant %d has %d values for %d axes", campaign.ErrSpec, v.Index, len(v.Values), len(axes))
	}
	for i, a := range axes {
		if err := set(&s, a.Key, v.Values[i]); err != nil {
			return s, err
		}
	}
	return s, nil
}

// axisKeys is what a store's campaign may vary.
const axisKeys = "design, variant, part, seed, celsius, hours, brownout, leakage, ecc, shared"

func set(s *campaign.StoreSubject, key, value string) error {
	var err error
	want := ""
	switch key {
	case "design":
		s.Design = value
	case "variant":
		s.Variant = value
	case "part":
		s.Part = value
	case "seed":
		s.Seed, err = strconv.ParseUint(value, 10, 64)
		want = "a whole number"
	case "celsius":
		var celsius float64
		celsius, err = strconv.ParseFloat(strings.TrimSuffix(value, "C"), 64)
		s.Celsius = &celsius
		want = "degrees Celsius such as -10"
	case "hours":
		s.Hours, err = strconv.Atoi(strings.TrimSuffix(value, "h"))
		want = "a whole number of hours"
	case "brownout":
		s.Supply.Brownout, err = strconv.ParseFloat(strings.TrimSuffix(value, "V"), 64)
		want = "volts such as 1.7, or 0 for none"
	case "leakage":
		s.Leakage, err = onOff(value)
		want = "on or off"
	case "ecc":
		var on bool
		on, err = onOff(value)
		s.ECCOff = !on
		want = "on or off"
	case "shared":
		s.Shared, err = onOff(value)
		want = "on or off"
	default:
		return fmt.Errorf("%w: axis %q; a store has %s", campaign.ErrSpec, key, axisKeys)
	}
	if err != nil {
		return fmt.Errorf("%w: axis %s: %q; it takes %s", campaign.ErrSpec, key, value, want)
	}
	return nil
}

func onOff(s string) (bool, error) {
	switch s {
	case "on", "yes", "true":
		return true, nil
	case "off", "no", "false":
		return false, nil
	}
	return false, strconv.ErrSyntax
}
