package keyturner

import (
	"slices"
	"testing"
)

// overview is the table of commands of the protocol: which need the challenge,
// which the PIN, and the lengths of their payloads; none if only a lock sends
// them.
var overview = []struct {
	command   Command
	challenge bool
	pin       bool
	lengths   []int
}{
	{0x0001, false, false, []int{2}},
	{0x0003, false, false, []int{32}},
	{0x0004, false, false, nil},
	{0x0005, false, false, []int{32}},
	{0x0006, false, false, []int{101}},
	{0x0007, false, false, nil},
	{0x0008, true, true, []int{38}},
	{0x0009, true, true, []int{38}},
	{0x000A, false, false, nil},
	{0x000B, true, true, []int{120}},
	{0x000C, false, false, nil},
	{0x000D, true, false, []int{38, 58}},
	{0x000E, false, false, nil},
	{0x000F, false, false, nil},
	{0x0010, false, false, nil},
	{0x0011, false, false, nil},
	{0x0012, false, false, nil},
	{0x0013, true, true, []int{89}},
	{0x0014, true, false, []int{32}},
	{0x0015, false, false, nil},
	{0x0019, true, true, []int{36}},
	{0x001A, true, true, []int{34}},
	{0x001D, true, true, []int{34}},
	{0x001E, false, false, []int{36}},
	{0x001F, false, false, nil},
	{0x0020, true, true, []int{34}},
	{0x0021, true, true, []int{41}},
	{0x0025, true, true, []int{92}},
	{0x0027, false, false, nil},
	{0x0031, true, true, []int{42}},
	{0x0032, false, false, nil},
	{0x0033, false, false, nil},
	{0x0034, true, true, []int{35}},
	{0x0035, true, true, []int{60, 63}},
	{0x0036, true, false, []int{32}},
	{0x0037, false, false, nil},
	{0x0039, true, true, []int{38}},
	{0x003A, false, false, nil},
	{0x003B, true, true, []int{35}},
	{0x003C, true, true, []int{34}},
	{0x003D, false, false, nil},
	{0x003E, false, false, nil},
	{0x003F, true, true, []int{40}},
	{0x0041, true, true, []int{78}},
	{0x0042, false, false, nil},
	{0x0043, true, true, []int{38}},
	{0x0044, false, false, nil},
	{0x0045, false, false, nil},
	{0x0046, true, true, []int{81}},
	{0x0047, true, true, []int{36}},
	{0x0048, true, false, []int{38}},
	{0x0100, true, false, []int{33}},
}

func TestCommandsAreAsTheOverviewHasThem(t *testing.T) {
	known := 0
	names := map[string]bool{}
	for _, o := range overview {
		c := o.command
		if !c.Known() || c.NeedsChallenge() != o.challenge || c.NeedsPIN() != o.pin || !slices.Equal(RequestLengths(c), o.lengths) {
			t.Errorf("0x%04X %s: challenge %v, PIN %v, lengths %d", uint16(c), c, c.NeedsChallenge(), c.NeedsPIN(), RequestLengths(c))
		}
		equal(t, c.String()+" is a request", c.IsRequest(), o.lengths != nil)
		if names[c.String()] {
			t.Errorf("two commands are named %s", c)
		}
		names[c.String()] = true
	}
	for c := range Command(0xFFFF) {
		if c.Known() {
			known++
		}
	}
	equal(t, "known commands", known, len(overview))
	equal(t, "a stranger", Command(0x49).String(), "command-0x0049")
}

func TestLengthsOfRequestsAreThoseOfTheirBodiesAndTails(t *testing.T) {
	all := samples()
	for _, o := range overview {
		if !o.command.IsRequest() {
			continue
		}
		var have []int
		for _, body := range all[o.command] {
			tail := Tail{Nonce: [32]byte{1}, PIN: 1234}
			b := AppendTail(append([]byte(nil), body...), o.command, &tail)
			if !slices.Contains(have, len(b)) {
				have = append(have, len(b))
			}
			got, back, err := SplitTail(o.command, b)
			if err != nil {
				t.Error(err)
			}
			same(t, o.command.String(), got, body)
			if o.pin {
				equal(t, o.command.String(), back, tail)
			}
			_, _, err = SplitTail(o.command, append(b, 0))
			if (Refusal(err) == ErrBadLength) == (o.command == CmdRequestData) {
				t.Errorf("%s, one byte more: %v", o.command, err)
			}
		}
		slices.Sort(have)
		if !slices.Equal(have, o.lengths) {
			t.Errorf("%s: samples of %d bytes, lengths are %d", o.command, have, o.lengths)
		}
	}
}

func TestOnlyThePairingFlowIsNeverEncrypted(t *testing.T) {
	var pairing []Command
	for _, o := range overview {
		if o.command.Pairing() {
			pairing = append(pairing, o.command)
		}
	}
	want := []Command{CmdPublicKey, CmdAuthorizationAuthenticator, CmdAuthorizationData, CmdAuthorizationID, CmdAuthorizationIDConfirmation}
	if !slices.Equal(pairing, want) {
		t.Errorf("the flow is %v", pairing)
	}
}
