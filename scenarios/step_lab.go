package scenarios

import "time"

// What a lab supply and a climate chamber do.
type (
	// Sag pulls the battery voltage down for a while, whatever the cells do.
	Sag struct {
		To   Microvolts
		For  time.Duration // at the bottom
		Fall time.Duration // way down; 0 is 1ms
		Rise time.Duration // way up; 0 is 1ms
	}
	// Ambient changes the temperature.
	Ambient struct {
		To   Millicelsius
		Over time.Duration // 0 is at once
	}
	// Cut opens the battery line without bounce, and closes it again.
	Cut struct {
		For time.Duration // 0 is 5s
	}
	// Supply puts a lab supply in the place of the cells, or takes it away.
	Supply struct {
		To     Level
		Source Microohms // its resistance; 0 is 100mOhm
	}
)

func (Sag) isAction()     {}
func (Ambient) isAction() {}
func (Cut) isAction()     {}
func (Supply) isAction()  {}

// Defaults of lab steps; assumptions, chosen so that a plain 'cut' empties
// every capacitor of an ordinary board and a plain sag has no edge of its own.
const (
	CutFor       = 5 * time.Second
	SagEdge      = time.Millisecond
	SupplySource = Microohms(100_000)
)

func labSteps() []stepKind {
	return []stepKind{
		stepOf("lab", "sag", "Pull the battery voltage down for a while.", "sag: {to: 2.1V, for: 40ms}", "", nil,
			must("to", "Voltage at the bottom.", func(s *Sag) *Microvolts { return &s.To }, quantityOf[Microvolts](&voltage, 0, 12_000_000)),
			must("for", "Time at the bottom.", func(s *Sag) *time.Duration { return &s.For }, durationOf(time.Microsecond, time.Hour)),
			some("fall", "Time of the way down; 1ms if left out.", func(s *Sag) *time.Duration { return &s.Fall }, durationOf(time.Microsecond, time.Minute)),
			some("rise", "Time of the way up; 1ms if left out.", func(s *Sag) *time.Duration { return &s.Rise }, durationOf(time.Microsecond, time.Minute))),
		stepOf("lab", "ambient", "Change the temperature around the lock.", "ambient: -10C", "to", nil,
			must("to", "The new temperature.", func(a *Ambient) *Millicelsius { return &a.To }, ambientCodec()),
			some("over", "Time it takes; at once if left out.", func(a *Ambient) *time.Duration { return &a.Over }, durationOf(time.Second, 7*24*time.Hour))),
		stepOf("lab", "cut", "Open the battery line from one instant to the next, and close it again.", "cut: 5s", "for", nil,
			some("for", "How long it stays open; 5s if left out.", func(c *Cut) *time.Duration { return &c.For }, durationOf(time.Microsecond, MaxWait))),
		stepOf("lab", "supply", "Feed the lock from a lab supply in place of the cells; 'off' goes back to them.", "supply: 6V", "to", nil,
			must("to", "Its voltage, or off.", func(s *Supply) *Level { return &s.To }, levelOf(0, 12_000_000)),
			some("source", "Its resistance; 100mOhm if left out.", func(s *Supply) *Microohms { return &s.Source }, quantityOf[Microohms](&resistance, 1_000, 1e9))),
	}
}
