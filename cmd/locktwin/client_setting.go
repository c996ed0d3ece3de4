package main

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"locktwin/emulator/problem"
	"locktwin/model/keyturner"
)

// settings are what can be changed of a configuration, by the names under which
// it is shown.
var settings = []struct {
	name, wanted string
	parse        func(text string) (func(*keyturner.Settings), error)
}{
	{"name", "text of 1 to 32 bytes", func(text string) (func(*keyturner.Settings), error) {
		n := keyturner.NewName(text)
		if !n.Plausible() || n.String() != text {
			return nil, errValue
		}
		return func(t *keyturner.Settings) { t.Name = n }, nil
	}},
	{"place", "latitude and longitude in degrees, such as 48.2,16.4", parsePlace},
	{"auto-unlatch", onOrOff, truth(func(t *keyturner.Settings) *bool { return &t.AutoUnlatch })},
	{"pairing-enabled", onOrOff, truth(func(t *keyturner.Settings) *bool { return &t.PairingEnabled })},
	{"button-enabled", onOrOff, truth(func(t *keyturner.Settings) *bool { return &t.ButtonEnabled })},
	{"led-enabled", onOrOff, truth(func(t *keyturner.Settings) *bool { return &t.LEDEnabled })},
	{"led-brightness", "0 to 5", func(text string) (func(*keyturner.Settings), error) {
		n, err := strconv.ParseUint(text, 10, 8)
		if err != nil || n > 5 {
			return nil, errValue
		}
		return func(t *keyturner.Settings) { t.LEDBrightness = uint8(n) }, nil
	}},
	{"single-lock", onOrOff, truth(func(t *keyturner.Settings) *bool { return &t.SingleLock })},
	{"advertising", "automatic, normal, slow or slowest", func(text string) (func(*keyturner.Settings), error) {
		for m := keyturner.AdvertiseAutomatic; m <= keyturner.AdvertiseSlowest; m++ {
			if m.String() == text {
				return func(t *keyturner.Settings) { t.Advertising = m }, nil
			}
		}
		return nil, errValue
	}},
}

const onOrOff = "on or off"

// errValue stands for "not what is wanted", which settingOf says.
var errValue = errors.New("not what is wanted")

func truth(field func(*keyturner.Settings) *bool) func(string) (func(*keyturner.Settings), error) {
	return func(text string) (func(*keyturner.Settings), error) {
		on := slices.Contains([]string{"on", "yes", "true"}, text)
		if !on && !slices.Contains([]string{"off", "no", "false"}, text) {
			return nil, errValue
		}
		return func(t *keyturner.Settings) { *field(t) = on }, nil
	}
}

func parsePlace(text string) (func(*keyturner.Settings), error) {
	north, east, _ := strings.Cut(text, ",")
	a, err := strconv.ParseFloat(strings.TrimSpace(north), 32)
	if err != nil || !(a >= -90 && a <= 90) {
		return nil, errValue
	}
	b, err := strconv.ParseFloat(strings.TrimSpace(east), 32)
	if err != nil || !(b >= -180 && b <= 180) {
		return nil, errValue
	}
	return func(t *keyturner.Settings) { t.SetPlace(float32(a), float32(b)) }, nil
}

// settingOf reads a change of the form KEY=VALUE.
func settingOf(text string) (func(*keyturner.Settings), error) {
	key, value, ok := strings.Cut(text, "=")
	if !ok {
		return nil, fmt.Errorf("--set %s: it has the form KEY=VALUE", text)
	}
	var names []string
	for _, t := range settings {
		if t.name == key {
			change, err := t.parse(value)
			if err != nil {
				return nil, fmt.Errorf("--set %s: %q, must be %s", key, value, t.wanted)
			}
			return change, nil
		}
		names = append(names, t.name)
	}
	return nil, fmt.Errorf("--set %s: there is no such setting.%s There are %s", key, problem.DidYouMean(key, names), strings.Join(names, ", "))
}
