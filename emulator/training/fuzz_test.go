package training

import (
	"strings"
	"testing"
)

func FuzzReadCode(f *testing.F) {
	for _, text := range []string{"KTR-WMX", "ktr wmx", "", "KTRWM", "\x00", "ÄÖÜ", "K-T-R-W-M-X"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		code := readCode(text)
		if code == "" {
			return
		}
		if len(code) != codeChars || strings.Trim(code, codeLetters) != "" {
			t.Errorf("%q is read as %q", text, code)
		}
		if again := readCode(spellCode(code)); again != code {
			t.Errorf("%q is read as %q, written as %q and read as %q", text, code, spellCode(code), again)
		}
	})
}
