package api

import (
	"bytes"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"locktwin/emulator/problem"
)

func TestTheMemoryIsReadReplacedAndGivenToAnotherLock(t *testing.T) {
	r := newRig(t)
	r.lock("front")
	raw := r.call("GET", "/locks/front/flash/image", nil).must(200)
	if raw.Body.Len() != 512<<10 || raw.Header().Get("Content-Type") != "application/octet-stream" || raw.Header().Get("Cache-Control") != "no-store" {
		t.Errorf("%d bytes, %v", raw.Body.Len(), raw.Header())
	}
	hex := r.call("GET", "/locks/front/flash/image?form=hex", nil).must(200)
	if !strings.HasPrefix(hex.Body.String(), ":") {
		t.Errorf("%.40s", hex.Body)
	}
	side := r.call("GET", "/locks/front/flash/sidecar", nil).must(200)
	if side.Body.Len() == 0 {
		t.Error("no sidecar")
	}
	r.call("GET", "/locks/front/flash/image?form=elf", nil).refused(problem.Invalid, "'raw' or 'hex'")

	boots := r.see("front").Boots
	for what, image := range map[string][]byte{"raw": raw.Body.Bytes(), "hex": hex.Body.Bytes()} {
		r.call("PUT", "/locks/front/flash/image", image).must(200)
		if again := r.call("GET", "/locks/front/flash/image", nil).must(200); !bytes.Equal(again.Body.Bytes(), raw.Body.Bytes()) {
			t.Errorf("%s: what was written reads otherwise", what)
		}
		r.run("front", "1m")
	}
	if l := r.see("front"); l.Boots < boots+2 {
		t.Errorf("it booted %d times more", l.Boots-boots)
	}
	blank := bytes.Repeat([]byte{0xFF}, 512<<10)
	r.call("PUT", "/locks/front/flash/image", blank).must(200)
	if now := r.call("GET", "/locks/front/flash/image", nil).must(200); !bytes.Equal(now.Body.Bytes(), blank) {
		t.Error("a blank memory is not blank")
	}
	r.run("front", "1m")
	if f := into[Firmware](r.call("GET", "/locks/front/firmware", nil)); !f.Up || f.PIN != "none" {
		t.Errorf("with a blank memory: %+v", f)
	}
	boots = r.see("front").Boots
	for _, wrong := range [][]byte{[]byte("short"), append(blank, 0), []byte(":00000002FF\n")} {
		r.call("PUT", "/locks/front/flash/image", wrong).refused(problem.Invalid, "no image of the nrf52832")
	}
	r.run("front", "1m")
	if l := r.see("front"); l.Boots != boots {
		t.Error("a wrong image has reset the lock")
	}
}

func TestTheMemoryIsInspectedWithoutTheContentOfRecords(t *testing.T) {
	r := newRig(t)
	r.lock("front")
	w := r.call("GET", "/locks/front/flash", nil).must(200)
	f := into[Flash](w)
	if f.Part != "nrf52832" || f.SizeBytes != 512<<10 || f.Busy || len(f.Pages) == 0 || len(f.Areas) == 0 || f.MarginalWords != 0 {
		t.Errorf("%+v", f)
	}
	records := 0
	for _, a := range f.Areas {
		records += len(a.Records)
	}
	if records == 0 || strings.Contains(w.Body.String(), `"value`) {
		t.Errorf("%d records: %s", records, w.Body)
	}
	// A program that is cut leaves marginal words.
	r.call("POST", "/locks/front/lab/reset-pin", nil).must(200)
	began := regexp.MustCompile(`"at_ns":(\d+),[^\n]*"program-begin"`).FindStringSubmatch(r.call("GET", "/locks/front/trace-ahead/jsonl?for=10s", nil).must(200).Body.String())
	if began == nil {
		t.Fatal("a boot programs nothing")
	}
	at, err := strconv.ParseInt(began[1], 10, 64)
	if err != nil {
		t.Fatal(err)
	}
	r.call("POST", "/locks/front/time/run", `{"at_ns":`+jsonOf(at+10_000)+`}`).must(200)
	if f := into[Flash](r.call("GET", "/locks/front/flash", nil).must(200)); !f.Busy {
		t.Errorf("no operation is in flight at its beginning: %+v", f)
	}
	r.call("GET", "/locks/front/flash/image", nil).refused(problem.Conflict, "in flight")
	r.call("GET", "/locks/front/flash/sidecar", nil).refused(problem.Conflict, "in flight")
	r.call("PUT", "/locks/front/flash/image", bytes.Repeat([]byte{0xFF}, 512<<10)).must(200)
	r.run("front", "1m")
	if f := into[Flash](r.call("GET", "/locks/front/flash", nil).must(200)); f.Busy {
		t.Errorf("%+v", f)
	}
}
