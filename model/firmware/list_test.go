package firmware

import (
	"errors"
	"strings"
	"testing"
	"time"

	"locktwin/model/gatt"
	"locktwin/model/keyturner"
)

func TestLongListsComeWholeAtEveryMTU(t *testing.T) {
	p := profile(t, "ab-slots")
	r, o := talking(t, p)
	r.twice = false
	r.invite(o.id, 4321, 20)
	for i := range 30 {
		r.must(Command{Op: OpAddKeypadCode, Auth: o.id, PIN: 4321, Code: numbered(i), Limits: TimeLimits{Limited: i%2 == 0}})
	}
	for range 60 {
		r.handle(Event{Kind: DoorMoved, DoorClosed: true})
	}
	for _, mtu := range []int{23, 100, 247} {
		c := r.connect(gatt.ConnID(mtu), mtu)
		k := keyturner.NewClient(c, keyturner.Credentials{AuthID: o.id, Key: o.key}, &dice{})
		total, users, err := k.Authorizations(keyturner.ListRequest{Count: 0xFFFF}, 4321)
		if err != nil || total != 21 || len(users) != 21 || users[0].ID != o.id {
			t.Fatalf("MTU %d: %d users of %d, %v", mtu, len(users), total, err)
		}
		seen := map[keyturner.AuthID]bool{}
		for _, u := range users {
			seen[u.ID] = true
		}
		if len(seen) != 21 {
			t.Errorf("MTU %d: users come twice", mtu)
		}
		if _, part, err := k.Authorizations(keyturner.ListRequest{Offset: 5, Count: 3}, 4321); err != nil || len(part) != 3 || part[0] != users[5] {
			t.Errorf("MTU %d: a part of the users: %+v, %v", mtu, part, err)
		}
		total, codes, err := k.KeypadCodes(keyturner.ListRequest{Count: 100}, 4321)
		if err != nil || total != 30 || len(codes) != 30 || codes[29].Code != numbered(29) {
			t.Errorf("MTU %d: %d codes of %d, %v", mtu, len(codes), total, err)
		}
		if _, part, err := k.KeypadCodes(keyturner.ListRequest{Offset: 28, Count: 100}, 4321); err != nil || len(part) != 2 || part[0] != codes[28] {
			t.Errorf("MTU %d: a part of the codes: %+v, %v", mtu, part, err)
		}
		n, entries, err := k.Log(keyturner.LogRequest{Count: 0xFFFF, Total: true}, 4321)
		if err != nil || int(n.Count) != len(entries) || len(entries) < 60 || !n.Logging || !n.DoorSensor {
			t.Errorf("MTU %d: %d entries, %+v, %v", mtu, len(entries), n, err)
		}
		r.handle(Event{Kind: LinkDown, Phone: PhoneID(mtu)})
	}
}

