package hidden

import (
	"reflect"
	"testing"

	"locktwin/scenarios/twin/telemetry"
)

func TestALockSpeaksTheSameEachTimeItIsPlayed(t *testing.T) {
	a, truthA, err := New(7, 2)[1].play(t)
	if err != nil {
		t.Fatal(err)
	}
	b, truthB, err := New(7, 5)[1].play(t)
	if err != nil {
		t.Fatal(err)
	}
	if truthA != truthB || !reflect.DeepEqual(a, b) {
		t.Error("the second lock of two and the second of five are not the same")
	}
}

// play is Telemetry of a short life.
func (l Lock) play(t *testing.T) (telemetry.Series, any, error) {
	t.Helper()
	l.Days = 8
	s, truth, err := l.Telemetry()
	return s, truth, err
}

func TestTelemetryHasWhatAGatewayHears(t *testing.T) {
	s, _, err := New(11, 1)[0].play(t)
	if err != nil {
		t.Fatal(err)
	}
	kinds := map[telemetry.Kind]int{}
	for i := range s.Records {
		r := &s.Records[i]
		kinds[r.Kind]++
		if i > 0 && r.At < s.Records[i-1].At {
			t.Fatalf("record %d is earlier than the one before", i)
		}
		if b := r.Report; b != nil && !(b.VoltageMV.Value > 3000 && b.VoltageMV.Value < 7500 && b.DrainMWS.Set && b.MaxCurrentRaw.Set && b.StartTempC.Set) {
			t.Errorf("report %+v", *b)
		}
	}
	if kinds[telemetry.KindBatteryReport] == 0 || kinds[telemetry.KindLogEntry] == 0 || kinds[telemetry.KindBatteryState] == 0 {
		t.Errorf("kinds of records: %v", kinds)
	}
}
