package main

import (
	"context"
	"errors"
	"fmt"

	"locktwin/emulator/transport/gattws"
	"locktwin/model/keyturner"
)

// refuse says in plain words what went wrong with a lock. A lock that was
// reached and says no gives another exit status than one that was not.
func (f *airFlags) refuse(s *Streams, err error) int {
	status := exitBadInput
	var no *keyturner.LockError
	if errors.As(err, &no) {
		status = exitNotMet
	}
	s.refuse(inWords(err))
	return status
}

// inWords says what an error of a lock or of the air means to the user, with the
// code of whoever reported it.
func inWords(err error) error {
	var u *unconnected
	if errors.As(err, &u) {
		return u
	}
	return wordsOf(err)
}

func wordsOf(err error) error {
	var no *keyturner.LockError
	var refused *gattws.RPCError
	var lost *gattws.LinkLost
	switch {
	case errors.As(err, &no):
		text := "the lock refuses: " + no.Code.Meaning()
		if no.Command != 0 {
			text = fmt.Sprintf("the lock refuses %s: %s", words(no.Command.String()), no.Code.Meaning())
		}
		text += fmt.Sprintf(" (0x%02X)", uint8(no.Code))
		help := helpFor(no.Code)
		if errors.Is(err, errNoPINGiven) {
			help = "--pin or LOCKTWIN_PIN gives it"
		}
		if help != "" {
			text += "; " + help
		}
		return errors.New(text)
	case errors.As(err, &lost):
		return fmt.Errorf("the connection to the lock has ended: %s", failure(lost.Reason))
	case errors.As(err, &refused) && refused.Data != nil:
		text := failure(*refused.Data)
		if isUnknownDevice(err) {
			text += "; 'locktwin client scan' lists those that are heard"
		}
		return errors.New(text)
	case errors.Is(err, context.DeadlineExceeded):
		return errors.New("the lock does not answer; its time may be paused, or its battery empty: 'locktwin lock list' tells")
	case errors.Is(err, keyturner.ErrNotAuthentic):
		return errors.New("the lock answers with another key than that of the pairing: pair anew with 'locktwin client pair'")
	}
	return err
}

// failure words a failure of the air: what it means, and its code.
func failure(f gattws.Failure) string {
	text := f.Message
	for len(text) > 0 && text[len(text)-1] == '.' {
		text = text[:len(text)-1]
	}
	return fmt.Sprintf("%s (%s, %s 0x%02X)", text, f.Name, f.Domain, f.Code)
}

// helpFor says what the user can do about an error of the lock.
func helpFor(c keyturner.ErrorCode) string {
	switch c {
	case keyturner.ErrNotPairing:
		return "press its button for five seconds first: 'locktwin lock button NAME --for 6s'"
	case keyturner.ErrNotAuthorized, keyturner.ErrInvalidAuthID:
		return "it does not know this pairing (any more): 'locktwin client pair' makes a new one"
	case keyturner.ErrTooManyPINAttempts:
		return "it takes no PIN for a while, not even the right one"
	}
	return ""
}

// isUnknownDevice tells whether the server knows no lock of the name.
func isUnknownDevice(err error) bool {
	var refused *gattws.RPCError
	return errors.As(err, &refused) && refused.Data != nil &&
		refused.Data.Domain == gattws.DomainGATT && gattws.GATTCode(refused.Data.Code) == gattws.UnknownDevice
}
