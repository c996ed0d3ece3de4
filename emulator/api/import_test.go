package api

import (
	"testing"

	"locktwin/emulator/fleet"
)

// FuzzImport sends files that are no locks, or damaged ones: they are refused as
// what they are, and never the server's fault.
func FuzzImport(f *testing.F) {
	r := newRig(f)
	r.lock("front")
	whole := r.call("GET", "/locks/front/export", nil).must(200).Body.Bytes()
	f.Add(whole)
	f.Add(whole[:len(whole)/2])
	f.Add([]byte("PK\x03\x04"))
	for _, at := range []int{0, 8, 40, len(whole) / 3, len(whole) - 2} {
		bent := append([]byte(nil), whole...)
		bent[at] ^= 0x55
		f.Add(bent)
	}
	f.Fuzz(func(t *testing.T, file []byte) {
		if len(file) == 0 {
			return
		}
		r := *r
		r.t = t
		w := r.call("POST", "/locks/import?speed=paused", file)
		switch w.Code {
		case 201:
			r.call("DELETE", "/locks/"+into[fleet.Lock](w).ID, nil)
		case 409, 413, 422:
		default:
			t.Errorf("%d %.300s\n%s", w.Code, w.Body, r.log)
		}
	})
}
