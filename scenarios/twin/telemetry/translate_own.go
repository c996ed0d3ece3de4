package telemetry

import (
	"strconv"
	"strings"
)

// own translates a topic of the lock's own MQTT. The sheet of that interface: state
// topics are retained, events are not.
func (m *telling) own(topic string) {
	switch topic {
	case "state":
		n, ok := m.plain().whole()
		if !ok {
			m.found.add(0, 1, CodeDamaged, false, "%s: found %s; the state is told as an integer", m.topic, quoted(m.payload))
			return
		}
		m.bolt(cell{kind: '"', text: wordOf(stateNumbers, n)}, nil)
	case "doorsensorState":
		r := m.begin(KindState)
		m.putNumber(&r, "door_state", doorNumbers, m.plain(), 0)
		m.end(r)
	case "batteryCritical":
		m.one(KindBatteryState, "critical")
	case "batteryCharging":
		m.one(KindBatteryState, "charging")
	case "batteryChargeState":
		m.one(KindBatteryState, "level_pct")
	case "keypadBatteryCritical":
		m.one(KindBatteryState, "keypad_critical")
	case "doorsensorBatteryCritical":
		m.one(KindBatteryState, "door_critical")
	case "connected":
		m.one(KindLink, "online")
	case "firmware":
		m.setting("basic", "firmwareVersion", m.payload)
	case "deviceType", "mode":
		m.setting("basic", topic, m.payload)
	case "name":
		m.setting("private", topic, m.payload)
	case "lockActionEvent":
		m.ownAction()
	case "timestamp":
		if _, ok := parseStamp(m.payload, false); !ok {
			m.found.add(0, 1, CodeDamaged, true, "%s: found %s; right would be %s", m.topic, quoted(m.payload), stampWanted)
		}
	case "serverConnected", "ringactionTimestamp", "lockAction", "lock", "unlock", "commandResponse":
		// The cloud, an opener, commands and their answers.
	default:
		m.unknown()
	}
}

// ownAction translates lockActionEvent: action, trigger, authorization, code,
// extra. It is sent when the action is about to run.
func (m *telling) ownAction() {
	if m.retained {
		m.found.add(0, 0, CodeStale, false, "%s: an event that a broker replayed is no action; it is left out", m.topic)
		return
	}
	parts := strings.Split(m.payload, ",")
	var n [5]int64
	ok := len(parts) == 5
	for i := 0; ok && i < 5; i++ {
		n[i], ok = cell{kind: 'c', text: strings.TrimSpace(parts[i])}.whole()
	}
	if !ok {
		m.found.add(0, 1, CodeDamaged, false, "%s: found %s; right would be five integers with commas between them", m.topic, quoted(m.payload))
		return
	}
	number := func(i int) cell { return cell{kind: '0', text: strconv.FormatInt(n[i], 10)} }
	r := m.begin(KindLockAction)
	r.Action.Phase = "requested"
	m.putNumber(&r, "action", actionNumbers, number(0), -1)
	m.putNumber(&r, "trigger", triggerNumbers, number(1), -1)
	m.put(&r, "auth_id", number(2), -1)
	m.put(&r, "code_id", number(3), -1)
	m.put(&r, "extra", number(4), -1)
	m.end(r)
}
