package twin

// parameterName is how a parameter is called, and its unit.
type parameterName struct{ name, unit string }

var names = [Parameters]parameterName{
	Charge:              {"charge", "1"},
	Capacity:            {"capacity", "mAh"},
	Resistance:          {"resistance", "ohm"},
	SlowResistance:      {"slow-resistance", "ohm"},
	Idle:                {"idle", "µA"},
	ActionCharge:        {"action-charge", "mAh"},
	MotorLoad:           {"motor-load", "mN·m"},
	ResistancePerKelvin: {"resistance-per-kelvin", "1/K"},
	LoadPerKelvin:       {"load-per-kelvin", "1/K"},
}

// String is the name of the parameter as reports write it.
func (p Parameter) String() string {
	if p >= Parameters {
		return "unknown"
	}
	return names[p].name
}

// Unit is the unit of the parameter; 1 for a fraction.
func (p Parameter) Unit() string {
	if p >= Parameters {
		return ""
	}
	return names[p].unit
}

// span is a range of values that are possible at all.
type span struct{ low, high float64 }

// limits are wider than any prior: outside of them the closed forms mean nothing
// (assumption).
var limits = [Parameters]span{
	Charge:              {0, 1},
	Capacity:            {50, 20000},
	Resistance:          {0.005, 50},
	SlowResistance:      {0.001, 100},
	Idle:                {0, 100000},
	ActionCharge:        {0, 50},
	MotorLoad:           {0.1, 14},
	ResistancePerKelvin: {-0.02, 0.15},
	LoadPerKelvin:       {-0.02, 0.3},
}
