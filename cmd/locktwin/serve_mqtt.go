package main

import (
	"fmt"

	"locktwin/emulator/shadow/mqtt"
)

// brokers are those of the flags.
func (c *serveCommand) brokers(s *Streams) ([]mqtt.Options, error) {
	var out []mqtt.Options
	for _, source := range c.MQTT {
		o, err := mqtt.Parse(source)
		if err != nil {
			return nil, fmt.Errorf("--mqtt: %w", err)
		}
		o.User, o.Password = s.Getenv("LOCKTWIN_MQTT_USER"), s.Getenv("LOCKTWIN_MQTT_PASSWORD")
		out = append(out, o)
	}
	return out, nil
}
