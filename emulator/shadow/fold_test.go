package shadow

import (
	"reflect"
	"testing"

	"pgregory.net/rapid"

	"locktwin/emulator/storage"
	_ "locktwin/internal/rapidseed" // the same cases on every run
	"locktwin/scenarios/twin/telemetry"
)

func TestHoweverRecordsComeTheTwinIsThatOfItsRecords(t *testing.T) {
	draw := rapid.Custom(func(t *rapid.T) telemetry.Record {
		at := noon + rapid.Int64Range(0, 200).Draw(t, "at")*minute/2
		var r telemetry.Record
		switch rapid.IntRange(0, 5).Draw(t, "kind") {
		case 0:
			r = volts(at, rapid.Int64Range(4000, 4003).Draw(t, "mv"))
		case 1:
			r = level(at, rapid.Int64Range(40, 42).Draw(t, "level"))
		case 2:
			r = online(at, rapid.Bool().Draw(t, "online"))
		case 3:
			r = setting(at, "k", rapid.SampledFrom([]string{"0", "1"}).Draw(t, "value"))
		default:
			r = bolt(at, rapid.SampledFrom([]string{"locked", "unlocked"}).Draw(t, "bolt"))
		}
		r.Source = rapid.SampledFrom([]string{"nuki_hub", "nuki_mqtt"}).Draw(t, "source")
		r.Retained = rapid.IntRange(0, 4).Draw(t, "retained") == 0
		return r
	})
	rapid.Check(t, func(rt *rapid.T) {
		store := storage.NewMemory()
		r := open(t, store, Limits{})
		r.now += 300 * minute
		r.make(t, "d")
		taken := 0
		for _, batch := range rapid.SliceOfN(rapid.SliceOfN(draw, 0, 6), 1, 90).Draw(rt, "batches") {
			taken += r.feed(t, "d", batch...).Taken
			if again := r.feed(t, "d", batch...); again.Taken != 0 {
				rt.Fatalf("taken twice: %+v", again)
			}
		}
		tw := r.get(t, "d")
		other := open(t, store, Limits{})
		other.now = r.now
		if got := other.get(t, "d"); !reflect.DeepEqual(got, tw) || tw.Records != taken {
			rt.Fatalf("taken up from the store:\n%+v\nin memory:\n%+v", got, tw)
		}
		if got := must[State](t)(r.At(bg, "d", telemetry.UnixMilli(r.now))); !reflect.DeepEqual(got, tw.Reported) {
			rt.Fatalf("at this time:\n%+v\nnow:\n%+v", got, tw.Reported)
		}
	})
}
