package workers

import "time"

// Progress is how far a campaign is. What there is to do grows while surveys
// come in, so the remaining time is an estimate of what is known.
type Progress struct {
	Shards      int           `json:"shards"`       // given out so far
	ShardsDone  int           `json:"shards_done"`  // of these, answered
	Recalled    int           `json:"recalled"`     // of these, from the journal
	Weight      int           `json:"weight"`       // of the shards given out, in experiments
	WeightDone  int           `json:"weight_done"`  // of these, answered
	WeightFound int           `json:"weight_found"` // of these, from the journal
	Elapsed     time.Duration `json:"elapsed_ns"`
}

// Rate is how many experiments were done a second, those of the journal aside; 0
// when nothing can be said yet.
func (p Progress) Rate() float64 {
	if p.Elapsed <= 0 {
		return 0
	}
	return float64(p.WeightDone-p.WeightFound) / p.Elapsed.Seconds()
}

// Remaining is how long the rest takes at this rate; false when nothing can be
// said yet.
func (p Progress) Remaining() (time.Duration, bool) {
	rate := p.Rate()
	if rate <= 0 {
		return 0, false
	}
	return time.Duration(float64(p.Weight-p.WeightDone) / rate * float64(time.Second)), true
}

// meter counts what happens and tells it to whoever listens. The newest report
// takes the place of one that nobody has read, so that a slow reader slows
// nobody.
type meter struct {
	now   Progress
	clock func() time.Time
	began time.Time
	out   chan Progress
}

func newMeter(clock func() time.Time, out chan Progress) *meter {
	return &meter{clock: clock, began: clock(), out: out}
}

func (m *meter) given(weight int) {
	m.now.Shards++
	m.now.Weight += weight
}

func (m *meter) answered(weight int, recalled bool) {
	m.now.ShardsDone++
	m.now.WeightDone += weight
	if recalled {
		m.now.Recalled++
		m.now.WeightFound += weight
	}
}

func (m *meter) tell() {
	if m.out == nil {
		return
	}
	m.now.Elapsed = m.clock().Sub(m.began)
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
