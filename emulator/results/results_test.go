package results

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"locktwin/scenarios/campaign"
)

func durationOf(ns int64) time.Duration { return time.Duration(ns) }

func cut(at int64) campaign.Fault {
	return campaign.Fault{Kind: campaign.Cut, At: durationOf(at)}
}

// example is a result with something in every field that is kept. lost is how
// long its PIN is denied, in ns.
func example(version string, lost int64) *campaign.Result {
	spec := campaign.Spec{
		Version: version, Name: "battery change", Lock: &campaign.LockSubject{File: "change.yaml", Text: "lock: {}"},
		Fault: campaign.FaultPlan{Kind: campaign.Cut}, Depth: 2, Samples: 4, Invariants: []string{"ä stays"},
		Axes: []campaign.Axis{{Key: "lock.cells.charge", Name: "charge", Values: []string{"20%", "40%"}}, {Key: "lock.profile", Values: []string{"ab-slots"}}},
		Hand: campaign.Hand{Shape: campaign.Uniform, From: 1, To: 300e6, Source: "assumption"},
	}
	verdict := campaign.Verdict{PIN: "denied", Settings: "default", Authorizations: "intact", Broken: []string{"ä stays"}, Decision: "settings-blank", Samples: 3}
	fine := campaign.Verdict{PIN: "intact", Settings: "intact", Authorizations: "intact", Decision: "found", Samples: 1}
	r := &campaign.Result{Spec: spec}
	for i, charge := range spec.Axes[0].Values {
		r.Variants = append(r.Variants, campaign.VariantResult{
			Variant: campaign.Variant{Index: i, Values: []string{charge, "ab-slots"}},
			Survey: campaign.Survey{Window: 1e9, Operations: []campaign.Operation{
				{Kind: "erase", Area: "settings", Addr: 0xFFFF_F000, Size: 4096, From: 100, To: 200},
			}},
			Counts: campaign.Counts{Borders: 9, Raw: 8, Classes: 7, Experiments: 20, States: 5, Reused: 2, LeftOut: 1}, Within: 0.5,
			Windows: []campaign.Window{
				{From: 0, To: 100, Operation: -1, Verdict: fine, Share: 1},
				{From: 100, To: 100 + durationOf(lost), Operation: 0, Verdict: verdict, Share: 0.75},
			},
			Cells: []campaign.ShmooCell{{Microvolts: 1_500_000, For: 5, At: 7, Verdict: verdict, Share: 0.25}},
			Rows: []campaign.Row{
				{Faults: 1, Part: "PIN", Class: "denied", Length: durationOf(lost), Probability: 0.25, Windows: 1, Longest: lost},
				{Faults: 1, Part: "PIN", Class: "intact", Length: 1e9 - durationOf(lost), Probability: 0.25, Windows: 1, Longest: 1},
				{Faults: 2, Part: "invariant", Class: "ä stays", Length: 1, Probability: 0.01, Windows: 1, Longest: 1},
			},
			Findings: []campaign.Finding{{
				Path: []campaign.Fault{cut(150), cut(400)}, Class: 3, State: "abc", MarginalBits: 12, Verdicts: []campaign.Verdict{verdict, fine},
			}},
		})
		r.Groups = append(r.Groups, campaign.Group{
			Variant: i, Faults: 1, Failure: campaign.Failure{Operation: "erase of settings", Decision: "settings-blank", Part: "PIN", Class: "denied"},
			Length: durationOf(lost), Probability: 0.25, Findings: 1, First: 100,
			Smallest: &campaign.Case{Name: fmt.Sprint("case-", i), Scenario: "lock: {}\n", Trace: "00ff", Steps: 2, Bits: 1, Tried: 30},
		})
	}
	r.Groups[1].Smallest = nil
	r.Causality = []campaign.Causality{
		{Variant: 1, Part: "PIN", Class: "denied", Symptom: "PIN refused", SymptomAt: 5e9, Inevitable: 3e9, Because: "erase", Points: []campaign.CausalityPoint{{At: 1, Probability: 0.5, Samples: 32}}},
		{Variant: 0, Part: "PIN", Class: "denied", Symptom: "PIN refused", SymptomAt: 5e9, Inevitable: -1},
	}
	return r
}

func write(t testing.TB, file string, r *campaign.Result) {
	t.Helper()
	if err := Write(context.Background(), file, r); err != nil {
		t.Fatal(err)
	}
}

