package locks

import (
	"slices"

	"locktwin/scenarios/campaign"
)

// lesson is what a survey takes long to find out: the classes, how many bits each
// leaves near the reference, and what boots read. The reference run is played again
// by whoever learns it, because its copies belong to one goroutine.
type lesson struct {
	variant int
	path    []campaign.Fault
	survey  *campaign.Survey
	near    []int
	reads   reads
}

// keptLessons is how many lessons an engine remembers.
const keptLessons = 8

var _ campaign.Teacher = (*Engine)(nil)

// Lesson is part of campaign.Teacher.
func (e *Engine) Lesson(v campaign.Variant, path []campaign.Fault) any {
	for _, t := range e.tracks {
		if t.variant == v.Index && same(t.path, path) && t.survey != nil {
			return &lesson{v.Index, t.path, t.survey, t.near, reads{slices.Clone(t.reads.words), t.reads.size}}
		}
	}
	return nil
}

// Learn is part of campaign.Teacher. What is no lesson of such an engine is not
// learned.
func (e *Engine) Learn(taught any) {
	l, ok := taught.(*lesson)
	if !ok || slices.Contains(e.lessons, l) {
		return
	}
	e.lessons = append(e.lessons, l)
	if len(e.lessons) > keptLessons {
		e.lessons = slices.Delete(e.lessons, 0, 1)
	}
}
