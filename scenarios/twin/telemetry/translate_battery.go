package telemetry

import "strings"

// hubBattery translates what the gateway says of the battery.
func (m *telling) hubBattery(topic string) {
	m.t.newLayout = true
	switch topic {
	case "level":
		m.one(KindBatteryState, "level_pct")
	case "critical":
		m.one(KindBatteryState, "critical")
	case "charging":
		m.one(KindBatteryState, "charging")
	case "keypadCritical":
		m.one(KindBatteryState, "keypad_critical")
	case "doorSensorCritical":
		m.one(KindBatteryState, "door_critical")
	case "basicJson":
		n, ok := m.object()
		if !ok {
			return
		}
		r := m.begin(KindBatteryState)
		m.putKey(&r, "level_pct", &n, "level")
		m.putKey(&r, "critical", &n, "critical")
		m.putKey(&r, "charging", &n, "charging")
		m.putKey(&r, "keypad_critical", &n, "keypadCritical")
		m.putKey(&r, "door_critical", &n, "doorSensorCritical")
		m.end(r)
	case "advancedJson":
		m.hubReport()
	case "voltage", "drain", "maxTurnCurrent", "lockDistance":
		if !m.t.report {
			m.hubReportPart(topic)
		}
	default:
		m.unknown()
	}
}

// hubReport translates battery/advancedJson. Volts, amperes and ohms with three
// decimals give back the numbers of the wire exactly.
func (m *telling) hubReport() {
	n, ok := m.object()
	if !ok {
		return
	}
	m.t.report = true
	r := m.begin(KindBatteryReport)
	m.putKey(&r, "drain_mws", &n, "batteryDrain")
	m.putMilliKey(&r, "voltage_mv", &n, "batteryVoltage")
	m.putKey(&r, "critical_raw", &n, "critical")
	m.putKey(&r, "last_action", &n, "lockAction")
	m.putMilliKey(&r, "start_mv", &n, "startVoltage")
	m.putMilliKey(&r, "lowest_mv", &n, "lowestVoltage")
	m.putMilliKey(&r, "distance_raw", &n, "lockDistance")
	m.putKey(&r, "start_temp_c", &n, "startTemperature")
	m.putMilliKey(&r, "max_current_raw", &n, "maxTurnCurrent")
	m.putMilliKey(&r, "resistance_raw", &n, "batteryResistance")
	r.Report.StepMV = 1
	m.end(r)
}

// hubReportPart translates one of the report's topics of their own, which are
// rounded to hundredths.
func (m *telling) hubReportPart(topic string) {
	r := m.begin(KindBatteryReport)
	switch topic {
	case "voltage":
		m.putMilli(&r, "voltage_mv", m.plain(), 0)
		r.Report.StepMV = 10
		r.mark(Quality10mV)
	case "drain":
		m.put(&r, "drain_mws", m.plain(), 0)
	case "maxTurnCurrent":
		m.putMilli(&r, "max_current_raw", m.plain(), 0)
	case "lockDistance":
		m.put(&r, "distance_raw", m.plain(), 0)
	}
	m.end(r)
}

// oldBattery translates the layout of years ago. A broker keeps what was published
// then, with values that never change again.
func (m *telling) oldBattery(topic string) {
	if m.retained || m.t.newLayout {
		m.found.add(0, 0, CodeStale, false, "%s is a leftover of an old layout, whose values are frozen; delete the topic", quoted(m.topic))
		return
	}
	switch topic {
	case "voltage", "drain", "maxTurnCurrent", "lockDistance", "level", "critical", "charging", "keypadCritical":
		m.hubBattery(strings.Clone(topic))
		m.t.newLayout = false
	}
}
