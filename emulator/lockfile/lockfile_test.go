package lockfile

import (
	"archive/zip"
	"bytes"
	"errors"
	"reflect"
	"strings"
	"testing"
)

func example() *File {
	return &File{
		Lock: []byte(`{"name":"Ann's door","sim_ns":7}`), Frozen: []byte("LTLOCK frozen"),
		Image: bytes.Repeat([]byte{0xFF}, 1<<19), Side: []byte{1, 2, 3}, Events: []byte("{}\n"),
	}
}

func written(t testing.TB, f *File) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := Write(&b, f); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestALockComesOutOfItsFile(t *testing.T) {
	for _, f := range []*File{example(), {Lock: []byte("{}"), Frozen: []byte{}}} {
		b := written(t, f)
		got, err := Read(b, Limits{})
		if err != nil {
			t.Fatal(err)
		}
		if !reflect.DeepEqual(got, f) {
			t.Errorf("%+v came back as %+v", f, got)
		}
		if !bytes.Equal(written(t, got), b) {
			t.Error("the same lock makes another file")
		}
	}
	if n := len(written(t, example())); n > 4096 {
		t.Errorf("a blank memory takes %d bytes", n)
	}
}

func TestNoFileIsMadeOfHalfALock(t *testing.T) {
	for name, f := range map[string]*File{
		"no lock.json": {Frozen: []byte{1}}, "not frozen": {Lock: []byte("{}")},
		"no JSON": {Lock: []byte("{"), Frozen: []byte{1}}, "no object": {Lock: []byte("[]"), Frozen: []byte{1}},
	} {
		if err := Write(&bytes.Buffer{}, f); !errors.Is(err, ErrFormat) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// archive makes a file by hand: name, content, name, content...
func archive(t *testing.T, parts ...string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for i := 0; i < len(parts); i += 2 {
		w, err := z.Create(parts[i])
		if err != nil {
			t.Fatal(err)
		}
		w.Write([]byte(parts[i+1]))
	}
	z.Close()
	return b.Bytes()
}

func TestFilesThatAreNoneAreNamed(t *testing.T) {
	whole := written(t, example())
	stored := bytes.Clone(whole)
	at := bytes.LastIndex(stored, []byte("flash.side"))
	stored[at] = 'g'
	for _, c := range []struct {
		name string
		b    []byte
		is   error
		says string
	}{
		{"empty", nil, ErrFormat, "no ZIP"},
		{"text", []byte("hello"), ErrFormat, "no ZIP"},
		{"cut off", whole[:len(whole)-30], ErrDamaged, ""},
		{"other name", stored, ErrDamaged, ""},
		{"no manifest", archive(t, "lock.json", "{}"), ErrFormat, "no manifest.json"},
		{"manifest", archive(t, manifestName, "{"), ErrDamaged, manifestName},
		{"version", archive(t, manifestName, `{"format":2}`), ErrVersion, "format 2; this program reads format 1"},
		{"no lock", archive(t, manifestName, `{"format":1}`), ErrFormat, "no lock.json"},
		{"missing", archive(t, manifestName, `{"format":1,"entries":[{"name":"lock.json"}]}`), ErrDamaged, `"lock.json" is missing`},
		{"not named", archive(t, manifestName, `{"format":1}`, "lock.json", "{}"), ErrFormat, "names 0"},
		{"twice", archive(t, manifestName, "{}", "a", "", "a", ""), ErrFormat, `"a" twice`},
		{"named twice", archive(t, manifestName, `{"format":1,"entries":[{"name":"a"},{"name":"a"}]}`, "a", "", "b", ""), ErrFormat, `"a" twice`},
		{"length", archive(t, manifestName, `{"format":1,"entries":[{"name":"lock.json","bytes":3}]}`, "lock.json", "{}"), ErrDamaged, "lock.json has 2 bytes, the manifest says 3"},
		{"checksum", archive(t, manifestName, `{"format":1,"entries":[{"name":"lock.json","bytes":2,"sha256":"00"}]}`, "lock.json", "{}"), ErrDamaged, "lock.json does not match"},
	} {
		if _, err := Read(c.b, Limits{}); !errors.Is(err, c.is) || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: %v; want %v, %q", c.name, err, c.is, c.says)
		}
	}
	for i := range whole {
		b := bytes.Clone(whole)
		b[i] ^= 4
		if got, err := Read(b, Limits{}); err == nil && !reflect.DeepEqual(got, example()) {
			t.Fatalf("a bit flipped in byte %d makes another lock, and nobody says so", i)
		}
	}
}

func TestEntriesOfOthersAreRefused(t *testing.T) {
	sum := "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855" // of nothing
	object := "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"
	b := archive(t, manifestName, `{"format":1,"entries":[{"name":"lock.json","bytes":2,"sha256":"`+object+`"},
		{"name":"frozen.bin","sha256":"`+sum+`"},{"name":"../etc","sha256":"`+sum+`"}]}`, "lock.json", "{}", "frozen.bin", "", "../etc", "")
	if _, err := Read(b, Limits{}); !errors.Is(err, ErrFormat) && !errors.Is(err, ErrDamaged) {
		t.Errorf("%v", err)
	}
}

func TestLargeFilesAreRefusedBeforeTheyAreUnpacked(t *testing.T) {
	b := written(t, example())
	if _, err := Read(b, Limits{FileBytes: int64(len(b)) - 1}); !errors.Is(err, ErrTooLarge) {
		t.Errorf("the file: %v", err)
	}
	if _, err := Read(b, Limits{EntryBytes: 1<<19 - 1}); !errors.Is(err, ErrTooLarge) || !strings.Contains(err.Error(), "flash.bin") {
		t.Errorf("an entry: %v", err)
	}
	if _, err := Read(b, Limits{FileBytes: int64(len(b)), EntryBytes: 1 << 19}); err != nil {
		t.Errorf("at the limits: %v", err)
	}
}

func FuzzRead(f *testing.F) {
	small := example()
	small.Image = small.Image[:64]
	b := written(f, small)
	f.Add(b)
	f.Add(b[:len(b)/2])
	f.Fuzz(func(t *testing.T, b []byte) {
		got, err := Read(b, Limits{FileBytes: 1 << 16, EntryBytes: 1 << 16})
		if err != nil {
			if !errors.Is(err, ErrFormat) && !errors.Is(err, ErrVersion) && !errors.Is(err, ErrDamaged) && !errors.Is(err, ErrTooLarge) {
				t.Fatalf("an error of no kind: %v", err)
			}
			return
		}
		again, err := Read(written(t, got), Limits{})
		if err != nil || !reflect.DeepEqual(again, got) {
			t.Fatalf("written again it is another: %v", err)
		}
	})
}
