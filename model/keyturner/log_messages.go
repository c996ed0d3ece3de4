package keyturner

// LogRequest asks for entries of the activity log.
type LogRequest struct {
	Start      uint32 // the index after which to begin in the given order, itself left out; 0 the end
	Count      uint16 // 0xFFFF all
	Descending bool
	Total      bool // tell the count first
}

// Append appends the body.
func (r LogRequest) Append(dst []byte) []byte {
	dst = append16(append32(dst, r.Start), r.Count)
	return appendFlag(appendFlag(dst, r.Descending), r.Total)
}

// ParseLogRequest reads the body. It returns ErrLength or ErrValue.
func ParseLogRequest(b []byte) (LogRequest, error) {
	if err := wantLength("log request", b, 8); err != nil {
		return LogRequest{}, err
	}
	f := fields{b: b}
	r := LogRequest{Start: f.u32(), Count: f.u16(), Descending: f.flag("sort order"), Total: f.flag("total count")}
	return r, f.err()
}

// LogEntry is one line of the activity log. What Data holds depends on Type;
// the methods read it.
type LogEntry struct {
	Index uint32
	Time  Date
	Auth  AuthID // 0 none
	Name  Name   // of the authorization, with the suffix of the action
	Type  LogType
	Data  [5]byte
}

const logHeadBytes = 48

// DataBytes is how many bytes of data an entry of this kind has: all five for
// kinds that are not listed.
func (t LogType) DataBytes() int {
	switch t {
	case LogLogging, LogDoor, LogDoorLogging:
		return 1
	case LogFirmwareUpdate:
		return 3
	case LogLockAction, LogCalibration, LogBootRun:
		return 4
	}
	return 5
}

// Append appends the payload.
func (e *LogEntry) Append(dst []byte) []byte {
	dst = append32(e.Time.Append(append32(dst, e.Index)), uint32(e.Auth))
	dst = append(append(dst, e.Name[:]...), uint8(e.Type))
	return append(dst, e.Data[:e.Type.DataBytes()]...)
}

// ParseLogEntry reads the payload. It returns ErrLength if there is less data
// than the entry's type has; padding behind it is ignored.
func ParseLogEntry(b []byte) (LogEntry, error) {
	if err := wantAtLeast("log entry", b, logHeadBytes); err != nil {
		return LogEntry{}, err
	}
	f := fields{b: b}
	e := LogEntry{Index: f.u32(), Time: f.rawDate(), Auth: AuthID(f.u32()), Name: f.name(), Type: LogType(f.u8())}
	n := e.Type.DataBytes()
	if n < len(e.Data) || e.Type == LogKeypadAction {
		if err := wantAtLeast("log entry of its type", b, logHeadBytes+n); err != nil {
			return LogEntry{}, err
		}
	}
	copy(e.Data[:n], f.b)
	return e, nil
}

// Action of a lock action, calibration, initialization run or keypad action.
func (e *LogEntry) Action() LockAction { return LockAction(e.Data[0]) }

// Trigger of a lock action, calibration or initialization run.
func (e *LogEntry) Trigger() Trigger { return Trigger(e.Data[1]) }

// Source of a keypad action.
func (e *LogEntry) Source() KeypadSource { return KeypadSource(e.Data[1]) }

// Completion of any kind of action.
func (e *LogEntry) Completion() Completion {
	if e.Type == LogKeypadAction {
		return Completion(e.Data[2])
	}
	return Completion(e.Data[3])
}

// CodeID of a keypad action.
func (e *LogEntry) CodeID() uint16 { return uint16(e.Data[3]) | uint16(e.Data[4])<<8 }

// ActionData is the data of a lock action, calibration or initialization run.
func ActionData(a LockAction, t Trigger, flags uint8, c Completion) [5]byte {
	return [5]byte{uint8(a), uint8(t), flags, uint8(c)}
}

// KeypadActionData is the data of a keypad action.
func KeypadActionData(a LockAction, s KeypadSource, c Completion, codeID uint16) [5]byte {
	return [5]byte{uint8(a), uint8(s), uint8(c), uint8(codeID), uint8(codeID >> 8)}
}

// LogCount tells how many entries a request will get.
type LogCount struct {
	Logging     bool
	Count       uint16
	DoorSensor  bool
	DoorLogging bool
}

// Append appends the payload.
func (c LogCount) Append(dst []byte) []byte {
	dst = append16(appendFlag(dst, c.Logging), c.Count)
	return appendFlag(appendFlag(dst, c.DoorSensor), c.DoorLogging)
}

// ParseLogCount reads the payload. It returns ErrLength.
func ParseLogCount(b []byte) (LogCount, error) {
	if err := wantLength("log entry count", b, 5); err != nil {
		return LogCount{}, err
	}
	f := fields{b: b}
	return LogCount{f.truth(), f.u16(), f.truth(), f.truth()}, nil
}

// AppendEnableLogging appends the body of an enable-logging request.
func AppendEnableLogging(dst []byte, on bool) []byte { return appendFlag(dst, on) }

// ParseEnableLogging reads the body. It returns ErrLength or ErrValue.
func ParseEnableLogging(b []byte) (bool, error) {
	if err := wantLength("logging switch", b, 1); err != nil {
		return false, err
	}
	f := fields{b: b}
	on := f.flag("logging enabled")
	return on, f.err()
}
