package main

import (
	"fmt"

	"locktwin/model/keyturner"
)

type configCommand struct {
	adminFlags
	Set []string `sep:"none" placeholder:"KEY=VALUE" help:"Change one value, such as led-brightness=1 or name='Front door'; may be repeated."`
}

// configReport is the configuration of a lock.
type configReport struct {
	Lock           string  `json:"lock"`
	NukiID         string  `json:"nuki_id"`
	Name           string  `json:"name"`
	Latitude       float32 `json:"latitude"`
	Longitude      float32 `json:"longitude"`
	AutoUnlatch    bool    `json:"auto_unlatch"`
	PairingEnabled bool    `json:"pairing_enabled"`
	ButtonEnabled  bool    `json:"button_enabled"`
	LEDEnabled     bool    `json:"led_enabled"`
	LEDBrightness  uint8   `json:"led_brightness"`
	SingleLock     bool    `json:"single_lock"`
	Advertising    string  `json:"advertising"`
	OffsetMinutes  int16   `json:"utc_offset_minutes"`
	TimeZone       string  `json:"time_zone"`
	HasFob         bool    `json:"has_fob"`
	HasKeypad      bool    `json:"has_keypad"`
	Firmware       string  `json:"firmware"`
	Hardware       string  `json:"hardware"`
	Device         string  `json:"device"`
	Time           string  `json:"time_utc"`
}

func configOf(on *session, c *keyturner.Config) configReport {
	zone := "none"
	if z, ok := keyturner.Zone(c.TimeZone); ok {
		zone = z.Name
	}
	return configReport{
		Lock: on.conn.Device(), NukiID: fmt.Sprintf("%08X", c.NukiID), Name: c.Name.String(),
		Latitude: c.Latitude(), Longitude: c.Longitude(),
		AutoUnlatch: c.AutoUnlatch, PairingEnabled: c.PairingEnabled, ButtonEnabled: c.ButtonEnabled,
		LEDEnabled: c.LEDEnabled, LEDBrightness: c.LEDBrightness, SingleLock: c.SingleLock,
		Advertising: c.Advertising.String(), OffsetMinutes: c.OffsetMinutes, TimeZone: zone,
		HasFob: c.HasFob, HasKeypad: c.HasKeypad,
		Firmware: fmt.Sprintf("%d.%d.%d", c.Firmware[0], c.Firmware[1], c.Firmware[2]),
		Hardware: fmt.Sprintf("%d.%d", c.Hardware[0], c.Hardware[1]),
		Device:   c.Device.String(), Time: c.Time.String(),
	}
}

func (c *configCommand) run(s *Streams) int {
	changes := make([]func(*keyturner.Settings), len(c.Set))
	for i, text := range c.Set {
		var err error
		if changes[i], err = settingOf(text); err != nil {
			return s.refuse(err)
		}
	}
	show := func(k *keyturner.Client, on *session) error {
		got, err := k.Config()
		if err != nil {
			return err
		}
		r := configOf(on, &got)
		if c.JSON {
			s.object(r)
			return nil
		}
		r.print(s)
		return nil
	}
	if len(changes) == 0 {
		return c.talk(s, show)
	}
	return c.administer(s, func(k *keyturner.Client, on *session, pin uint16) error {
		got, err := k.Config()
		if err != nil {
			return err
		}
		for _, change := range changes {
			change(&got.Settings)
		}
		if err := k.SetConfig(got.Settings, pin); err != nil {
			return err
		}
		return show(k, on)
	})
}

func (r *configReport) print(s *Streams) {
	place := ""
	if r.Latitude != 0 || r.Longitude != 0 {
		place = fmt.Sprintf("%.5f, %.5f", r.Latitude, r.Longitude)
	}
	table(s.Out, colors("auto", s),
		pair{"name", r.Name},
		pair{"nuki-id", r.NukiID},
		pair{"place", place},
		pair{"auto-unlatch", onOff(r.AutoUnlatch)},
		pair{"pairing-enabled", onOff(r.PairingEnabled)},
		pair{"button-enabled", onOff(r.ButtonEnabled)},
		pair{"led-enabled", onOff(r.LEDEnabled)},
		pair{"led-brightness", fmt.Sprint(r.LEDBrightness)},
		pair{"single-lock", onOff(r.SingleLock)},
		pair{"advertising", r.Advertising},
		pair{"time-zone", r.TimeZone},
		pair{"utc-offset", fmt.Sprintf("%d minutes", r.OffsetMinutes)},
		pair{"fob", yesNo(r.HasFob)},
		pair{"keypad", yesNo(r.HasKeypad)},
		pair{"firmware", r.Firmware},
		pair{"hardware", r.Hardware},
		pair{"device", words(r.Device)},
		pair{"clock", r.Time + " UTC"},
	)
}
