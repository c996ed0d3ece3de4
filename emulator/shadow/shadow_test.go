package shadow

import (
	"bytes"
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"locktwin/emulator/storage"
	"locktwin/flashsim"
	"locktwin/internal/repro"
	"locktwin/scenarios/twin"
	"locktwin/scenarios/twin/telemetry"
)

var bg = context.Background()

func TestTheSameRecordsTwiceChangeNothing(t *testing.T) {
	r := newRig(t)
	first, rep, err := r.Create(bg, New{Name: "front door", Records: year(2000)})
	if err != nil || rep.Taken != 2000 || rep.Duplicates != 0 || first.Lock != theLock || first.Records != 2000 {
		t.Fatalf("%+v, %+v, %v", first.Summary, rep, err)
	}
	before := r.export(t, "front door")
	again := r.feed(t, "front door", year(2000)...)
	if again.Taken != 0 || again.Duplicates != 2000 || again.Revision != 2000 {
		t.Errorf("%+v", again)
	}
	if r.export(t, "front door") != before {
		t.Error("the twin is another after the same records")
	}
	if r.feed(t, first.ID, bolt(noon+minute, "locked")).Taken != 1 || r.get(t, theLock).Records != 2001 {
		t.Error("a new record is not taken")
	}
}

func TestWhatABrokerReplaysIsNewOnlyIfItSaysSomethingNew(t *testing.T) {
	r := newRig(t)
	r.make(t, "d", bolt(noon, "locked"), level(noon, 80), setting(noon, "ledEnabled", "1"))
	replay := func(rec telemetry.Record) telemetry.Record { rec.Retained = true; return rec }
	rep := must[Report](t)(r.Hear(bg, "d", []telemetry.Record{replay(bolt(noon+minute, "locked")), replay(level(noon+minute, 80)), replay(setting(noon+minute, "ledEnabled", "1")), replay(setting(noon+minute, "ledEnabled", "0"))}, nil))
	if rep.Taken != 1 || rep.Duplicates != 3 {
		t.Errorf("%+v", rep)
	}
	tw := r.get(t, "d")
	if v := tw.Reported.Values["config.basic.ledEnabled"]; v.Value != "0" || !v.Retained {
		t.Errorf("%+v", v)
	}
	if tw.Stale.NewestMS != noon {
		t.Errorf("a replay counts as an observation: %+v", tw.Stale)
	}
}

func TestRecordsThatCannotBeTakenNeverHinderOthers(t *testing.T) {
	r := newRig(t)
	r.make(t, "d", bolt(noon, "locked"))
	other := bolt(noon, "unlocked")
	other.Lock, other.Line = "0000BEEF", 7
	future := bolt(noon+27*60*minute, "unlocked")
	future.Line = 8
	found := []telemetry.Finding{{Line: 3, Column: 5, Code: telemetry.CodeDamaged, Text: "found a comma"}}
	rep, err := r.Ingest(bg, "d", []telemetry.Record{other, future, bolt(0, "locked"), bolt(noon-minute, "unlocked"), bolt(noon+minute, "unlocked")}, found)
	if err != nil || rep.Taken != 2 || rep.Refused != 3 || rep.Late != 1 || len(rep.Findings) != 4 {
		t.Fatalf("%+v, %v", rep, err)
	}
	for i, want := range []telemetry.Finding{{Line: 3, Code: telemetry.CodeDamaged}, {Line: 7, Code: telemetry.CodeOtherLock}, {Line: 8, Code: telemetry.CodeImplausible}, {Code: telemetry.CodeImplausible}} {
		if got := rep.Findings[i]; got.Line != want.Line || got.Code != want.Code || got.Text == "" {
			t.Errorf("finding %d: %+v", i, got)
		}
	}
	if _, _, err := r.Create(bg, New{Name: "x", Records: []telemetry.Record{other, bolt(noon, "locked")}}); !errors.Is(err, ErrInput) || !strings.Contains(err.Error(), "0000BEEF") {
		t.Errorf("of two locks: %v", err)
	}
}

