package training

import "strings"

// Criterion is what the rubric pays for.
type Criterion string

// Criteria.
const (
	Asking    Criterion = "asking"    // the customer was asked what matters
	Order     Criterion = "order"     // the least destructive test came first
	Reading   Criterion = "evidence"  // evidence came before the conclusion
	Deciding  Criterion = "diagnosis" // the diagnosis is right
	Telling   Criterion = "telling"   // the customer was told what matters, and what will be lost
	Verifying Criterion = "checking"  // the result was tried
)

// Criteria are the criteria there are, in the order of a report.
func Criteria() []Criterion {
	return []Criterion{Asking, Order, Reading, Deciding, Telling, Verifying}
}

func (w Weights) of(c Criterion) int {
	switch c {
	case Asking:
		return w.Asking
	case Order:
		return w.Order
	case Reading:
		return w.Evidence
	case Deciding:
		return w.Diagnosis
	case Telling:
		return w.Telling
	}
	return w.Checking
}

// What costs points, whatever was earned. Evidence that is destroyed unread costs
// most: nobody can bring it back.
const (
	costOfPage     = 30 // what was left of the settings in the memory
	costOfEvidence = 10 // any other evidence
	costOfErasing  = 20 // something was erased that the reference solution keeps
	costOfUntruth  = 5
	costOfQuarter  = 3 // each quarter of an hour beyond the customer's patience, begun
	mostOfPatience = 15
)

// PassPoints is what an attempt needs to be passed, of 100.
const PassPoints = 70

// Reason is why there are points, or why not.
type Reason struct {
	Text   Text `json:"text" doc:"What the points are for."`
	Points int  `json:"points" doc:"Points that are given, or taken when below 0."`
	Of     int  `json:"of" doc:"Points that there were to be had; 0 when points are taken."`
	N      int  `json:"n,omitempty" doc:"Number of the choice that it is about; 0 is none."`
}

// ScorePart is one criterion.
type ScorePart struct {
	Criterion Criterion `json:"criterion" doc:"What is judged."`
	Title     Text      `json:"title" doc:"The same for people."`
	Points    int       `json:"points" doc:"Points."`
	Of        int       `json:"of" doc:"Points that can be had."`
	Reasons   []Reason  `json:"reasons" nullable:"false" doc:"What they are for."`
}

// Score is what an attempt is worth.
type Score struct {
	Points int         `json:"points" doc:"Points, 0 to what can be had."`
	Of     int         `json:"of" doc:"Points that can be had."`
	Parts  []ScorePart `json:"parts" nullable:"false" doc:"Points by criterion."`
	Minus  []Reason    `json:"minus" nullable:"false" doc:"Points that are taken off."`
	Passed bool        `json:"passed" doc:"Enough points, and no evidence was destroyed unread."`
}

// scorer holds an attempt against the rubric.
type scorer struct {
	c *Case
	r *Record
}

// ScoreOf is what a record is worth. It follows from the case and the record alone.
func ScoreOf(c *Case, r Record) Score {
	s := scorer{c, &r}
	items := map[Criterion][]item{
		Asking: s.asking(), Order: s.order(), Reading: s.reading(),
		Deciding: s.deciding(), Telling: s.telling(), Verifying: s.verifying(),
	}
	out := Score{Of: c.Weights.sum(), Minus: []Reason{}}
	for _, k := range Criteria() {
		part := ScorePart{Criterion: k, Title: c.words.say("criterion." + string(k)), Of: c.Weights.of(k), Reasons: []Reason{}}
		all := items[k]
		for i, it := range all {
			of := part.Of*(i+1)/len(all) - part.Of*i/len(all)
			p := of * it.percent / 100
			part.Points += p
			part.Reasons = append(part.Reasons, Reason{Text: it.text, Points: p, Of: of, N: it.n})
		}
		if len(all) == 0 {
			part.Points = part.Of
			part.Reasons = append(part.Reasons, Reason{Text: c.words.say("reason.nothing-needed"), Points: part.Of, Of: part.Of})
		}
		out.Points += part.Points
		out.Parts = append(out.Parts, part)
	}
	destroyed := false
	out.Minus, destroyed = s.minus()
	for _, m := range out.Minus {
		out.Points += m.Points
	}
	out.Points = max(0, out.Points)
	out.Passed = out.Points >= PassPoints && !destroyed
	return out
}

// item is one thing that a criterion asks for.
type item struct {
	text    Text
	percent int // earned
	n       int
}

func (s *scorer) earned(yes bool, key string, n int, with ...string) item {
	percent, end := 0, ".no"
	if yes {
		percent, end = 100, ".yes"
	}
	return item{s.c.words.say("reason."+key+end, with...), percent, n}
}

// first is the number of the first entry that satisfies is; 0 when there is none.
func (s *scorer) first(is func(e *Entry) bool) int {
	for i := range s.r.Entries {
		if is(&s.r.Entries[i]) {
			return s.r.Entries[i].N
		}
	}
	return 0
}

// before says whether entry n came before entry m, where 0 stands for never.
func before(n, m int) bool { return n > 0 && (m == 0 || n < m) }

// touching is the first action that does at least so much to the lock.
func (s *scorer) touching(rank int) int {
	return s.first(func(e *Entry) bool {
		t, ok := toolOf(e.Choice.ID)
		return e.Choice.Kind == Do && ok && t.touch.rank() >= rank
	})
}

func (s *scorer) diagnosed() int {
	return s.first(func(e *Entry) bool { return e.Choice.Kind == Diagnose })
}

// asking: the questions that the case counts, before a decision and before anything
// is changed.
func (s *scorer) asking() []item {
	var out []item
	end := s.diagnosed()
	if n := s.touching(Changes.rank()); n > 0 && (end == 0 || n < end) {
		end = n
	}
	for _, q := range s.c.Questions {
		if !q.Key {
			continue
		}
		n := s.first(func(e *Entry) bool { return e.Choice.Kind == Ask && e.Choice.ID == q.Ask })
		out = append(out, s.named(s.earned(before(n, end), "asked", n), "ask."+q.Ask))
	}
	return out
}

// named puts the name of something into an item.
func (s *scorer) named(it item, key string) item {
	it.text = fill(it.text, "{name}", s.c.words.say(key))
	return it
}

// fill puts a text into a place of another.
func fill(t Text, place string, with Text) Text {
	return Text{strings.ReplaceAll(t.EN, place, with.EN), strings.ReplaceAll(t.DE, place, with.DE), strings.ReplaceAll(t.FR, place, with.FR)}
}
