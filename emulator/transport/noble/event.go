package noble

import (
	"encoding/hex"
	"encoding/json"

	"locktwin/model/gatt"
)

// Events that the library knows, with their fields in its names. It reads no
// others, so there is room for events and fields that only other clients read.
type (
	stateEvent struct {
		Type  string `json:"type"`
		State string `json:"state"`
	}
	// peripheralEvent is connect, and the beginning of everything else.
	peripheralEvent struct {
		Type           string `json:"type"`
		PeripheralUUID string `json:"peripheralUuid"`
	}
	// discoverEvent always has an advertisement: the library looks into it
	// without asking, and an exception there ends the app.
	discoverEvent struct {
		peripheralEvent
		Address       string        `json:"address"`
		AddressType   string        `json:"addressType"`
		Connectable   any           `json:"connectable"` // a text in the gateway dialect
		Advertisement advertisement `json:"advertisement"`
		RSSI          int8          `json:"rssi"`
	}
	// advertisement has serviceData null for ever: what the library's binding for
	// a radio gives to apps there cannot be expressed, its WebSocket binding would
	// make one byte 0 of it.
	advertisement struct {
		LocalName        string   `json:"localName,omitempty"`
		TxPowerLevel     *int8    `json:"txPowerLevel,omitempty"`
		ServiceUUIDs     []string `json:"serviceUuids"`
		ManufacturerData *string  `json:"manufacturerData"`
		ServiceData      *string  `json:"serviceData"`
	}
	// disconnectEvent has a reason that the library does not read: the HCI code,
	// or one of the gateway's words.
	disconnectEvent struct {
		peripheralEvent
		Reason     any    `json:"reason"`
		ReasonName string `json:"reasonName"`
	}
	rssiEvent struct {
		peripheralEvent
		RSSI int8 `json:"rssi"`
	}
	servicesEvent struct {
		peripheralEvent
		ServiceUUIDs []string `json:"serviceUuids"`
	}
	serviceEvent struct {
		peripheralEvent
		ServiceUUID string `json:"serviceUuid"`
	}
	includedServicesEvent struct {
		serviceEvent
		IncludedServiceUUIDs []string `json:"includedServiceUuids"`
	}
	characteristicsEvent struct {
		serviceEvent
		Characteristics []characteristic `json:"characteristics"`
	}
	characteristic struct {
		UUID       string   `json:"uuid"`
		Properties []string `json:"properties"`
	}
	// characteristicEvent is write.
	characteristicEvent struct {
		serviceEvent
		CharacteristicUUID string `json:"characteristicUuid"`
	}
	readEvent struct {
		characteristicEvent
		Data           string `json:"data"`
		IsNotification bool   `json:"isNotification"`
	}
	// switchEvent is notify and broadcast.
	switchEvent struct {
		characteristicEvent
		State bool `json:"state"`
	}
	descriptorsEvent struct {
		characteristicEvent
		Descriptors []string `json:"descriptors"`
	}
	// descriptorEvent is valueWrite.
	descriptorEvent struct {
		characteristicEvent
		DescriptorUUID string `json:"descriptorUuid"`
	}
	valueReadEvent struct {
		descriptorEvent
		Data string `json:"data"`
	}
	// handleEvent is handleWrite.
	handleEvent struct {
		peripheralEvent
		Handle gatt.Handle `json:"handle"`
	}
	// handleValueEvent is handleRead and handleNotify.
	handleValueEvent struct {
		handleEvent
		Data string `json:"data"`
	}
)

// Events that the library does not know and ignores.
type (
	// authEvent is the challenge of the gateway dialect.
	authEvent struct {
		Type      string `json:"type"`
		Challenge string `json:"challenge"`
	}
	mtuEvent struct {
		peripheralEvent
		MTU int `json:"mtu"`
	}
	// attErrorEvent says that the lock refused what an action asked for.
	attErrorEvent struct {
		peripheralEvent
		Action             string `json:"action"`
		ServiceUUID        string `json:"serviceUuid,omitempty"`
		CharacteristicUUID string `json:"characteristicUuid,omitempty"`
		DescriptorUUID     string `json:"descriptorUuid,omitempty"`
		Handle             uint16 `json:"handle,omitempty"`
		Code               uint8  `json:"code"`
		Name               string `json:"name"`
	}
	// errorEvent says why an action was not carried out, or a frame not understood.
	errorEvent struct {
		Type           string `json:"type"`
		PeripheralUUID string `json:"peripheralUuid,omitempty"`
		Action         string `json:"action,omitempty"`
		Message        string `json:"message"`
	}
)

// States of the radio.
const (
	poweredOn  = "poweredOn"
	poweredOff = "poweredOff"
)

// propertyNames are the library's words, in the order of the bits.
var propertyNames = [...]string{"broadcast", "read", "writeWithoutResponse", "write", "notify", "indicate",
	"authenticatedSignedWrites", "extendedProperties"}

// propertyTexts lists what is set.
func propertyTexts(p gatt.Property) []string {
	out := []string{}
	for i, n := range propertyNames {
		if p>>i&1 != 0 {
			out = append(out, n)
		}
	}
	return out
}

// hexText is how values are sent.
func hexText(value []byte) string { return hex.EncodeToString(value) }

// encode writes an event. All of them can be written.
func encode(event any) []byte {
	b, err := json.Marshal(event)
	if err != nil {
		panic("noble: " + err.Error())
	}
	return b
}
