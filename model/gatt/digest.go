package gatt

import (
	"encoding/binary"
	"io"

	"locktwin/model/sim"
)

// Digest writes everything that decides what happens next to w, in a form that is
// the same on every machine and tells any two states apart. Errors of w are
// ignored: it is meant for a hash.
func (a *Air) Digest(w io.Writer) {
	d := digester{w: w}
	s := &a.State
	d.u64(uint64(s.Last), s.Seq, uint64(len(s.Links)), uint64(len(s.Inbox)), uint64(len(s.Faults)), flag(s.Changed))
	for i := range s.Links {
		d.link(&s.Links[i])
	}
	for i := range s.Inbox {
		v := &s.Inbox[i]
		d.u64(uint64(v.At), uint64(v.Conn), uint64(v.Kind), uint64(v.Reason), v.Seq)
		d.text(string(v.PDU))
	}
	for i := range s.Faults {
		f := &s.Faults[i]
		d.text(f.String())
		c := &f.Counters
		d.u64(c.Seen, c.Applied, c.DelayedNs, c.Resent, c.Dropped, c.Duplicated, c.Disconnects)
	}
}

type digester struct {
	w   io.Writer
	buf []byte
}

func (d *digester) u64(v ...uint64) {
	d.buf = d.buf[:0]
	for _, x := range v {
		d.buf = binary.LittleEndian.AppendUint64(d.buf, x)
	}
	d.w.Write(d.buf)
}

func (d *digester) text(s string) {
	d.u64(uint64(len(s)))
	io.WriteString(d.w, s)
}

func (d *digester) times(v ...sim.Time) {
	for _, t := range v {
		d.u64(uint64(t))
	}
}

func (d *digester) link(l *Link) {
	d.u64(uint64(l.Conn), uint64(l.Phase), uint64(l.Params.Interval), uint64(l.Params.Latency), uint64(l.Params.Timeout),
		flag(l.Params.Instant), uint64(l.Tries), uint64(l.Boot), uint64(l.RSSI), uint64(l.Prepared),
		flag(l.LockGone), flag(l.CentralGone), flag(l.Cut), flag(l.Muted))
	d.times(l.GiveUpAt, l.TryAt, l.Unpaused, l.Anchor, l.Since, l.GoneAt, l.DropAt)
	d.text(l.PausedBy)
	d.direction(&l.Up)
	d.direction(&l.Down)
}

func (d *digester) direction(x *Direction) {
	d.times(x.Floor, x.Quiet)
	d.u64(x.Sent, x.Passed, flag(x.Ended), uint64(len(x.Frames)-x.Head))
	for i := x.Head; i < len(x.Frames); i++ {
		f := &x.Frames[i]
		d.times(f.At)
		d.u64(f.Ordinal, uint64(f.Tries), uint64(f.Left), flag(f.End), uint64(f.Reason))
		d.text(string(f.PDU))
	}
}

func flag(b bool) uint64 {
	if b {
		return 1
	}
	return 0
}
