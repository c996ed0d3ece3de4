// Package gattws speaks GATT over WebSockets, on both ends.
//
// The subprotocol [Subprotocol] is JSON-RPC 2.0 in text frames, with the words of
// Web Bluetooth: scan, connect, discover, read, write, subscribe. One socket is
// one central, which may hold connections to several locks. The subprotocol
// [RawSubprotocol] carries bare ATT PDUs in binary frames, for one lock a socket.
// Both are a thin skin over the centrals of package fleet and the attribute
// client of package gatt: [Handler] is the server, [Dial] gives a client, and
// docs/asyncapi.yaml is the description of what passes between them.
//
// The package must not know what the values mean (it carries keyturner's messages
// without reading them), nor who may connect: package access has decided that
// before a request comes here.
package gattws
