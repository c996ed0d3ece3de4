package keyturner

import (
	"encoding/binary"
	"errors"
	"testing"
)

const publishedChallenge = "99C8613A9F6AB6D3FB0399D37AD38C5C003AC139B1567BC102000000380028CDCC668C08DA47BF323BF9371EBF068F6D480438563660780A4234D9A23794E305EE37878874EDE106A0BBFCF5B60E0C2E2BA17248A02B"

// publishedSealed are the maker's examples of encrypted messages.
var publishedSealed = []sealedVector{
	{"request for states", "37917F1AF31EC5940705F34D1E5550607D5B2F9FE7D496B6020000001A00670D124926004366532E8D927A33FE84E782A9594D39157D065E",
		"0200000001000C00418D"},
	{"states", "90B0757CFED0243017EAF5E089F8583B9839D61B050924D2020000002700B13938B67121B6D528E7DE206B0D7C5A94587A471B33EBFB012CED8F1261135566ED756E3910B5",
		"020000000C00020100E0070307080F1E3C0000200AD160"},
	{"request for a challenge", "88FDEFD7F941B63C242B7F84B3D786886340A4A8B1C1EAA0020000001A00066819A2956E6A79AF6ED66D257B276715F51F63A8BEB9ED0D47",
		"0200000001000400E804"},
	{"challenge", publishedChallenge,
		"02000000040057D95521BEA186B5A9244F025737924C5B7E33592D0614D5F6EF2E2F142C6D4BFF98"},
	{"unlock", "19467990B69FFBE3D484A5882C995449E3EBC878712152E7020000003E00B30D19E0C0A12F4D8C887864877B8853437825D587F85BB6C21BF674E204A685AC5E40E8A5FDB85349F520069496F092FAB63736928C0933DB34CFA21809",
		"020000000D0001000000000057D95521BEA186B5A9244F025737924C5B7E33592D0614D5F6EF2E2F142C6D4BCACF"},
}

func TestSealedVectorsBothWays(t *testing.T) {
	for _, set := range []struct {
		pairing pairingVector
		vectors []sealedVector
	}{{published, publishedSealed}, {ours, ourSealed}} {
		key := unhex32(t, set.pairing.key)
		for _, v := range set.vectors {
			message, inner := unhex(t, v.message), unhex(t, v.inner)
			id, c, payload, err := Open(nil, &key, message)
			if err != nil {
				t.Errorf("%s: %v", v.what, err)
				continue
			}
			equal(t, v.what+" authorization", id, set.pairing.id)
			same(t, v.what+" inside", AppendInner(nil, id, c, payload), inner)
			nonce := [24]byte(message[:24])
			same(t, v.what, Seal(nil, &key, &nonce, id, c, payload), message)
			same(t, v.what+" behind another", Seal([]byte{1, 2}, &key, &nonce, id, c, payload)[2:], message)
		}
	}
}

// content reads a decrypted message that was published without its nonce.
func content(t *testing.T, s string, id AuthID, c Command) []byte {
	t.Helper()
	b := unhex(t, s)
	equal(t, "CRC of "+s, CRC(b[:len(b)-2]), binary.LittleEndian.Uint16(b[len(b)-2:]))
	equal(t, "authorization of "+s, AuthID(binary.LittleEndian.Uint32(b)), id)
	equal(t, "command of "+s, Command(binary.LittleEndian.Uint16(b[4:])), c)
	payload := b[6 : len(b)-2]
	same(t, s, AppendInner(nil, id, c, payload), b)
	return payload
}

func TestDecryptedMessagesOfDocumentsAndLocks(t *testing.T) {
	equal(t, "accepted", must(ParseStatus(content(t, "020000000E00010D9A", 2, CmdStatus)))(t), StatusAccepted)
	equal(t, "complete", must(ParseStatus(content(t, "020000000E00002C8A", 2, CmdStatus)))(t), StatusComplete)
	equal(t, "verified", must(ParseStatus(content(t, "FC8E06000E00003A0E", 0x68EFC, CmdStatus)))(t), StatusComplete)
	equal(t, "authorizations", must(ParseCount(content(t, "FC8E06002700060051B5", 0x68EFC, CmdAuthorizationCount)))(t), 6)
	equal(t, "codes", must(ParseCount(content(t, "FC8E0600440007006E44", 0x68EFC, CmdKeypadCodeCount)))(t), 7)
}

func TestPlainErrorReportsBothWays(t *testing.T) {
	for s, want := range map[string]ErrorReport{
		"120020000013D7": {ErrNotAuthorized, 0},
		"1200FD0100E7C3": {ErrBadCRC, CmdRequestData},
		"1200FF0000B69E": {ErrUnknown, 0},
		"12001001008721": {ErrNotPairing, CmdRequestData},
		"120011050073DA": {ErrBadAuthenticator, CmdAuthorizationAuthenticator},
		"120013060040E1": {ErrMaxUser, CmdAuthorizationData},
		"1200FE0300D5FC": {ErrBadLength, CmdPublicKey},
	} {
		equal(t, s, must(ParseErrorReport(plain(t, s, CmdErrorReport, want.Append(nil))))(t), want)
	}
	// A message of a generation that this package does not speak is whole all the same.
	same(t, "authorization info", plain(t, "4C000171B4", 0x4C, []byte{1}), []byte{1})
}

