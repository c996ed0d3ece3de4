package gattws

import "locktwin/model/gatt"

// The parameters and results of the methods. A member that is marked omitempty
// may be left out. Simulated time is that of the lock concerned, in nanoseconds
// since it was made.

// ServerInfo is the result of getServerInfo.
type ServerInfo struct {
	Server   string      `json:"server"`   // "locktwin"
	Version  string      `json:"version"`  // of the program
	Protocol string      `json:"protocol"` // the subprotocol
	Limits   ServerLimit `json:"limits"`
}

// ServerLimit tells a client what it may ask for.
type ServerLimit struct {
	FrameBytes  int `json:"frameBytes"`  // longest frame that the server reads
	ValueBytes  int `json:"valueBytes"`  // longest value of an attribute
	MTU         int `json:"mtu"`         // largest MTU that may be asked for
	Outstanding int `json:"outstanding"` // requests of one connection without an answer yet
	Connections int `json:"connections"` // connections of one socket
}

// PingParams are the parameters of ping.
type PingParams struct {
	Device string `json:"device,omitempty"` // whose time to tell
}

// PingResult is the result of ping.
type PingResult struct {
	TimeNS *int64 `json:"timeNs,omitempty"` // present if a device was named
}

// ScanFilter lets a lock pass that shows everything which it names.
type ScanFilter struct {
	Services   []gatt.UUID `json:"services,omitempty"` // all of these, as service UUIDs or with service data
	Name       string      `json:"name,omitempty"`
	NamePrefix string      `json:"namePrefix,omitempty"`
	Address    string      `json:"address,omitempty"` // with colons, either case
}

// ScanParams are the parameters of startScan.
type ScanParams struct {
	Filters         []ScanFilter `json:"filters,omitempty"`         // a lock that passes one is reported; none: all are
	AllowDuplicates bool         `json:"allowDuplicates,omitempty"` // every advertising event, not only news
}

// ConnectParams are the parameters of connect. A zero number stands for its
// default.
type ConnectParams struct {
	Device               string  `json:"device"`                         // id, address or name
	MTU                  int     `json:"mtu,omitempty"`                  // 23 to 517; default: no exchange, 23
	IntervalMS           float64 `json:"intervalMs,omitempty"`           // 7.5 to 4000 in steps of 1.25; default 15
	Latency              int     `json:"latency,omitempty"`              // 0 to 499 events; default 0
	SupervisionTimeoutMS int     `json:"supervisionTimeoutMs,omitempty"` // 100 to 32000 in steps of 10; default 4000
	Instant              bool    `json:"instant,omitempty"`              // frames take no simulated time
	ManualConfirmation   bool    `json:"manualConfirmation,omitempty"`   // indications wait for confirmIndication
}

// ConnectResult is the result of connect.
type ConnectResult struct {
	Device  string `json:"device"` // the id, which all other methods want
	Address string `json:"address"`
	Name    string `json:"name"`
	MTU     int    `json:"mtu"`
	TimeNS  int64  `json:"timeNs"`
}

// DeviceParams are the parameters of disconnect, discover, confirmIndication,
// getRssi and getMtu.
type DeviceParams struct {
	Device string `json:"device"`
}

// Done is the result of methods that have nothing to tell but when.
type Done struct {
	TimeNS int64 `json:"timeNs"`
}

// DiscoverResult is the result of discover.
type DiscoverResult struct {
	Services []Service `json:"services"`
	TimeNS   int64     `json:"timeNs"`
}

// Service is one primary service of a lock.
type Service struct {
	UUID            gatt.UUID        `json:"uuid"`
	Handle          gatt.Handle      `json:"handle"`
	EndHandle       gatt.Handle      `json:"endHandle"` // last attribute of the service
	Characteristics []Characteristic `json:"characteristics"`
}

// Characteristic is one characteristic of a service.
type Characteristic struct {
	UUID        gatt.UUID    `json:"uuid"`
	Handle      gatt.Handle  `json:"handle"`     // of its value: what the other methods want
	Properties  []string     `json:"properties"` // in the words of Web Bluetooth
	Descriptors []Descriptor `json:"descriptors"`
}

// Descriptor is one descriptor of a characteristic.
type Descriptor struct {
	UUID   gatt.UUID   `json:"uuid"`
	Handle gatt.Handle `json:"handle"`
}

// CharacteristicParams are the parameters of readValue, startNotifications and
// stopNotifications.
type CharacteristicParams struct {
	Device         string     `json:"device"`
	Service        *gatt.UUID `json:"service,omitempty"` // where to look for the UUID, if two services have it
	Characteristic Attribute  `json:"characteristic"`
}

// WriteParams are the parameters of writeValueWithResponse and
// writeValueWithoutResponse.
type WriteParams struct {
	Device         string     `json:"device"`
	Service        *gatt.UUID `json:"service,omitempty"`
	Characteristic Attribute  `json:"characteristic"`
	Value          Hex        `json:"value"`
}

// DescriptorParams are the parameters of readDescriptor. A descriptor that is
// named by its UUID needs the characteristic, too.
type DescriptorParams struct {
	Device         string     `json:"device"`
	Service        *gatt.UUID `json:"service,omitempty"`
	Characteristic *Attribute `json:"characteristic,omitempty"`
	Descriptor     Attribute  `json:"descriptor"`
}

// WriteDescriptorParams are the parameters of writeDescriptor.
type WriteDescriptorParams struct {
	Device         string     `json:"device"`
	Service        *gatt.UUID `json:"service,omitempty"`
	Characteristic *Attribute `json:"characteristic,omitempty"`
	Descriptor     Attribute  `json:"descriptor"`
	Value          Hex        `json:"value"`
}

// ValueResult is the result of readValue and readDescriptor.
type ValueResult struct {
	Value  Hex   `json:"value"`
	TimeNS int64 `json:"timeNs"`
}

// SubscribeResult is the result of startNotifications.
type SubscribeResult struct {
	Indication bool  `json:"indication"` // values will be confirmed
	TimeNS     int64 `json:"timeNs"`
}

// RSSIResult is the result of getRssi.
type RSSIResult struct {
	RSSI   int   `json:"rssi"` // dBm
	TimeNS int64 `json:"timeNs"`
}

// MTUResult is the result of getMtu and exchangeMtu.
type MTUResult struct {
	MTU    int   `json:"mtu"`
	TimeNS int64 `json:"timeNs"`
}

// ExchangeMTUParams are the parameters of exchangeMtu.
type ExchangeMTUParams struct {
	Device string `json:"device"`
	MTU    int    `json:"mtu"` // 23 to 517
}
