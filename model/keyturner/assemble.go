package keyturner

import (
	"encoding/binary"
	"fmt"
)

// longestMessage is more than any message of a lock.
const longestMessage = 512

// Assembler puts together the messages of one lock from what its indications
// carry: a message whole, or cut to the size of the link. The zero value is
// ready. It belongs to one connection.
type Assembler struct {
	parts [3][]byte // by characteristic
}

// Add takes what one indication carried. It returns the message that is now
// whole, valid until the next call, or nil. It returns ErrLength, and forgets
// the message, if more came than belongs to it.
func (a *Assembler) Add(c Characteristic, part []byte) ([]byte, error) {
	if int(c) >= len(a.parts) {
		return nil, fmt.Errorf("%w: %s", ErrUnexpected, c)
	}
	b := append(a.parts[c], part...)
	a.parts[c] = b
	want, known := wholeBytes(c, b)
	switch {
	case len(b) > want:
		a.parts[c] = b[:0]
		return nil, fmt.Errorf("%w: message of %d bytes, not %d", ErrLength, len(b), want)
	case known && len(b) == want:
		a.parts[c] = b[:0]
		return b, nil
	}
	return nil, nil
}

// wholeBytes is how long the message will be whose front is b, or its longest
// possible length.
func wholeBytes(c Characteristic, b []byte) (n int, known bool) {
	if c == USDIO {
		if len(b) < headerBytes {
			return longestMessage, false
		}
		return min(headerBytes+int(binary.LittleEndian.Uint16(b[28:])), longestMessage), true
	}
	if len(b) < 2 {
		return longestMessage, false
	}
	switch Command(binary.LittleEndian.Uint16(b)) {
	case CmdPublicKey, CmdChallenge:
		return 36, true
	case CmdAuthorizationID:
		return 88, true
	case CmdStatus:
		return 5, true
	case CmdErrorReport:
		return 7, true
	}
	// An unencrypted message does not tell its length. That of a stranger is
	// taken for whole as soon as its checksum fits.
	if _, _, err := ParsePlain(b); err == nil {
		return len(b), true
	}
	return longestMessage, false
}