func TestRequestsOfTheSealedVectors(t *testing.T) {
	key := unhex32(t, ours.key)
	open := func(i int, want Command) []byte {
		t.Helper()
		_, c, payload, err := Open(nil, &key, unhex(t, ourSealed[i].message))
		if err != nil || c != want {
			t.Fatal(c, err)
		}
		return payload
	}
	challenge := must(ParseChallenge(open(1, CmdChallenge)))(t)

	body, tail, err := SplitTail(CmdLockAction, open(2, CmdLockAction))
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "challenge of unlock", tail, Tail{Nonce: challenge})
	unlock := LockActionRequest{Action: ActionUnlock, AppID: 0x11223344}
	equal(t, "unlock", must(ParseLockAction(body))(t), unlock)
	same(t, "unlock", AppendTail(unlock.Append(nil), CmdLockAction, &tail), open(2, CmdLockAction))

	equal(t, "accepted", must(ParseStatus(open(3, CmdStatus)))(t), StatusAccepted)
	states := States{Nuki: DoorMode, Lock: Unlocking, Time: Date{2026, 6, 16, 12, 30, 5}, Battery: 0xB0, ConfigUpdates: 4,
		LastAction: ActionUnlock, Door: DoorClosed}
	equal(t, "percent", states.Battery.Percent(), 88)
	equal(t, "unlocking", must(ParseStates(open(4, CmdStates)))(t), states)
	profile := Gen2()
	same(t, "unlocking", profile.AppendStates(nil, &states), open(4, CmdStates))
	states.Lock, states.Time.Second = Unlocked, 7
	equal(t, "unlocked", must(ParseStates(open(5, CmdStates)))(t), states)

	body, tail, err = SplitTail(CmdVerifyPIN, open(7, CmdVerifyPIN))
	if err != nil || len(body) != 0 {
		t.Fatal(body, err)
	}
	equal(t, "tail of verify", tail, Tail{challenge, 1234})
	same(t, "verify", AppendTail(nil, CmdVerifyPIN, &tail), open(7, CmdVerifyPIN))
	equal(t, "refused", must(ParseErrorReport(open(8, CmdErrorReport)))(t), ErrorReport{ErrBadPIN, CmdVerifyPIN})
}

func TestOpeningTellsForgeryFromNoise(t *testing.T) {
	key, nonce := [32]byte{1}, [24]byte{2}
	good := Seal(nil, &key, &nonce, 7, CmdStatus, []byte{0})
	stranger := [32]byte{9}
	_, c, _, err := Open(nil, &stranger, good)
	if !errors.Is(err, ErrNotAuthentic) || c != 0 || Refusal(err) != ErrNotAuthorized {
		t.Errorf("wrong key: %v, %v", c, err)
	}
	other := append([]byte(nil), good...)
	other[24]++ // the outer authorization id, which encryption does not protect
	if _, _, _, err := Open(nil, &key, other); !errors.Is(err, ErrNotAuthentic) {
		t.Errorf("another id outside: %v", err)
	}
	bad := AppendInner(nil, 7, CmdStatus, []byte{0})
	bad[len(bad)-1]++
	e := must(ParseEnvelope(good))(t)
	e.Box = sealRaw(bad, &e.Nonce, &key)
	c, _, err = e.Open(nil, &key)
	if !errors.Is(err, ErrCRC) || c != CmdStatus || Refusal(err) != ErrBadCRC {
		t.Errorf("wrong checksum: %v, %v", c, err)
	}
	e.Box = sealRaw(bad[:5], &e.Nonce, &key)
	if _, _, err := e.Open(nil, &key); !errors.Is(err, ErrLength) {
		t.Errorf("no content: %v", err)
	}
	for _, b := range [][]byte{nil, good[:Overhead-1], good[:len(good)-1], append(good, 0)} {
		if _, err := ParseEnvelope(b); !errors.Is(err, ErrLength) || Refusal(err) != ErrBadLength {
			t.Errorf("%d bytes: %v", len(b), err)
		}
	}
}

func TestPlainMessagesThatCannotBeRead(t *testing.T) {
	if c, _, err := ParsePlain([]byte{1, 0, 3}); !errors.Is(err, ErrShort) || c != 0 || Refusal(err) != ErrUnknown {
		t.Errorf("short: %v, %v", c, err)
	}
	if c, _, err := ParsePlain([]byte{1, 0, 3, 0, 0, 0}); !errors.Is(err, ErrCRC) || c != CmdRequestData {
		t.Errorf("checksum: %v, %v", c, err)
	}
}
