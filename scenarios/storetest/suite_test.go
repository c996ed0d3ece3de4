package storetest

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"locktwin/model/store"
	"locktwin/scenarios/campaign"
)

// verdict records what a check says.
type verdict struct{ said []string }

type stop struct{}

func (v *verdict) Helper()           {}
func (v *verdict) Error(args ...any) { v.said = append(v.said, fmt.Sprint(args...)) }
func (v *verdict) Errorf(format string, args ...any) {
	v.said = append(v.said, fmt.Sprintf(format, args...))
}
func (v *verdict) Fatal(args ...any)                 { v.Error(args...); panic(stop{}) }
func (v *verdict) Fatalf(format string, args ...any) { v.Errorf(format, args...); panic(stop{}) }

// said runs the suite on a store and gives the names of the checks that fail.
func said(t *testing.T, s store.Store) []string {
	t.Helper()
	var failed []string
	for _, c := range checks {
		v := &verdict{}
		func() {
			defer func() {
				if r := recover(); r != nil && r != (stop{}) {
					panic(r)
				}
			}()
			c.run(&trial{tester: v, s: s, c: newStrict(v, Memories()[0].New(t))})
		}()
		if len(v.said) > 0 {
			failed = append(failed, c.name)
		}
	}
	return failed
}

func design(t *testing.T, name string) store.Store {
	t.Helper()
	s, err := store.New(name, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// Stores with one fault each.
type (
	forgets   struct{ store.Store }
	shortens  struct{ store.Store }
	confesses struct{ store.Store }
	repeats   struct{ store.Store }
	careless  struct{ store.Store }
	endless   struct{ store.Store }
)

func (s forgets) Mount(m store.Medium, r *store.RAM) (store.Report, error) {
	rep, err := s.Store.Mount(m, r)
	if err == nil && rep.Found == store.Valid {
		err = s.Store.Delete(m, r, 17)
	}
	return rep, err
}

func (s shortens) Get(m store.Medium, r *store.RAM, k store.Key, dst []byte) (int, store.Status, error) {
	n, st, err := s.Store.Get(m, r, k, dst)
	return min(n, len(dst)), st, err
}

func (s confesses) Decode(m store.Reader) []store.Record {
	return append(s.Store.Decode(m), store.Record{State: store.Torn, Why: "no reason"})
}

func (s repeats) Decode(m store.Reader) []store.Record {
	return append(s.Store.Decode(m), s.Store.Decode(m)...)
}

func (s careless) Put(m store.Medium, r *store.RAM, k store.Key, v []byte) error {
	if len(v) == 0 {
		return nil
	}
	return s.Store.Put(m, r, k, v)
}

func (s endless) Put(m store.Medium, r *store.RAM, k store.Key, v []byte) error {
	if err := s.Store.Put(m, r, k, v); !errors.Is(err, store.ErrFull) {
		return err
	}
	return nil
}

func TestEachFaultIsNamedByItsCheck(t *testing.T) {
	good := design(t, "ab-slots")
	for _, x := range []struct {
		s    store.Store
		want string
	}{
		{good, ""},
		{forgets{good}, "values come back"},
		{shortens{good}, "a short buffer gets the whole length"},
		{confesses{good}, "decode finds nothing torn"},
		{repeats{good}, "decode lists the current values"},
		{careless{good}, "arguments are checked"},
		{endless{good}, "full is said and loses nothing"},
	} {
		got := strings.Join(said(t, x.s), ", ")
		if x.want == "" && got != "" || !strings.Contains(got, x.want) {
			t.Errorf("%T: the checks that fail are %q, want %q", x.s, got, x.want)
		}
	}
}

func TestTheMediumHoldsAStoreToItsRules(t *testing.T) {
	for name, wrong := range map[string]func(m store.Medium){
		"twice": func(m store.Medium) {
			m.Program(0, make([]byte, 4))
			m.Program(0, make([]byte, 4))
			m.Program(0, make([]byte, 4))
		},
		"outside":    func(m store.Medium) { m.Read(uint32(m.Pages()*m.PageBytes()), make([]byte, 1)) },
		"half unit":  func(m store.Medium) { m.Program(0, make([]byte, 3)) },
		"unaligned":  func(m store.Medium) { m.Program(2, make([]byte, 4)) },
		"no page":    func(m store.Medium) { m.Erase(m.Pages()) },
		"many bytes": func(m store.Medium) { m.Program(uint32(m.Pages()*m.PageBytes())-4, make([]byte, 8)) },
	} {
		v := &verdict{}
		func() {
			defer func() { _ = recover() }()
			wrong(newStrict(v, Memories()[0].New(t)))
		}()
		if len(v.said) == 0 {
			t.Errorf("%s: nothing was said", name)
		}
	}
}

// small is a campaign of few saves.
var small = Options{Samples: 2, Workload: campaign.Workload{
	Before: []campaign.Save{{Key: 1, Bytes: 2}},
	Cut:    []campaign.Save{{Key: 1, Bytes: 2, Round: 1}},
}}

func TestASweepTellsTheWorstAndHowToSeeItAgain(t *testing.T) {
	newStore := func() store.Store { return design(t, "in-place-crc") }
	spec, err := small.spec(newStore)
	if err != nil {
		t.Fatal(err)
	}
	r, err := run(newStore, spec)
	if err != nil {
		t.Fatal(err)
	}
	bad := failing(r, nil)
	if len(bad) == 0 {
		t.Fatal("an in-place page lost nothing")
	}
	text := story(r, bad)
	for _, want := range []string{"erase of", "leaves the PIN default", "smallest case", "storetest.Replay(t, newStore, `{"} {
		if !strings.Contains(text, want) {
			t.Errorf("no %q in:\n%s", want, text)
		}
	}
	_, line, _ := strings.Cut(text, "newStore, `")
	line, _, _ = strings.Cut(line, "`)")
	again, err := campaign.DecodeSpec([]byte(line))
	if err != nil {
		t.Fatal(err)
	}
	q, err := run(newStore, again)
	if err != nil {
		t.Fatal(err)
	}
	if len(q.Groups) == 0 || q.Groups[0].Failure != bad[0].Failure {
		t.Errorf("played again it fails as %+v, want %+v", q.Groups, bad[0].Failure)
	}
}

func TestTheReportIsWrittenToTheFileThatATestNames(t *testing.T) {
	o := small
	o.Report = filepath.Join(t.TempDir(), "report.html")
	o.At = []time.Duration{time.Millisecond}
	Sweep(t, func() store.Store { return design(t, "ring3") }, o)
	page, err := os.ReadFile(o.Report)
	if err != nil || !strings.Contains(string(page), "<html") {
		t.Errorf("%d bytes, %v", len(page), err)
	}
}

func TestAllowedClassesDoNotFail(t *testing.T) {
	r := &campaign.Result{Groups: []campaign.Group{
		{Failure: campaign.Failure{Part: "PIN", Class: "default"}}, {Failure: campaign.Failure{Part: "PIN", Class: "unstable"}},
	}}
	if bad := failing(r, []string{"unstable"}); len(bad) != 1 || bad[0].Failure.Class != "default" {
		t.Errorf("%+v", bad)
	}
}

func TestOptionsGoIntoTheSpec(t *testing.T) {
	o := small
	o.Part, o.Seed, o.Hours, o.Depth = "stm32l431", 9, 5, 2
	cold := -10.0
	o.Celsius = &cold
	o.Leakage, o.ECCOff, o.Shared, o.At = true, true, true, []time.Duration{time.Millisecond}
	s, err := o.spec(func() store.Store { return design(t, "ring3") })
	if err != nil {
		t.Fatal(err)
	}
	x := s.Store
	if x.Part != "stm32l431" || x.Seed != 9 || x.Hours != 5 || *x.Celsius != cold || s.Depth != 2 || s.Samples != 2 ||
		!x.Leakage || !x.ECCOff || !x.Shared || len(s.Fault.At) != 1 || len(x.Workload.Cut) != 1 {
		t.Errorf("%+v", s)
	}
}
