package model

import (
	"errors"
	"testing"
	"time"

	"locktwin/model/firmware"
	"locktwin/model/gatt"
	"locktwin/model/keyturner"
	"locktwin/model/power"
)

// failing is a lock that was paired with its cells full, and then given others
// with so much charge, in percent; 0 keeps the first ones.
func failing(t *testing.T, profile string, charge float64, change func(*Config)) (*Lock, *keyturner.Client) {
	t.Helper()
	p, err := firmware.LookupProfile(profile)
	if err != nil {
		t.Fatal(err)
	}
	cfg, err := DefaultConfig(p)
	if err != nil {
		t.Fatal(err)
	}
	if change != nil {
		change(&cfg)
	}
	l, err := New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	wait(t, l, 20*time.Second)
	r := NewRadio(l)
	c, who := pairOverTheAir(t, r, 247)
	if charge == 0 {
		return l, keyturner.NewClient(c, who, seeded(5))
	}
	c.Close()
	cells := power.DefaultConfig(power.Alkaline).Pack
	cells.ChargePercent = charge
	wait(t, l, l.RemoveCells(0, 0)+10*time.Second)
	in, err := l.InsertCells(Insertion{Cells: &cells})
	if err != nil {
		t.Fatal(err)
	}
	wait(t, l, in+time.Minute)
	if c, err = r.Dial(gatt.DefaultParams(), 247); err != nil {
		t.Fatal(err)
	}
	return l, keyturner.NewClient(c, who, seeded(6))
}

func blockedDoor(c *Config) { c.Mechanism.Door.RubNewtonMetres = 8 }

func TestAMotorThatFailsIsReportedByWhatStopsIt(t *testing.T) {
	for _, c := range []struct {
		name, profile string
		charge        float64
		change        func(*Config)
		action        keyturner.LockAction
		want          keyturner.ErrorCode
		completion    keyturner.Completion
	}{
		{"a door that blocks", "ab-slots", 0, blockedDoor, keyturner.ActionUnlock,
			keyturner.ErrMotorBlocked, keyturner.CompletionBlocked},
		{"the same without a soft start", "rewrite-at-boot", 0, blockedDoor, keyturner.ActionUnlock,
			keyturner.ErrMotorBlocked, keyturner.CompletionBlocked},
		{"a latch too strong for weak cells", "ab-slots", 30, nil, keyturner.ActionUnlatch,
			keyturner.ErrMotorLowVoltage, keyturner.CompletionLowVoltage},
		{"nearly empty cells", "ab-slots", 4, nil, keyturner.ActionUnlock,
			keyturner.ErrMotorLowVoltage, keyturner.CompletionLowVoltage},
		{"weak cells under a door that blocks", "rewrite-at-boot", 75, blockedDoor, keyturner.ActionUnlock,
			keyturner.ErrMotorLowVoltage, keyturner.CompletionLowVoltage},
		{"a gear that is too slow", "ab-slots", 0, func(c *Config) { c.Power.Motor.N *= 8; c.Mechanism.Gear.Ratio *= 8 },
			keyturner.ActionUnlock, keyturner.ErrMotorTimeout, keyturner.CompletionOtherError},
		{"a motor with a broken lead", "ab-slots", 0, func(c *Config) { c.Power.Motor.R = 900 },
			keyturner.ActionUnlock, keyturner.ErrMotorPowerFailure, keyturner.CompletionPowerFailure},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, app := failing(t, c.profile, c.charge, c.change)
			var last keyturner.States
			err := app.LockAction(keyturner.LockActionRequest{Action: c.action}, func(s keyturner.States) { last = s })
			var e *keyturner.LockError
			if !errors.As(err, &e) || e.Code != c.want || e.Command != keyturner.CmdLockAction {
				t.Errorf("the app is told %v, want %v", err, c.want)
			}
			if last.Lock != keyturner.MotorBlocked {
				t.Errorf("the last state on the way is %v", last.Lock)
			}
			s, err := app.States()
			if err != nil || s.Lock != keyturner.MotorBlocked || s.LastCompletion != c.completion || s.LastAction != c.action {
				t.Errorf("afterwards: %v after %v, %v, %v", s.Lock, s.LastAction, s.LastCompletion, err)
			}
		})
	}
}

