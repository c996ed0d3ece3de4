package telemetry

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

const noon UnixMilli = 1740830400000 // 2025-03-01T12:00:00Z

func minutes(n int64) UnixMilli { return noon + UnixMilli(n*60_000) }

// report is a whole report at a minute.
func report(minute, drain, mv int64) Record {
	return Record{At: minutes(minute), Kind: KindBatteryReport, Lock: "2A3B4C5D", Report: &BatteryReport{DrainMWS: Some(drain), VoltageMV: Some(mv), LastAction: "Lock",
		StartMV: Some(mv + 20), LowestMV: Some(mv - 400), DistanceRaw: Some[int64](360), StartTempC: Some[int64](19), MaxCurrentRaw: Some[int64](600), ResistanceRaw: Some[int64](400), StepMV: 1}}
}

func level(minute, percent int64) Record {
	return Record{At: minutes(minute), Kind: KindBatteryState, Lock: "2A3B4C5D", Battery: &BatteryState{LevelPercent: Some(percent)}}
}

func entry(minute, index int64, clock UnixMilli) Record {
	return Record{At: minutes(minute), Kind: KindLogEntry, Lock: "2A3B4C5D", LockAt: Some(clock), Log: &LogEntry{Index: index, Type: "LockAction", Action: "Lock", Trigger: "manual", Result: "success"}}
}

// numbered gives the records the lines in which they would stand.
func numbered(rs ...Record) []Record {
	for i := range rs {
		rs[i].Line = i + 1
	}
	return rs
}

// told shows findings as line and code.
func told(found []Finding) string {
	var s []string
	for _, f := range found {
		s = append(s, fmt.Sprintf("%d %s %v", f.Line, f.Code, f.Kept))
	}
	return strings.Join(s, ", ")
}

func expect(t *testing.T, s Series, records int, findings string) {
	t.Helper()
	if len(s.Records) != records || told(s.Findings) != findings {
		t.Errorf("%d records, %s; right are %d, %s\n%s%+v", len(s.Records), told(s.Findings), records, findings, AppendLines(nil, s.Records), s.Findings)
	}
}

func TestAReportOfTheSameActionCountsForItsVoltageOnly(t *testing.T) {
	again := report(30, 1200, 5300)
	again.Report.VoltageMV = Some[int64](5296)
	again.Report.StartMV, again.Report.LowestMV = report(0, 0, 5300).Report.StartMV, report(0, 0, 5300).Report.LowestMV
	s, locks := Clean("", numbered(report(0, 1200, 5300), again, report(60, 1210, 5290)))
	expect(t, s, 3, "2 duplicate true")
	if !s.Records[1].Has(QualityDup) || s.Records[0].Has(QualityDup) || s.Records[2].Has(QualityDup) || s.Lock != "2A3B4C5D" || !slices.Equal(locks, []string{"2A3B4C5D"}) {
		t.Errorf("%s", AppendLines(nil, s.Records))
	}
}

func TestTheSameRecordTwiceCountsOnce(t *testing.T) {
	s, _ := Clean("", numbered(report(0, 1200, 5300), report(0, 1200, 5300), level(1, 50), level(1, 50)))
	expect(t, s, 2, "2 duplicate false, 4 duplicate false")
}

func TestALateRecordIsPutIntoItsPlace(t *testing.T) {
	s, _ := Clean("", numbered(report(60, 1210, 5290), report(0, 1200, 5300)))
	expect(t, s, 2, "2 late true")
	if s.Records[0].Line != 2 {
		t.Error("not in its place")
	}
}

func TestValuesThatNoLockHasAreLeftOut(t *testing.T) {
	odd := report(0, 65535, 53000)
	odd.Report.LowestMV = Some[int64](4900)
	odd.Report.StartTempC = Some[int64](120)
	crossed := report(30, 1200, 5300)
	crossed.Report.StartMV, crossed.Report.LowestMV = Some[int64](4000), Some[int64](5000)
	hot := Record{At: minutes(31), Kind: KindTemperature, Lock: "2A3B4C5D", Temperature: &Temperature{TenthC: 900, Place: "ambient"}}
	long := Record{At: minutes(32), Kind: KindBatteryReport, Lock: "2A3B4C5D", Report: &BatteryReport{VoltageMV: Some[int64](530), StepMV: 1}}
	old := level(0, 50)
	old.At = 0
	s, _ := Clean("", numbered(odd, crossed, hot, long, level(33, 126), old))
	expect(t, s, 2, "1 implausible true, 1 implausible true, 1 implausible true, 1 implausible true, 2 implausible true, 3 implausible false, 4 implausible true, 4 implausible false, 5 implausible false, 6 implausible false")
	r := s.Records[0].Report
	if r.VoltageMV.Set || r.DrainMWS.Set || r.StartTempC.Set || r.StartMV.Set || !r.LowestMV.Set || !r.MaxCurrentRaw.Set || s.Records[1].Report.StartMV.Set {
		t.Errorf("%s", AppendLines(nil, s.Records))
	}
	if !odd.Report.VoltageMV.Set {
		t.Error("the caller's record was changed")
	}
}

