package gatt

import (
	"encoding"
	"fmt"
	"strconv"
	"strings"
	"time"

	"locktwin/model/sim"
)

// textField is one parameter of a fault as text.
type textField struct {
	name  string
	value any // pointer to the parameter
}

// fields lists the parameters that the kind of f has, in the order in which they
// are written.
func (f *Fault) fields() []textField {
	out := []textField{{"id", &f.ID}, {"conn", &f.Conn}}
	switch f.Kind {
	case FaultLatency:
		out = append(out, textField{"delay", &f.Latency.Delay}, textField{"jitter", &f.Latency.Jitter},
			textField{"direction", &f.Latency.Direction})
	case FaultLoss:
		out = append(out, textField{"permille", &f.Loss.Permille})
	case FaultDisconnect:
		out = append(out, textField{"at", &f.End.At}, textField{"of", &f.End.Of}, textField{"handle", &f.End.Handle},
			textField{"uuid", &f.End.UUID}, textField{"reason", &f.End.Reason}, textField{"repeat", &f.End.Repeat})
	case FaultNoConfirm:
		out = append(out, textField{"from", &f.Confirm.From}, textField{"count", &f.Confirm.Count})
	case FaultDuplicateIndication:
		out = append(out, textField{"every", &f.Twice.Every})
	case FaultLateIndication:
		out = append(out, textField{"by", &f.Late.By}, textField{"every", &f.Late.Every})
	case FaultRSSI:
		out = append(out, textField{"level", &f.RSSI.Level}, textField{"spread", &f.RSSI.Spread})
	case FaultAdvertisingPause:
		out = append(out, textField{"from", &f.Pause.From}, textField{"for", &f.Pause.For})
	}
	return out
}

// String writes the fault as ParseFault reads it, for example
// "latency id=slow conn=3 delay=20ms jitter=5ms"; without its counters.
func (f Fault) String() string {
	var b strings.Builder
	b.WriteString(f.Kind.String())
	for _, t := range f.fields() {
		if s := fieldText(t.value); s != "" {
			fmt.Fprintf(&b, " %s=%s", t.name, s)
		}
	}
	return b.String()
}

// fieldText is the text of a parameter; empty when it is zero.
func fieldText(v any) string {
	switch v := v.(type) {
	case *string:
		return *v
	case *bool:
		if *v {
			return "true"
		}
	case *time.Duration:
		if *v != 0 {
			return sim.FormatDuration(*v)
		}
	case *sim.Time:
		if *v != 0 {
			return sim.FormatDuration(time.Duration(*v))
		}
	case *Handle:
		if *v != 0 {
			return v.String()
		}
	case *Reason:
		if *v != 0 {
			return fmt.Sprintf("0x%02x", uint8(*v))
		}
	case *UUID:
		if *v != (UUID{}) {
			return v.String()
		}
	case *Way:
		if *v != 0 {
			return v.String()
		}
	case *Operation:
		if *v != 0 {
			return v.String()
		}
	default:
		if s := fmt.Sprint(number(v)); s != "0" {
			return s
		}
	}
	return ""
}

// number is the value of a parameter that is a plain number.
func number(v any) int64 {
	switch v := v.(type) {
	case *ConnID:
		return int64(*v)
	case *uint64:
		return int64(*v)
	case *int:
		return int64(*v)
	case *int8:
		return int64(*v)
	case *uint8:
		return int64(*v)
	}
	return 0
}

// ParseFault reads the text of a fault: its kind, then name=value in any order,
// durations with a unit. It is validated. The error wraps ErrFault.
func ParseFault(s string) (Fault, error) {
	var f Fault
	words := strings.Fields(s)
	if len(words) == 0 {
		return f, fmt.Errorf("%w: empty; it begins with one of %v", ErrFault, FaultKinds())
	}
	if err := f.Kind.UnmarshalText([]byte(words[0])); err != nil {
		return f, err
	}
	fields := f.fields()
	seen := make([]bool, len(fields))
	for _, w := range words[1:] {
		name, text, ok := strings.Cut(w, "=")
		if !ok {
			return Fault{}, fmt.Errorf("%w: %.64q: want name=value", ErrFault, w)
		}
		i := 0
		for i < len(fields) && fields[i].name != name {
			i++
		}
		if i == len(fields) {
			var names []string
			for _, t := range fields {
				names = append(names, t.name)
			}
			return Fault{}, fmt.Errorf("%w: %v has no %.32q; it has %s", ErrFault, f.Kind, name, strings.Join(names, ", "))
		}
		if seen[i] {
			return Fault{}, fmt.Errorf("%w: %s is given twice", ErrFault, name)
		}
		seen[i] = true
		if err := setField(fields[i].value, text); err != nil {
			return Fault{}, fmt.Errorf("%w: %s: %w", ErrFault, name, err)
		}
	}
	if err := f.Validate(); err != nil {
		return Fault{}, err
	}
	return f, nil
}

// setField reads a parameter from its text.
func setField(v any, s string) error {
	switch v := v.(type) {
	case *string:
		*v = s
	case *bool:
		b, err := strconv.ParseBool(s)
		*v = b
		return err
	case *time.Duration:
		d, err := sim.ParseDuration(s)
		*v = d
		return err
	case *sim.Time:
		d, err := sim.ParseDuration(s)
		*v = sim.Time(d)
		return err
	case *Handle:
		n, err := strconv.ParseUint(s, 0, 16)
		*v = Handle(n)
		return err
	case *Reason:
		n, err := strconv.ParseUint(s, 0, 8)
		*v = Reason(n)
		return err
	case encoding.TextUnmarshaler:
		return v.UnmarshalText([]byte(s))
	case *ConnID:
		n, err := strconv.ParseUint(s, 0, 32)
		*v = ConnID(n)
		return err
	case *uint64:
		n, err := strconv.ParseUint(s, 0, 63)
		*v = n
		return err
	case *int:
		n, err := strconv.ParseInt(s, 0, 32)
		*v = int(n)
		return err
	case *int8:
		n, err := strconv.ParseInt(s, 0, 8)
		*v = int8(n)
		return err
	case *uint8:
		n, err := strconv.ParseUint(s, 0, 8)
		*v = uint8(n)
		return err
	}
	return nil
}
