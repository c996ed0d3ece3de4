package remains

import (
	"fmt"
	"strings"

	"locktwin/model"
	"locktwin/model/firmware"
	"locktwin/model/sim"
	"locktwin/model/trace"
)

// build is a lock of the profile with this memory in it, about to start.
func (m *memory) build(p *firmware.Profile, seed uint64) (*model.Lock, error) {
	cfg, err := model.DefaultConfig(p)
	if err != nil {
		return nil, err
	}
	cfg.Part, cfg.Seed, cfg.Memory, cfg.Start = m.d.Part(), seed, &m.raw, sim.Time(m.at.Now)
	return model.New(cfg)
}

// ear keeps what the boot decides about what it reads.
type ear struct {
	lines []string
	seen  string
}

// told are the notes that say what a boot refused or gave up, by their beginning.
var told = [...]string{"store-corrupt", "store-recovered", "store-ambiguous", "store-empty", "store-unusable", "pin-", "config-", "advanced-",
	"layout-", "wipe-planned", "wiped", "suspect", "authorizations-"}

func (e *ear) Event(ev *trace.Event) {
	if ev.Text == "" || strings.Contains(e.seen, "\x00"+ev.Text+"\x00") {
		return
	}
	for _, t := range told {
		if strings.HasPrefix(ev.Name, t) {
			e.lines = append(e.lines, ev.Text)
			e.seen += "\x00" + ev.Text + "\x00"
		}
	}
}

// start plays the lock's next starts, each with other read noise, and gives the
// lock of the first one after it has come to rest.
func (s *search) start(l *model.Lock) (now Now, first *model.Lock) {
	s.taken = make([]float64, 1<<16)
	now.Refused = []string{}
	for i := range s.o.Boots {
		f := l.Fork()
		f.Redraw(uint64(i))
		var e ear
		f.Listen(&e)
		r := f.Settle()
		f.Listen(nil)
		now.Starts++
		switch {
		case !r.Up:
			now.Failed++
		case r.Knowledge == firmware.PINCustom:
			now.Custom++
			s.taken[r.Value] += 1 / float64(s.o.Boots)
		case r.Knowledge == firmware.PINNone:
			now.NoPIN++
		default:
			now.Denied++
		}
		if first == nil {
			first, now.Refused = f, append(now.Refused, e.lines...)
		}
	}
	return now, first
}

// trying says whether entering values can help.
func trying(now *Now, taken float64, some bool) Trying {
	switch {
	case now.NoPIN == now.Starts:
		return Trying{false, "The lock takes no PIN for set: 0000 is right."}
	case taken > 0 && now.Custom == now.Starts:
		return Trying{true, "The lock takes the value at every start, whatever it was set to."}
	case taken > 0:
		return Trying{true, fmt.Sprintf("The lock takes a value at some of its starts, by marginal cells: of %d that were played %d refuse every PIN. "+
			"What fails at one start may be right after the next, and every start may change the memory.", now.Starts, now.Denied)}
	case now.Failed == now.Starts:
		return Trying{false, "The lock does not come up with this image."}
	case some:
		return Trying{false, "With this firmware the lock refuses every PIN, the right one as well, as long as its record cannot be read. " +
			"A value helps where the record can be written again, as in a twin, or if the lock's firmware is not the one assumed here."}
	}
	return Trying{false, "The lock refuses every PIN, and nothing that is left says which was set."}
}
