package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"strconv"

	"locktwin/model/keyturner"
)

// pinFlag is the PIN that a command may need.
type pinFlag struct {
	PIN string `name:"pin" placeholder:"PIN" help:"Security PIN; LOCKTWIN_PIN if left out, or else a question on a terminal. Without either, none."`
}

// noPIN stands for "no PIN is set" in the protocol.
const noPIN = 0

// parsePIN reads a PIN. The error does not repeat it.
func parsePIN(what, text string) (uint16, error) {
	n, err := strconv.ParseUint(text, 10, 16)
	if err != nil {
		return 0, fmt.Errorf("%s: a PIN is a number from 0 to 65535; 0 is none", what)
	}
	return uint16(n), nil
}

// pin is the PIN to send: the flag, the environment, or what the user answers.
func (f *pinFlag) pin(s *Streams) (uint16, error) {
	switch {
	case f.PIN != "":
		return parsePIN("--pin", f.PIN)
	case s.Getenv("LOCKTWIN_PIN") != "":
		return parsePIN("LOCKTWIN_PIN", s.Getenv("LOCKTWIN_PIN"))
	case s.Secret == nil:
		return noPIN, nil
	}
	return askPIN(s, "Security PIN of the lock (Enter for none): ")
}

// askPIN asks on the terminal.
func askPIN(s *Streams, question string) (uint16, error) {
	text, err := s.Secret(question)
	switch {
	case err != nil:
		return 0, fmt.Errorf("no PIN was typed: %w", err)
	case text == "":
		return noPIN, nil
	}
	return parsePIN("the answer", text)
}

type setPINCommand struct {
	airFlags
	New string `arg:"" optional:"" help:"The new PIN; 0 for none. A question on a terminal if left out."`
	Old string `placeholder:"PIN" help:"The present PIN; LOCKTWIN_PIN if left out, and without it none. If the lock wants another one, a question on a terminal."`
}

func (c *setPINCommand) run(s *Streams) int {
	next, err := c.next(s)
	if err != nil {
		return s.refuse(err)
	}
	old, given, err := c.old(s)
	if err != nil {
		return s.refuse(err)
	}
	return c.talk(s, func(k *keyturner.Client, on *session) error {
		err := k.SetPIN(next, old)
		if e := (*keyturner.LockError)(nil); errors.As(err, &e) && e.Code == keyturner.ErrBadPIN && !given && s.Secret != nil {
			if old, err = askPIN(s, "The lock has a PIN already. Present PIN: "); err == nil {
				err = k.SetPIN(next, old)
			}
		}
		if err != nil {
			return err
		}
		if c.JSON {
			s.object(struct {
				Lock string `json:"lock"`
				Set  bool   `json:"pin_set"`
			}{on.conn.Device(), next != noPIN})
			return nil
		}
		if next == noPIN {
			fmt.Fprintf(s.Out, "%s has no PIN any more\n", on.conn.Name())
			return nil
		}
		fmt.Fprintf(s.Out, "%s has the new PIN\n", on.conn.Name())
		return nil
	})
}

func (c *setPINCommand) next(s *Streams) (uint16, error) {
	if c.New != "" {
		return parsePIN("the new PIN", c.New)
	}
	if s.Secret == nil {
		return 0, errors.New("the new PIN is missing; 0 is none")
	}
	return askPIN(s, "New PIN (Enter for none): ")
}

// old is the present PIN, and whether the user has said so.
func (c *setPINCommand) old(s *Streams) (pin uint16, given bool, err error) {
	text, what := c.Old, "--old"
	if text == "" {
		text, what = s.Getenv("LOCKTWIN_PIN"), "LOCKTWIN_PIN"
	}
	if text == "" {
		return noPIN, false, nil
	}
	pin, err = parsePIN(what, text)
	return pin, true, err
}

type verifyPINCommand struct {
	airFlags
	PIN string `arg:"" optional:"" name:"pin" help:"The PIN; LOCKTWIN_PIN or a question on a terminal if left out."`
}

// verified is the answer to a PIN.
type verified struct {
	Lock  string `json:"lock"`
	Right bool   `json:"right"`
}

// run tells a wrong PIN, which the lock says, from everything else that can go
// wrong: a lock that was asked too often does not say.
func (c *verifyPINCommand) run(s *Streams) int {
	if c.PIN == "" && s.Getenv("LOCKTWIN_PIN") == "" && s.Secret == nil {
		return s.refuse(errors.New("the PIN is missing"))
	}
	pin, err := (&pinFlag{c.PIN}).pin(s)
	if err != nil {
		return s.refuse(err)
	}
	on, kept, err := c.open(context.Background(), s)
	if err != nil {
		return s.refuse(inWords(err))
	}
	defer on.close()
	right, err := keyturner.NewClient(on.link, kept.Credentials, rand.Reader).VerifyPIN(pin)
	if err != nil {
		return s.refuse(inWords(err))
	}
	status, text := exitMet, "the PIN is right"
	if !right {
		status, text = exitNotMet, fmt.Sprintf("the PIN is wrong, says the lock (0x%02X)", uint8(keyturner.ErrBadPIN))
	}
	if c.JSON {
		s.object(verified{on.conn.Device(), right})
		return status
	}
	fmt.Fprintln(s.Out, text)
	return status
}
