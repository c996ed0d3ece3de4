package jetstream

import (
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"

	"pgregory.net/rapid"

	_ "locktwin/internal/rapidseed" // the same cases on every run

	"locktwin/scenarios/campaign"
)

func packed(t testing.TB, v any) []byte {
	t.Helper()
	var p packer
	b, err := p.pack(v, campaign.MaxAnswerBytes)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func storeSpec(version, name string) campaign.Spec {
	return campaign.Spec{
		Version: version, Name: name, Store: &campaign.StoreSubject{Design: "none", Supply: campaign.Supply{Volts: 3}},
		Fault: campaign.FaultPlan{Kind: campaign.Cut}, Depth: 1, Samples: 1,
	}
}

// isOurs tells of an error that callers can ask.
func isOurs(err error) bool {
	return errors.Is(err, ErrDamaged) || errors.Is(err, ErrTooLarge) || errors.Is(err, campaign.ErrDecode) || errors.Is(err, campaign.ErrSpec)
}

func TestPartsInAnyOrderAndMixedWithOthersMakeTheAnswer(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		type piece struct {
			shard, sum, part string
			body             []byte
		}
		var pieces []piece
		want := map[string]string{}
		for s := range rapid.IntRange(1, 3).Draw(t, "shards") {
			id := fmt.Sprint("s", s)
			a := campaign.Answer{Shard: id, Error: rapid.StringN(1, 60, -1).Draw(t, "text")}
			var p packer
			whole, err := p.pack(a, 1<<20)
			if err != nil {
				t.Fatal(err)
			}
			want[id] = a.Error
			parts := split(whole, rapid.IntRange(1, 20).Draw(t, "part bytes"))
			for range rapid.IntRange(1, 2).Draw(t, "copies") {
				for i, b := range parts {
					pieces = append(pieces, piece{id, checksum(whole), formatPart(i+1, len(parts)), b})
				}
			}
		}
		var g gatherer
		got := map[string]string{}
		for _, p := range rapid.Permutation(pieces).Draw(t, "order") {
			a, whole, err := g.add(p.shard, p.sum, p.part, p.body)
			if err != nil {
				t.Fatal(err)
			}
			if whole {
				got[a.Shard] = a.Error
			}
		}
		if fmt.Sprint(got) != fmt.Sprint(want) {
			t.Fatalf("%q, want %q", got, want)
		}
	})
}

func TestWhatIsNotAnAnswerIsDamaged(t *testing.T) {
	good := packed(t, campaign.Answer{Shard: "s"})
	for name, p := range map[string]struct {
		shard, sum, part string
		body             []byte
	}{
		"no part":          {"s", checksum(good), "", good},
		"part 0":           {"s", checksum(good), "0/1", good},
		"beyond":           {"s", checksum(good), "2/1", good},
		"too many parts":   {"s", checksum(good), fmt.Sprint("1/", maxParts+1), good},
		"another sum":      {"s", checksum(nil), "1/1", good},
		"another shard":    {"t", checksum(good), "1/1", good},
		"not compressed":   {"s", checksum([]byte("{}")), "1/1", []byte("{}")},
		"no JSON":          {"s", checksum(packed(t, 7)), "1/1", packed(t, 7)},
		"cut off":          {"s", checksum(good[:4]), "1/1", good[:4]},
		"nothing":          {"s", checksum(nil), "1/1", nil},
		"an unknown field": {"s", checksum(packed(t, map[string]string{"shard": "s", "x": ""})), "1/1", packed(t, map[string]string{"shard": "s", "x": ""})},
	} {
		var g gatherer
		if _, whole, err := g.add(p.shard, p.sum, p.part, p.body); whole || !isOurs(err) {
			t.Errorf("%s: %v", name, err)
		}
	}
	var g gatherer
	if _, _, err := g.add("s", "sum", "1/3", nil); err != nil {
		t.Fatal(err)
	}
	if _, _, err := g.add("s", "sum", "1/2", nil); !errors.Is(err, ErrDamaged) {
		t.Errorf("parts of another number: %v", err)
	}
}

func TestASmallMessageCannotBecomeALargeAnswer(t *testing.T) {
	bomb := packed(t, strings.Repeat("a", 1<<20))
	if _, err := unpack(bomb, 1<<10); !errors.Is(err, ErrTooLarge) {
		t.Error(err)
	}
	var p packer
	if _, err := p.pack(strings.Repeat("a", 100), 100); !errors.Is(err, ErrTooLarge) {
		t.Error(err)
	}
}

func TestAnAnnouncementIsThatOfItsCampaign(t *testing.T) {
	spec := storeSpec("v1", "one ä <&>")
	id, err := ID(spec, "b")
	if err != nil {
		t.Fatal(err)
	}
	if other, err := ID(spec, ""); err != nil || other == id {
		t.Errorf("another build has the ID %s, too: %v", other, err)
	}
	entry, err := announce(spec, "b", 1<<20)
	if err != nil {
		t.Fatal(err)
	}
	a, err := readAnnouncement(entry)
	if err != nil || a.Version != "v1" || a.Build != "b" || a.Name != "one ä <&>" {
		t.Fatalf("%+v, %v", a, err)
	}
	got, err := a.read(id)
	if err != nil || !reflect.DeepEqual(got, spec) {
		t.Errorf("%+v, %v", got, err)
	}
	if _, err := a.read(strings.Repeat("0", 32)); !errors.Is(err, ErrDamaged) {
		t.Errorf("under another key: %v", err)
	}
	if _, err := readAnnouncement([]byte("[]")); !errors.Is(err, ErrDamaged) {
		t.Error(err)
	}
	if _, err := announce(spec, "", 10); !errors.Is(err, ErrTooLarge) {
		t.Error(err)
	}
}

func TestOnlyWhatCanBeASubjectIsAShard(t *testing.T) {
	for id, want := range map[string]bool{
		"v0-survey": true, "": false, "a.b": false, "a*": false, ">": false, "a b": false, "A": false,
		strings.Repeat("a", maxIDBytes): true, strings.Repeat("a", maxIDBytes+1): false,
	} {
		if validID(id) != want {
			t.Errorf("%q: %v", id, !want)
		}
	}
}

func FuzzGather(f *testing.F) {
	good := packed(f, campaign.Answer{Shard: "s", Findings: []campaign.Finding{{State: "x"}}})
	f.Add("1/1", good)
	f.Add("1/2", good[:7])
	f.Add("2/2", good[7:])
	f.Add("0/0", []byte(nil))
	f.Fuzz(func(t *testing.T, part string, body []byte) {
		var g gatherer
		a, whole, err := g.add("s", checksum(body), part, body)
		if whole && (err != nil || a.Shard != "s") {
			t.Errorf("%+v, %v", a, err)
		}
		if err != nil && !isOurs(err) {
			t.Error(err)
		}
	})
}

func FuzzAnnouncement(f *testing.F) {
	entry, err := announce(storeSpec("v1", "one"), "", 1<<20)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(entry)
	f.Add([]byte("{}"))
	f.Fuzz(func(t *testing.T, b []byte) {
		a, err := readAnnouncement(b)
		if err == nil {
			_, err = a.read("0")
		}
		if !isOurs(err) {
			t.Error(err)
		}
	})
}
