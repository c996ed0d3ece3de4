package firmware

import (
	"encoding/binary"
	"strings"
	"testing"
	"time"

	"locktwin/model/gatt"
	"locktwin/model/keyturner"
)

// The published conversation whose bytes are all known, and the randomness of
// the lock that leads to it.
const (
	lockSecret = "0102030405060708090A0B0C0D0E0F101112131415161718191A1B1C1D1E1F20"
	lockUUID   = "A0A1A2A3A4A5A6A7A8A9AAABACADAEAF"
	nonce1     = "202122232425262728292A2B2C2D2E2F303132333435363738393A3B3C3D3E3F"
	nonce2     = "404142434445464748494A4B4C4D4E4F505152535455565758595A5B5C5D5E5F"
	nonce3     = "606162636465666768696A6B6C6D6E6F707172737475767778797A7B7C7D7E7F"

	say1  = "0100030027A7"
	hear2 = "030007A37CBC142093C8B755DC1B10E86CB426374AD16AA853ED0BDFC0B2B86D1C7C11E7"
	say3  = "0300F88127CCF48023B5CBE9101D24BAA8A368DA94E8C2E3CDE2DED29CE96AB50C159241"
	hear4 = "0400202122232425262728292A2B2C2D2E2F303132333435363738393A3B3C3D3E3F717C"
	say5  = "0500F782270268CCC19CAFC17FB22306739E8F80F0341732D48690989F8954EB1436F002"
	hear6 = "0400404142434445464748494A4B4C4D4E4F505152535455565758595A5B5C5D5E5F5184"
	say7  = "0600C7EA3957154F60A29A5588122E89AEEC2D9064D370B6E6E314FE30C0D9168340014433221154657374206272696467650000" +
		"00000000000000000000000000000000000000808182838485868788898A8B8C8D8E8F909192939495969798999A9B9C9D9E9F3949"
	hear8 = "07000B20984AE1AFB4859F5335787C680B5EB04315042DB27E4D320698A9AADFBDD405000000A0A1A2A3A4A5A6A7A8A9AAABACADAEAF" +
		"606162636465666768696A6B6C6D6E6F707172737475767778797A7B7C7D7E7F1327"
	say9   = "1E00C0A7FBB1F62E49A86AB19FC4D2AFDEAE3317BCD25FB9B102CD57639A454BD580050000008874"
	hear10 = "0E00009DD7"
)

// feed lets the lock's random source give these bytes next.
func (f *fake) feed(bytes ...string) {
	b := unhex(strings.Join(bytes, ""))
	f.dice = f.dice[:f.drawn:f.drawn]
	for i := 0; i < len(b); i += 4 {
		f.dice = append(f.dice, binary.LittleEndian.Uint32(b[i:]))
	}
}

// published is a lock with four users, in pairing mode and with the randomness of
// the published conversation.
func published(t *testing.T) *rig {
	t.Helper()
	r, _ := lived(t, profile(t, "ab-slots"), 0, 3)
	r.handle(Event{Kind: Button, Press: 5 * time.Second})
	r.hal.feed(lockSecret, lockUUID, nonce1, nonce2, nonce3)
	return r
}

func TestPairingSpeaksThePublishedBytes(t *testing.T) {
	for _, mtu := range []int{23, 247} {
		r := published(t)
		c := r.connect(1, mtu)
		for _, step := range [][2]string{{say1, hear2}, {say3, hear4}, {say5, hear6}, {say7, hear8}, {say9, hear10}} {
			var want []string
			for rest := step[1]; rest != ""; {
				n := min(len(rest), 2*(mtu-3))
				want, rest = append(want, rest[:n]), rest[n:]
			}
			if got := c.answered(step[0]); got != strings.Join(want, " ") {
				t.Fatalf("MTU %d: after %.8s… the lock says %s, want %s", mtu, step[0], got, want)
			}
		}
		if r.app.State.Pairing || r.app.Authorizations() != 5 || r.app.State.Flow != (pairingFlow{}) {
			t.Errorf("pairing mode %t, %d users", r.app.State.Pairing, r.app.Authorizations())
		}
		// The authorization outlives a loss of power, and so does the identity.
		was := r.app.State.Identity
		r.boot(PowerOn)
		r.run(30 * time.Second)
		if id, _ := r.app.ownIdentity(); r.app.Authorizations() != 5 || *id != was {
			t.Errorf("after a boot %d users, identity kept %t", r.app.Authorizations(), *id == was)
		}
	}
}

