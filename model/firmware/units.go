package firmware

// Millivolts is a voltage as an analogue-to-digital converter of a lock gives
// it: whole millivolts, never negative.
type Millivolts int32

// Milliamps is a current in whole milliamperes.
type Milliamps int32

// Millidegrees is an angle of the key. Locked by two turns is
// LockedMillidegrees, unlocked is 0, the latch is pulled at negative angles.
type Millidegrees int32

// DeciCelsius is a temperature in tenths of a degree Celsius.
type DeciCelsius int16

// Permille is a share in thousandths, 0..1000.
type Permille int16

// UnixSeconds is a point in time, UTC, in seconds since 1970; 0 says that the
// lock's clock has not been set since its last boot.
type UnixSeconds int64
