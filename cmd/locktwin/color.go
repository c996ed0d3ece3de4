package main

// paint colours text for a terminal, or leaves it as it is.
type paint bool

// colors decides from the flag and the streams whether to colour: NO_COLOR and
// a stream that is no terminal switch it off, "always" wins over both.
func colors(flag string, s *Streams) paint {
	switch flag {
	case "always":
		return true
	case "never":
		return false
	}
	return paint(s.OutTerminal && s.Getenv("NO_COLOR") == "" && s.Getenv("TERM") != "dumb")
}

// The few colours in use. They come from the terminal's own palette, so that
// they stay readable on a light and on a dark ground; none carries a meaning
// that the words do not.
const (
	faint  = "2"
	bold   = "1"
	red    = "31"
	green  = "32"
	yellow = "33"
	blue   = "34"
	violet = "35"
	cyan   = "36"
)

func (p paint) in(color, text string) string {
	if !p || color == "" || text == "" {
		return text
	}
	return "\x1b[" + color + "m" + text + "\x1b[0m"
}