func TestALevelOfZeroBetweenOthersIsNone(t *testing.T) {
	s, _ := Clean("", numbered(report(0, 1200, 5300), level(1, 64), level(30, 0), level(60, 64), report(61, 1250, 5290)))
	expect(t, s, 4, "3 default false")
	s, _ = Clean("", numbered(report(0, 1200, 4500), level(1, 6), level(30, 0), level(60, 0), report(61, 1250, 4400)))
	expect(t, s, 5, "")
	s, _ = Clean("", numbered(report(0, 1200, 5300), level(1, 30), level(30, 0), report(31, 1250, 4400), level(90, 30)))
	expect(t, s, 6, "") // and new cells
}

func TestWhatABrokerReplaysIsNoAction(t *testing.T) {
	old := report(0, 1200, 5300)
	state := Record{At: minutes(0), Kind: KindState, Lock: "2A3B4C5D", State: &State{Lock: "locked"}}
	action := Record{At: minutes(0), Kind: KindLockAction, Lock: "2A3B4C5D", Action: &LockAction{Action: "Lock"}}
	log := entry(0, 7, minutes(-600))
	old.Retained, state.Retained, action.Retained, log.Retained = true, true, true, true
	s, _ := Clean("", numbered(old, state, action, log))
	expect(t, s, 2, "1 stale false, 2 stale true, 3 stale false")
	if s.Records[0].Log == nil || s.Records[0].At != minutes(-600) || !s.Records[1].Has(QualityStale) {
		t.Errorf("%s", AppendLines(nil, s.Records))
	}
}

func TestALogEntryStandsWhenItHappened(t *testing.T) {
	// The lock's clock is 10 minutes behind; the log is read 5 hours later.
	clock := Record{At: minutes(0), Kind: KindState, Lock: "2A3B4C5D", LockAt: Some(minutes(-10)), State: &State{Lock: "locked"}}
	s, _ := Clean("", numbered(clock, entry(400, 7, minutes(90)), entry(460, 7, minutes(90)), entry(460, 8, minutes(450))))
	expect(t, s, 3, "3 duplicate false")
	if r := s.Records[1]; r.At != minutes(100) || r.WithinS != Some[int64](knownS) || r.Line != 2 {
		t.Errorf("%s", AppendLines(nil, s.Records))
	}
	if r := s.Records[2]; r.At != minutes(460) || r.WithinS != Some[int64](freshMS/1000) {
		t.Errorf("%s", AppendLines(nil, s.Records))
	}
}

func TestAClockThatWasSetIsNoticed(t *testing.T) {
	s, _ := Clean("", numbered(entry(0, 7, minutes(0)), entry(30, 8, minutes(-60)), entry(60, 1, minutes(60)), entry(90, 2, minutes(90))))
	expect(t, s, 4, "2 clock true, 3 clock true")
	unset := entry(0, 7, 946684800000)
	s, _ = Clean("", numbered(unset))
	expect(t, s, 1, "1 clock true")
}

func TestAnActionIsToldOnce(t *testing.T) {
	event := func(second int64, phase, result string) Record {
		return Record{At: noon + UnixMilli(second*1000), Kind: KindLockAction, Lock: "2A3B4C5D", Action: &LockAction{Action: "Unlock", Trigger: "button", Phase: phase, Result: result}}
	}
	s, _ := Clean("", numbered(event(0, "requested", ""), event(4, "completed", "success"), event(5, "requested", ""), event(600, "requested", "")))
	expect(t, s, 3, "2 duplicate false")
	if a := s.Records[0].Action; a.Phase != "completed" || a.Result != "success" {
		t.Errorf("%+v", a)
	}
	e := entry(0, 9, noon)
	e.Log.Action = "Unlock"
	s, _ = Clean("", numbered(event(3, "completed", "success"), e, event(120, "completed", "success")))
	expect(t, s, 2, "1 duplicate false, 2 late true")
}