// begun is a connection that has come so far in the published conversation.
func begun(t *testing.T, steps int) (*rig, *central) {
	t.Helper()
	r := published(t)
	c := r.connect(1, 247)
	for _, s := range []string{say1, say3, say5, say7}[:steps] {
		c.answered(s)
	}
	return r, c
}

func TestEveryFaultOfAPairingIsAnsweredAsPublished(t *testing.T) {
	plain := func(cmd keyturner.Command, payload []byte) string {
		return strings.ToUpper(string(hexOf(keyturner.AppendPlain(nil, cmd, payload))))
	}
	spoilt := func(message string, at int) string {
		b := unhex(message)
		b[at] ^= 1
		return plain(keyturner.Command(binary.LittleEndian.Uint16(b)), b[2:len(b)-2])
	}
	report := func(code keyturner.ErrorCode, cmd keyturner.Command) string {
		return plain(keyturner.CmdErrorReport, keyturner.ErrorReport{Code: code, Command: cmd}.Append(nil))
	}
	named := func(change func(*keyturner.AuthorizationData)) string {
		d, err := keyturner.ParseAuthorizationData(unhex(say7)[2:103])
		if err != nil {
			t.Fatal(err)
		}
		change(&d)
		key := [32]byte(unhex("D0C2059E177C268BB0B4001676B2AC0A46C655A3B7E90F46652C1916714F8E74"))
		second := [32]byte(unhex(nonce2))
		d.Authenticator = d.Sum(&key, &second)
		return plain(keyturner.CmdAuthorizationData, d.Append(nil))
	}
	for _, c := range []struct {
		name  string
		after int
		say   string
		want  string
	}{
		{"wrong check", 0, "010003000000", "1200FD0100E7C3"},
		{"part of a message", 1, say3[:40], "1200FF0000B69E"},
		{"rest of a message", 1, say3[40:], "1200FF0000B69E"},
		{"nothing", 0, "", "1200FF0000B69E"},
		{"too short to have a check", 0, "0100", "1200FF0000B69E"},
		{"wrong length", 1, plain(keyturner.CmdPublicKey, make([]byte, 31)), "1200FE0300D5FC"},
		{"request without what it requests", 0, plain(keyturner.CmdRequestData, nil), report(keyturner.ErrBadLength, keyturner.CmdRequestData)},
		{"request of something else", 0, plain(keyturner.CmdRequestData, []byte{0x0C, 0}), report(keyturner.ErrUnknown, keyturner.CmdStates)},
		{"a command that nobody knows", 1, plain(0x0777, nil), report(keyturner.ErrUnknown, 0x0777)},
		{"a command of the other characteristic", 1, plain(keyturner.CmdLockAction, make([]byte, 38)), report(keyturner.ErrUnknown, keyturner.CmdLockAction)},
		{"a message of the lock", 1, plain(keyturner.CmdStatus, []byte{0}), report(keyturner.ErrUnknown, keyturner.CmdStatus)},
		{"key before it is asked for", 0, say3, report(keyturner.ErrUnknown, keyturner.CmdPublicKey)},
		{"proof out of sequence", 1, say5, report(keyturner.ErrUnknown, keyturner.CmdAuthorizationAuthenticator)},
		{"data out of sequence", 2, say7, report(keyturner.ErrUnknown, keyturner.CmdAuthorizationData)},
		{"confirmation out of sequence", 3, say9, report(keyturner.ErrUnknown, keyturner.CmdAuthorizationIDConfirmation)},
		{"a key that is none", 1, plain(keyturner.CmdPublicKey, make([]byte, 32)), report(keyturner.ErrPairingParameter, keyturner.CmdPublicKey)},
		{"wrong proof", 2, spoilt(say5, 7), "120011050073DA"},
		{"wrong authenticator of the data", 3, spoilt(say7, 7), report(keyturner.ErrBadAuthenticator, keyturner.CmdAuthorizationData)},
		{"changed data", 3, spoilt(say7, 35), report(keyturner.ErrBadAuthenticator, keyturner.CmdAuthorizationData)},
		{"unknown kind", 3, named(func(d *keyturner.AuthorizationData) { d.Type = 4 }), report(keyturner.ErrPairingParameter, keyturner.CmdAuthorizationData)},
		{"no name", 3, named(func(d *keyturner.AuthorizationData) { d.Name = keyturner.Name{} }), report(keyturner.ErrPairingParameter, keyturner.CmdAuthorizationData)},
		{"wrong confirmation", 4, spoilt(say9, 7), report(keyturner.ErrBadAuthenticator, keyturner.CmdAuthorizationIDConfirmation)},
		{"another authorization", 4, spoilt(say9, 34), report(keyturner.ErrPairingParameter, keyturner.CmdAuthorizationIDConfirmation)},
	} {
		t.Run(c.name, func(t *testing.T) {
			r, app := begun(t, c.after)
			if got := app.answered(c.say); got != c.want {
				t.Fatalf("the lock says %s, want %s", got, c.want)
			}
			if r.app.State.Flow != (pairingFlow{}) || r.app.Authorizations() != 4 || len(r.hal.hungUp) != 0 {
				t.Error("a fault leaves something of the pairing, or ends the connection")
			}
			// The client may begin again on the same connection.
			r.hal.feed(nonce1, nonce2, nonce3)
			if c.after == 0 {
				r.hal.feed(lockSecret, lockUUID, nonce1, nonce2, nonce3)
			}
			for _, s := range [][2]string{{say1, hear2}, {say3, hear4}, {say5, hear6}, {say7, hear8}, {say9, hear10}} {
				if got := app.answered(s[0]); got != s[1] {
					t.Fatalf("after a fault: %s, want %s", got, s[1])
				}
			}
		})
	}
}

