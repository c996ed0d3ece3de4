package training

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"locktwin/scenarios/training"
)

// tree is a piece of JSON.
type tree = map[string]any

// told reads the statements of everybody.
func (r *rig) told() []tree {
	r.t.Helper()
	var b bytes.Buffer
	if err := r.WriteStatements(&b, Whose{}); err != nil {
		r.t.Fatal(err)
	}
	return lines(r.t, b.Bytes())
}

func lines(t testing.TB, text []byte) (out []tree) {
	t.Helper()
	for line := range bytes.Lines(text) {
		var v tree
		if err := json.Unmarshal(line, &v); err != nil {
			t.Fatal(err)
		}
		out = append(out, v)
	}
	return out
}

func verbOf(st tree) string {
	id := st["verb"].(tree)["id"].(string)
	return strings.TrimPrefix(id, "http://adlnet.gov/expapi/verbs/")
}

func when(t testing.TB, st tree) time.Time {
	t.Helper()
	at, err := time.Parse(time.RFC3339, st["timestamp"].(string))
	if err != nil {
		t.Fatal(err)
	}
	return at
}

func categories(st tree) string {
	var out []string
	list, _ := st["context"].(tree)["contextActivities"].(tree)["category"].([]any)
	for _, c := range list {
		id := c.(tree)["id"].(string)
		out = append(out, id[strings.LastIndexByte(id, '/')+1:])
	}
	return strings.Join(out, " ")
}

func TestStatementsFollowTheProfile(t *testing.T) {
	r := newRig(t, nil)
	j := r.joins(r.class(training.Exam), "Somebody Real")
	a := r.plays(j.Trainee.ID)
	if list := r.told(); len(list) != 1 || verbOf(list[0]) != "initialized" || categories(list[0]) != "cmi5" {
		t.Fatalf("%v", list)
	}
	over := r.solve(a.ID)
	list := r.told()
	var order []string
	seen := map[string]bool{}
	for i, st := range list {
		order = append(order, verbOf(st))
		c := st["context"].(tree)
		id := st["id"].(string)
		account := st["actor"].(tree)["account"].(tree)
		if seen[id] || len(id) != 36 || c["registration"] != list[0]["context"].(tree)["registration"] ||
			c["extensions"].(tree)["https://w3id.org/xapi/cmi5/context/extensions/sessionid"] == nil || account["homePage"] != DefaultHome || account["name"] == "" {
			t.Errorf("statement %d: %v", i, st)
		}
		seen[id] = true
		if i > 0 && !when(t, st).After(when(t, list[i-1])) {
			t.Errorf("statement %d is not after the one before: %v", i, st["timestamp"])
		}
	}
	n := len(list)
	if order[0] != "initialized" || strings.Join(order[n-3:], " ") != "completed passed terminated" || n != len(over.Entries)-1+4 {
		t.Errorf("%v", order)
	}
	for i, st := range list {
		result, _ := st["result"].(tree)
		var want string
		switch verbOf(st) {
		case "initialized", "terminated":
			want = "cmi5"
		case "completed", "passed", "failed":
			want = "cmi5 moveon"
		}
		if categories(st) != want {
			t.Errorf("statement %d, %s: categories %q, want %q", i, verbOf(st), categories(st), want)
		}
		_, scored := result["score"]
		_, judged := result["success"]
		_, done := result["completion"]
		if v := verbOf(st); scored != (v == "passed") || done != (v == "completed") || judged != (v == "passed" || v == "answered" && strings.HasSuffix(st["object"].(tree)["id"].(string), "/diagnose")) {
			t.Errorf("statement %d: %s with %v", i, v, result)
		}
	}
	passed := list[n-2]["result"].(tree)
	if passed["score"].(tree)["scaled"] != 1.0 || passed["success"] != true || !strings.HasPrefix(passed["duration"].(string), "PT") {
		t.Errorf("%v", passed)
	}
	if mastery := list[n-2]["context"].(tree)["extensions"].(tree)["https://w3id.org/xapi/cmi5/context/extensions/masteryscore"]; mastery != 0.7 {
		t.Errorf("the mastery score is %v", mastery)
	}
	if text, _ := json.Marshal(list); strings.Contains(string(text), "Somebody") || strings.Contains(string(text), j.Trainee.ID) {
		t.Error("the statements tell who the trainee is")
	}
	again := r.told()
	if x, y := must(json.Marshal(list)), must(json.Marshal(again)); !bytes.Equal(x, y) {
		t.Error("the same attempt is told in another way")
	}
}

func TestNamesLeaveTheServerOnlyWhereTheClassSaysSo(t *testing.T) {
	r := newRig(t, nil)
	c, err := r.OpenClass(background, ClassSpec{Title: "Open", Cases: []string{lostPIN}, Mode: training.Hints, Lang: "en", ShowNames: true})
	if err != nil {
		t.Fatal(err)
	}
	r.plays(r.joins(c, "first of two").Trainee.ID)
	if list := r.told(); list[0]["actor"].(tree)["name"] != "first of two" {
		t.Errorf("%v", list[0])
	}
}

