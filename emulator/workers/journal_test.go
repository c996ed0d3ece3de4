package workers

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"

	"pgregory.net/rapid"

	_ "locktwin/internal/rapidseed"
	"locktwin/scenarios/campaign"
)

func someSpec() campaign.Spec {
	return campaign.Spec{Version: "v1", Name: "some", Depth: 1, Samples: 3,
		Store: &campaign.StoreSubject{Design: "ab-slots", Celsius: new(21.3)}, Axes: []campaign.Axis{{Key: "seed", Values: []string{"<1>", "2"}}}}
}

// interrupted plays a campaign with a journal until some shards are answered.
func interrupted(t testing.TB, name string, after int) {
	t.Helper()
	j, err := CreateJournal(name, someSpec(), "")
	if err != nil {
		t.Fatal(err)
	}
	err = Run(t.Context(), newMiniature(6), pool(t, 1, puppets(new(atomic.Int64), nil)), Options{Journal: j, StopAfter: after})
	if !errors.Is(err, ErrStopped) {
		t.Fatalf("got %v, want %v", err, ErrStopped)
	}
	if err := j.Close(); err != nil {
		t.Fatal(err)
	}
}

// resumed goes on to the end and gives the result and how many shards ran.
func resumed(t testing.TB, name string) (result string, ran int) {
	t.Helper()
	j, err := ResumeJournal(name, "v1", "")
	if err != nil {
		t.Fatal(err)
	}
	defer j.Close()
	if err := j.Belongs(someSpec()); err != nil {
		t.Fatal(err)
	}
	counter := new(atomic.Int64)
	m := newMiniature(6)
	if err := Run(t.Context(), m, pool(t, 2, puppets(counter, nil)), Options{Journal: j}); err != nil {
		t.Fatal(err)
	}
	return m.result(t), int(counter.Load())
}

func uninterrupted(t testing.TB) (result string, shards int) {
	t.Helper()
	m := newMiniature(6)
	if err := Run(t.Context(), m, pool(t, 1, puppets(new(atomic.Int64), nil)), Options{}); err != nil {
		t.Fatal(err)
	}
	return m.result(t), len(m.answers)
}

func TestAResumedCampaignGivesTheSameBytesAndRunsOnlyTheRest(t *testing.T) {
	want, shards := uninterrupted(t)
	for after := 1; after < shards; after++ {
		name := filepath.Join(t.TempDir(), "journal")
		interrupted(t, name, after)
		got, ran := resumed(t, name)
		if got != want {
			t.Fatalf("after %d shards: another result", after)
		}
		if ran > shards-after {
			t.Fatalf("after %d of %d shards: %d ran once more", after, shards, ran)
		}
		if again, ran := resumed(t, name); again != want || ran != 0 {
			t.Fatalf("a journal that is complete: %d shards ran", ran)
		}
	}
}

func TestACampaignIsResumedWhereverItsJournalWasTornOff(t *testing.T) {
	want, _ := uninterrupted(t)
	whole := filepath.Join(t.TempDir(), "journal")
	interrupted(t, whole, 12)
	text, err := os.ReadFile(whole)
	if err != nil {
		t.Fatal(err)
	}
	head := bytes.IndexByte(text, '\n') + 1
	torn := filepath.Join(t.TempDir(), "torn")
	rapid.Check(t, func(r *rapid.T) {
		cut := rapid.IntRange(head, len(text)).Draw(r, "bytes left")
		if err := os.WriteFile(torn, text[:cut], 0o600); err != nil {
			r.Fatal(err)
		}
		if got, _ := resumed(t, torn); got != want {
			r.Fatal("another result")
		}
	})
}

