package firmware

import (
	"reflect"
	"testing"

	"locktwin/model/keyturner"
)

func TestHashSeesEveryFieldOfState(t *testing.T) {
	var s State
	zero := s.Hash()
	seen := map[uint64]string{zero: "zero"}
	var walk func(v reflect.Value, path string)
	walk = func(v reflect.Value, path string) {
		switch v.Kind() {
		case reflect.Struct:
			for i := 0; i < v.NumField(); i++ {
				walk(reflect.NewAt(v.Field(i).Type(), v.Field(i).Addr().UnsafePointer()).Elem(), path+"."+v.Type().Field(i).Name)
			}
			return
		case reflect.Array:
			for _, i := range []int{0, v.Len() / 2, v.Len() - 1} {
				walk(v.Index(i), path)
			}
			return
		case reflect.Bool:
			v.SetBool(true)
		case reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
			v.SetUint(1)
		default:
			v.SetInt(1)
		}
		h := s.Hash()
		if other, ok := seen[h]; ok {
			t.Errorf("%s hashes as %s", path, other)
		}
		seen[h] = path
		v.SetZero()
	}
	walk(reflect.ValueOf(&s).Elem(), "State")
	if s.Hash() != zero {
		t.Error("the same State hashes differently")
	}
	if len(seen) < 150 {
		t.Errorf("only %d fields were tried", len(seen))
	}
}

func TestStateIsComparable(t *testing.T) {
	a, b := State{Boots: 1}, State{Boots: 1}
	if a != b {
		t.Error("equal States differ")
	}
}

func TestRecordsComeBackAsTheyWereWritten(t *testing.T) {
	c, a := DefaultConfig(), DefaultAdvancedConfig()
	for _, f := range Fields() {
		if f == FieldName {
			continue
		}
		nc, na := c, a
		changed := false
		for _, v := range []int32{1, 0, 2, 30, -5, 45} {
			tc, ta := c, a
			if _, ok := f.access(&tc, &ta, true, v); ok && tc.Valid() && ta.Valid() && f.Get(tc, ta) != f.Get(c, a) {
				nc, na, changed = tc, ta, true
				break
			}
		}
		if !changed {
			t.Errorf("%v has only its default", f)
			continue
		}
		var cb [configBytes]byte
		var ab [advancedBytes]byte
		encodeConfig(cb[:], &nc)
		encodeAdvanced(ab[:], &na)
		var gc Config
		var ga AdvancedConfig
		if n := decodeConfig(cb[:], &gc) + decodeAdvanced(ab[:], &ga); n != 0 || gc != nc || ga != na {
			t.Errorf("%v: %d fields rejected, %+v %+v", f, n, gc, ga)
		}
		if lost := Lost(nc, na, c, a); len(lost) != 1 || lost[0] != f {
			t.Errorf("%v back at its default counts as lost: %v", f, lost)
		}
		if got, err := LookupField(f.String()); err != nil || got != f {
			t.Errorf("LookupField(%q) is %v, %v", f.String(), got, err)
		}
	}
	r := authRecord{Key: [32]byte{9}, Authorization: Authorization{
		ID: 77, Type: keyturner.IDFob, AppID: 4711, Name: keyturner.NewName("Ännchen"), Enabled: true, Remote: true, Created: 1_700_000_000,
		LastActive: 1_700_000_100, LockCount: 3,
		Limits: TimeLimits{Limited: true, From: 1, Until: 2, Weekdays: 0x7F, FromTime: 60, UntilTime: 120},
	}}
	var b [authBytes]byte
	encodeAuth(b[:], &r)
	var got authRecord
	if !decodeAuth(b[:], &got) || got != r {
		t.Errorf("%+v", got)
	}
}

func FuzzRecordsAreReadWithoutPanicAndWithinRange(f *testing.F) {
	var seed [configBytes + advancedBytes + authBytes]byte
	f.Add(seed[:])
	for i := range seed {
		seed[i] = 0xFF
	}
	f.Add(seed[:])
	c, a := DefaultConfig(), DefaultAdvancedConfig()
	encodeConfig(seed[:], &c)
	encodeAdvanced(seed[configBytes:], &a)
	f.Add(seed[:])
	f.Fuzz(func(t *testing.T, b []byte) {
		if len(b) < len(seed) {
			return
		}
		var c Config
		var a AdvancedConfig
		var r authRecord
		decodeConfig(b, &c)
		decodeAdvanced(b[configBytes:], &a)
		if !c.Valid() || !a.Valid() || !c.Name.Plausible() {
			t.Fatalf("out of range: %+v %+v", c, a)
		}
		if decodeAuth(b[configBytes+advancedBytes:], &r) {
			var again [authBytes]byte
			encodeAuth(again[:], &r)
			var twice authRecord
			if !decodeAuth(again[:], &twice) || twice != r {
				t.Fatalf("not the same again: %+v %+v", r, twice)
			}
		}
	})
}
