package firmware

import (
	"encoding/binary"
	"hash/crc32"

	"locktwin/model/keyturner"
)

// The activity log is a ring of slots over its area's pages. A slot holds the
// published entry (index, date, authorization, name, type, up to five data
// bytes) and a check. A page is erased when the ring comes round to it.
const (
	logSlotBytes  = 64
	logEntryBytes = 53 // 48 and five data bytes
	logCheckAt    = 56
)

// logState is what RAM keeps of the log.
type logState struct {
	Off   bool   // switched off by command; the newest entry says so
	Blank bool   // nothing was ever written, and the first page is blank
	Next  uint16 // slot that the next entry takes
	Last  uint32 // index of the newest entry, 0 none
	Count uint16 // entries that can be read
}

func (a *App) logSlots() int   { return a.log.pages * a.log.PageBytes() / logSlotBytes }
func (a *App) logPerPage() int { return a.log.PageBytes() / logSlotBytes }

// logIndexAt reads a slot's index: 0 when the slot is blank or fails its check.
func (a *App) logIndexAt(slot int, b []byte) (index uint32, blank bool) {
	if a.log.Read(uint32(slot*logSlotBytes), b[:4]) != nil {
		return 0, false
	}
	e := a.geometry.Erased
	if b[0] == e && b[1] == e && b[2] == e && b[3] == e {
		return 0, true
	}
	if a.log.Read(uint32(slot*logSlotBytes), b[:logCheckAt+4]) != nil {
		return 0, false
	}
	if crc32.ChecksumIEEE(b[:logCheckAt]) != binary.LittleEndian.Uint32(b[logCheckAt:]) {
		return 0, false
	}
	return binary.LittleEndian.Uint32(b), false
}

// mountLog finds the newest entry and the next free slot.
func (a *App) mountLog() {
	l := &a.State.Log
	*l = logState{}
	b := a.buf()[:logSlotBytes]
	slots, newest, used := a.logSlots(), -1, false
	for slot := 0; slot < slots; slot++ {
		index, blank := a.logIndexAt(slot, b)
		if blank {
			continue
		}
		used = true
		if index == 0 {
			continue
		}
		l.Count++
		if index > l.Last {
			l.Last, newest = index, slot
			// Nothing follows the entry that tells of the end of logging.
			l.Off = keyturner.LogType(b[47]) == keyturner.LogLogging && b[48] == 0
		}
	}
	l.Blank = !used
	if newest < 0 {
		return
	}
	next := newest + 1
	for next%a.logPerPage() != 0 {
		if _, blank := a.logIndexAt(next, b); blank {
			break
		}
		next++
	}
	l.Next = uint16(next % slots)
}

// logAppend writes an entry. A log that cannot be written is no reason to fail
// what it would have told of.
func (a *App) logAppend(t keyturner.LogType, auth keyturner.AuthID, name keyturner.Name, data [5]byte) {
	l := &a.State.Log
	if l.Off && t != keyturner.LogLogging {
		return
	}
	if a.mayWrite() != keyturner.NoError {
		a.hal.Note("log-skipped", "The entry of the activity log is left out, since nothing may be saved now.")
		return
	}
	b := a.buf()[:logSlotBytes]
	perPage := a.logPerPage()
	slot := int(l.Next)
	if slot%perPage == 0 && !l.Blank {
		if err := a.log.Erase(slot / perPage); err != nil {
			a.notef("log-failed", "The activity log could not be erased: %v.", err)
			return
		}
		l.Count = min(l.Count, uint16(a.logSlots()-perPage))
	}
	index := l.Last + 1
	for i := range b {
		b[i] = a.geometry.Erased
	}
	clear(b[:logCheckAt])
	le := binary.LittleEndian
	le.PutUint32(b, index)
	keyturner.DateOf(int64(a.now())).Append(b[4:4])
	le.PutUint32(b[11:], uint32(auth))
	copy(b[15:47], name[:])
	b[47] = byte(t)
	copy(b[48:logEntryBytes], data[:])
	le.PutUint32(b[logCheckAt:], crc32.ChecksumIEEE(b[:logCheckAt]))
	unit := a.geometry.UnitBytes
	size := (logCheckAt + 4 + unit - 1) / unit * unit
	if err := a.log.Program(uint32(slot*logSlotBytes), b[:size]); err != nil {
		a.notef("log-failed", "The activity log could not be written: %v.", err)
	}
	l.Last, l.Blank = index, false
	l.Next = uint16((slot + 1) % a.logSlots())
	l.Count++
	a.news()
}

// logWanted says whether an entry belongs to a request: it is behind the start
// in the order of the request, which leaves the start itself out.
func logWanted(index, start uint32, descending bool) bool {
	return index != 0 && (start == 0 || descending && index < start || !descending && index > start)
}

// logAvailable counts the entries that a request without a limit would get.
func (a *App) logAvailable(start uint32, descending bool) uint32 {
	b := a.buf()[:logSlotBytes]
	n := uint32(0)
	for slot := range a.logSlots() {
		if index, _ := a.logIndexAt(slot, b); logWanted(index, start, descending) {
			n++
		}
	}
	return n
}

func decodeLog(b []byte) LogEntry {
	le := binary.LittleEndian
	e := LogEntry{Index: le.Uint32(b), Time: getDate(b[4:11]), Auth: keyturner.AuthID(le.Uint32(b[11:])), Type: keyturner.LogType(b[47])}
	copy(e.Name[:], b[15:47])
	copy(e.Data[:], b[48:logEntryBytes])
	return e
}

// enableLogging switches the log. The entry that tells of it is what a boot goes
// by, so it has to be written.
func (a *App) enableLogging(auth keyturner.AuthID, on bool) keyturner.ErrorCode {
	if code := a.mayWrite(); code != keyturner.NoError {
		return code
	}
	a.State.Log.Off = !on
	var data [5]byte
	if on {
		data[0] = 1
	}
	a.logAppend(keyturner.LogLogging, auth, a.authName(auth), data)
	return keyturner.NoError
}

// getDate reads the protocol's seven-byte date; 0 for none.
func getDate(b []byte) UnixSeconds {
	year := binary.LittleEndian.Uint16(b)
	if year == 0 {
		return 0
	}
	d := keyturner.Date{Year: year, Month: b[2], Day: b[3], Hour: b[4], Minute: b[5], Second: b[6]}
	return UnixSeconds(d.Unix())
}
