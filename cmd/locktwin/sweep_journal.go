package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"locktwin/emulator/workers"
	"locktwin/scenarios/campaign"
)

// newJournal begins the journal of a sweep: in the file of the flag, which must
// not be there yet, or in a file of its own in the folder for states. Where there
// is no such folder the sweep runs without.
func (c *sweepCommand) newJournal(s *Streams, spec campaign.Spec) (*workers.Journal, error) {
	if c.Journal != "" {
		if _, err := os.Stat(c.Journal); err == nil {
			return nil, fmt.Errorf("--journal %s: is there already; --resume goes on with it", c.Journal)
		}
		j, err := workers.CreateJournal(c.Journal, spec, build())
		if err != nil {
			return nil, fmt.Errorf("--journal %w", plainPathError(err))
		}
		return j, nil
	}
	j, err := c.automatic(s, spec)
	if err != nil {
		fmt.Fprintf(s.Err, "locktwin: no journal, so this sweep cannot be resumed: %v; --journal names a place\n", plainPathError(err))
		return nil, nil
	}
	return j, nil
}

// automatic begins a journal in the folder for states. Two sweeps at a time have
// a file each.
func (c *sweepCommand) automatic(s *Streams, spec campaign.Spec) (*workers.Journal, error) {
	dir, err := s.stateDir()
	if err != nil {
		return nil, err
	}
	dir = filepath.Join(dir, "sweeps")
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, err
	}
	f, err := os.CreateTemp(dir, plainName(spec.Name)+"-*.journal")
	if err != nil {
		return nil, err
	}
	f.Close() // taken; the journal is written into it
	return workers.CreateJournal(f.Name(), spec, build())
}

// plainName makes a name of a file of a text: letters, digits and hyphens.
func plainName(text string) string {
	name := strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '-' {
			return r
		}
		return '-'
	}, text)
	if name = strings.Trim(name, "-"); name == "" {
		return "sweep"
	}
	return name[:min(len(name), 60)]
}

// howToResume says how to go on with a sweep that was stopped. What is tried
// stands in the journal; the flags that say what becomes of it do not.
func (c *sweepCommand) howToResume(s *Streams, j *workers.Journal) {
	if j == nil {
		return
	}
	args := append([]string{orElse(s.Program, "locktwin"), "sweep", "--resume", j.Name()}, c.outputFlags()...)
	args = append(args, c.natsFlags.again()...)
	fmt.Fprintf(s.Err, "locktwin: to go on: %s\n", quoted(args))
}