// read opens the file as somebody else would.
func read(t testing.TB, file string) *sql.DB {
	t.Helper()
	db, err := sql.Open("sqlite", "file:"+file+"?mode=ro")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	return db
}

// rows gives what a query finds, a row a line.
func rows(t testing.TB, db *sql.DB, query string) []string {
	t.Helper()
	r, err := db.Query(query)
	if err != nil {
		t.Fatalf("%v\n%s", err, query)
	}
	defer r.Close()
	columns, err := r.Columns()
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for r.Next() {
		values, into := make([]any, len(columns)), make([]any, len(columns))
		for i := range values {
			into[i] = &values[i]
		}
		if err := r.Scan(into...); err != nil {
			t.Fatal(err)
		}
		line := make([]string, len(values))
		for i, v := range values {
			line[i] = fmt.Sprint(v)
		}
		out = append(out, strings.Join(line, " | "))
	}
	if err := r.Err(); err != nil {
		t.Fatalf("%v\n%s", err, query)
	}
	return out
}

// dump gives every row of every table.
func dump(t testing.TB, file string) string {
	db := read(t, file)
	var all []string
	for _, table := range rows(t, db, "SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name") {
		all = append(all, "== "+table)
		all = append(all, rows(t, db, "SELECT * FROM "+table)...)
	}
	return strings.Join(all, "\n")
}

func TestEveryTableHasWhatTheResultHas(t *testing.T) {
	file := filepath.Join(t.TempDir(), "c.db")
	write(t, file, example("v1", 50))
	db := read(t, file)
	for query, want := range map[string][]string{
		"SELECT campaign_id, name, version, subject, subject_name, fault_kind, depth, samples, one_by_one, hand_shape, hand_to_ns FROM campaign": {"1 | battery change | v1 | lock | change.yaml | cut | 2 | 4 | 0 | uniform | 300000000"},
		"SELECT * FROM axis": {"1 | 0 | lock.cells.charge | charge", "1 | 1 | lock.profile | lock.profile"},
		"SELECT label, hand_within, left_out FROM variant":         {"charge=20% lock.profile=ab-slots | 0.5 | 1", "charge=40% lock.profile=ab-slots | 0.5 | 1"},
		"SELECT address, to_ns FROM operation LIMIT 1":             {"4294963200 | 200"},
		"SELECT operation, share, broken_json FROM stretch":        {"<nil> | 1 | []", `0 | 0.75 | ["ä stays"]`, "<nil> | 1 | []", `0 | 0.75 | ["ä stays"]`},
		"SELECT microvolts, for_ns, at_ns FROM sag LIMIT 1":        {"1500000 | 5 | 7"},
		"SELECT failure, name, steps FROM smallest_case":           {"0 | case-0 | 2"},
		"SELECT at_ns FROM finding_fault WHERE variant = 1":        {"150", "400"},
		"SELECT samples FROM finding_verdict WHERE pin = 'denied'": {"3", "3"},
		"SELECT inevitable_ns FROM causality":                      {"3000000000", "<nil>"},
		"SELECT probability FROM causality_point":                  {"0.5"},
		"SELECT label, length_ms FROM losses WHERE part = 'PIN'":   {"charge=20% lock.profile=ab-slots | 5e-05", "charge=40% lock.profile=ab-slots | 5e-05"},
		"SELECT operation, area, pin FROM loss_windows":            {"erase | settings | denied", "erase | settings | denied"},
		"SELECT smallest_case FROM failures":                       {"case-0", "<nil>"},
		"PRAGMA foreign_key_check":                                 nil,
		"PRAGMA integrity_check":                                   {"ok"},
		"PRAGMA user_version":                                      {"1"},
	} {
		if got := rows(t, db, query); !slices.Equal(got, want) {
			t.Errorf("%s: %q, want %q", query, got, want)
		}
	}
	for _, table := range rows(t, db, "SELECT name FROM sqlite_schema WHERE type = 'table'") {
		if len(rows(t, db, "SELECT 1 FROM "+table)) == 0 {
			t.Errorf("table %s is empty", table)
		}
	}
}

