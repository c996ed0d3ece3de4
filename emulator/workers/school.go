package workers

import (
	"slices"
	"sync"

	"locktwin/scenarios/campaign"
)

// lessonsKept is how many lessons a pool hands on. Shards of one survey come close
// together, so older lessons are asked for no more.
const lessonsKept = 8

// school hands what one engine has worked out on to the others, so that a survey is
// made once and not by each worker. It changes no answer.
type school struct {
	mu      sync.Mutex
	lessons []taught
}

// taught is a lesson with what it is about.
type taught struct {
	variant int
	path    []campaign.Fault
	lesson  any
}

func (t *taught) about(s *campaign.Shard) bool {
	return t.variant == s.Variant.Index && slices.Equal(t.path, s.Path)
}

// before lets an engine learn what helps with a shard.
func (c *school) before(e campaign.Engine, s *campaign.Shard) {
	pupil, ok := e.(campaign.Teacher)
	if !ok {
		return
	}
	c.mu.Lock()
	i := slices.IndexFunc(c.lessons, func(t taught) bool { return t.about(s) })
	var lesson any
	if i >= 0 {
		lesson = c.lessons[i].lesson
	}
	c.mu.Unlock()
	if lesson != nil {
		pupil.Learn(lesson)
	}
}

// after keeps what an engine has worked out for a shard.
func (c *school) after(e campaign.Engine, s *campaign.Shard) {
	teacher, ok := e.(campaign.Teacher)
	if !ok || s.Kind != campaign.SurveyShard {
		return
	}
	lesson := teacher.Lesson(s.Variant, s.Path)
	if lesson == nil {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.lessons = append(c.lessons, taught{s.Variant.Index, s.Path, lesson})
	if len(c.lessons) > lessonsKept {
		c.lessons = slices.Delete(c.lessons, 0, 1)
	}
}
