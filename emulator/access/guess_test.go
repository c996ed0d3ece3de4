package access

import (
	"fmt"
	"testing"
	"time"
)

func TestWrongGuessesAreLimitedForOneAddressAndForAll(t *testing.T) {
	g := NewGuesses(1, 3, 2)
	for i := range 3 {
		if _, ok := g.May("a", noon); !ok {
			t.Fatalf("guess %d is refused", i+1)
		}
		g.Wrong("a", noon)
	}
	if wait, ok := g.May("a", noon); ok || wait <= 0 || wait > time.Second {
		t.Errorf("after three wrong guesses: %v, wait %v", ok, wait)
	}
	if _, ok := g.May("b", noon); !ok {
		t.Error("one address has to wait for another")
	}
	if _, ok := g.May("a", noon.Add(time.Second)); !ok {
		t.Error("a second later it is still refused")
	}
	for i := range 3 {
		g.Wrong(fmt.Sprint("from elsewhere ", i), noon)
	}
	if _, ok := g.May("b", noon); ok {
		t.Error("many addresses together guess without a limit")
	}
	for range 1000 {
		if _, ok := g.May("c", noon.Add(time.Hour)); !ok {
			t.Fatal("right guesses are counted")
		}
	}
}
