package scenarios

import (
	"locktwin/model"
	"locktwin/model/firmware"
	"locktwin/model/sim"
)

// paging reads a list, page by page.
type paging struct {
	phone, what string
	command     firmware.Command
	now         task
	begun       bool
}

func (t *paging) clone() task {
	c := *t
	if t.now != nil {
		c.now = t.now.clone()
	}
	return &c
}

func (t *paging) poll(p *player) (sim.Time, bool, error) {
	for {
		if t.now == nil {
			if t.begun && p.listNext == 0 {
				return 0, true, nil
			}
			if t.begun {
				t.command.Offset = p.listNext
			}
			t.begun = true
			offset := t.command.Offset
			t.now = p.send(t.phone, t.what, t.command, func(p *player, a *model.Answer, how ending) {
				p.listNext = 0
				r := &a.Final
				switch {
				case how != accepts || r.Entries == 0:
				case r.Op == firmware.OpRequestLog && r.Entries == firmware.ListPage:
					p.listNext = r.Log[r.Entries-1].Index
				case r.Op != firmware.OpRequestLog && offset+uint32(r.Entries) < r.Total:
					p.listNext = offset + uint32(r.Entries)
				}
			})
		}
		wake, done, err := t.now.poll(p)
		if err != nil || !done {
			return wake, false, err
		}
		t.now = nil
	}
}