func hexOf(b []byte) []byte {
	const digits = "0123456789abcdef"
	var out []byte
	for _, c := range b {
		out = append(out, digits[c>>4], digits[c&15])
	}
	return out
}

func TestMessageOneRestartsThePairingInEveryState(t *testing.T) {
	for steps := range 5 {
		r, c := begun(t, steps)
		if steps > 0 {
			r.hal.feed(nonce1, nonce2, nonce3)
		}
		for _, s := range [][2]string{{say1, hear2}, {say3, hear4}, {say5, hear6}, {say7, hear8}, {say9, hear10}} {
			if got := c.answered(s[0]); got != s[1] {
				t.Fatalf("after %d steps: %s, want %s", steps, got, s[1])
			}
		}
	}
}

func TestAPairingEndsWithSilenceOrWithItsConnection(t *testing.T) {
	r, c := begun(t, 4)
	r.run(9 * time.Second)
	if r.app.State.Flow.Step != flowConfirmation {
		t.Fatal("it is given up early")
	}
	r.run(2 * time.Second)
	if r.app.State.Flow != (pairingFlow{}) || r.app.Authorizations() != 4 {
		t.Error("it is not given up, or leaves a user")
	}
	if got := c.answered(say9); got != "1200FF1E00"+got[10:] {
		t.Errorf("a late confirmation is answered with %s", got)
	}
	r, _ = begun(t, 4)
	r.handle(Event{Kind: LinkDown, Phone: 1, Reason: gatt.ReasonTimeout})
	if r.app.State.Flow != (pairingFlow{}) || r.app.Authorizations() != 4 {
		t.Error("it outlives its connection")
	}
}

func TestOnlyOnePairingAtATime(t *testing.T) {
	const notPairing = "12001001008721"
	r, c := begun(t, 1)
	other := r.connect(2, 247)
	if got := other.answered(say1); got != notPairing {
		t.Errorf("a second one is answered with %s", got)
	}
	if got := c.answered(say3); got != hear4 {
		t.Errorf("the first one goes on with %s", got)
	}
}

func TestPairingNeedsItsModeAndProlongsIt(t *testing.T) {
	const notPairing = "12001001008721"
	r, _ := lived(t, profile(t, "ab-slots"), 0, 0)
	c := r.connect(1, 247)
	if got := c.answered(say1); got != notPairing {
		t.Fatalf("outside of pairing mode: %s", got)
	}
	r.handle(Event{Kind: Button, Press: 5 * time.Second})
	r.run(58 * time.Second)
	c.answered(say1)
	r.run(5 * time.Second)
	if !r.app.State.Pairing {
		t.Fatal("pairing mode ends in the middle of a pairing")
	}
	r.run(20 * time.Second)
	if r.app.State.Pairing || c.answered(say1) != notPairing {
		t.Error("pairing mode does not end")
	}
	off := DefaultConfig()
	off.PairingEnabled = false
	r.app.State.Config = off
	r.handle(Event{Kind: Button, Press: 5 * time.Second})
	if c.answered(say1) != notPairing {
		t.Error("the button begins pairing although the configuration forbids it")
	}
}

