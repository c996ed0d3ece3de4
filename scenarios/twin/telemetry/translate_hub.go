package telemetry

import (
	"strconv"
	"strings"
)

// hub translates a topic below the base of nuki_hub.
func (m *telling) hub(topic string) {
	switch area, rest, _ := strings.Cut(topic, "/"); area {
	case "lock":
		m.hubLock(rest)
	case "battery":
		m.oldBattery(rest)
	case "maintenance":
		m.hubHealth(rest)
	case "info":
		switch rest {
		case "nukiHubVersion", "nukiHubBuild":
			m.setting("hub", rest, m.payload)
		case "nukiHubIp":
			m.setting("private", rest, m.payload)
		}
	default:
		m.unknown()
	}
}

func (m *telling) unknown() {
	m.found.add(0, 0, CodeUnknown, true, "%s is none of the topics known; it is read over", quoted(m.topic))
}

// hubLock translates what the gateway says of the lock.
func (m *telling) hubLock(topic string) {
	area, rest, deep := strings.Cut(topic, "/")
	if deep {
		switch area {
		case "battery":
			m.hubBattery(rest)
		case "configuration":
			m.hubConfiguration(rest)
		case "keypad":
			m.hubKeypad(rest)
		case "info":
			switch rest {
			case "firmwareVersion":
				m.setting("basic", "firmwareVersion", m.payload)
			case "hardwareVersion":
				m.setting("basic", "hardwareRevision", m.payload)
			}
		case "query", "authorization", "timecontrol":
			// Requests of the user, and who may do what and when.
		default:
			m.unknown()
		}
		return
	}
	switch topic {
	case "state":
		m.bolt(m.plain(), nil)
	case "doorSensorState":
		m.one(KindState, "door_state")
	case "json":
		m.hubState()
	case "rssi":
		m.one(KindLink, "rssi_dbm")
	case "hybridConnected":
		m.one(KindLink, "hybrid")
	case "availability":
		m.online(KindLink)
	case "log", "shortLog", "rollingLog":
		m.hubLog()
	case "address":
		m.setting("private", topic, m.payload)
	case "hastate", "binaryState", "trigger", "lastLockAction", "lockActionContext", "completionStatus", "commandResult", "authorizationId",
		"authorizationName", "statusUpdated", "retry", "action", "lastRollingLog":
		// Coarser forms of what json and log tell, and answers to commands.
	default:
		m.unknown()
	}
}

// bolt tells the state of the bolt. more adds to the record.
func (m *telling) bolt(v cell, more func(*Record)) {
	r := m.begin(KindState)
	m.put(&r, "lock_state", v, 0)
	if more != nil {
		more(&r)
	}
	if s := r.State.Lock; s != "" && s != m.t.state {
		r.State.Previous, m.t.state = m.t.state, s
	}
	m.end(r)
}

// resting are the states in which an action has come to an end.
func resting(state string) bool {
	switch state {
	case "locked", "unlocked", "unlatched", "unlockedLnga", "motorBlocked":
		return true
	}
	return false
}

// hubState translates lock/json. The state that has become another tells of an
// action; that the same action is told again tells nothing.
func (m *telling) hubState() {
	n, ok := m.object()
	if !ok {
		return
	}
	var clock Opt[UnixMilli]
	if v := n.get("currentTime"); v != nil {
		if at, ok := parseStamp(v.text, true); ok {
			clock = Some(at)
		} else {
			m.found.add(0, m.column(v.at), CodeDamaged, true, "%s: found %s; currentTime is a time such as 2025-02-13 18:46:45; it is left out", m.topic, v)
		}
	}
	state := cell{}
	if v := n.get("lock_state"); v != nil {
		state = v.cell
	}
	m.bolt(state, func(r *Record) {
		r.LockAt = clock
		m.putKey(r, "door_state", &n, "door_sensor_state")
		m.putKey(r, "lockngo_s", &n, "lockngo_state")
		m.putKey(r, "night_mode", &n, "nightModeActive")
	})
	now, was := state.text, m.t.stateJSON
	if now == "" {
		return
	}
	if m.t.stateJSON = strings.Clone(now); m.retained || was == "" || was == now || !resting(now) {
		return
	}
	r := m.begin(KindLockAction)
	r.LockAt, r.Action.Phase = clock, "completed"
	m.putKey(&r, "action", &n, "last_lock_action")
	m.putKey(&r, "trigger", &n, "last_lock_action_trigger")
	if r.Action.Trigger == "" {
		m.putKey(&r, "trigger", &n, "trigger")
	}
	m.putKey(&r, "result", &n, "lock_completion_status")
	m.putKey(&r, "auth_id", &n, "auth_id")
	if m.t.names {
		m.putKey(&r, "auth_name", &n, "auth_name")
	}
	m.end(r)
}

