package forecast

import (
	"math"
	"testing"

	"locktwin/scenarios/twin/telemetry"
)

func setting(at int, key, value string) telemetry.Record {
	return telemetry.Record{At: telemetry.UnixMilli(at), Kind: telemetry.KindConfig, Source: "nuki_hub", Config: &telemetry.Setting{Scope: "basic", Key: key, Value: value}}
}

func TestTheLastSettingCounts(t *testing.T) {
	k := Seen(telemetry.Series{Records: []telemetry.Record{
		setting(1, "ledBrightness", "5"), setting(2, "ledBrightness", "9"), setting(3, "ledEnabled", "0"), setting(4, "advertisingMode", "Slow"),
		setting(5, "batteryType", "Accumulators"), setting(6, "automaticBatteryTypeDetection", "0"), setting(7, "advertisingMode", "Slowest"),
	}})
	if k.LightLevel != telemetry.Some[int64](5) || k.LightOn != telemetry.Some(false) || k.Advertising != "Slowest" || k.BatteryType != "Accumulators" {
		t.Errorf("%+v", k)
	}
	if k.PollSeconds.Set {
		t.Error("settings alone are no polls")
	}
}

func TestATypeThatTheLockGuessesIsNotTakenForSet(t *testing.T) {
	k := Seen(telemetry.Series{Records: []telemetry.Record{setting(1, "batteryType", "Alkali"), setting(2, "automaticBatteryTypeDetection", "1")}})
	if k.BatteryType != "" {
		t.Errorf("battery type %q", k.BatteryType)
	}
}

func TestPollsAreCountedOncePerInstantAndNotFromTheLocksOwnMessages(t *testing.T) {
	var s telemetry.Series
	for i := range 100 {
		at := telemetry.UnixMilli(i * 30_000)
		s.Records = append(s.Records,
			telemetry.Record{At: at, Source: "nuki_hub", State: &telemetry.State{Lock: "locked"}},
			telemetry.Record{At: at + 5, Source: "nuki_hub", Battery: &telemetry.BatteryState{}},
			telemetry.Record{At: at + 9000, Source: "nuki_mqtt", State: &telemetry.State{Lock: "locked"}},
			telemetry.Record{At: at + 12000, Source: "nuki_hub", Retained: true, State: &telemetry.State{}})
	}
	k := Seen(s)
	if !k.PollSeconds.Set || math.Abs(k.PollSeconds.Value-30) > 0.01 {
		t.Errorf("polls every %+v s, want 30", k.PollSeconds)
	}
	if few := Seen(telemetry.Series{Records: s.Records[:40]}); few.PollSeconds.Set {
		t.Error("ten questions are taken for a habit")
	}
}

func TestTheLimitsOfTheFirmwareDecideWhenItWarns(t *testing.T) {
	for _, c := range []struct {
		cells, as string
		low, high float64
	}{
		{"eneloop", "accumulators", 0.08, 0.12}, {"eneloop", "alkaline", 0.03, 0.07}, {"eneloop", "lithium", 0.95, 1}, {"alkaline", "alkaline", 0.12, 0.18},
	} {
		got, err := WarnedAt(c.cells, c.as)
		if err != nil || got < c.low || got > c.high {
			t.Errorf("%s taken for %s warn at %g (%v), want %g..%g", c.cells, c.as, got, err, c.low, c.high)
		}
	}
}
