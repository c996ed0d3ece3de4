package api

import "testing"

func BenchmarkSeeALock(b *testing.B) {
	r := newRig(b)
	r.lock("front")
	for b.Loop() {
		r.call("GET", "/locks/front", nil).must(200)
	}
}

func BenchmarkKnock(b *testing.B) {
	r := newRig(b)
	r.lock("front")
	for b.Loop() {
		r.call("POST", "/locks/front/hands/knock", `{"for":"1ms"}`).must(200)
	}
}

func BenchmarkDescribe(b *testing.B) {
	for b.Loop() {
		if _, err := described().Document(); err != nil {
			b.Fatal(err)
		}
	}
}
