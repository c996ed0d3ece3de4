package noble

import "encoding/json"

// actionKind is one action of the protocol. Exactly one of authenticates,
// session and link is set.
type actionKind struct {
	name          string
	needs         needs
	filter        func(*message) json.RawMessage // its list of UUIDs
	authenticates bool
	session       func(*session, *action)
	// link is carried out on an open connection, after the actions before it and
	// before those behind it; it calls done when its event has been sent.
	link func(c *connection, a *action, done func())
}

// actionKinds are all actions, by name.
var actionKinds = byName(
	actionKind{name: "startScanning", session: (*session).startScanning,
		filter: func(m *message) json.RawMessage { return m.ServiceUUIDs }},
	actionKind{name: "stopScanning", session: (*session).stopScanning},
	actionKind{name: "connect", needs: needsPeripheral, session: (*session).connect},
	actionKind{name: "disconnect", needs: needsPeripheral, session: (*session).disconnect},
	actionKind{name: "updateRssi", needs: needsPeripheral, link: (*connection).updateRSSI},
	actionKind{name: "discoverServices", needs: needsPeripheral, link: (*connection).discoverServices,
		filter: func(m *message) json.RawMessage { return m.UUIDs }},
	actionKind{name: "discoverIncludedServices", needs: ofService, link: (*connection).discoverIncludedServices},
	actionKind{name: "discoverCharacteristics", needs: ofService, link: (*connection).discoverCharacteristics,
		filter: func(m *message) json.RawMessage { return m.CharacteristicUUIDs }},
	actionKind{name: "read", needs: ofCharacteristic, link: (*connection).read},
	actionKind{name: "write", needs: ofCharacteristic | needsData, link: (*connection).write},
	actionKind{name: "broadcast", needs: ofCharacteristic, link: (*connection).broadcast},
	actionKind{name: "notify", needs: ofCharacteristic, link: (*connection).notify},
	actionKind{name: "discoverDescriptors", needs: ofCharacteristic, link: (*connection).discoverDescriptors},
	actionKind{name: "readValue", needs: ofDescriptor, link: (*connection).readValue},
	actionKind{name: "writeValue", needs: ofDescriptor | needsData, link: (*connection).writeValue},
	actionKind{name: "readHandle", needs: ofHandle, link: (*connection).readHandle},
	actionKind{name: "writeHandle", needs: ofHandle | needsData, link: (*connection).writeHandle},
	actionKind{name: "auth", authenticates: true},
)

func byName(kinds ...actionKind) map[string]*actionKind {
	m := make(map[string]*actionKind, len(kinds))
	for i := range kinds {
		m[kinds[i].name] = &kinds[i]
	}
	return m
}
