package training

import (
	"fmt"

	"locktwin/model"
)

// Replay is the lock as it was before entry n of a record, counted from 1: what was
// done until then is done once more on a copy of the lock of the story. What a
// trainee has done by hand is not in a record as steps, and is left out. Errors wrap
// ErrRecord, or are those of steps.
func (c *Case) Replay(s *Story, r Record, n int) (*model.Lock, error) {
	if n < 1 || n > len(r.Entries)+1 {
		return nil, fmt.Errorf("%w: entry %d of %d", ErrRecord, n, len(r.Entries))
	}
	l := s.Lock()
	b := OnLock(l, s.seed())
	for i := range r.Entries[:n-1] {
		ch := r.Entries[i].Choice
		t, ok := toolOf(ch.ID)
		if ch.Kind != Do || ch.Hand || !ok || t.steps == nil {
			continue
		}
		if err := b.Play(t.steps(&world{lock: l, s: s, c: c})); err != nil {
			return nil, fmt.Errorf("entry %d, %s: %w", i+1, ch, err)
		}
	}
	return l, nil
}