func TestWhoFailsInSpiteOfHisPointsIsNotJudgedByThem(t *testing.T) {
	r := newRig(t, nil)
	a := r.plays(r.joins(r.class(training.Exam), "").Trainee.ID)
	r.choose(a.ID, training.Finish, "")
	r.mu.Lock()
	kept := r.attempts[a.ID]
	kept.Score.Points, kept.Score.Passed = 90, false
	r.mu.Unlock()
	list := r.told()
	failed := list[len(list)-2]
	if verbOf(failed) != "failed" || failed["context"].(tree)["extensions"].(tree)["https://w3id.org/xapi/cmi5/context/extensions/masteryscore"] != nil {
		t.Errorf("%v", failed)
	}
}

func TestDurationsAreWrittenAsTheStandardHasThem(t *testing.T) {
	for d, want := range map[time.Duration]string{
		0: "PT0S", -time.Second: "PT0S", 90 * time.Second: "PT1M30S", time.Hour: "PT1H", 25*time.Hour + 2*time.Minute + 3450*time.Millisecond: "PT25H2M3.45S",
		59*time.Second + 999*time.Millisecond: "PT1M", 10 * time.Millisecond: "PT0.01S",
	} {
		if got := spellDuration(d); got != want {
			t.Errorf("%v: %s, want %s", d, got, want)
		}
	}
}

func TestTheTableHasALineForEachAttempt(t *testing.T) {
	r := newRig(t, nil)
	c := r.class(training.Hints)
	a := r.plays(r.joins(c, "=1+1").Trainee.ID)
	r.solve(a.ID)
	r.plays(r.joins(c, "").Trainee.ID)
	rows, err := r.Results(Whose{Class: c.ID})
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := WriteCSV(&b, rows); err != nil {
		t.Fatal(err)
	}
	table, err := csv.NewReader(&b).ReadAll()
	if err != nil || len(table) != 3 {
		t.Fatalf("%v %v", table, err)
	}
	cell := func(line int, title string) string {
		for i, name := range table[0] {
			if name == title {
				return table[line][i]
			}
		}
		t.Fatalf("there is no column %q", title)
		return ""
	}
	if cell(1, "name") != "'=1+1" || cell(1, "points") != "100" || cell(1, "passed") != "true" || cell(1, "diagnosis right") != "true" || cell(2, "state") != "running" || cell(2, "ended") != "" {
		t.Errorf("%v", table)
	}
	sum := 0
	for _, p := range rows[0].Parts {
		sum += p.Points
	}
	if sum+rows[0].Minus != rows[0].Points {
		t.Errorf("the parts of %d points are %d and %d", rows[0].Points, sum, rows[0].Minus)
	}
}

func TestWhatIfGivesTheLockAsItWasBeforeAChoice(t *testing.T) {
	r := newRig(t, func(o *Options) {
		o.Limits = DefaultLimits()
		o.Limits.WhatIfs = 2
	})
	a := r.plays(r.joins(r.class(training.Hints), "").Trainee.ID)
	if _, err := r.WhatIf(background, a.ID, 1, false); err == nil {
		t.Error("it is tried again before the end")
	}
	for a.Stage < a.Stages-1 {
		a = r.choose(a.ID, training.Next, "").Attempt
	}
	reset := r.choose(a.ID, training.Do, "factory-reset")
	if len(reset.Entry.Outcome.Destroyed) == 0 {
		t.Errorf("a reset before a look destroys nothing: %+v", reset.Entry.Outcome)
	}
	r.choose(a.ID, training.Finish, "")
	d, err := r.Debrief(background, a.ID, false)
	if err != nil || d.Debrief.WhatIf == nil || d.Debrief.WhatIf.N != reset.Entry.N {
		t.Fatalf("%+v %v", d.Debrief.WhatIf, err)
	}
	var made []string
	for range 3 {
		l, err := r.WhatIf(background, a.ID, 0, false)
		if err != nil {
			t.Fatal(err)
		}
		if l.Speed.Paused || l.SimTimeNS != d.Debrief.WhatIf.SimNS {
			t.Errorf("it is at %d, the choice was at %d", l.SimTimeNS, d.Debrief.WhatIf.SimNS)
		}
		made = append(made, l.ID)
	}
	if _, err := r.fleet.Lock(made[0]); err == nil {
		t.Error("the oldest lock is still there")
	}
	if d, _ := r.Debrief(background, a.ID, false); len(d.WhatIfs) != 2 || d.WhatIfs[1] != made[2] {
		t.Errorf("%v, made %v", d.WhatIfs, made)
	}
	// Without a snapshot it is done again from the beginning.
	r.mu.Lock()
	clear(r.attempts[a.ID].Snapshots)
	r.mu.Unlock()
	if l, err := r.WhatIf(background, a.ID, reset.Entry.N, false); err != nil || l.Profile != "rewrite-at-boot-crc" && l.Profile == "" {
		t.Errorf("%+v %v", l, err)
	}
}