func TestTheLogKeepsToStartCountAndOrder(t *testing.T) {
	r, o := talking(t, profile(t, "ab-slots"))
	r.twice = false
	slots := r.app.logSlots()
	for range slots + 10 { // the ring comes round
		r.handle(Event{Kind: DoorMoved, DoorClosed: false})
	}
	k := keyturner.NewClient(o.central, keyturner.Credentials{AuthID: o.id, Key: o.key}, &dice{})
	last := r.app.State.Log.Last
	oldest := last - uint32(r.app.State.Log.Count) + 1
	if oldest == 1 {
		t.Fatal("the ring has not come round")
	}
	for _, c := range []struct {
		request     keyturner.LogRequest
		count       uint32
		first, then uint32
		step        int32
	}{
		{keyturner.LogRequest{Count: 3}, last - oldest + 1, oldest, 3, 1},
		{keyturner.LogRequest{Count: 3, Descending: true}, last - oldest + 1, last, 3, -1},
		{keyturner.LogRequest{Start: oldest + 7, Count: 3}, last - oldest - 7, oldest + 8, 3, 1},
		{keyturner.LogRequest{Start: oldest + 7, Count: 3, Descending: true}, 7, oldest + 6, 3, -1},
		{keyturner.LogRequest{Start: oldest + 2, Count: 50, Descending: true}, 2, oldest + 1, 2, -1},
		{keyturner.LogRequest{Start: last - 1, Count: 50}, 1, last, 1, 1},
		{keyturner.LogRequest{Start: last, Count: 50}, 0, 0, 0, 1},
		{keyturner.LogRequest{Start: 1, Count: 2}, last - oldest + 1, oldest, 2, 1},
		{keyturner.LogRequest{Start: 0xFFFFFFFF, Count: 2, Descending: true}, last - oldest + 1, last, 2, -1},
		{keyturner.LogRequest{Count: 0}, last - oldest + 1, 0, 0, 1},
	} {
		c.request.Total = true
		n, entries, err := k.Log(c.request, 4321)
		if err != nil || uint32(n.Count) != c.count || len(entries) != int(c.then) {
			t.Errorf("%+v: %d of %d entries, want %d of %d, %v", c.request, len(entries), n.Count, c.then, c.count, err)
			continue
		}
		for i, e := range entries {
			if want := uint32(int32(c.first) + int32(i)*c.step); e.Index != want {
				t.Errorf("%+v: entry %d has the index %d, want %d", c.request, i, e.Index, want)
			}
		}
	}
}

func TestLoggingThatWasSwitchedOffStaysOff(t *testing.T) {
	for _, name := range []string{"ab-slots", "nvs"} {
		r, o := talking(t, profile(t, name))
		k := keyturner.NewClient(o.central, keyturner.Credentials{AuthID: o.id, Key: o.key}, &dice{})
		accepted(t, k.EnableLogging(false, 4321))
		r.boot(PowerOn)
		r.run(30 * time.Second)
		r.handle(Event{Kind: DoorMoved})
		k = keyturner.NewClient(r.connect(2, 247), keyturner.Credentials{AuthID: o.id, Key: o.key}, &dice{})
		n, entries, err := k.Log(keyturner.LogRequest{Count: 1, Descending: true, Total: true}, 4321)
		if err != nil || n.Logging || len(entries) != 1 || entries[0].Type != keyturner.LogLogging || entries[0].Data[0] != 0 {
			t.Errorf("%s: %+v, %+v, %v", name, n, entries, err)
		}
		accepted(t, k.EnableLogging(true, 4321))
		r.boot(PowerOn)
		r.run(30 * time.Second)
		if r.app.State.Log.Off {
			t.Errorf("%s: it does not come back", name)
		}
	}
}

func TestListsOfTwoConnectionsAndOtherRequestsInterleave(t *testing.T) {
	r, o := talking(t, profile(t, "ab-slots"))
	r.invite(o.id, 4321, 20)
	a := &talker{central: r.connect(2, 23), id: o.id, key: o.key}
	b := &talker{central: r.connect(3, 23), id: 2, key: [32]byte{0}}
	a.challengeInPieces()
	for _, x := range []*talker{a, b} {
		x.mute = true
	}
	list := keyturner.ListRequest{Count: 100}.Append(nil)
	if err := a.Write(keyturner.USDIO, a.request(keyturner.CmdRequestAuthorizations, list, 4321)); err != nil {
		t.Fatal(err)
	}
	a.pump()
	// In the middle of the list one more request is held and a second refused.
	states := a.seal(keyturner.CmdRequestData, []byte{0x0C, 0})
	if err := a.Write(keyturner.USDIO, states); err != nil {
		t.Fatal(err)
	}
	var e *gatt.Error
	if err := a.Write(keyturner.USDIO, states); !errors.As(err, &e) || e.Code != gatt.CodeInsufficientResources {
		t.Errorf("a second request: %v", err)
	}
	// One that is too long to be held is refused, and one is enough.
	long := a.seal(keyturner.CmdRequestData, make([]byte, heldBytes))
	if err := a.Write(keyturner.USDIO, long); !errors.As(err, &e) || e.Code != gatt.CodeInsufficientResources {
		t.Errorf("a long request: %v", err)
	}
	// Another connection is served meanwhile, and an action of the first one's is
	// told only when the list is over.
	if err := b.Write(keyturner.USDIO, b.seal(keyturner.CmdRequestData, []byte{0x0C, 0})); err != nil {
		t.Fatal(err)
	}
	b.mute = false
	b.client.Confirm()
	if got := assembled(t, b); got != "states locked" {
		t.Errorf("the other connection: %s", got)
	}
	a.mute = false
	a.client.Confirm()
	want := "authorization-entry-count 2" + strings.Repeat(", authorization-entry 56", 21) + ", complete, states locked"
	if got := assembled(t, a); got != want {
		t.Errorf("the list: %s", got)
	}
}