func TestStateAtATimeIsWhatWasReportedByThen(t *testing.T) {
	r := newRig(t)
	r.make(t, "d", bolt(noon, "locked"), bolt(noon+10*minute, "unlocked"), bolt(noon+20*minute, "unlocked"))
	r.feed(t, "d", bolt(noon+5*minute, "unlatched")) // late
	for _, c := range []struct {
		at, told, since int64
		value           string
	}{
		{noon - 1, 0, 0, ""}, {noon, noon, noon, "locked"}, {noon + 7*minute, noon + 5*minute, noon + 5*minute, "unlatched"},
		{noon + 10*minute, noon + 10*minute, noon + 10*minute, "unlocked"}, {noon + 30*minute, noon + 20*minute, noon + 10*minute, "unlocked"},
	} {
		s := must[State](t)(r.At(bg, "d", telemetry.UnixMilli(c.at)))
		if v := s.Values["lock_state"]; v.Value != c.value || v.AtMS != c.told || v.SinceMS != c.since || s.Revision != 4 {
			t.Errorf("at %d: %+v", (c.at-noon)/minute, v)
		}
	}
	if v := r.get(t, "d").Reported.Values["lock_state"]; v.Value != "unlocked" || v.Revision != 3 {
		t.Errorf("a late record changes what is so now: %+v", v)
	}
}

func TestALockThatIsSilentForLongIsStaleByItsOwnHabit(t *testing.T) {
	r := newRig(t)
	if r.make(t, "new").Stale.Says != Silent {
		t.Error("a twin without records is not silent")
	}
	r.make(t, "d")
	for i := range int64(20) {
		r.feed(t, "d", bolt(noon+i*30*minute, numbered("s", int(i))), level(noon+i*30*minute+5000, 80-i*2))
	}
	last := noon + 19*30*minute + 5000
	for _, c := range []struct {
		after int64
		says  string
	}{{minute, Fresh}, {119 * minute, Fresh}, {121 * minute, Late}} {
		r.now = last + c.after
		s := r.get(t, "d").Stale
		if s.Says != c.says || s.AgeMS != c.after || s.TypicalGapMS != 30*minute {
			t.Errorf("after %d minutes: %+v", c.after/minute, s)
		}
		if l := r.List(); l[0].Stale != s {
			t.Errorf("the list says %+v", l[0].Stale)
		}
	}
}

func TestWhileItsSourceIsOfflineAValueIsFrozen(t *testing.T) {
	r := newRig(t)
	r.make(t, "d", online(noon, true), bolt(noon+minute, "locked"), level(noon+minute, 80), online(noon+2*minute, false), bolt(noon+3*minute, "locked"))
	r.now = noon + 4*minute
	tw := r.get(t, "d")
	if tw.Stale.Says != Frozen || tw.Stale.FrozenMS != noon+2*minute || tw.Stale.NewestMS != noon+minute {
		t.Errorf("%+v", tw.Stale)
	}
	if v := tw.Reported.Values["lock_state"]; !v.Frozen || v.AtMS != noon+minute {
		t.Errorf("told again while offline: %+v", v)
	}
	hub := record(noon+5*minute, telemetry.KindHubEvent)
	hub.Hub = &telemetry.HubEvent{Event: "offline"}
	r.feed(t, "d", online(noon+5*minute, true), hub)
	if s := r.get(t, "d").Stale; s.Says != Frozen || s.FrozenMS != noon+5*minute {
		t.Errorf("the gateway is away: %+v", s)
	}
	hub.At, hub.Hub = hub.At+1, &telemetry.HubEvent{Event: "online"}
	r.feed(t, "d", hub, bolt(noon+6*minute, "locked"))
	r.now = noon + 7*minute
	if s := r.get(t, "d").Stale; s.Says != Fresh || s.FrozenMS != 0 || s.NewestMS != noon+6*minute {
		t.Errorf("back again: %+v", s)
	}
	if s := must[State](t)(r.At(bg, "d", telemetry.UnixMilli(noon+4*minute))); s.Stale.Says != Frozen {
		t.Errorf("then it was frozen: %+v", s.Stale)
	}
}