func TestACalibrationThatCannotTurnLeavesTheTurnAsItWas(t *testing.T) {
	for _, c := range []struct {
		name   string
		change func(*Config)
		want   keyturner.ErrorCode
	}{
		{"a door that blocks", blockedDoor, keyturner.ErrMotorBlocked},
		{"a gear that is too slow", func(c *Config) { c.Power.Motor.N *= 16; c.Mechanism.Gear.Ratio *= 16 }, keyturner.ErrMotorTimeout},
		{"a motor with a broken lead", func(c *Config) { c.Power.Motor.R = 900 }, keyturner.ErrMotorPowerFailure},
		{"nothing in the way", nil, keyturner.NoError},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, app := failing(t, "ab-slots", 0, c.change)
			err := app.Calibrate(0, nil)
			var e *keyturner.LockError
			if errors.As(err, &e) != (c.want != keyturner.NoError) || e != nil && e.Code != c.want {
				t.Errorf("the app is told %v, want %v", err, c.want)
			}
			a, err := app.AdvancedConfig()
			if found := a.TotalDegrees > 700 && a.TotalDegrees < 900; err != nil || found != (c.want == keyturner.NoError) || !found && a.TotalDegrees != 0 {
				t.Errorf("from stop to stop it turns %d degrees, %v", a.TotalDegrees, err)
			}
		})
	}
}

func TestTheBatteryReportIsWhatTheRailHasSeen(t *testing.T) {
	near := func(got uint16, want, tolerance float64) bool {
		return float64(got) > want-tolerance && float64(got) < want+tolerance
	}
	for _, profile := range []string{"ab-slots", "rewrite-at-boot"} {
		for _, action := range []keyturner.LockAction{keyturner.ActionUnlock, keyturner.ActionLock} {
			l, app := failing(t, profile, 0, nil)
			if action == keyturner.ActionLock {
				if err := app.LockAction(keyturner.LockActionRequest{Action: keyturner.ActionUnlock}, nil); err != nil {
					t.Fatal(err)
				}
				wait(t, l, time.Minute)
			}
			before := l.machine.Sample()
			if err := app.LockAction(keyturner.LockActionRequest{Action: action}, nil); err != nil {
				t.Fatal(err)
			}
			run, after := l.machine.LastRun(), l.machine.Sample()
			r, err := app.BatteryReport()
			if err != nil {
				t.Fatal(err)
			}
			if r.LastAction != action || !near(r.StartVoltageMillivolts, float64(before.VBAT)*1000, 40) ||
				!near(r.LowestVoltageMillivolts, float64(run.Lowest)*1000, 2) || r.LowestVoltageMillivolts >= r.StartVoltageMillivolts ||
				!near(r.VoltageMillivolts, float64(after.VBAT)*1000, 40) {
				t.Errorf("%s, %v: voltages %+v, the rail %+v and then %v", profile, action, r, run, after.VBAT)
			}
			if !near(r.DrainMilliwattSeconds, float64(run.Energy)*1000, 2) || !near(r.MaxTurnCurrent, float64(run.MaxCurrent)*1000, 2) ||
				!near(r.DistanceDegrees, 720, 15) || r.StartTemperature != 21 || !near(r.Resistance, 650, 200) {
				t.Errorf("%s, %v: work %+v, the rail %+v", profile, action, r, run)
			}
		}
	}
}

func TestTheBatteryReportHoldsRunsThatAWarningHasCutShort(t *testing.T) {
	_, app := failing(t, "ab-slots", 30, blockedDoor)
	_ = app.LockAction(keyturner.LockActionRequest{Action: keyturner.ActionUnlock}, nil)
	r, err := app.BatteryReport()
	if err != nil || r.LastAction != keyturner.ActionUnlock || r.MaxTurnCurrent < 1000 || r.LowestVoltageMillivolts > 3000 ||
		r.StartVoltageMillivolts < 4500 || r.DrainMilliwattSeconds == 0 {
		t.Errorf("%+v, %v", r, err)
	}
}

func TestAnAppNeverWaitsTenSecondsForAWordAboutItsAction(t *testing.T) {
	l, app := failing(t, "ab-slots", 0, func(c *Config) { c.Power.Motor.N *= 8; c.Mechanism.Gear.Ratio *= 8 })
	challenge, err := app.Challenge()
	if err != nil {
		t.Fatal(err)
	}
	unlock := keyturner.LockActionRequest{Action: keyturner.ActionUnlock}
	if err := app.Send(keyturner.CmdLockAction, append(unlock.Append(nil), challenge[:]...)); err != nil {
		t.Fatal(err)
	}
	began := l.Now()
	for err == nil {
		last := l.Now()
		_, _, err = app.Next()
		if silence := l.Now().Sub(last); silence > 8*time.Second {
			t.Errorf("nothing is heard for %v", silence)
		}
	}
	if took := l.Now().Sub(began); took < 11*time.Second {
		t.Errorf("the motor gives up after %v, %v", took, err)
	}
}