func TestAJournalOfSomethingElseIsRefused(t *testing.T) {
	name := filepath.Join(t.TempDir(), "journal")
	interrupted(t, name, 4)
	if _, err := ResumeJournal(name, "v2", ""); !errors.Is(err, ErrOtherVersion) || !strings.Contains(err.Error(), "v1, and this is v2") {
		t.Errorf("another version: %v", err)
	}
	if _, err := ResumeJournal(name, "v1", "0123"); !errors.Is(err, ErrOtherVersion) || !strings.Contains(err.Error(), "v1, and this is v1, build 0123") {
		t.Errorf("another build: %v", err)
	}
	j, err := ResumeJournal(name, "v1", "")
	if err != nil {
		t.Fatal(err)
	}
	defer j.Close()
	other := someSpec()
	other.Depth = 2
	if err := j.Belongs(other); !errors.Is(err, ErrOtherCampaign) {
		t.Errorf("another campaign: %v", err)
	}
	for what, content := range map[string]string{
		"nothing": "", "half a head": `{"journal":"locktwin campaign journal 1"`, "a text": "Dear diary\n",
		"a head without its end": `{"journal":"locktwin campaign journal 1","version":"v1"}`,
	} {
		if err := os.WriteFile(name, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := ResumeJournal(name, "v1", ""); !errors.Is(err, ErrNoJournal) {
			t.Errorf("%s: %v", what, err)
		}
		if now, _ := os.ReadFile(name); string(now) != content {
			t.Errorf("%s: the file was changed", what)
		}
	}
}

func TestADamagedLineIsReportedWithItsNumber(t *testing.T) {
	name := filepath.Join(t.TempDir(), "journal")
	interrupted(t, name, 6)
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	lines := bytes.SplitAfter(text, []byte("\n"))
	lines[2][len(lines[2])/2] ^= 4
	if err := os.WriteFile(name, bytes.Join(lines, nil), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := ResumeJournal(name, "v1", ""); !errors.Is(err, ErrDamaged) || !strings.Contains(err.Error(), "line 3") {
		t.Errorf("got %v", err)
	}
	lines[2][len(lines[2])/2] ^= 4
	lines[0] = bytes.Replace(lines[0], []byte(`"depth":1`), []byte(`"depth":2`), 1)
	if err := os.WriteFile(name, bytes.Join(lines, nil), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := ResumeJournal(name, "v1", ""); !errors.Is(err, ErrDamaged) || !strings.Contains(err.Error(), "line 1") {
		t.Errorf("got %v", err)
	}
}

func TestAnAnswerWithAnErrorIsNotKept(t *testing.T) {
	name := filepath.Join(t.TempDir(), "journal")
	j, err := CreateJournal(name, someSpec(), "")
	if err != nil {
		t.Fatal(err)
	}
	engines := puppets(new(atomic.Int64), func(campaign.Variant) error { return errors.New("not today") })
	if err := Run(t.Context(), newMiniature(6), pool(t, 2, engines), Options{Journal: j}); !errors.Is(err, ErrShard) {
		t.Fatalf("got %v, want %v", err, ErrShard)
	}
	if err := j.Close(); err != nil {
		t.Fatal(err)
	}
	want, _ := uninterrupted(t)
	if got, _ := resumed(t, name); got != want {
		t.Error("another result after a failure that has passed")
	}
}

func TestAJournalThatCannotBeWrittenEndsTheCampaign(t *testing.T) {
	name := filepath.Join(t.TempDir(), "journal")
	j, err := CreateJournal(name, someSpec(), "")
	if err != nil {
		t.Fatal(err)
	}
	j.file.Close()
	if err := Run(t.Context(), newMiniature(6), pool(t, 2, puppets(new(atomic.Int64), nil)), Options{Journal: j}); !errors.Is(err, os.ErrClosed) {
		t.Errorf("got %v, want %v", err, os.ErrClosed)
	}
}

func TestRemoveRemovesTheFile(t *testing.T) {
	name := filepath.Join(t.TempDir(), "journal")
	j, err := CreateJournal(name, someSpec(), "")
	if err != nil {
		t.Fatal(err)
	}
	if err := j.Remove(); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(name); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the file is still there: %v", err)
	}
}

// FuzzJournal reads files that somebody else wrote.
func FuzzJournal(f *testing.F) {
	name := filepath.Join(f.TempDir(), "journal")
	interrupted(f, name, 3)
	text, err := os.ReadFile(name)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(text)
	f.Add(text[:len(text)-5])
	f.Add([]byte("{}\n"))
	f.Fuzz(func(t *testing.T, text []byte) {
		j := &Journal{known: map[string]campaign.Answer{}}
		whole, err := j.read(bytes.NewReader(text), "v1", "")
		if err != nil {
			return
		}
		if whole > int64(len(text)) {
			t.Fatalf("%d of %d bytes are in order", whole, len(text))
		}
		more := &buffer{}
		more.Write(text[:whole])
		j.file = more
		if err := j.keep(campaign.Answer{Shard: "one-more", Case: &campaign.Case{Name: "<one>"}}); err != nil {
			t.Fatal(err)
		}
		again := &Journal{known: map[string]campaign.Answer{}}
		if end, err := again.read(bytes.NewReader(more.Bytes()), "v1", ""); err != nil || end != int64(more.Len()) {
			t.Fatalf("a journal that could be read cannot be read again: %v", err)
		}
		if n := len(again.known); n != len(j.known) && n != len(j.known)+1 {
			t.Errorf("%d answers became %d", len(j.known), n)
		}
		if _, ok := again.recall("one-more"); !ok {
			t.Error("the answer that was added is missing")
		}
	})
}

// buffer is a file in memory.
type buffer struct{ bytes.Buffer }

func (*buffer) Close() error { return nil }