func TestWhatIsDesiredAndNotReportedIsTheDelta(t *testing.T) {
	r := newRig(t)
	r.make(t, "d", setting(noon, "ledEnabled", "1"))
	d := must[Desired](t)(r.Desire(bg, "d", wish("config.basic.ledEnabled", "0", "config.basic.name", "x"), 0))
	if d.Revision != 1 || d.Values["config.basic.name"] != (Wanted{"x", noon, 1}) {
		t.Errorf("%+v", d)
	}
	var stale *Stale
	if _, err := r.Desire(bg, "d", wish("a", "b"), 0); !errors.As(err, &stale) || !errors.Is(err, ErrConflict) || stale.Found != 1 {
		t.Errorf("an old revision: %v", err)
	}
	if got := must[Desired](t)(r.Desire(bg, "d", wish("config.basic.name", "x"), AnyRevision)); got.Revision != 1 {
		t.Errorf("the same again makes revision %d", got.Revision)
	}
	r.feed(t, "d", setting(noon+minute, "ledEnabled", "0"))
	tw := r.get(t, "d")
	if len(tw.Delta) != 1 || tw.Delta[0] != (Difference{"config.basic.name", "x", "", false}) {
		t.Errorf("%+v", tw.Delta)
	}
	if d = must[Desired](t)(r.Desire(bg, "d", map[string]*string{"config.basic.name": nil}, 1)); d.Revision != 2 || len(d.Values) != 1 {
		t.Errorf("%+v", d)
	}
	for _, bad := range []map[string]*string{wish("", "x"), wish("a\n", "x"), wish("a", strings.Repeat("x", MaxValueBytes+1))} {
		if _, err := r.Desire(bg, "d", bad, AnyRevision); !errors.Is(err, ErrInput) {
			t.Errorf("%v: %v", bad, err)
		}
	}
}

func TestAFitKnowsWhichTelemetryItHasSeen(t *testing.T) {
	r := newRig(t)
	r.make(t, "d", year(100)...)
	if _, err := r.Fit(bg, "d"); !errors.Is(err, ErrNothing) {
		t.Errorf("%v", err)
	}
	s, revision, err := r.Series(bg, "d")
	if err != nil || revision != 100 || len(s.Records) == 0 || s.Lock != theLock {
		t.Fatalf("%d records of %q, revision %d, %v", len(s.Records), s.Lock, revision, err)
	}
	f := &twin.Fit{Lock: theLock, Usable: true, Draws: []twin.Values{{0.1, 1.0 / 3}}}
	if n := must[FitNote](t)(r.SetFit(bg, "d", f, revision)); n.OutOfDate || !n.Usable {
		t.Errorf("%+v", n)
	}
	r.feed(t, "d", bolt(noon+minute, "locked"))
	k := must[KeptFit](t)(r.Fit(bg, "d"))
	if !k.OutOfDate || k.Revision != 100 || k.MadeMS != noon || k.Fit.Draws[0] != f.Draws[0] || !r.get(t, "d").Fit.OutOfDate {
		t.Errorf("%+v", k)
	}
	if _, err := r.SetFit(bg, "d", f, 102); !errors.Is(err, ErrInput) {
		t.Errorf("of records that are not there: %v", err)
	}
}

// memory is a small device with something in it, as raw and as Intel HEX.
func memory(t testing.TB) (raw, hex, side []byte) {
	d := flashsim.New(must[*flashsim.Part](t)(flashsim.Lookup("nRF52832")), repro.Root(3).Child("flash"))
	if err := d.Load(0x1000, []byte("settings")); err != nil {
		t.Fatal(err)
	}
	var a, b, c bytes.Buffer
	if err := errors.Join(d.WriteRaw(&a, flashsim.Conditions{}), d.WriteHex(&b, 0, flashsim.Conditions{}), d.WriteSidecar(&c)); err != nil {
		t.Fatal(err)
	}
	return a.Bytes(), b.Bytes(), c.Bytes()
}

