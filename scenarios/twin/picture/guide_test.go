package picture_test

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"testing"

	"locktwin/scenarios/twin"
	"locktwin/scenarios/twin/forecast"
	"locktwin/scenarios/twin/futures"
	"locktwin/scenarios/twin/hidden"
	"locktwin/scenarios/twin/picture"
	"locktwin/scenarios/twin/telemetry"
)

var update = flag.Bool("update", false, "draw the pictures of the guide anew")

// The pictures of docs/twin.md are those that the tool draws of the lock that the
// guide begins with.
func TestThePicturesOfTheGuideAreCurrent(t *testing.T) {
	lock, err := hidden.Sample(1, hidden.Wish{})
	if err != nil {
		t.Fatal(err)
	}
	records, _, err := lock.Record(1_780_272_000_000) // 2026-06-01
	if err != nil {
		t.Fatal(err)
	}
	s, _ := telemetry.Clean("", records)
	f, err := twin.New(s, twin.Options{})
	if err != nil {
		t.Fatal(err)
	}
	o := forecast.Options{Known: forecast.Seen(s)}
	ahead, err := forecast.New(f, o)
	if err != nil {
		t.Fatal(err)
	}
	why, err := forecast.Explain(f, o)
	if err != nil {
		t.Fatal(err)
	}
	plan, err := futures.NewPlan(futures.Question{Fit: f, Count: 400, Levers: 100})
	if err != nil {
		t.Fatal(err)
	}
	var answers []futures.Answer
	for i := range plan.Shards() {
		a, err := plan.Play(i)
		if err != nil {
			t.Fatal(err)
		}
		answers = append(answers, a)
	}
	result, err := plan.Merge(answers)
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string][]byte{
		"twin-fit.svg": picture.Fit(f, s), "twin-forecast.svg": picture.Forecast(ahead), "twin-explain.svg": picture.Explanation(why), "twin-whatif.svg": picture.Futures(result),
	} {
		file := filepath.Join("..", "..", "..", "docs", name)
		if *update {
			if err := os.WriteFile(file, want, 0o644); err != nil {
				t.Fatal(err)
			}
		}
		if got, err := os.ReadFile(file); err != nil || !bytes.Equal(got, want) {
			t.Errorf("%s is not what the tool draws (%v); run: go generate ./scenarios/twin/picture", file, err)
		}
	}
}
