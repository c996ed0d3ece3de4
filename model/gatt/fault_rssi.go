package gatt

import "fmt"

// RSSIFault makes the signal weak: everything is heard at Level, give or take up
// to Spread. Below -90 dBm packets are lost, and advertisements missed, with a
// chance of 50 permille for each dB: all of them from -110 dBm on (assumption;
// receivers of this kind need about -95 dBm).
type RSSIFault struct {
	Level  int8  `json:"level_dbm,omitempty"` // -127 to 20; 0: no fault
	Spread uint8 `json:"spread_db,omitempty"` // 0 to 40
}

// The signal where no fault says otherwise (assumption: a phone two metres away).
const (
	usualRSSI   = -60
	usualSpread = 3
)

func (f *RSSIFault) validate() error {
	switch {
	case f.Level < -127 || f.Level > 20:
		return fmt.Errorf("%w: level %d dBm, limits -127 and 20", ErrFault, f.Level)
	case f.Spread > 40:
		return fmt.Errorf("%w: spread %d dB, limits 0 and 40", ErrFault, f.Spread)
	}
	return nil
}

// rssiLoss is the chance in permille that a packet at that level is lost.
func rssiLoss(dBm int) uint64 { return uint64(min(max(0, (-90-dBm)*50), 1000)) }

// lossy says whether packets can be lost by it.
func (f *RSSIFault) lossy() bool { return f.Level != 0 && rssiLoss(int(f.Level)-int(f.Spread)) > 0 }

// level is the signal in dBm at which one packet is heard; 0 when f does not say.
func (a *Air) level(f *Fault, who, ordinal, try uint64) int {
	if f.RSSI.Level == 0 {
		return 0
	}
	spread := uint64(f.RSSI.Spread)
	d := int(a.draw(f).Hash(drawRSSI, who, ordinal, try)%(2*spread+1)) - int(spread)
	return int(f.RSSI.Level) + d
}

// rssi is the signal at which something of a connection is heard; for the
// connection 0 it is the one of an advertisement. The fault set last counts.
func (a *Air) rssi(c ConnID, who, ordinal uint64) (dBm int8, by *Fault) {
	for i := len(a.State.Faults) - 1; i >= 0; i-- {
		f := &a.State.Faults[i]
		if f.Kind == FaultRSSI && f.RSSI.Level != 0 && f.applies(c) {
			return int8(min(max(-127, a.level(f, who, ordinal, 0)), 20)), f
		}
	}
	d := int(a.key.Hash(drawRSSI, who, ordinal, 0)%(2*usualSpread+1)) - usualSpread
	return int8(usualRSSI + d), nil
}