func TestAMemoryImageIsKeptRawHoweverItCame(t *testing.T) {
	r := newRig(t)
	r.make(t, "d")
	raw, hex, side := memory(t)
	for _, i := range []Image{{Part: "nRF52832", Data: raw}, {Part: "nRF52832", Data: hex}, {Part: "nRF52832", Data: hex, Sidecar: side, Seed: 3}} {
		note := must[ImageNote](t)(r.SetImage(bg, "d", i))
		got := must[Image](t)(r.Image(bg, "d"))
		if !bytes.Equal(got.Data, raw) || !bytes.Equal(got.Sidecar, i.Sidecar) || note.Bytes != len(raw) || note.Sidecar != (i.Sidecar != nil) {
			t.Errorf("%+v", note)
		}
		if _, err := got.Device(); err != nil {
			t.Error(err)
		}
	}
	for name, i := range map[string]Image{
		"short": {Part: "nRF52832", Data: raw[1:]}, "part": {Part: "none", Data: raw}, "sidecar of another seed": {Part: "nRF52832", Data: raw, Sidecar: side, Seed: 4},
	} {
		if _, err := r.SetImage(bg, "d", i); !errors.Is(err, ErrInput) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// full makes a twin with everything that can be kept.
func full(t testing.TB, r *rig, name string) {
	r.make(t, name, year(1200)...)
	must[Desired](t)(r.Desire(bg, name, wish("config.basic.name", "Anna & <Söhne>"), AnyRevision))
	raw, _, side := memory(t)
	must[ImageNote](t)(r.SetImage(bg, name, Image{Part: "nRF52832", Data: raw, Sidecar: side, Seed: 3}))
	must[FitNote](t)(r.SetFit(bg, name, &twin.Fit{Chemistry: "alkaline", Celsius: 1.0 / 3}, 1200))
	r.feed(t, name, bolt(noon-minute*7, "unlocked"))
}

func TestAnExportedTwinIsTheSameAfterImport(t *testing.T) {
	r := newRig(t)
	full(t, r, "front")
	text := r.export(t, "front")
	if _, err := r.Import(bg, []byte(text)); !errors.Is(err, ErrExists) {
		t.Errorf("beside itself: %v", err)
	}
	other := open(t, database(t, t.TempDir()), Limits{})
	tw := must[Twin](t)(other.Import(bg, []byte(text)))
	if got := other.export(t, tw.ID); got != text {
		t.Errorf("%d bytes became %d", len(text), len(got))
	}
	again := open(t, other.store, Limits{})
	if got := again.export(t, "front"); got != text {
		t.Error("taken up from the store it is another")
	}
	if n := strings.Count(text, "\n"); n < 1201 {
		t.Errorf("%d lines", n)
	}
	for name, bad := range map[string]string{
		"cut":     text[:len(text)/2],
		"more":    text + "{}",
		"key":     strings.Replace(text, `"format"`, `"formats"`, 1),
		"version": strings.Replace(text, `"version":1`, `"version":2`, 1),
		"line":    strings.Replace(text, `"kind":"state"`, `"kind":5`, 1),
		"other":   text[:len(text)/2] + strings.Replace(text[len(text)/2:], theLock, "0000BEEF", 1),
	} {
		fresh := newRig(t)
		if bad == text {
			t.Errorf("%s: nothing was changed", name)
		}
		if _, err := fresh.Import(bg, []byte(bad)); !errors.Is(err, ErrInput) || len(fresh.List()) != 0 {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestADeletedTwinLeavesNothing(t *testing.T) {
	dir := t.TempDir()
	db := database(t, dir)
	r := open(t, db, Limits{})
	r.make(t, "stays", bolt(noon, "locked"))
	full(t, r, "Annas Haustuer")
	auth := record(noon+minute, telemetry.KindConfig)
	auth.Config = &telemetry.Setting{Scope: "basic", Key: "name", Value: "Annasgeheimnis"}
	for range 70 { // so that blocks are joined
		auth.At++
		r.feed(t, "Annas Haustuer", auth)
	}
	id := r.get(t, "Annas Haustuer").ID
	if err := r.Delete(bg, "Annas Haustuer"); err != nil {
		t.Fatal(err)
	}
	if _, err := r.Get(bg, id); !errors.Is(err, ErrNotFound) {
		t.Errorf("%v", err)
	}
	if left := must[map[string][]byte](t)(db.Twins().Load(bg, id, "")); len(left) != 0 {
		t.Errorf("%d values are left", len(left))
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		text, err := os.ReadFile(path)
		for _, word := range []string{"Annas", id, "config.basic.name"} {
			if bytes.Contains(text, []byte(word)) {
				t.Errorf("%s still has %q", filepath.Base(path), word)
			}
		}
		return err
	})
	if again := open(t, database(t, dir), Limits{}); len(again.List()) != 1 {
		t.Errorf("%+v", again.List())
	}
}

func TestLimitsAreHeldAndTold(t *testing.T) {
	l := Limits{Twins: 2, Records: 10, Bytes: 1500, Cached: 12, Findings: 2, Desired: 1, ImageBytes: 1000}
	r := open(t, storage.NewMemory(), l)
	r.make(t, "a", year(8)...)
	if _, err := r.Ingest(bg, "a", year(20), nil); !errors.Is(err, ErrLimit) {
		t.Errorf("records: %v", err)
	}
	if tw := r.get(t, "a"); tw.Records != 8 || len(tw.Reported.Values) == 0 {
		t.Errorf("what was refused as a whole has changed something: %+v", tw.Summary)
	}
	r.make(t, "b", year(8)...)
	if held := r.held; held > l.Cached {
		t.Errorf("%d records in memory", held)
	}
	if tw := r.get(t, "a"); tw.Records != 8 {
		t.Errorf("%+v", tw.Summary)
	}
	long := bolt(noon, strings.Repeat("x", 180))
	var many []telemetry.Record
	for i := range 2 {
		long.At += telemetry.UnixMilli(i)
		many = append(many, long)
	}
	for name, err := range map[string]error{
		"twins":   second(r.create("c")),
		"desired": second(r.Desire(bg, "a", wish("x", "1", "y", "2"), AnyRevision)),
		"image":   second(r.SetImage(bg, "a", Image{Part: "nRF52832", Data: make([]byte, 4000)})),
		"bytes":   second(r.Ingest(bg, "a", many, nil)),
	} {
		if !errors.Is(err, ErrLimit) {
			t.Errorf("%s: %v", name, err)
		}
	}
	found := make([]telemetry.Finding, 5)
	if rep := must[Report](t)(r.Ingest(bg, "a", nil, found)); len(rep.Findings) != 2 || rep.More != 3 {
		t.Errorf("%+v", rep)
	}
}

func (r *rig) create(name string) (Twin, error) {
	t, _, err := r.Create(bg, New{Name: name})
	return t, err
}

func second[T any](_ T, err error) error { return err }

func TestNamesAreOneLineAndTheirOwn(t *testing.T) {
	r := newRig(t)
	id := r.make(t, "front").ID
	for _, bad := range []string{"", " x", "a\nb", strings.Repeat("x", MaxNameChars+1), "t-abcdefgh", "a/b", "\xff"} {
		if _, err := r.create(bad); !errors.Is(err, ErrInput) {
			t.Errorf("%q: %v", bad, err)
		}
	}
	if _, err := r.create("front"); !errors.Is(err, ErrExists) {
		t.Errorf("%v", err)
	}
	r.make(t, "back")
	if _, err := r.Rename(bg, "back", "front"); !errors.Is(err, ErrExists) {
		t.Errorf("%v", err)
	}
	if s := must[Summary](t)(r.Rename(bg, "front", "Haustür")); s.Name != "Haustür" || s.ID != id {
		t.Errorf("%+v", s)
	}
	if _, err := r.Get(bg, "front"); !errors.Is(err, ErrNotFound) {
		t.Errorf("%v", err)
	}
	if got := must[string](t)(r.OfLock(bg, strings.ToLower(theLock))); got != id {
		t.Errorf("the oldest twin of the lock is %s, not %s", id, got)
	}
	made := must[string](t)(r.OfLock(bg, "beef"))
	if tw := r.get(t, made); tw.Name != "0000BEEF" || tw.Lock != "0000BEEF" || must[string](t)(r.OfLock(bg, "0000BEEF")) != made {
		t.Errorf("%+v", tw.Summary)
	}
}
