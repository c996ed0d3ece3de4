package api

import (
	"regexp"
	"strconv"
	"strings"
	"testing"

	"locktwin/emulator/problem"
)

// midErase resets a lock and stops in the middle of the first erase of its boot.
func (r *rig) midErase(id string) {
	r.t.Helper()
	r.call("POST", "/locks/"+id+"/lab/reset-pin", nil).must(200)
	ahead := r.call("GET", "/locks/"+id+"/trace-ahead/jsonl?for=10s", nil).must(200).Body.String()
	began := regexp.MustCompile(`"at_ns":(\d+),[^\n]*"erase-begin"`).FindStringSubmatch(ahead)
	if began == nil {
		r.t.Fatal("a boot erases nothing")
	}
	at, err := strconv.ParseInt(began[1], 10, 64)
	if err != nil {
		r.t.Fatal(err)
	}
	r.call("POST", "/locks/"+id+"/time/run", `{"at_ns":`+jsonOf(at+60_000_000)+`}`).must(200)
}

// eraser is a lock whose firmware erases at every boot.
func eraser(t testing.TB) *rig {
	t.Helper()
	r := newRig(t)
	r.call("POST", "/locks", `{"id":"front","seed":1,"speed":"paused","profile":"rewrite-at-boot"}`).must(201)
	r.run("front", "1m")
	return r
}

func TestTheMapOfTheMemoryNamesEveryPageOnce(t *testing.T) {
	for _, part := range []string{"nrf52832", "stm32f031", "stm32l431", "24lc256", "fm25v10"} {
		r := newRig(t)
		r.call("POST", "/locks", `{"id":"front","seed":1,"speed":"paused","part":"`+part+`"}`).must(201)
		r.run("front", "1m")
		f := into[Flash](r.call("GET", "/locks/front/flash", nil).must(200))
		next, address := 0, uint32(0)
		for _, m := range f.Map {
			if m.Page != next || m.Address != address || m.Pages < 1 || m.Fill < 0 || m.Fill > 1 {
				t.Fatalf("%s: page %d at 0x%x expected: %+v", part, next, address, m)
			}
			next, address = next+m.Pages, address+uint32(m.Pages)*m.PageBytes
		}
		if len(f.Areas) < 4 || f.Areas[len(f.Areas)-1].Name != "layout" {
			t.Errorf("%s: areas %+v", part, f.Areas)
		}
		if address != f.SizeBytes {
			t.Errorf("%s: the map ends at 0x%x", part, address)
		}
		for _, p := range f.Pages {
			if p.State == "programmed" && p.Fill == 0 {
				t.Errorf("%s: a programmed page is empty: %+v", part, p)
			}
		}
	}
}

func TestAnEraseInFlightIsShownAsACutWouldLeaveIt(t *testing.T) {
	r := eraser(t)
	r.midErase("front")
	f := into[Flash](r.call("GET", "/locks/front/flash", nil).must(200))
	if f.InFlight == nil || f.InFlight.Operation != "erase" || f.InFlight.Done < 0.6 || f.InFlight.Done > 0.7 || f.PagesByState["in flight"] != 1 {
		t.Fatalf("%+v, %v", f.InFlight, f.PagesByState)
	}
	page := f.InFlight.Address / 4096
	path := "/locks/front/flash/pages/" + strconv.Itoa(int(page))
	w := into[FlashWords](r.call("GET", path, nil).must(200))
	if !w.IfCutNow || w.Bytes != 4096 || len(w.Hex) != 8192 || len(w.States) != 1 || w.States[0] != (FlashStates{1024, "in flight"}) {
		t.Errorf("%+v", w)
	}
	c := into[FlashWord](r.call("GET", "/locks/front/flash/words/"+strconv.Itoa(int(f.InFlight.Address)), nil).must(200))
	if !c.IfCutNow || c.State != "in flight" || len(c.Cells) != 32 || len(c.Reads) != 10 || c.Last == nil || c.Last.Operation != "erase" || c.Last.Done < 0.6 {
		t.Errorf("%+v", c)
	}
	records := func(f Flash) string {
		return strings.ReplaceAll(jsonOf(f.Areas)+jsonOf(f.Pages[len(f.Pages)-2].Fill), "in flight", "marginal")
	}
	said := records(f)
	// A reset cuts it here, and it is as was said.
	r.call("POST", "/locks/front/lab/reset-pin", nil).must(200)
	torn := into[FlashWords](r.call("GET", path, nil).must(200))
	if torn.IfCutNow || torn.Hex != w.Hex || torn.Page.State != "marginal" || torn.States[0].State != "marginal" {
		t.Errorf("%+v", torn)
	}
	if is := records(into[Flash](r.call("GET", "/locks/front/flash", nil).must(200))); is != said {
		t.Errorf("records are %s, said was %s", is, said)
	}
}

func TestLookingAtCellsChangesNothing(t *testing.T) {
	r := eraser(t)
	r.midErase("front")
	look := func() string {
		return r.call("GET", "/locks/front/flash/words/0x7c000?times=100", nil).must(200).Body.String()
	}
	ahead := func() string {
		return r.call("GET", "/locks/front/trace-ahead/jsonl?for=10s", nil).must(200).Body.String()
	}
	before, first := ahead(), look()
	if look() != first {
		t.Error("a second look shows other reads")
	}
	if ahead() != before {
		t.Error("what comes next has changed")
	}
}

func TestAReadAtALowSupplyIsLessSure(t *testing.T) {
	r := eraser(t)
	r.midErase("front")
	at := func(volts string) FlashWord {
		return into[FlashWord](r.call("GET", "/locks/front/flash/words/0x7c000?volts="+volts, nil).must(200))
	}
	good, low := at("3"), at("1.5")
	if low.Sigma <= good.Sigma || low.Read == good.Read || good.EraseVerify >= good.Read || good.Read >= good.ProgramVerify {
		t.Errorf("at 3 V %+v, at 1.5 V %+v", good, low)
	}
}

