package api

import "sync"

// mostAnswers is how many answers that took long are remembered.
const mostAnswers = 32

// answers remembers what took long to compute. A question and its answer belong
// together for good, so an answer never gets old; what was not asked for the
// longest time makes room.
type answers struct {
	mu    sync.Mutex
	known map[string]any
	order []string // the one asked last at the end
}

func newAnswers() *answers { return &answers{known: map[string]any{}} }

// get gives the answer to a question, if it is known.
func (a *answers) get(question string) (any, bool) {
	a.mu.Lock()
	defer a.mu.Unlock()
	v, ok := a.known[question]
	if ok {
		a.touch(question)
	}
	return v, ok
}

// put remembers an answer, which nobody may change any more.
func (a *answers) put(question string, answer any) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.known[question] = answer
	a.touch(question)
	if len(a.order) > mostAnswers {
		delete(a.known, a.order[0])
		a.order = a.order[1:]
	}
}

func (a *answers) touch(question string) {
	for i, q := range a.order {
		if q == question {
			a.order = append(a.order[:i], a.order[i+1:]...)
			break
		}
	}
	a.order = append(a.order, question)
}
