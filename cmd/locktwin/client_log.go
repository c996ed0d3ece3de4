package main

import (
	"fmt"

	"locktwin/model/keyturner"
)

type logCommand struct {
	adminFlags
	Count  uint16 `default:"20" placeholder:"N" help:"At most so many entries (${default}); 0 is all."`
	Before uint32 `placeholder:"INDEX" help:"Only entries before this one; the latest if left out."`
}

// logLine is one entry of the activity log.
type logLine struct {
	Index uint32 `json:"index"`
	Time  string `json:"time_utc"`
	Auth  uint32 `json:"authorization_id"`
	Name  string `json:"name"`
	Type  string `json:"type"`
	What  string `json:"what"`
}

// logged is what log prints as JSON, the latest entry first.
type logged struct {
	Lock    string    `json:"lock"`
	Logging bool      `json:"logging"`
	Total   uint16    `json:"total"`
	Entries []logLine `json:"entries"`
}

// everything asks for all entries of a list.
const everything = 0xFFFF

func (c *logCommand) run(s *Streams) int {
	return c.administer(s, func(k *keyturner.Client, on *session, pin uint16) error {
		ask := keyturner.LogRequest{Start: c.Before, Count: c.Count, Descending: true, Total: true}
		if ask.Count == 0 {
			ask.Count = everything
		}
		n, entries, err := k.Log(ask, pin)
		if err != nil {
			return err
		}
		out := logged{on.conn.Device(), n.Logging, n.Count, make([]logLine, 0, len(entries))}
		for i := range entries {
			e := &entries[i]
			out.Entries = append(out.Entries, logLine{e.Index, e.Time.String(), uint32(e.Auth), e.Name.String(), e.Type.String(), happened(e)})
		}
		if c.JSON {
			s.object(out)
			return nil
		}
		out.print(s)
		return nil
	})
}

func (l *logged) print(s *Streams) {
	if !l.Logging {
		fmt.Fprintln(s.Out, "the lock keeps no log at present")
	}
	if len(l.Entries) == 0 {
		fmt.Fprintln(s.Out, "no entries")
		return
	}
	var rows [][]string
	for _, e := range l.Entries {
		rows = append(rows, []string{fmt.Sprint(e.Index), e.Time, e.Name, e.What})
	}
	columns(s.Out, []string{"INDEX", "TIME (UTC)", "WHO", "WHAT"}, rows)
}

// happened says in words what an entry tells.
func happened(e *keyturner.LogEntry) string {
	switch e.Type {
	case keyturner.LogLogging:
		return "logging " + onOff(e.Data[0] != 0)
	case keyturner.LogLockAction:
		return fmt.Sprintf("%s: %s (%s)", words(e.Action().String()), words(e.Completion().String()), words(e.Trigger().String()))
	case keyturner.LogCalibration, keyturner.LogBootRun:
		return fmt.Sprintf("%s: %s", words(e.Type.String()), words(e.Completion().String()))
	case keyturner.LogKeypadAction:
		return fmt.Sprintf("keypad, %s: %s", words(e.Source().String()), words(e.Completion().String()))
	case keyturner.LogDoor:
		return "door sensor: " + doorEntry(e.Data[0])
	case keyturner.LogDoorLogging:
		return "door sensor logging " + onOff(e.Data[0] != 0)
	case keyturner.LogFirmwareUpdate:
		return fmt.Sprintf("firmware %d.%d.%d", e.Data[0], e.Data[1], e.Data[2])
	}
	return words(e.Type.String())
}

// doorEntry words what a door sensor noticed.
func doorEntry(v byte) string {
	switch v {
	case 0:
		return "opened"
	case 1:
		return "closed"
	case 2:
		return "jammed"
	}
	return fmt.Sprintf("unlisted %d", v)
}
