package twin_test

import "testing"

func BenchmarkHidden(b *testing.B) {
	for b.Loop() {
		fitted(b, 1, 10)
	}
}