func TestWhatIsNoVoltageAndNoPageIsRefused(t *testing.T) {
	r := newRig(t)
	r.lock("front")
	for _, path := range []string{"words/0?volts=NaN", "words/0?volts=Inf", "words/0?volts=0.4", "pages/4294967296", "pages/0?offset=4294967296", "pages/0?bytes=4294967297"} {
		r.call("GET", "/locks/front/flash/"+path, nil).refused(problem.Invalid)
	}
}

func TestCellsAndReadsAgreeOnAWordThatIsWhole(t *testing.T) {
	r := newRig(t)
	r.lock("front")
	f := into[Flash](r.call("GET", "/locks/front/flash", nil).must(200))
	var record FlashRecord
	for _, a := range f.Areas {
		for _, x := range a.Records {
			if x.State == "current" {
				record = x
			}
		}
	}
	w := into[FlashWord](r.call("GET", "/locks/front/flash/words/"+strconv.Itoa(int(record.Address))+"?times=3", nil).must(200))
	if w.State != "programmed" || w.Last != nil || len(w.Reads) != 3 {
		t.Fatalf("%+v", w)
	}
	for _, read := range w.Reads {
		if read.Hex != w.Hex || !read.Correctable {
			t.Errorf("a whole word reads %s, not %s", read.Hex, w.Hex)
		}
	}
	for i, c := range w.Cells {
		want, _ := strconv.ParseUint(w.Hex[i/8*2:i/8*2+2], 16, 8)
		if c.Reads != int(want>>(i%8)&1) || c.Unstable || c.Marginal {
			t.Errorf("bit %d: %+v in %s", i, c, w.Hex)
		}
	}
	words := into[FlashWords](r.call("GET", "/locks/front/flash/pages/"+strconv.Itoa(w.Page), nil).must(200))
	if at := 2 * (w.Address - words.Address); !strings.HasPrefix(words.Hex[at:], w.Hex) || len(words.Records) == 0 || len(words.Programs) == 0 {
		t.Errorf("the page shows otherwise: %+v", words)
	}
}

func TestARecordShowsItsCheckToThoseWhoMayHaveTheImage(t *testing.T) {
	r := newRig(t)
	r.call("POST", "/locks", `{"id":"front","seed":1,"speed":"paused","profile":"rewrite-at-boot-crc"}`).must(201)
	r.run("front", "1m")
	f := into[Flash](r.call("GET", "/locks/front/flash", nil).must(200))
	for _, a := range f.Areas {
		if a.Store != "in-place-crc" {
			continue
		}
		w := into[FlashWords](r.call("GET", "/locks/front/flash/pages/"+strconv.Itoa(int(a.Address/4096)), nil).must(200))
		c := w.Records[0].Check
		if c == nil || c.Kind != "CRC-16" || c.Stored != c.Computed || !strings.Contains("0x"+w.Hex[6:8]+w.Hex[4:6], strings.TrimPrefix(c.Stored, "0x")) {
			t.Errorf("%+v in %.16s", c, w.Hex)
		}
		return
	}
	t.Fatalf("no area is in place with a check: %+v", f.Areas)
}

func TestWordsOfPartsWithSmallPagesGoOnIntoTheNext(t *testing.T) {
	r := newRig(t)
	r.call("POST", "/locks", `{"id":"front","seed":1,"speed":"paused","part":"24lc256"}`).must(201)
	w := into[FlashWords](r.call("GET", "/locks/front/flash/pages/510?bytes=256", nil).must(200))
	if w.Address != 510*64 || w.Bytes != 128 || w.Page.Bytes != 64 {
		t.Errorf("%+v", w)
	}
	if w := into[FlashWords](r.call("GET", "/locks/front/flash/pages/500", nil).must(200)); w.Bytes != 64 {
		t.Errorf("%+v", w)
	}
	ram := newRig(t)
	ram.call("POST", "/locks", `{"id":"front","seed":1,"speed":"paused","part":"fm25v10"}`).must(201)
	if w := into[FlashWords](ram.call("GET", "/locks/front/flash/pages/0?offset=4098", nil).must(200)); w.Address != 4096 || w.Bytes != 4096 {
		t.Errorf("%+v", w)
	}
	if w := into[FlashWord](ram.call("GET", "/locks/front/flash/words/5", nil).must(200)); w.Address != 4 || len(w.Cells) != 0 || len(w.Reads) != 10 {
		t.Errorf("%+v", w)
	}
}

func TestWordsAreForThoseWhoMayHaveTheImage(t *testing.T) {
	r := newRig(t)
	r.lock("front")
	for _, path := range []string{"/locks/front/flash/pages/124", "/locks/front/flash/words/0"} {
		r.as("read").call("GET", path, nil).refused(problem.Forbidden, "control")
		r.as("control:front").call("GET", path, nil).must(200)
	}
	r.call("GET", "/locks/front/flash/pages/128", nil).refused(problem.UnknownThing, "its last one is 127")
	r.call("GET", "/locks/front/flash/pages/0?offset=4096", nil).refused(problem.Invalid, "4096")
	r.call("GET", "/locks/front/flash/pages/0?bytes=5000", nil).refused(problem.Invalid)
	r.call("GET", "/locks/front/flash/words/0x80000", nil).refused(problem.UnknownThing, "ends before")
	r.call("GET", "/locks/front/flash/words/here", nil).refused(problem.Invalid, "'here' is no address")
	r.call("GET", "/locks/front/flash/words/0?times=101", nil).refused(problem.Invalid)
}