// online tells of online and offline, of the lock or of the gateway.
func (m *telling) online(kind Kind) {
	if m.payload != "online" && m.payload != "offline" {
		m.found.add(0, 1, CodeDamaged, false, "%s: found %s; right would be online or offline", m.topic, quoted(m.payload))
		return
	}
	r := m.begin(kind)
	if kind == KindLink {
		r.Link.Online = Some(m.payload == "online")
	} else {
		r.Hub.Event = strings.Clone(m.payload)
	}
	m.end(r)
}

// hubHealth translates what the gateway says of itself.
func (m *telling) hubHealth(topic string) {
	switch topic {
	case "mqttConnectionState":
		m.online(KindHubEvent)
	case "wifiRssi":
		m.one(KindLink, "wifi_rssi_dbm")
	case "uptime":
		n, ok := m.plain().whole()
		if !ok || n < 0 || n > maxUptime {
			m.found.add(0, 1, CodeDamaged, false, "%s: found %s; right would be a number of minutes", m.topic, quoted(m.payload))
			return
		}
		if n < m.t.uptime && !m.retained {
			r := m.begin(KindHubEvent)
			r.Hub.Event, r.Hub.UptimeMin = "boot", Some(n)
			m.end(r)
		}
		m.t.uptime = n
	case "restartReasonNukiHub", "restartReasonNukiEsp":
		if m.retained {
			return
		}
		reason, _, _ := strings.Cut(m.payload, ":")
		r := m.begin(KindHubEvent)
		r.Hub.Event, r.Hub.Reason = "boot", fitted(reason)
		m.end(r)
	}
}

// hubConfiguration translates the values of the configuration, each when it has
// become another.
func (m *telling) hubConfiguration(topic string) {
	scope := "basic"
	switch topic {
	case "basicJson":
	case "advancedJson":
		scope = "advanced"
	case "buttonEnabled", "ledEnabled", "ledBrightness", "singleLock":
		m.setting("basic", topic, m.payload)
		return
	case "autoLock":
		m.setting("advanced", "autoLockEnabled", m.payload)
		return
	case "autoUnlock":
		if on, ok := m.plain().yesNo(); ok {
			off := "1"
			if on {
				off = "0"
			}
			m.setting("advanced", "autoUnLockDisabled", off)
		}
		return
	default:
		return
	}
	n, ok := m.object()
	if !ok {
		return
	}
	if v := n.get("nukiID"); v != nil {
		if id, ok := normalLock(v.text); ok && v.kind == '"' {
			m.t.lock, m.lock = id, id
		}
	}
	for _, k := range n.members {
		v := k.value
		switch {
		case v.kind == '{' || v.kind == '[' || v.kind == 'n' || v.bad || !isKey(k.key):
		case k.key == "name":
			m.setting("private", k.key, v.text)
		case k.key == "nukiID" || k.key == "currentTime" || k.key == "rebootNuki" || k.key == "recalibrateNuki" || k.key == "latitude" || k.key == "longitude":
		case v.kind == 't' || v.kind == 'f':
			m.setting(scope, k.key, map[byte]string{'t': "1", 'f': "0"}[v.kind])
		default:
			m.setting(scope, k.key, v.text)
		}
	}
}

// isKey says whether a text can be the name of a setting.
func isKey(s string) bool {
	for i := range len(s) {
		if c := s[i] | 0x20; (c < 'a' || c > 'z') && (s[i] < '0' || s[i] > '9') && s[i] != '_' {
			return false
		}
	}
	return s != "" && len(s) <= 64
}

// hubKeypad tells codes if they are asked for, and nothing else.
func (m *telling) hubKeypad(topic string) {
	if topic != "json" || !m.t.names {
		return
	}
	n, ok := m.json()
	if !ok {
		return
	}
	for i := range n.items {
		id, code := n.items[i].get("codeId"), n.items[i].get("code")
		if id == nil || code == nil || code.bad {
			continue
		}
		if k, ok := id.whole(); ok && k >= 0 {
			m.setting("private", "keypadCode"+strconv.FormatInt(k, 10), code.text)
		}
	}
}
