package gatt

import (
	"time"

	"locktwin/internal/repro"
	"locktwin/model/sim"
)

// FrameBytes is the longest advertising data and the longest scan response.
const FrameBytes = 31

// MaxFrames is how many frames a radio advertises in turn at most.
const MaxFrames = 3

// Frame is the data of an advertisement or of a scan response, at most
// FrameBytes: AD structures one after the other.
type Frame string

// Beacon is what a radio advertises: a plain value, set by the firmware.
type Beacon struct {
	Interval     time.Duration    // 20 ms to 10.24 s, taken as the nearer limit outside; 0: does not advertise
	Frames       [MaxFrames]Frame // advertised in turn
	Count        uint8            // how many of Frames are in use; 0 counts as 1
	ScanResponse Frame
	Connectable  bool
}

// Limits of the advertising interval, and the delay that is added at random to
// each event (Core Specification volume 6, part B, 4.4.2.2).
const (
	MinAdvertisingInterval = 20 * time.Millisecond
	MaxAdvertisingInterval = 10240 * time.Millisecond
	advertisingDelay       = 10 * time.Millisecond
)

// Advertisement is one advertising event as a scanner hears it.
type Advertisement struct {
	At           sim.Time
	Data         Frame
	ScanResponse Frame
	Connectable  bool
	RSSI         int8 // dBm
}

// schedule is the advertising of one beacon as a formula: event k is at since +
// phase + k*interval + a delay of its own below 10 ms. Nothing needs to be kept,
// and looking changes nothing.
type schedule struct {
	key      repro.Key
	beacon   *Beacon
	start    sim.Time // since + phase
	interval time.Duration
}

const (
	drawPhase uint64 = iota + 1
	drawDelay
	drawRSSI
	drawHeard
	drawJitter
	drawLoss
)

func newSchedule(key repro.Key, b *Beacon, since sim.Time) schedule {
	interval := min(max(b.Interval, MinAdvertisingInterval), MaxAdvertisingInterval)
	phase := time.Duration(key.Hash(drawPhase, uint64(since), 0, 0) % uint64(interval))
	return schedule{key: key, beacon: b, start: since.Add(phase), interval: interval}
}

// at is the instant of event k.
func (s *schedule) at(k int64) sim.Time {
	delay := s.key.Hash(drawDelay, uint64(s.start), uint64(k), 0) % uint64(advertisingDelay)
	return s.start + sim.Time(k)*sim.Time(s.interval) + sim.Time(delay)
}

// after returns the ordinal of the first event later than an instant.
func (s *schedule) after(t sim.Time) int64 {
	if t < s.start {
		return 0
	}
	k := int64(t-s.start) / int64(s.interval)
	if s.at(k) > t {
		return k
	}
	return k + 1
}

// frame is the advertising data of event k.
func (s *schedule) frame(k int64) Frame {
	n := min(max(int64(s.beacon.Count), 1), int64(len(s.beacon.Frames)))
	return s.beacon.Frames[k%n]
}