func TestCellsThatNobodyToldOfAreConcluded(t *testing.T) {
	before := []Record{report(0, 1300, 4700), level(1, 10), report(200, 1300, 5600), level(201, 100), report(260, 1250, 5590), level(261, 100)}
	s, _ := Clean("", numbered(before...))
	cells := of(s.Records, KindCellChange)
	if len(cells) != 1 || cells[0].At != minutes(200) || cells[0].WithinS.Value != 199*60 || cells[0].Cells.Origin != "inferred" || cells[0].Cells.BeforeMV.Value != 4700 || cells[0].Cells.AfterMV.Value != 5600 {
		t.Fatalf("%s", AppendLines(nil, cells))
	}
	if at := slices.IndexFunc(s.Records, func(r Record) bool { return r.Cells != nil }); s.Records[at+1].Report == nil || s.Records[at+1].Report.VoltageMV.Value != 5600 {
		t.Error("it does not stand before what shows it")
	}
	user := Record{At: minutes(150), Kind: KindCellChange, Lock: "2A3B4C5D", Cells: &CellChange{Chemistry: "nimh", Origin: "user"}}
	s, _ = Clean("", numbered(append(slices.Clone(before), user)...))
	if cells = of(s.Records, KindCellChange); len(cells) != 1 || cells[0].Cells.Origin != "user" {
		t.Errorf("%s", AppendLines(nil, cells))
	}
	charging := []Record{level(1, 10), level(200, 60), level(300, 62)}
	charging[1].Battery.Charging = Some(true)
	typed := []Record{level(1, 10), {At: minutes(100), Kind: KindConfig, Lock: "2A3B4C5D", Config: &Setting{"advanced", "batteryType", "Lithium"}}, level(200, 60), level(300, 62)}
	single := []Record{level(1, 10), level(200, 60), level(300, 10)}
	for i, rs := range [][]Record{charging, typed, single} {
		if s, _ := Clean("", numbered(rs...)); len(of(s.Records, KindCellChange)) != 0 {
			t.Errorf("case %d: %s", i, AppendLines(nil, s.Records))
		}
	}
}

func TestPartsOfAReportAreJoined(t *testing.T) {
	part := func(ms int64, b BatteryReport) Record {
		return Record{At: noon + UnixMilli(ms), Kind: KindBatteryReport, Lock: "2A3B4C5D", Report: &b}
	}
	coarse := part(0, BatteryReport{VoltageMV: Some[int64](5300), StepMV: 10})
	coarse.mark(Quality10mV)
	s, _ := Clean("", numbered(coarse, part(100, BatteryReport{DrainMWS: Some[int64](1200)}), part(900, BatteryReport{VoltageMV: Some[int64](5301), StartMV: Some[int64](5320), StepMV: 1}), part(5000, BatteryReport{DrainMWS: Some[int64](1300)})))
	expect(t, s, 2, "")
	if r := s.Records[0]; r.Report.VoltageMV.Value != 5301 || r.Report.StepMV != 1 || r.Has(Quality10mV) || r.Report.DrainMWS.Value != 1200 {
		t.Errorf("%s", AppendLines(nil, s.Records))
	}
}

func TestOfSeveralLocksOneMustBeNamed(t *testing.T) {
	other := level(5, 50)
	other.Lock = "00000001"
	unnamed := level(6, 48)
	unnamed.Lock = ""
	rs := numbered(level(0, 50), other, unnamed)
	s, locks := Clean("", rs)
	expect(t, s, 0, "0 other-lock false")
	if strings.Join(locks, " ") != "00000000 00000001 2A3B4C5D" {
		t.Error(locks)
	}
	s, _ = Clean("2a3b4c5d", rs)
	expect(t, s, 1, "2 other-lock false, 3 other-lock false")
	s, _ = Clean("", numbered(level(0, 50), unnamed))
	expect(t, s, 2, "")
}

func TestStatesWhileOutOfReachAreFrozen(t *testing.T) {
	link := func(minute int64, on bool) Record {
		return Record{At: minutes(minute), Kind: KindLink, Lock: "2A3B4C5D", Link: &Link{Online: Some(on)}}
	}
	s, _ := Clean("", numbered(link(0, false), level(1, 50), link(2, true), level(3, 50)))
	expect(t, s, 4, "2 stale true")
}