func TestTheStatesTellOfPairingMode(t *testing.T) {
	r, _, k := onAir(t, profile(t, "ab-slots"))
	nuki := func() keyturner.NukiState {
		s, err := k.States()
		if err != nil {
			t.Fatal(err)
		}
		return s.Nuki
	}
	if got := nuki(); got != keyturner.DoorMode {
		t.Errorf("with an owner: %v", got)
	}
	r.handle(Event{Kind: Button, Press: 5 * time.Second})
	if got := nuki(); got != keyturner.PairingMode {
		t.Errorf("in pairing mode: %v", got)
	}
	r.run(2 * time.Minute)
	if got := nuki(); got != keyturner.DoorMode {
		t.Errorf("afterwards: %v", got)
	}
	r = newRig(t, profile(t, "ab-slots"), nordic)
	if got := r.app.states().NukiState; got != keyturner.Uninitialized {
		t.Errorf("without an owner: %v", got)
	}
}

func TestALockThatIsNewCanBePairedWithoutAButton(t *testing.T) {
	p := profile(t, "ab-slots")
	r := newRig(t, p, nordic)
	r.run(30 * time.Second)
	if r.hal.radio.Beacon.Count != 2 || r.hal.light != 0 || r.hal.radio.Pairing {
		t.Errorf("beacon %+v, light %d", r.hal.radio.Beacon, r.hal.light)
	}
	k, first := r.connect(1, 247).pair(keyturner.PairOptions{Name: "owner", AppID: 7})
	if r.hal.radio.Beacon.Count != 1 || first.AuthID == 0 {
		t.Errorf("beacon %+v, authorization %d", r.hal.radio.Beacon, first.AuthID)
	}
	if s, err := k.States(); err != nil || s.Nuki != keyturner.DoorMode {
		t.Errorf("%+v, %v", s, err)
	}
	p = profile(t, "ab-slots")
	p.Protocol.PairWhenNew = false
	r = newRig(t, p, nordic)
	if r.connect(1, 247).answered(say1) != "12001001008721" {
		t.Error("a new lock can be paired although its version forbids it")
	}
}

func TestPairingAgainReplacesTheOldAuthorizationOfAnApp(t *testing.T) {
	r, c, _ := onAir(t, profile(t, "ab-slots"))
	again := func(o keyturner.PairOptions) keyturner.Credentials {
		r.handle(Event{Kind: Button, Press: 5 * time.Second})
		_, credentials := c.pair(o)
		return credentials
	}
	second := again(keyturner.PairOptions{Name: "owner", AppID: 4711, Type: keyturner.IDBridge})
	if r.app.Authorizations() != 1 || r.app.authSlot(second.AuthID) < 0 || second.AuthID != 2 {
		t.Errorf("%d users, the new one is %d", r.app.Authorizations(), second.AuthID)
	}
	again(keyturner.PairOptions{Name: "other", AppID: 0})
	again(keyturner.PairOptions{Name: "other", AppID: 0, Type: keyturner.IDFob})
	again(keyturner.PairOptions{Name: "pad", Type: keyturner.IDKeypad})
	if r.app.Authorizations() != 4 {
		t.Errorf("%d users", r.app.Authorizations())
	}
	for _, x := range r.app.State.Auths[:4] {
		if remote := x.Flags&authRemote != 0; remote != (x.Type <= keyturner.IDBridge) {
			t.Errorf("%v may act through a bridge: %t", x.Type, remote)
		}
	}
}

func TestAFullTableRefusesTheNextUser(t *testing.T) {
	p := profile(t, "ab-slots")
	p.Protocol.MaxUsers = 2
	r, c, _ := onAir(t, p)
	r.handle(Event{Kind: Button, Press: 5 * time.Second})
	c.pair(keyturner.PairOptions{Name: "second"})
	r.handle(Event{Kind: Button, Press: 5 * time.Second})
	_, err := keyturner.Pair(c, keyturner.PairOptions{Name: "third", Random: &dice{}})
	refused(t, err, keyturner.ErrMaxUser, keyturner.CmdAuthorizationData)
	_, err = keyturner.Pair(c, keyturner.PairOptions{Name: "again", AppID: 4711, Random: &dice{}})
	accepted(t, err)
}

func TestALostIdentityIsMadeAnewAndHarmsNobody(t *testing.T) {
	r, c, k := onAir(t, profile(t, "rewrite-at-boot"))
	st, state, m := r.app.area(AreaAccess)
	was := r.app.State.Identity
	if err := st.Delete(m, &state.RAM, KeyIdentity); err != nil {
		t.Fatal(err)
	}
	r.app.State.Identity = identity{}
	if s, err := k.States(); err != nil || s.Lock != keyturner.Locked {
		t.Errorf("the owner is answered with %v", err)
	}
	r.handle(Event{Kind: Button, Press: 5 * time.Second})
	if _, second := c.pair(keyturner.PairOptions{Name: "second"}); second.LockPublic == was.Public || second.LockUUID == was.UUID {
		t.Error("the identity comes back")
	}
}