// assembled lets everything come and puts the pieces together.
func assembled(t *testing.T, x *talker) string {
	t.Helper()
	var in keyturner.Assembler
	var told []string
	for range 20 {
		x.pump()
		x.r.run(50 * time.Millisecond)
	}
	for _, i := range x.got {
		m, err := in.Add(i.from, i.value)
		if err != nil {
			t.Fatal(err)
		}
		if m != nil {
			told = append(told, x.told(indicated{i.from, m}))
		}
	}
	x.got = nil
	return strings.Join(told, ", ")
}

func TestNothingUnaskedComesInsideAList(t *testing.T) {
	r, o := talking(t, profile(t, "ab-slots"))
	r.invite(o.id, 4321, 20)
	a := &talker{central: r.connect(2, 23), id: o.id, key: o.key}
	a.challengeInPieces()
	if err := a.Write(keyturner.USDIO, a.request(keyturner.CmdLockAction, lockAction(keyturner.ActionUnlock), 0)); err != nil {
		t.Fatal(err)
	}
	a.pump()
	a.got = nil
	a.challengeInPieces()
	a.mute = true
	if err := a.Write(keyturner.USDIO, a.request(keyturner.CmdRequestAuthorizations, keyturner.ListRequest{Count: 100}.Append(nil), 4321)); err != nil {
		t.Fatal(err)
	}
	a.pump()
	r.run(5 * time.Second) // the action ends
	if r.app.State.Bolt != keyturner.Unlocked {
		t.Fatal("the action does not end")
	}
	a.mute = false
	a.client.Confirm()
	want := "authorization-entry-count 2" + strings.Repeat(", authorization-entry 56", 21) + ", complete, complete"
	if got := assembled(t, a); got != want {
		t.Errorf("the list: %s", got)
	}
}

// challengeInPieces is challenge for a small MTU.
func (t *talker) challengeInPieces() {
	t.r.t.Helper()
	if err := t.Write(keyturner.USDIO, t.seal(keyturner.CmdRequestData, []byte{4, 0})); err != nil {
		t.r.t.Fatal(err)
	}
	t.pump()
	var in keyturner.Assembler
	for _, i := range t.got {
		if m, err := in.Add(i.from, i.value); err != nil {
			t.r.t.Fatal(err)
		} else if m != nil {
			t.told(indicated{i.from, m})
		}
	}
	t.got = nil
}

func TestAListEndsWithTheConnectionThatItWasFor(t *testing.T) {
	r, o := talking(t, profile(t, "ab-slots"))
	r.invite(o.id, 4321, 20)
	o.challenge()
	o.mute = true
	if err := o.Write(keyturner.USDIO, o.request(keyturner.CmdRequestAuthorizations, keyturner.ListRequest{Count: 100}.Append(nil), 4321)); err != nil {
		t.Fatal(err)
	}
	if r.app.State.link(1).List.Kind != listUsers {
		t.Fatal("the list is over already")
	}
	o.subscribe(keyturner.USDIO, 0)
	o.pump()
	o.mute = false
	o.client.Confirm()
	if l := r.app.State.link(1); l.List != (listState{}) {
		t.Errorf("a list that nobody hears goes on: %+v", l.List)
	}
	r.handle(Event{Kind: LinkDown, Phone: 1})
	if r.app.State.Links != [gatt.MaxConnections]linkState{} {
		t.Error("something is left of a connection")
	}
}
