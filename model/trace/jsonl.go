package trace

import (
	"io"
	"strconv"
	"unicode/utf8"
)

// NewJSONL returns a sink that writes one JSON object a line: first
// {"format":"locktwin-trace","version":1}, then the events with the keys at_ns,
// kind and name, and where they are set text, state, rail (vbat_uv, vdd_uv,
// motor_ua, key_mdeg) and flash (op, addr, size, permille). It holds one block
// of memory.
func NewJSONL(w io.Writer) Sink {
	s := &jsonl{newOutput(w)}
	s.buf = append(s.buf, `{"format":"locktwin-trace","version":1}`+"\n"...)
	return s
}

type jsonl struct{ output }

func (s *jsonl) Event(e *Event) {
	if s.dead() {
		return
	}
	b := append(s.buf, `{"at_ns":`...)
	b = strconv.AppendInt(b, int64(e.At), 10)
	b = append(b, `,"kind":"`...)
	b = append(b, e.Kind.String()...)
	b = append(b, '"')
	b = appendText(b, `,"name":`, e.Name)
	b = appendText(b, `,"text":`, e.Text)
	b = appendText(b, `,"state":`, e.State)
	if e.Kind == Rail || e.Rail != (RailSample{}) {
		b = append(b, `,"rail":{"vbat_uv":`...)
		b = strconv.AppendInt(b, e.Rail.VBAT, 10)
		b = append(b, `,"vdd_uv":`...)
		b = strconv.AppendInt(b, e.Rail.VDD, 10)
		b = append(b, `,"motor_ua":`...)
		b = strconv.AppendInt(b, e.Rail.Motor, 10)
		b = append(b, `,"key_mdeg":`...)
		b = strconv.AppendInt(b, e.Rail.Key, 10)
		b = append(b, '}')
	}
	if e.Flash != (FlashOp{}) {
		b = appendText(append(b, `,"flash":{`...), `"op":`, e.Flash.Op)
		if e.Flash.Op != "" {
			b = append(b, ',')
		}
		b = append(b, `"addr":`...)
		b = strconv.AppendUint(b, uint64(e.Flash.Addr), 10)
		b = append(b, `,"size":`...)
		b = strconv.AppendUint(b, uint64(e.Flash.Size), 10)
		b = append(b, `,"permille":`...)
		b = strconv.AppendInt(b, int64(e.Flash.Permille), 10)
		b = append(b, '}')
	}
	s.buf = append(b, '}', '\n')
	s.spill()
}

func (s *jsonl) Close() error { return s.close() }

// appendText appends a key and a JSON string, or nothing for an empty one.
func appendText(b []byte, key, s string) []byte {
	if s == "" {
		return b
	}
	return appendJSONString(append(b, key...), s)
}

// appendJSONString appends s in quotes; what is not UTF-8 becomes U+FFFD.
func appendJSONString(b []byte, s string) []byte {
	const hex = "0123456789abcdef"
	b = append(b, '"')
	for i := 0; i < len(s); {
		c := s[i]
		switch {
		case c == '"' || c == '\\':
			b = append(b, '\\', c)
		case c == '\n':
			b = append(b, '\\', 'n')
		case c == '\t':
			b = append(b, '\\', 't')
		case c < ' ' || c == 0x7f:
			b = append(b, '\\', 'u', '0', '0', hex[c>>4], hex[c&15])
		case c < utf8.RuneSelf:
			b = append(b, c)
		default:
			r, n := utf8.DecodeRuneInString(s[i:])
			b = utf8.AppendRune(b, r)
			i += n
			continue
		}
		i++
	}
	return append(b, '"')
}
