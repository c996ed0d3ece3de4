package stores

import (
	"bytes"
	"errors"
	"testing"
	"time"

	"locktwin/flashsim"
	"locktwin/flashsim/cuts"
	"locktwin/internal/repro"
	"locktwin/model/store"
)

// on makes a driver with so many pages of a part.
func on(t *testing.T, part string, pages int) (*cuts.Bench, *Driver) {
	t.Helper()
	p, err := flashsim.Lookup(part)
	if err != nil {
		t.Fatal(err)
	}
	b := cuts.New(p, repro.Root(3), cuts.Supply{Volts: 3.3, Celsius: 21})
	d, err := NewDriver(b, pages, 0)
	if err != nil {
		t.Fatal(err)
	}
	return b, d
}

func TestEveryPartReadsBackAndErases(t *testing.T) {
	for _, p := range flashsim.Catalogue() {
		_, d := on(t, p.Name, 2)
		if d.PageBytes()%d.UnitBytes() != 0 || d.PageBytes() < leastPage {
			t.Errorf("%s: pages of %d bytes, units of %d", p.Name, d.PageBytes(), d.UnitBytes())
		}
		src := bytes.Repeat([]byte{0x5A}, d.PageBytes())
		blank := bytes.Repeat([]byte{d.ErasedByte()}, d.PageBytes())
		got := make([]byte, d.PageBytes())
		read := func(page int, want []byte) {
			if err := d.Read(uint32(page*d.PageBytes()), got); err != nil || !bytes.Equal(got, want) {
				t.Errorf("%s: page %d reads %x..., %v, want %x...", p.Name, page, got[:4], err, want[:4])
			}
		}
		for page := range 2 {
			read(page, blank)
			if err := d.Program(uint32(page*d.PageBytes()), src); err != nil {
				t.Fatalf("%s: %v", p.Name, err)
			}
			read(page, src)
		}
		if err := d.Erase(1); err != nil {
			t.Fatalf("%s: %v", p.Name, err)
		}
		read(0, src)
		read(1, blank)
	}
}

func TestARegionThatIsTooLargeIsUnsuitable(t *testing.T) {
	p, err := flashsim.Lookup("stm32l0-eeprom")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := NewDriver(cuts.New(p, repro.Root(1), cuts.Supply{Volts: 3}), 6, 24<<10); !errors.Is(err, store.ErrUnsuitable) {
		t.Error(err)
	}
}

func TestATornGranuleIsUncorrectableUnlessItIsNotTrapped(t *testing.T) {
	p, err := flashsim.Lookup("stm32l431")
	if err != nil {
		t.Fatal(err)
	}
	for _, untrapped := range []bool{false, true} {
		seen := 0
		for at := time.Microsecond; at < 100*time.Microsecond; at += time.Microsecond {
			dev := flashsim.NewWithOptions(p, repro.Root(1), flashsim.Options{Untrapped: untrapped})
			b := cuts.Over(dev, cuts.Supply{Volts: 3.3, Celsius: 21})
			d, err := NewDriver(b, 1, 0)
			if err != nil {
				t.Fatal(err)
			}
			b.Arm(cuts.Cut{Operation: 0, At: at})
			b.Run(func() { d.Program(0, make([]byte, 8)) })
			d.Reboot()
			if err := d.Read(0, make([]byte, 8)); errors.Is(err, store.ErrUncorrectable) {
				seen++
			} else if err != nil {
				t.Fatal(err)
			}
		}
		if (seen == 0) != untrapped {
			t.Errorf("untrapped %v: %d cuts are uncorrectable", untrapped, seen)
		}
	}
}

func TestOnlyWhatADriverHearsIsAnError(t *testing.T) {
	for _, err := range []error{flashsim.ErrLockedOut, flashsim.ErrNotReady, flashsim.ErrDeaf, flashsim.ErrGateClosed} {
		if heard(err) != nil {
			t.Errorf("%v is heard", err)
		}
	}
	if heard(flashsim.ErrRefused) == nil || heard(nil) != nil {
		t.Error("a refusal that the part reports is not heard")
	}
}

func TestPlacesHaveNames(t *testing.T) {
	r := region{unit: 4096, group: 1, pages: 6}
	for _, x := range []struct {
		design     string
		o          store.Options
		addr, size int
		want       string
	}{
		{"ring3", store.Options{}, 8192, 4096, "block Y"},
		{"ring3", store.Options{}, 8192 - 4, 4, "marks of block X"},
		{"ab-slots", store.Options{Slots: 3}, 16384, 4, "slot 2"},
		{"ab-slots", store.Options{Settle: true}, 12288 - 4, 4, "settled mark of slot 0"},
		{"two-page", store.Options{}, 12288, 4, "status word of page 1"},
		{"fds", store.Options{}, 4100, 4, "tag of page 1"},
		{"nvs", store.Options{}, 8188, 4, "close entry of sector 1"},
		{"journal", store.Options{}, 12288, 4, "journal"},
		{"in-place", store.Options{}, 0, 4096, "settings page"},
		{"of my own", store.Options{}, 4096, 4, "page 1"},
	} {
		l := layoutOf(x.design, x.o, 4)
		if got := l.area(&r, x.addr, x.size); got != x.want {
			t.Errorf("%s at 0x%X: %q, want %q", x.design, x.addr, got, x.want)
		}
	}
}
