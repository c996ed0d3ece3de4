package keyturner

// RequestData asks for a message of the lock. The extra data that the protocol
// allows after the command id is ignored.
type RequestData struct {
	Want Command
}

// Append appends the payload.
func (r RequestData) Append(dst []byte) []byte { return append16(dst, uint16(r.Want)) }

// ParseRequestData reads the payload. It returns ErrLength.
func ParseRequestData(b []byte) (RequestData, error) {
	if err := wantAtLeast("data request", b, 2); err != nil {
		return RequestData{}, err
	}
	f := fields{b: b}
	return RequestData{Command(f.u16())}, nil
}

// Status tells how far the lock has come with a command.
type Status uint8

// Statuses.
const (
	StatusComplete Status = 0x00
	StatusAccepted Status = 0x01
)

// String names the status, in lower case.
func (s Status) String() string {
	switch s {
	case StatusComplete:
		return "complete"
	case StatusAccepted:
		return "accepted"
	}
	return "unlisted status"
}

// Append appends the payload.
func (s Status) Append(dst []byte) []byte { return append(dst, uint8(s)) }

// ParseStatus reads the payload. It returns ErrLength.
func ParseStatus(b []byte) (Status, error) {
	if err := wantLength("status", b, 1); err != nil {
		return 0, err
	}
	return Status(b[0]), nil
}

// ErrorReport refuses or ends a command.
type ErrorReport struct {
	Code    ErrorCode
	Command Command // 0 if the lock could not read it
}

// Append appends the payload.
func (r ErrorReport) Append(dst []byte) []byte {
	return append16(append(dst, uint8(r.Code)), uint16(r.Command))
}

// ParseErrorReport reads the payload. It returns ErrLength.
func ParseErrorReport(b []byte) (ErrorReport, error) {
	if err := wantLength("error report", b, 3); err != nil {
		return ErrorReport{}, err
	}
	f := fields{b: b}
	return ErrorReport{ErrorCode(f.u8()), Command(f.u16())}, nil
}

// AppendCount appends the payload of an entry count: of authorizations or
// keypad codes.
func AppendCount(dst []byte, n uint16) []byte { return append16(dst, n) }

// ParseCount reads what AppendCount writes. It returns ErrLength.
func ParseCount(b []byte) (uint16, error) {
	if err := wantLength("entry count", b, 2); err != nil {
		return 0, err
	}
	f := fields{b: b}
	return f.u16(), nil
}

// ListRequest asks for a part of a list: of authorizations or keypad codes. It
// is the body of the request, without challenge and PIN, as are all requests
// of this package.
type ListRequest struct {
	Offset uint16 // of the first entry, from 0
	Count  uint16
}

// Append appends the body.
func (r ListRequest) Append(dst []byte) []byte { return append16(append16(dst, r.Offset), r.Count) }

// ParseListRequest reads the body. It returns ErrLength.
func ParseListRequest(b []byte) (ListRequest, error) {
	if err := wantLength("list request", b, 4); err != nil {
		return ListRequest{}, err
	}
	f := fields{b: b}
	return ListRequest{f.u16(), f.u16()}, nil
}

// AppendPIN appends the body of a set-security-pin request: the new PIN.
func AppendPIN(dst []byte, pin uint16) []byte { return append16(dst, pin) }

// ParsePIN reads what AppendPIN writes, whatever its value. It returns
// ErrLength.
func ParsePIN(b []byte) (uint16, error) {
	if err := wantLength("new PIN", b, 2); err != nil {
		return 0, err
	}
	f := fields{b: b}
	return f.u16(), nil
}
