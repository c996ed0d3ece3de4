package gattws

// The subprotocols that a client may ask for.
const (
	Subprotocol    = "locktwin.gatt.v1" // JSON-RPC 2.0 in text frames
	RawSubprotocol = "locktwin.att.v1"  // ATT PDUs in binary frames
)

// Path is where the server listens for both.
const Path = "/gatt"

// rpcVersion is the version of JSON-RPC, in every message.
const rpcVersion = "2.0"

// Methods that a client calls.
const (
	methodServerInfo      = "getServerInfo"
	methodPing            = "ping"
	methodStartScan       = "startScan"
	methodStopScan        = "stopScan"
	methodConnect         = "connect"
	methodDisconnect      = "disconnect"
	methodDiscover        = "discover"
	methodRead            = "readValue"
	methodWrite           = "writeValueWithResponse"
	methodCommand         = "writeValueWithoutResponse"
	methodReadDescriptor  = "readDescriptor"
	methodWriteDescriptor = "writeDescriptor"
	methodStartNotify     = "startNotifications"
	methodStopNotify      = "stopNotifications"
	methodConfirm         = "confirmIndication"
	methodRSSI            = "getRssi"
	methodMTU             = "getMtu"
	methodExchangeMTU     = "exchangeMtu"
)

// Methods lists the methods that a client calls.
func Methods() []string {
	return []string{methodServerInfo, methodPing, methodStartScan, methodStopScan, methodConnect, methodDisconnect,
		methodDiscover, methodRead, methodWrite, methodCommand, methodReadDescriptor, methodWriteDescriptor,
		methodStartNotify, methodStopNotify, methodConfirm, methodRSSI, methodMTU, methodExchangeMTU}
}

// Events that the server tells.
const (
	eventAdvertisement = "advertisement"
	eventValue         = "characteristicValueChanged"
	eventMTU           = "mtuChanged"
	eventRSSI          = "rssi"
	eventDisconnected  = "gattServerDisconnected"
	eventMissed        = "missed"
)

// Events lists the events that the server tells.
func Events() []string {
	return []string{eventAdvertisement, eventValue, eventMTU, eventRSSI, eventDisconnected, eventMissed}
}
