package scenarios

import (
	"testing"

	"pgregory.net/rapid"
)

func TestASectionAboutTheLockIsReadBackFromItsJSON(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		l := drawLock(t)
		text, err := l.JSON()
		if err != nil {
			t.Fatal(err)
		}
		back, err := ParseLock("lock", text)
		if err != nil || back != l {
			t.Fatalf("%s is read as %+v, was %+v: %v", text, back, l, err)
		}
	})
}
