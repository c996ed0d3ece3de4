package keyturner

// KeypadSource says how somebody used a keypad.
type KeypadSource uint8

// Sources.
const (
	KeypadArrow       KeypadSource = 0x00
	KeypadCodeEntry   KeypadSource = 0x01
	KeypadFingerprint KeypadSource = 0x02 // newer keypads
)

// String names it, in lower case with hyphens.
func (v KeypadSource) String() string {
	switch v {
	case KeypadArrow:
		return "arrow-key"
	case KeypadCodeEntry:
		return "code"
	case KeypadFingerprint:
		return "fingerprint"
	}
	return unlisted(uint8(v))
}

// KeypadAction is what a keypad asks for.
type KeypadAction uint8

// Keypad actions.
const (
	KeypadIntelligent KeypadAction = 0x00
	KeypadUnlock      KeypadAction = 0x01
	KeypadLock        KeypadAction = 0x02
	KeypadUnlatch     KeypadAction = 0x03
	KeypadLockNGo     KeypadAction = 0x04
)

// String names it, in lower case with hyphens.
func (v KeypadAction) String() string {
	switch v {
	case KeypadIntelligent:
		return "intelligent"
	case KeypadUnlock:
		return "unlock"
	case KeypadLock:
		return "lock"
	case KeypadUnlatch:
		return "unlatch"
	case KeypadLockNGo:
		return "lock-n-go"
	}
	return unlisted(uint8(v))
}

// HomeKit tells about the lock's HomeKit part.
type HomeKit uint8

// States of HomeKit.
const (
	HomeKitNone     HomeKit = 0x00
	HomeKitDisabled HomeKit = 0x01
	HomeKitEnabled  HomeKit = 0x02
	HomeKitPaired   HomeKit = 0x03
)

// String names it, in lower case with hyphens.
func (v HomeKit) String() string {
	switch v {
	case HomeKitNone:
		return "not-available"
	case HomeKitDisabled:
		return "disabled"
	case HomeKitEnabled:
		return "enabled"
	case HomeKitPaired:
		return "paired"
	}
	return unlisted(uint8(v))
}

// DeviceType is the product.
type DeviceType uint8

// Products.
const (
	DeviceGen2      DeviceType = 0x00 // generation 1 too
	DeviceOpener    DeviceType = 0x02
	DeviceSmartDoor DeviceType = 0x03
	DeviceGen3      DeviceType = 0x04 // generation 4 too
	DeviceGen5      DeviceType = 0x05
)

// String names it, in lower case with hyphens.
func (v DeviceType) String() string {
	switch v {
	case DeviceGen2:
		return "smart-lock-gen2"
	case DeviceOpener:
		return "opener"
	case DeviceSmartDoor:
		return "smart-door"
	case DeviceGen3:
		return "smart-lock-gen3"
	case DeviceGen5:
		return "smart-lock-gen5"
	}
	return unlisted(uint8(v))
}

// ButtonAction is what a press of the button does.
type ButtonAction uint8

// Button actions.
const (
	ButtonNone ButtonAction = iota
	ButtonIntelligent
	ButtonUnlock
	ButtonLock
	ButtonUnlatch
	ButtonLockNGo
	ButtonShowStatus
)

// String names it, in lower case with hyphens.
func (a ButtonAction) String() string {
	switch a {
	case ButtonNone:
		return "none"
	case ButtonIntelligent:
		return "intelligent"
	case ButtonUnlock:
		return "unlock"
	case ButtonLock:
		return "lock"
	case ButtonUnlatch:
		return "unlatch"
	case ButtonLockNGo:
		return "lock-n-go"
	case ButtonShowStatus:
		return "show-status"
	}
	return unlisted(uint8(a))
}

// FobAction is what a press of a fob does.
type FobAction uint8

// Fob actions.
const (
	FobNone FobAction = iota
	FobUnlock
	FobLock
	FobLockNGo
	FobIntelligent
)

// String names it, in lower case with hyphens.
func (a FobAction) String() string {
	switch a {
	case FobNone:
		return "none"
	case FobUnlock:
		return "unlock"
	case FobLock:
		return "lock"
	case FobLockNGo:
		return "lock-n-go"
	case FobIntelligent:
		return "intelligent"
	}
	return unlisted(uint8(a))
}

// AdvertisingMode says how often the lock shows itself.
type AdvertisingMode uint8

// Advertising modes.
const (
	AdvertiseAutomatic AdvertisingMode = iota
	AdvertiseNormal
	AdvertiseSlow
	AdvertiseSlowest
)

// String names it, in lower case with hyphens.
func (m AdvertisingMode) String() string {
	switch m {
	case AdvertiseAutomatic:
		return "automatic"
	case AdvertiseNormal:
		return "normal"
	case AdvertiseSlow:
		return "slow"
	case AdvertiseSlowest:
		return "slowest"
	}
	return unlisted(uint8(m))
}

// BatteryType is which cells the lock believes it has; it moves the warning
// limits and nothing else.
type BatteryType uint8

// Battery types.
const (
	Alkaline BatteryType = iota
	Accumulators
	Lithium
)

// String names it, in lower case with hyphens.
func (t BatteryType) String() string {
	switch t {
	case Alkaline:
		return "alkaline"
	case Accumulators:
		return "accumulators"
	case Lithium:
		return "lithium"
	}
	return unlisted(uint8(t))
}
