package training

import (
	"crypto/sha1"
	"fmt"
	"io"
	"strings"
)

// idLetters are what identifiers are made of: none looks like another.
const idLetters = "23456789abcdefghjkmnpqrstuvwxyz"

// drawID draws an identifier behind a prefix that says of what.
func drawID(r io.Reader, prefix string) (string, error) {
	text, err := drawLetters(r, idLetters, 10)
	return prefix + text, err
}

// drawLetters draws a text, each letter of the alphabet as likely as the next.
func drawLetters(r io.Reader, alphabet string, n int) (string, error) {
	fair := byte(256 / len(alphabet) * len(alphabet) % 256) // from here on a byte would favour the first letters; 0: none does
	out := make([]byte, 0, n)
	var b [1]byte
	for len(out) < n {
		if _, err := io.ReadFull(r, b[:]); err != nil {
			return "", fmt.Errorf("no random bytes: %w", err)
		}
		if fair == 0 || b[0] < fair {
			out = append(out, alphabet[int(b[0])%len(alphabet)])
		}
	}
	return string(out), nil
}

// A join code is six letters in two groups, such as KTR-WMX. The 20 letters have
// no vowel, so that no code is a word, and none that is taken for another when it
// is read out or written down: 64 million codes.
const (
	codeLetters = "BCDFGHJKLMNPQRSTVWXZ"
	codeChars   = 6
)

func drawCode(r io.Reader) (string, error) { return drawLetters(r, codeLetters, codeChars) }

// spellCode is a code as people read it.
func spellCode(code string) string {
	if len(code) != codeChars {
		return code
	}
	return code[:3] + "-" + code[3:]
}

// readCode is what a person typed without what does not matter: case, blanks,
// hyphens. It is "" for what cannot be a code.
func readCode(text string) string {
	if len(text) > 64 {
		return ""
	}
	var b strings.Builder
	for _, c := range strings.ToUpper(text) {
		switch {
		case c == ' ' || c == '-' || c == '\t':
		case strings.ContainsRune(codeLetters, c):
			b.WriteRune(c)
		default:
			return ""
		}
	}
	if b.Len() != codeChars {
		return ""
	}
	return b.String()
}

// drawUUID draws a random UUID.
func drawUUID(r io.Reader) (string, error) {
	var b [16]byte
	if _, err := io.ReadFull(r, b[:]); err != nil {
		return "", fmt.Errorf("no random bytes: %w", err)
	}
	return spellUUID(b, 4), nil
}

// nameUUID is the UUID of a name within another UUID; the same every time.
func nameUUID(within, name string) string {
	sum := sha1.Sum([]byte(within + "/" + name))
	return spellUUID([16]byte(sum[:16]), 5)
}

func spellUUID(b [16]byte, version byte) string {
	b[6], b[8] = b[6]&0x0F|version<<4, b[8]&0x3F|0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", b[:4], b[4:6], b[6:8], b[8:10], b[10:])
}
