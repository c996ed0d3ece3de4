package firmware

import (
	"testing"
	"time"

	"locktwin/model/keyturner"
)

func TestSavingOnATimerLosesWhatIsYounger(t *testing.T) {
	p := profile(t, "rewrite-at-boot-crc")
	p.Save.Moment, p.Save.Delay = SaveOnTimer, 10*time.Second
	r, owner := livedOn(t, p, small, 4321, 0)
	r.run(time.Minute)
	r.must(Command{Op: OpSetPIN, Auth: owner, PIN: 4321, NewPIN: 1})
	r.run(9 * time.Second)
	r.boot(PowerOn)
	if r.verify(owner, 4321) != keyturner.NoError {
		t.Errorf("PIN is %v %d", r.app.State.PIN.Knowledge, r.app.State.PIN.Value)
	}
	r.must(Command{Op: OpSetPIN, Auth: owner, PIN: 4321, NewPIN: 2})
	r.run(11 * time.Second)
	r.boot(PowerOn)
	if r.verify(owner, 2) != keyturner.NoError {
		t.Errorf("PIN is %v %d", r.app.State.PIN.Knowledge, r.app.State.PIN.Value)
	}
}

// spoilPIN puts a value into the struct of the unchecked in-place page.
func (r *rig) spoilPIN(lo, hi byte) {
	e := r.app.geometry.extent(AreaSettings)
	at := e.Addr + 4 + counterBytes // header, then the counter, then the PIN
	r.hal.mem[at], r.hal.mem[at+1] = lo, hi
}

func TestAnUnusablePINIsReadAsTheProfileSays(t *testing.T) {
	const wasPIN = 4321
	for _, c := range []struct {
		name    string
		reading PINReading
		lo, hi  byte
		want    PINKnowledge
		auths   int
	}{
		{"blank, deny all", DenyAll, 0xFF, 0xFF, PINUnknown, 3},
		{"blank, deny if set", DenyIfSet, 0xFF, 0xFF, PINUnknown, 3},
		{"blank, none", AsNone, 0xFF, 0xFF, PINNone, 3},
		{"blank, wipe", WipeLock, 0xFF, 0xFF, PINNone, 0},
		{"out of range, deny if set", DenyIfSet, 0xFF, 0x7F, PINUnknown, 3},
		{"out of range, none", AsNone, 0xFF, 0x7F, PINNone, 3},
		{"zero beside the mark", DenyIfSet, 0, 0, PINUnknown, 3},
		{"another number", DenyIfSet, 0x34, 0x12, PINCustom, 3},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := profile(t, "rewrite-at-boot")
			p.PIN.Missing, p.PIN.OutOfRange = c.reading, c.reading
			r, _ := livedOn(t, p, small, wasPIN, 2)
			r.spoilPIN(c.lo, c.hi)
			r.boot(PowerOn)
			pin := &r.app.State.PIN
			if pin.Knowledge != c.want || pin.Accepts(wasPIN) || pin.Accepts(0) != (c.want == PINNone) {
				t.Errorf("knowledge %v, value %d", pin.Knowledge, pin.Value)
			}
			if c.want == PINCustom && !pin.Accepts(0x1234) {
				t.Errorf("without a check the number in flash is the PIN, got %d", pin.Value)
			}
			if n := r.app.Authorizations(); n != c.auths {
				t.Errorf("%d authorizations", n)
			}
		})
	}
}

// unsteady reads a marginal cell of the PIN as 0 and as 1 by turns.
type unsteady struct {
	*fake
	addr uint32
	turn int
}

func (u *unsteady) Read(addr uint32, dst []byte) error {
	err := u.fake.Read(addr, dst)
	if u.addr >= addr && u.addr < addr+uint32(len(dst)) {
		if u.turn++; u.turn%2 == 0 {
			dst[u.addr-addr] ^= 0x10
		}
	}
	return err
}

func TestADoubleReadFindsARecordThatReadsDifferently(t *testing.T) {
	// The NVS design reads its values from flash each time they are asked for.
	for _, twice := range []bool{true, false} {
		p := profile(t, "nvs")
		p.Boot.DoubleRead = twice
		r, _ := livedOn(t, p, small, 4321, 0)
		e := r.app.geometry.extent(AreaSettings)
		var at uint32
		for i := e.Addr; i+1 < e.Addr+e.Bytes; i++ { // the newest copy of the value
			if r.hal.mem[i] == 4321&0xFF && r.hal.mem[i+1] == 4321>>8 {
				at = i
			}
		}
		if at == 0 {
			t.Fatal("the PIN is not in flash")
		}
		h := &unsteady{fake: r.hal, addr: at}
		h.now, h.cause = 0, BrownOut
		r.app.Handle(h, Event{Kind: Boot})
		if got := r.app.State.PIN.Knowledge; (got == PINUnknown) != twice {
			t.Errorf("double read %t: PIN is %v", twice, got)
		}
	}
}

func TestAnUpdateThatNeverMigratesMisreadsWhatIsThere(t *testing.T) {
	p := profile(t, "lazy-migration")
	p.Migration.Moment = MigrateNever
	r, owner := livedOn(t, profile(t, "rewrite-at-boot"), small, 4321, 2)
	r.update(p)
	if !r.noted("layout-ignored") {
		t.Error("the foreign layout goes unmentioned")
	}
	if r.verify(owner, 4321) != keyturner.ErrBadPIN || r.app.Authorizations() != 3 {
		t.Errorf("PIN %v, %d authorizations", r.app.State.PIN.Knowledge, r.app.Authorizations())
	}
}

func TestAnEventBeforeTheBootIsIgnored(t *testing.T) {
	app, err := New(profile(t, "ab-slots"), small)
	if err != nil {
		t.Fatal(err)
	}
	h := newFake(small)
	for k := Timer; k <= DoorMoved; k++ {
		app.Handle(h, Event{Kind: k})
	}
	if app.State != (State{}) || h.calls != 0 {
		t.Error("an application that has not booted acts")
	}
}
