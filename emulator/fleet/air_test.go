package fleet_test

import (
	"testing"
	"testing/synctest"

	"locktwin/emulator/fleet"
)

func TestACentralConnectsAndDiscovers(t *testing.T) {
	for _, speed := range []string{"max", "1x", "100x"} {
		t.Run(speed, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				f := open(t, fleet.Options{})
				s, err := fleet.ParseSpeed(speed)
				if err != nil {
					t.Fatal(err)
				}
				create(t, f, fleet.Spec{ID: "a", Speed: s})
				p := newPhone(t, f, "anna")
				if !p.connect("a", instant()) {
					t.Fatalf("no connection: %v", p.over)
				}
				n := 0
				for _, s := range p.discover() {
					n += len(s.Characteristics)
				}
				if n < 3 {
					t.Errorf("%d characteristics", n)
				}
				c, _ := f.Connections("a")
				l, _ := f.Lock("a")
				if len(c) != 1 || c[0].Central != "anna" || l.Connections != 1 {
					t.Errorf("%+v %+v", c, l)
				}
				p.central.Close()
			})
		})
	}
}
