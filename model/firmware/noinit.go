package firmware

import (
	"encoding/binary"
	"hash/crc32"
	"time"
)

// The .noinit record: magic, flags, counters, check.
const (
	noInitMagic = 0x4C545731

	noInitClean  = 1 << 0 // the reset that follows is the application's own
	noInitLocked = 1 << 1 // PIN lock-out under way
	noInitClock  = 1 << 2 // the time of day is known
)

// noInitRecord is what survives a reset that leaves RAM alone.
type noInitRecord struct {
	Clean, Locked, HasClock bool
	Wrong                   uint8
	Reboots                 uint16
	LockOut                 time.Duration // what is left of it
	Uptime                  time.Duration // of the run that ended
	Clock                   UnixSeconds   // at the end of that run
}

// loadNoInit reads the record of the run before; false when RAM has not kept
// it.
func (a *App) loadNoInit() (noInitRecord, bool) { return parseNoInit(a.hal.NoInit()) }

func parseNoInit(b []byte) (noInitRecord, bool) {
	le := binary.LittleEndian
	if len(b) < NoInitBytes || le.Uint32(b) != noInitMagic ||
		crc32.ChecksumIEEE(b[:NoInitBytes-4]) != le.Uint32(b[NoInitBytes-4:]) {
		return noInitRecord{}, false
	}
	return noInitRecord{
		Clean:    b[4]&noInitClean != 0,
		Locked:   b[4]&noInitLocked != 0,
		HasClock: b[4]&noInitClock != 0,
		Wrong:    b[5],
		Reboots:  le.Uint16(b[6:]),
		LockOut:  time.Duration(le.Uint32(b[8:])) * time.Millisecond,
		Uptime:   time.Duration(le.Uint64(b[16:])),
		Clock:    UnixSeconds(le.Uint64(b[24:])),
	}, true
}

// NoInitKept tells what a boot would take over from .noinit, times left out: 0 is
// nothing, as RAM has not kept the record. Looking changes nothing.
func NoInitKept(b []byte) uint64 {
	r, kept := parseNoInit(b)
	if !kept {
		return 0
	}
	digest := uint64(1)<<32 | uint64(r.Reboots)<<8 | uint64(r.Wrong)<<24
	for i, flag := range [...]bool{r.Clean, r.Locked, r.HasClock} {
		if flag {
			digest |= 1 << i
		}
	}
	return digest
}

// saveNoInit keeps the record up to date at the end of every activation.
func (a *App) saveNoInit() { a.writeNoInit(false) }

func (a *App) writeNoInit(clean bool) {
	b := a.hal.NoInit()
	if len(b) < NoInitBytes {
		return
	}
	s := &a.State
	now := a.hal.Uptime()
	le := binary.LittleEndian
	clear(b[:NoInitBytes])
	le.PutUint32(b, noInitMagic)
	if clean {
		b[4] |= noInitClean
	}
	if s.PIN.LockedOut {
		b[4] |= noInitLocked
		le.PutUint32(b[8:], uint32(max(s.PIN.Until-now, 0)/time.Millisecond))
	}
	b[5] = s.PIN.Wrong
	le.PutUint16(b[6:], s.Reboots)
	le.PutUint64(b[16:], uint64(now))
	if s.Clock != 0 {
		b[4] |= noInitClock
		le.PutUint64(b[24:], uint64(a.now()))
	}
	le.PutUint32(b[NoInitBytes-4:], crc32.ChecksumIEEE(b[:NoInitBytes-4]))
}
