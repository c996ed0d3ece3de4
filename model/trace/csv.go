package trace

import (
	"io"
	"strconv"
	"strings"
)

const csvHeader = "at_ns,time,kind,name,text,state,vbat_uv,vdd_uv,motor_ua,key_mdeg,op,addr,size,permille\n"

// NewCSV returns a sink that writes comma-separated values as RFC 4180 has
// them, with a header line and \n line ends. Cells that an event does not have
// are empty. It holds one block of memory.
func NewCSV(w io.Writer) Sink {
	s := &csvSink{newOutput(w)}
	s.buf = append(s.buf, csvHeader...)
	return s
}

type csvSink struct{ output }

func (s *csvSink) Event(e *Event) {
	if s.dead() {
		return
	}
	b := strconv.AppendInt(s.buf, int64(e.At), 10)
	b = append(b, ',')
	b = e.At.AppendTo(b)
	b = append(b, ',')
	b = append(b, e.Kind.String()...)
	b = appendCell(b, e.Name)
	b = appendCell(b, e.Text)
	b = appendCell(b, e.State)
	if e.Kind == Rail || e.Rail != (RailSample{}) {
		for _, v := range [...]int64{e.Rail.VBAT, e.Rail.VDD, e.Rail.Motor, e.Rail.Key} {
			b = append(b, ',')
			b = strconv.AppendInt(b, v, 10)
		}
	} else {
		b = append(b, ",,,,"...)
	}
	if e.Flash != (FlashOp{}) {
		b = appendCell(b, e.Flash.Op)
		for _, v := range [...]int64{int64(e.Flash.Addr), int64(e.Flash.Size), int64(e.Flash.Permille)} {
			b = append(b, ',')
			b = strconv.AppendInt(b, v, 10)
		}
	} else {
		b = append(b, ",,,,"...)
	}
	s.buf = append(b, '\n')
	s.spill()
}

func (s *csvSink) Close() error { return s.close() }

// appendCell appends a comma and a cell, in quotes where it must be. A carriage
// return would not survive every reader, so it becomes a space.
func appendCell(b []byte, s string) []byte {
	b = append(b, ',')
	if !strings.ContainsAny(s, ",\"\r\n") {
		return append(b, s...)
	}
	b = append(b, '"')
	for i := range len(s) {
		switch s[i] {
		case '"':
			b = append(b, '"', '"')
		case '\r':
			b = append(b, ' ')
		default:
			b = append(b, s[i])
		}
	}
	return append(b, '"')
}
