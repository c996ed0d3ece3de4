package telemetry

import "strconv"

// named numbers of the published protocol. A number without a name is raw:<n>.
func wordOf(words map[int64]string, n int64) string {
	if w, ok := words[n]; ok {
		return w
	}
	return "raw:" + strconv.FormatInt(n, 10)
}

var (
	stateNumbers = map[int64]string{0: "uncalibrated", 1: "locked", 2: "unlocking", 3: "unlocked", 4: "locking", 5: "unlatched",
		6: "unlockedLnga", 7: "unlatching", 252: "calibration", 253: "bootRun", 254: "motorBlocked", 255: "undefined"}
	doorNumbers = map[int64]string{0: "unavailable", 1: "deactivated", 2: "doorClosed", 3: "doorOpened", 4: "doorStateUnknown",
		5: "calibrating", 16: "uncalibrated", 240: "tampered", 255: "unknown"}
	actionNumbers = map[int64]string{1: "Unlock", 2: "Lock", 3: "Unlatch", 4: "LockNgo", 5: "LockNgoUnlatch", 6: "FullLock",
		80: "FobNoAction", 90: "ButtonNoAction", 129: "FobAction1", 130: "FobAction2", 131: "FobAction3"}
	triggerNumbers = map[int64]string{0: "system", 1: "manual", 2: "button", 3: "automatic", 6: "autoLock", 171: "homekit", 172: "mqtt", 255: "undefined"}
)

// putNumber sets a column to the name of a number.
func (m *telling) putNumber(r *Record, name string, words map[int64]string, v cell, at int) {
	n, ok := v.whole()
	if !ok {
		m.found.add(0, m.column(at), CodeDamaged, true, "%s: found %s; %s is told as an integer; the value is left out", m.topic, v, name)
		return
	}
	m.put(r, name, cell{kind: '"', text: wordOf(words, n)}, at)
}
