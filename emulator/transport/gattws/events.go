package gattws

import "locktwin/model/gatt"

// The parameters of the events. Seq counts the events of one socket from 1 and
// leaves no number out.

// Advertisement is one advertising event that the central heard.
type Advertisement struct {
	Seq              uint64             `json:"seq"`
	TimeNS           int64              `json:"timeNs"`
	Device           string             `json:"device"`
	Address          string             `json:"address"`
	Name             string             `json:"name,omitempty"` // local name
	RSSI             int                `json:"rssi"`           // dBm
	TxPower          *int               `json:"txPower,omitempty"`
	Connectable      bool               `json:"connectable"`
	Services         []gatt.UUID        `json:"services,omitempty"`
	ManufacturerData []ManufacturerData `json:"manufacturerData,omitempty"`
	ServiceData      []ServiceData      `json:"serviceData,omitempty"`
	Data             Hex                `json:"data"`         // advertising data as it was on the air
	ScanResponse     Hex                `json:"scanResponse"` // likewise
}

// ManufacturerData is what a maker put into an advertisement.
type ManufacturerData struct {
	CompanyIdentifier uint16 `json:"companyIdentifier"`
	Data              Hex    `json:"data"` // without the identifier
}

// ServiceData is what a service put into an advertisement.
type ServiceData struct {
	Service gatt.UUID `json:"service"`
	Data    Hex       `json:"data"`
}

// ValueChanged is one notification or indication.
type ValueChanged struct {
	Seq            uint64      `json:"seq"`
	TimeNS         int64       `json:"timeNs"`
	Device         string      `json:"device"`
	Handle         gatt.Handle `json:"handle"`
	Characteristic *gatt.UUID  `json:"characteristic,omitempty"` // once the characteristics are discovered
	Value          Hex         `json:"value"`
	Indication     bool        `json:"indication"`
}

// MTUChanged tells the outcome of an MTU exchange.
type MTUChanged struct {
	Seq    uint64 `json:"seq"`
	TimeNS int64  `json:"timeNs"`
	Device string `json:"device"`
	MTU    int    `json:"mtu"`
}

// RSSIChanged tells how strong the lock is heard on a connection.
type RSSIChanged struct {
	Seq    uint64 `json:"seq"`
	TimeNS int64  `json:"timeNs"`
	Device string `json:"device"`
	RSSI   int    `json:"rssi"` // dBm
}

// Disconnected tells that a connection has ended.
type Disconnected struct {
	Seq    uint64  `json:"seq"`
	TimeNS int64   `json:"timeNs"`
	Device string  `json:"device"`
	Reason Failure `json:"reason"`
}

// Missed tells how many advertisements this socket did not get, because it reads
// too slowly.
type Missed struct {
	Seq            uint64 `json:"seq"`
	Advertisements uint64 `json:"advertisements"`
}