func TestTheSameCampaignReplacesItself(t *testing.T) {
	file := filepath.Join(t.TempDir(), "c.db")
	write(t, file, example("v1", 50))
	write(t, file, example("v2", 10))
	once := dump(t, file)
	write(t, file, example("v1", 50))
	if twice := dump(t, file); twice != once {
		t.Errorf("before:\n%s\nafter:\n%s", once, twice)
	}
	better := example("v1", 50)
	better.Variants[0].Counts.States = 77
	write(t, file, better)
	if got := rows(t, read(t, file), "SELECT campaign_id FROM variant WHERE states = 77"); !slices.Equal(got, []string{"1"}) {
		t.Errorf("%q", got)
	}
}

func TestTwoVersionsAreComparedBySQL(t *testing.T) {
	file := filepath.Join(t.TempDir(), "c.db")
	write(t, file, example("v1", 50_000_000))
	now := example("v2", 10_000_000)
	now.Variants[1].Rows[0].Class = "wrong"
	write(t, file, now)
	got := rows(t, read(t, file), "SELECT label, class, old_length_ms, new_length_ms FROM version_changes WHERE part = 'PIN' ORDER BY label, class")
	want := []string{
		"charge=20% lock.profile=ab-slots | denied | 50 | 10",
		"charge=40% lock.profile=ab-slots | denied | 50 | 0",
		"charge=40% lock.profile=ab-slots | wrong | 0 | 10",
	}
	if !slices.Equal(got, want) {
		t.Errorf("%q", got)
	}
}

func TestWhatCannotBeWrittenLeavesTheFileAsItWas(t *testing.T) {
	file := filepath.Join(t.TempDir(), "c.db")
	write(t, file, example("v1", 50))
	before := dump(t, file)
	broken := example("v1", 60)
	broken.Groups[1].Variant = 99 // there is no such variant
	if err := Write(context.Background(), file, broken); err == nil {
		t.Error("a group of no variant was kept")
	}
	gone, cancel := context.WithCancel(context.Background())
	cancel()
	if err := Write(gone, file, example("v3", 1)); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
	if dump(t, file) != before {
		t.Error("something has changed")
	}
}

func TestFilesOfOthersAreLeftAlone(t *testing.T) {
	dir := t.TempDir()
	newer := filepath.Join(dir, "newer.db")
	write(t, newer, example("v1", 50))
	other := filepath.Join(dir, "other.db")
	exec(t, newer, "PRAGMA user_version = 99")
	exec(t, other, "CREATE TABLE t (x)")
	damaged := filepath.Join(dir, "damaged.db")
	write(t, damaged, example("v1", 50))
	b, err := os.ReadFile(damaged)
	if err != nil {
		t.Fatal(err)
	}
	for i := 4096; i < len(b); i++ {
		b[i] ^= 0x5A
	}
	for name, want := range map[string]error{newer: ErrNewer, other: ErrForeign, damaged: ErrDamaged, filepath.Join(dir, "text"): ErrForeign, dir: ErrForeign} {
		if name == damaged {
			err = os.WriteFile(name, b, 0o600)
		} else if name == filepath.Join(dir, "text") {
			err = os.WriteFile(name, []byte("not a database, but a text that is longer than the head of one would be, which has a hundred bytes"), 0o600)
		}
		if err != nil {
			t.Fatal(err)
		}
		before, _ := os.ReadFile(name)
		if err := Write(context.Background(), name, example("v1", 50)); !errors.Is(err, want) || !strings.Contains(err.Error(), name) {
			t.Errorf("%s: %v", name, err)
		}
		if after, _ := os.ReadFile(name); string(after) != string(before) {
			t.Errorf("%s has changed", name)
		}
	}
	empty := filepath.Join(dir, "empty")
	if err := os.WriteFile(empty, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	write(t, empty, example("v1", 50))
}

func exec(t testing.TB, file, text string) {
	t.Helper()
	db, err := sql.Open("sqlite", "file:"+file)
	if err == nil {
		_, err = db.Exec(text)
		err = errors.Join(err, db.Close())
	}
	if err != nil {
		t.Fatal(err)
	}
}

func BenchmarkWrite(b *testing.B) {
	r := example("v1", 50)
	f := r.Variants[0].Findings[0]
	for range campaign.MaxFindings {
		r.Variants[0].Findings = append(r.Variants[0].Findings, f)
	}
	file := filepath.Join(b.TempDir(), "c.db")
	for b.Loop() {
		write(b, file, r)
	}
	st, err := os.Stat(file)
	if err != nil {
		b.Fatal(err)
	}
	b.ReportMetric(float64(st.Size())/float64(len(r.Variants[0].Findings)), "B/finding")
}
