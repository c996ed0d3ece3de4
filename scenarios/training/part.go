package training

// Part is something of the bench that is covered until a stage uncovers it.
type Part string

// Parts. The names are those that the page covers.
const (
	PartAnswers Part = "answers" // the customer answers questions
	PartPhone   Part = "phone"   // the customer's phone, or one beside it
	PartBay     Part = "bay"     // the battery bay and the hands at the door
	PartLog     Part = "log"     // the activity log
	PartStory   Part = "story"   // what happened, line by line
	PartScope   Part = "scope"   // the rail
	PartFlash   Part = "flash"   // the memory
	PartTime    Part = "time"    // pause, step, rewind
	PartFaults  Part = "faults"  // faults to be injected
)

// Parts are the parts there are.
func Parts() []Part {
	return []Part{PartAnswers, PartPhone, PartBay, PartLog, PartStory, PartScope, PartFlash, PartTime, PartFaults}
}

// Mode is how much help a trainee gets.
type Mode string

// Modes. Guided: the next step of the reference solution is suggested. Hints: there
// are hints, which cost points. Exam: no help, and no word on whether a diagnosis is
// right until the end.
const (
	Guided Mode = "guided"
	Hints  Mode = "hints"
	Exam   Mode = "exam"
)

// Modes are the modes there are.
func Modes() []Mode { return []Mode{Guided, Hints, Exam} }
