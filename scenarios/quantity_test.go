package scenarios

import (
	"testing"

	"pgregory.net/rapid"
)

func TestQuantitiesAreReadInEveryUnit(t *testing.T) {
	for _, c := range []struct {
		q    *quantity
		text string
		want int64
	}{
		{&voltage, "2.4V", 2_400_000}, {&voltage, "1800mV", 1_800_000}, {&voltage, "1.7 V", 1_700_000}, {&voltage, "5uV", 5}, {&voltage, "5µV", 5},
		{&resistance, "20mOhm", 20_000}, {&resistance, "0.2Ohm", 200_000}, {&resistance, "0.2Ω", 200_000}, {&resistance, "0.2\u2126", 200_000}, {&resistance, "1kΩ", 1e9},
		{&capacitance, "220uF", 220e6}, {&capacitance, "1.5nF", 1500}, {&capacitance, "1F", 1e12},
		{&current, "1.5mA", 1_500_000}, {&current, "62uA", 62_000}, {&inductance, "0.5mH", 500_000},
		{&temperature, "-10C", -10_000}, {&temperature, "21.5 °C", 21_500}, {&percentage, "60%", 60_000}, {&percentage, "0.5%", 500},
		{&angle, "90deg", 90e6}, {&angle, "-720°", -720e6}, {&factor, "3x", 3000},
	} {
		if got, err := c.q.parse(c.text); err != nil || got != c.want {
			t.Errorf("%s: %d, %v; want %d", c.text, got, err, c.want)
		}
	}
}

func TestNonsenseIsNoQuantity(t *testing.T) {
	for _, s := range []string{"", "V", "-", "1", "1.V", ".5V", "1e3V", "0x1V", "1,5V", "NaNV", "1  V", "1VV", "--1V", "99999999999999999999V", "9999999999999999V", "-1V", "1.0000001V", "１V"} {
		if v, err := voltage.parse(s); err == nil {
			t.Errorf("%q is read as %d", s, v)
		}
	}
}

func TestQuantitiesAreWrittenExactly(t *testing.T) {
	all := []*quantity{&voltage, &resistance, &capacitance, &current, &inductance, &temperature, &percentage, &angle, &factor}
	rapid.Check(t, func(t *rapid.T) {
		q := rapid.SampledFrom(all).Draw(t, "quantity")
		v := rapid.Int64Range(-1e17, 1e17).Draw(t, "value")
		if !q.signed && v < 0 {
			v = -v
		}
		text := q.format(v)
		if back, err := q.parse(text); err != nil || back != v {
			t.Fatalf("%d is written %s and read %d, %v", v, text, back, err)
		}
	})
}
