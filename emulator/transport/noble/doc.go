// Package noble lets apps that use the noble library find the locks of a fleet:
// it speaks the wire protocol of noble's WebSocket binding, from the side of the
// computer with the radio.
//
// One socket is one central. The library dials ws://localhost:2846/ and nothing
// else; there [Handler] answers to the path "/". On any other path it serves the
// same protocol, and with [Options.Gateway] the dialect of the gateways that apps
// for smart locks know. The library takes much on trust: an event that it does
// not expect ends the app. What it must be spared is written where it is spared,
// and is a test.
//
// The package is a thin skin over the centrals of package fleet and the attribute
// client of package gatt. It must not know what the values mean, nor who may
// connect: package access has decided that before a request comes here.
package noble
