package main

import (
	"errors"
	"fmt"

	"locktwin/model/keyturner"
)

// actionFlags are what all movements of the bolt share.
type actionFlags struct {
	airFlags
	Suffix string `placeholder:"TEXT" help:"Text that the lock's log adds to the name, at most 20 bytes."`
}

type (
	lockActionCommand struct {
		actionFlags
		Full bool `help:"Turn the key to its end."`
	}
	unlockActionCommand  struct{ actionFlags }
	unlatchActionCommand struct{ actionFlags }
	lockNGoActionCommand struct {
		actionFlags
		Unlatch bool `help:"Pull the latch too."`
	}
)

// acted is what became of an action.
type acted struct {
	Lock   string   `json:"lock"`
	Action string   `json:"action"`
	States []string `json:"states"` // of the bolt on the way, as the lock tells them
}

func (c *lockActionCommand) run(s *Streams) int {
	if c.Full {
		return c.act(s, keyturner.ActionFullLock)
	}
	return c.act(s, keyturner.ActionLock)
}

func (c *unlockActionCommand) run(s *Streams) int { return c.act(s, keyturner.ActionUnlock) }

func (c *unlatchActionCommand) run(s *Streams) int { return c.act(s, keyturner.ActionUnlatch) }

func (c *lockNGoActionCommand) run(s *Streams) int {
	if c.Unlatch {
		return c.act(s, keyturner.ActionLockNGoUnlatch)
	}
	return c.act(s, keyturner.ActionLockNGo)
}

// act moves the bolt and tells each state on the way.
func (c *actionFlags) act(s *Streams, a keyturner.LockAction) int {
	if len(c.Suffix) > len(keyturner.ShortName{}) {
		return s.refuse(fmt.Errorf("--suffix: %d bytes, at most %d", len(c.Suffix), len(keyturner.ShortName{})))
	}
	return c.talk(s, func(k *keyturner.Client, on *session) error {
		r := keyturner.LockActionRequest{Action: a, HasSuffix: c.Suffix != "", Suffix: keyturner.NewShortName(c.Suffix)}
		return c.follow(s, on, a.String(), func(changed func(keyturner.States)) error { return k.LockAction(r, changed) })
	})
}

// follow has something moved and tells each state of the bolt on the way.
func (f *airFlags) follow(s *Streams, on *session, what string, move func(changed func(keyturner.States)) error) error {
	done := acted{on.conn.Device(), what, []string{}}
	err := move(func(t keyturner.States) {
		bolt := t.Lock.String()
		if n := len(done.States); n > 0 && done.States[n-1] == bolt {
			return
		}
		done.States = append(done.States, bolt)
		if !f.JSON {
			fmt.Fprintln(s.Out, words(bolt))
		}
	})
	if err != nil {
		return err
	}
	switch {
	case f.JSON:
		s.object(done)
	case len(done.States) == 0:
		fmt.Fprintf(s.Out, "%s: nothing to do\n", words(what))
	}
	return nil
}

// adminFlags are for commands that need the PIN.
type adminFlags struct {
	airFlags
	pinFlag
}

// administer is talk with the PIN.
func (f *adminFlags) administer(s *Streams, do func(k *keyturner.Client, on *session, pin uint16) error) int {
	pin, err := f.pin(s)
	if err != nil {
		return s.refuse(err)
	}
	return f.talk(s, func(k *keyturner.Client, on *session) error {
		err := do(k, on, pin)
		if no := (*keyturner.LockError)(nil); pin == noPIN && errors.As(err, &no) && no.Code == keyturner.ErrBadPIN {
			return fmt.Errorf("%w: %w", errNoPINGiven, err)
		}
		return err
	})
}

// errNoPINGiven goes with a lock's complaint about the PIN when the user gave none.
var errNoPINGiven = errors.New("no PIN was given")

type calibrateCommand struct{ adminFlags }

func (c *calibrateCommand) run(s *Streams) int {
	return c.administer(s, func(k *keyturner.Client, on *session, pin uint16) error {
		return c.follow(s, on, "calibration", func(changed func(keyturner.States)) error { return k.Calibrate(pin, changed) })
	})
}

type rebootCommand struct{ adminFlags }

func (c *rebootCommand) run(s *Streams) int {
	return c.administer(s, func(k *keyturner.Client, on *session, pin uint16) error {
		return c.report(s, on, k.Reboot(pin), "restarts")
	})
}

// finished is the answer of a command that has nothing to show.
type finished struct {
	Lock string `json:"lock"`
	Done bool   `json:"done"`
}

// report tells that something is done, unless there is an error.
func (f *airFlags) report(s *Streams, on *session, err error, what string) error {
	switch {
	case err != nil:
		return err
	case f.JSON:
		s.object(finished{on.conn.Device(), true})
	default:
		fmt.Fprintf(s.Out, "%s %s\n", on.conn.Name(), what)
	}
	return nil
}

type setTimeCommand struct {
	adminFlags
	To string `placeholder:"TIME" help:"UTC, such as 2026-06-16T12:30:05Z; now if left out."`
}

func (c *setTimeCommand) run(s *Streams) int {
	at, err := clockTime(s, c.To)
	if err != nil {
		return s.refuse(err)
	}
	return c.administer(s, func(k *keyturner.Client, on *session, pin uint16) error {
		return c.report(s, on, k.UpdateTime(at, pin), "has its clock at "+at.String()+" UTC")
	})
}
