// Package docs holds those documents that the server hands out as they are, so
// that the program carries them along. It must not know what they describe.
package docs

import _ "embed"

// AsyncAPI describes what goes over the WebSocket at /gatt.
//
//go:embed asyncapi.yaml
var AsyncAPI []byte
