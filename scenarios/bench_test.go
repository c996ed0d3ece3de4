package scenarios

import (
	"io/fs"
	"testing"
)

func BenchmarkParse(b *testing.B) {
	text, err := fs.ReadFile(Library(), "pin-denied-after-battery-change.yaml")
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		if _, err := Parse("x.yaml", text); err != nil {
			b.Fatal(err)
		}
	}
}
