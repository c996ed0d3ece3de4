package access

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"
)

// noon is when these tests begin.
var noon = time.Date(2024, 5, 1, 12, 0, 0, 0, time.UTC)

func scope(t *testing.T, text string) Scope {
	t.Helper()
	s, err := ParseScope(text)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestATokenIsKnownUntilItExpiresOrIsRevoked(t *testing.T) {
	now := noon
	tokens := NewTokens(10, func() time.Time { return now })
	if tokens.Any() {
		t.Error("there are tokens before there are any")
	}
	random := bytes.NewReader(bytes.Repeat([]byte("entropy!"), 100))
	short, err := tokens.Mint(random, "trainee", scope(t, "air:front"), time.Hour)
	if err != nil {
		t.Fatal(err)
	}
	const long = "a-token-that-somebody-chose"
	if err := tokens.Add(long, "server", Everything(), 0); err != nil {
		t.Fatal(err)
	}
	who, err := tokens.Identify(short)
	if err != nil || who.Name != "trainee" || !who.Token || !who.Scope.May(Air, "front") || who.Scope.May(Air, "back") {
		t.Errorf("%+v %v", who, err)
	}
	now = noon.Add(time.Hour)
	if _, err := tokens.Identify(short); !errors.Is(err, ErrUnknownToken) {
		t.Errorf("an hour later: %v", err)
	}
	if _, err := tokens.Identify(long); err != nil {
		t.Errorf("a token without an end: %v", err)
	}
	if n := tokens.Revoke("server"); n != 1 {
		t.Errorf("%d tokens were revoked", n)
	}
	if _, err := tokens.Identify(long); !errors.Is(err, ErrUnknownToken) {
		t.Errorf("after it was revoked: %v", err)
	}
}

func TestAnUnknownTokenIsNotNamedInTheError(t *testing.T) {
	tokens := NewTokens(10, time.Now)
	const secret = "not-a-token-that-is-known"
	if _, err := tokens.Identify(secret); err == nil || strings.Contains(err.Error(), secret) {
		t.Errorf("%v", err)
	}
	for _, bad := range []string{"", "short", strings.Repeat("x", 257), "sixteen chars ok", "sixteen/chars+ok="} {
		err := tokens.Add(bad, "x", Everything(), 0)
		if !errors.Is(err, ErrToken) || len(bad) > 5 && strings.Contains(err.Error(), bad) {
			t.Errorf("%q: %v", bad, err)
		}
	}
}

func TestTheNumberOfTokensIsBounded(t *testing.T) {
	now := noon
	tokens := NewTokens(3, func() time.Time { return now })
	add := func(i int, after time.Duration) error {
		return tokens.Add(fmt.Sprintf("the-token-number-%d", i), "x", Everything(), after)
	}
	for i := range 3 {
		if err := add(i, time.Minute); err != nil {
			t.Fatal(err)
		}
	}
	if err := add(3, 0); !errors.Is(err, ErrTokenLimit) {
		t.Errorf("a fourth of three: %v", err)
	}
	if err := add(2, 0); err != nil {
		t.Errorf("one that is known takes its own place: %v", err)
	}
	now = now.Add(time.Minute)
	if err := add(3, 0); err != nil {
		t.Errorf("expired ones give their place: %v", err)
	}
}

func TestMintingNeedsRandomBytes(t *testing.T) {
	tokens := NewTokens(3, time.Now)
	if _, err := tokens.Mint(strings.NewReader("few"), "x", Everything(), 0); !errors.Is(err, ErrToken) {
		t.Errorf("%v", err)
	}
}

func BenchmarkIdentifyAmongAThousand(b *testing.B) {
	tokens := NewTokens(1024, time.Now)
	for i := range 1024 {
		if err := tokens.Add(fmt.Sprintf("the-token-number-%d", i), "x", Everything(), 0); err != nil {
			b.Fatal(err)
		}
	}
	for b.Loop() {
		if _, err := tokens.Identify("the-token-number-512"); err != nil {
			b.Fatal(err)
		}
	}
}

func TestATokenIsKnownByItsHashAndGetsAnotherScope(t *testing.T) {
	now := noon
	tokens := NewTokens(10, func() time.Time { return now })
	const text = "a-token-of-an-earlier-run"
	if err := tokens.AddHash(HashToken(text), "trainee", scope(t, "learn:t1"), noon.Add(time.Hour)); err != nil {
		t.Fatal(err)
	}
	who, err := tokens.Identify(text)
	if err != nil || !who.Scope.May(Learn, "t1") || who.Scope.MayPart(Read, "a", "flash") {
		t.Errorf("%+v %v", who, err)
	}
	if n := tokens.Rescope("trainee", scope(t, "learn:t1 read:a/flash")); n != 1 {
		t.Errorf("%d tokens have another scope", n)
	}
	if who, _ := tokens.Identify(text); !who.Scope.MayPart(Read, "a", "flash") {
		t.Errorf("%+v", who)
	}
	if n := tokens.Rescope("nobody", Everything()); n != 0 {
		t.Errorf("%d tokens of nobody", n)
	}
	now = noon.Add(time.Hour)
	if _, err := tokens.Identify(text); err == nil {
		t.Error("it outlives its end")
	}
}
