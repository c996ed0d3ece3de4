package workers

import (
	"time"

	"locktwin/scenarios/campaign"
)

// Progress is how far a campaign is.
type Progress struct {
	campaign.Progress
	Recalled       int           `json:"recalled"`        // of the shards done, from the journal
	WeightRecalled int           `json:"weight_recalled"` // of the weight done, from the journal
	Elapsed        time.Duration `json:"elapsed_ns"`
}

// Rate is how many experiments were done a second, those of the journal aside; 0
// when nothing can be said yet.
func (p Progress) Rate() float64 {
	if p.Elapsed <= 0 {
		return 0
	}
	return float64(p.WeightDone-p.WeightRecalled) / p.Elapsed.Seconds()
}

// Remaining is how long the rest takes at this rate, that which no shard exists
// for included; false when nothing can be said yet.
func (p Progress) Remaining() (time.Duration, bool) {
	rate := p.Rate()
	if rate <= 0 {
		return 0, false
	}
	return time.Duration(float64(p.Weight+p.WeightToCome-p.WeightDone) / rate * float64(time.Second)), true
}

// meter tells how far a campaign is to whoever listens. The newest report takes
// the place of one that nobody has read, so that a slow reader slows nobody.
type meter struct {
	plan  Plan
	clock func() time.Time
	began time.Time
	out   chan Progress
	now   Progress // what the plan does not know
	last  time.Time
}

// tellEvery is how often a meter tells, at most: to look at a plan of thousands
// of variants after each answer takes longer than some of the answers.
const tellEvery = 50 * time.Millisecond

func newMeter(plan Plan, clock func() time.Time, out chan Progress) *meter {
	m := &meter{plan: plan, clock: clock, out: out}
	if out != nil {
		m.began = clock()
	}
	return m
}

// recalled counts a shard that was answered from the journal.
func (m *meter) recalled(weight int) {
	m.now.Recalled++
	m.now.WeightRecalled += weight
}

// tell tells how far the campaign is, if the last time is a while ago or this is
// the last time.
func (m *meter) tell(last bool) {
	if m.out == nil {
		return
	}
	at := m.clock()
	if !last && at.Sub(m.last) < tellEvery {
		return
	}
	m.last = at
	m.now.Progress = m.plan.Progress()
	m.now.Elapsed = at.Sub(m.began)
	select {
	case m.out <- m.now:
		return
	default:
	}
	select {
	case <-m.out: // nobody has read it
	default:
	}
	m.out <- m.now // there is room: nobody else writes
}

func (m *meter) close() {
	if m.out != nil {
		close(m.out)
	}
}