func TestALogOfAGatewayComesOutClean(t *testing.T) {
	rs, _ := Read("x", sample(t, "nuki_hub.log"))
	s, locks := Clean("", rs)
	if !slices.Equal(locks, []string{"2A3B4C5D"}) {
		t.Fatal(locks)
	}
	if r := of(s.Records, KindBatteryReport); len(r) != 2 || r[0].Line != 14 || r[0].Has(QualityDup) || !r[1].Has(QualityDup) || r[1].Report.VoltageMV.Value != 5288 {
		t.Errorf("%s", AppendLines(nil, r)) // the replayed one does not count
	}
	if a, l := of(s.Records, KindLockAction), of(s.Records, KindLogEntry); len(a) != 0 || len(l) != 2 || l[0].At != 1739430092000 || l[0].WithinS.Value != knownS {
		t.Errorf("%s%s", AppendLines(nil, a), AppendLines(nil, l)) // the log tells of the action; the clock was 30 s behind
	}
	if l := of(s.Records, KindBatteryState); len(l) != 2 || !l[0].Has(QualityStale) || l[1].Battery.LevelPercent.Value != 64 {
		t.Errorf("%s", AppendLines(nil, l)) // the level of 0 is none
	}
}

// drawSeries draws what one lock may be heard to say within two days, with little
// variety, so that records meet.
func drawSeries(t *rapid.T) []Record {
	n := rapid.IntRange(0, 14).Draw(t, "count")
	var rs []Record
	for range n {
		minute := rapid.Int64Range(0, 2880).Draw(t, "minute") / 30 * 30
		second := UnixMilli(rapid.SampledFrom([]int64{0, 0, 1000, 5000}).Draw(t, "ms"))
		var r Record
		switch rapid.IntRange(0, 6).Draw(t, "which") {
		case 0, 1:
			r = report(minute, rapid.SampledFrom([]int64{1200, 1210, 65535}).Draw(t, "drain"), rapid.SampledFrom([]int64{4700, 5300, 5310, 530}).Draw(t, "mv"))
			if rapid.Bool().Draw(t, "partial") {
				r.Report.DrainMWS, r.Report.StartMV, r.Report.StepMV = Opt[int64]{}, Opt[int64]{}, 10
			}
		case 2:
			r = level(minute, rapid.SampledFrom([]int64{0, 6, 20, 64, 100, 126}).Draw(t, "level"))
			if rapid.Bool().Draw(t, "charging") {
				r.Battery.Charging = Some(rapid.Bool().Draw(t, "is"))
			}
		case 3:
			r = Record{Kind: KindState, State: &State{Lock: rapid.SampledFrom([]string{"locked", "unlocked", ""}).Draw(t, "state"), Door: rapid.SampledFrom([]string{"", "doorOpened"}).Draw(t, "door")}}
			if rapid.Bool().Draw(t, "clock") {
				r.LockAt = Some(minutes(minute - rapid.Int64Range(0, 5).Draw(t, "behind")))
			}
		case 4:
			r = entry(minute, rapid.Int64Range(1, 6).Draw(t, "index"), minutes(rapid.Int64Range(-60, minute).Draw(t, "t_lock")))
		case 5:
			r = Record{Kind: KindLockAction, Action: &LockAction{Action: rapid.SampledFrom([]string{"Lock", "Unlock", ""}).Draw(t, "action"), Phase: rapid.SampledFrom(append([]string{""}, phaseWords...)).Draw(t, "phase"), Trigger: "manual"}}
		case 6:
			r = Record{Kind: KindLink, Link: &Link{Online: Some(rapid.Bool().Draw(t, "online"))}}
		}
		r.At, r.Lock = minutes(minute)+second, "2A3B4C5D"
		r.Retained = rapid.IntRange(0, 5).Draw(t, "retained") == 0
		rs = append(rs, r)
	}
	return numbered(rs...)
}

func TestTheOrderOfLinesDoesNotChangeTheSeries(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rs := drawSeries(t)
		s, _ := Clean("", rs)
		other := rapid.Permutation(rs).Draw(t, "order")
		again, _ := Clean("", numbered(slices.Clone(other)...))
		if a, b := AppendLines(nil, s.Records), AppendLines(nil, again.Records); string(a) != string(b) {
			t.Fatalf("another order gives another series\n%s\n%s\nfrom\n%s", a, b, AppendLines(nil, rs))
		}
	})
}

func TestCleaningLeavesTheCallersRecordsAlone(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rs := drawSeries(t)
		before := string(AppendLines(nil, rs))
		s, _ := Clean("", rs)
		for i := range s.Records {
			s.Records[i].mark("mine")
		}
		if after := string(AppendLines(nil, rs)); after != before {
			t.Fatalf("the records were\n%s\nand are\n%s", before, after)
		}
	})
}

func TestASeriesIsInTheOrderOfTime(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s, _ := Clean("", drawSeries(t))
		if !slices.IsSortedFunc(s.Records, func(a, b Record) int { return int(a.At - b.At) }) {
			t.Fatalf("%s", AppendLines(nil, s.Records))
		}
	})
}
