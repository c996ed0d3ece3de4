package training

import (
	"context"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"slices"

	"locktwin/emulator/access"
	"locktwin/emulator/fleet"
)

// Names of what is kept, among the values of the lock that is none.
const (
	noLock      = ""
	keyTraining = "training/"
	keyClass    = keyTraining + "class/"   // and the id: JSON
	keyTrainee  = keyTraining + "trainee/" // and the id: JSON
	keyAttempt  = keyTraining + "attempt/" // and the id: JSON
)

// kept is what has a place in the store.
type kept interface{ key() string }

func (c *class) key() string   { return keyClass + c.ID }
func (t *trainee) key() string { return keyTrainee + t.ID }
func (a *attempt) key() string { return keyAttempt + a.ID }

// keep saves things together; the caller holds mu. It returns when they survive
// the end of the process.
func (s *Service) keep(ctx context.Context, things ...kept) error {
	if s.o.Store == nil {
		return nil
	}
	puts := map[string][]byte{}
	for _, k := range things {
		text, err := json.Marshal(k)
		if err != nil {
			return stored(err)
		}
		puts[k.key()] = text
	}
	return stored(s.o.Store.Save(context.WithoutCancel(ctx), noLock, puts, nil))
}

// drop removes things from the store; the caller holds mu.
func (s *Service) drop(ctx context.Context, things ...kept) error {
	if s.o.Store == nil || len(things) == 0 {
		return nil
	}
	var names []string
	for _, k := range things {
		names = append(names, k.key())
	}
	return stored(s.o.Store.Save(context.WithoutCancel(ctx), noLock, nil, names))
}

// load takes up what the store holds. What cannot be read is left there, and said
// in the log.
func (s *Service) load(ctx context.Context) error {
	if s.o.Store == nil {
		return nil
	}
	values, err := s.o.Store.Load(ctx, noLock, keyTraining)
	if err != nil {
		return stored(err)
	}
	for _, c := range readAll[class](s, values, keyClass) {
		c.board = newBoard(s.o.Limits.Notices)
		s.classes[c.ID] = c
		s.order = max(s.order, c.Order)
	}
	trainees := readAll[trainee](s, values, keyTrainee)
	slices.SortFunc(trainees, func(x, y *trainee) int { return int(x.Order) - int(y.Order) })
	for _, t := range trainees {
		if t.class = s.classes[t.Class]; t.class != nil {
			t.class.trainees = append(t.class.trainees, t)
		}
		s.trainees[t.ID] = t
		s.order = max(s.order, t.Order)
	}
	attempts := readAll[attempt](s, values, keyAttempt)
	slices.SortFunc(attempts, func(x, y *attempt) int { return int(x.Order) - int(y.Order) })
	for _, a := range attempts {
		if a.trainee = s.trainees[a.Trainee]; a.trainee == nil {
			s.o.Log.Error("an attempt without its trainee is left out", "attempt", a.ID)
			continue
		}
		s.order = max(s.order, a.Order)
		s.takeUp(ctx, a)
	}
	s.deleteStrays(ctx, values)
	for _, t := range trainees {
		if err := s.knowToken(t); err != nil {
			s.o.Log.Error("the token of a trainee cannot be taken up", "trainee", t.ID, "error", err)
		}
	}
	return nil
}

// deleteStrays deletes the locks of trainings that belong to no attempt: the process
// has ended between the making of one and its record, or in the middle of a deletion.
// Those of an attempt that is kept but cannot be read stay.
func (s *Service) deleteStrays(ctx context.Context, values map[string][]byte) {
	for _, l := range s.o.Fleet.Locks(fleet.Query{}) {
		id := lockOfAttempt.FindStringSubmatch(l.ID)
		if id == nil || l.Name != lockName(l.ID) || s.locks[l.ID] != nil {
			continue
		}
		if _, kept := values[keyAttempt+id[1]]; kept && s.attempts[id[1]] == nil {
			continue
		}
		if err := s.deleteLock(ctx, l.ID); err != nil {
			s.o.Log.Error("the lock of an attempt that is gone cannot be deleted", "lock", l.ID, "error", err)
		}
	}
}

// lockOfAttempt matches ids that the locks of attempts have, and takes out that of
// the attempt.
var lockOfAttempt = regexp.MustCompile(`^(a-[a-z0-9]+)(?:-h|-w[0-9]+)?$`)

// lockName is the name that the locks of trainings get.
func lockName(id string) string { return "training " + id }

// readAll reads everything below a prefix, in the order of the names.
func readAll[T any](s *Service, values map[string][]byte, prefix string) []*T {
	var names []string
	for name := range values {
		if len(name) > len(prefix) && name[:len(prefix)] == prefix {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	var out []*T
	for _, name := range names {
		v := new(T)
		if err := json.Unmarshal(values[name], v); err != nil {
			s.o.Log.Error("a part of the trainings cannot be read and is left as it is", "name", name, "error", err)
			continue
		}
		out = append(out, v)
	}
	return out
}

// knowToken takes up the token of a trainee of an earlier run.
func (s *Service) knowToken(t *trainee) error {
	b, err := hex.DecodeString(t.Hash)
	if err != nil || len(b) != len(access.TokenHash{}) {
		return fmt.Errorf("%w: the hash of the token is damaged", ErrStore)
	}
	if !s.now().Before(t.Expires) {
		return nil
	}
	scope, err := s.scopeOf(t)
	if err != nil {
		return err
	}
	return s.o.Tokens.AddHash(access.TokenHash(b), t.tokenName(), scope, t.Expires)
}

// takeUp takes up an attempt of an earlier run. Its clock goes on from the last
// choice. A choice that was being carried out when the process ended was not
// recorded; its lock goes back to its pace.
func (s *Service) takeUp(ctx context.Context, a *attempt) {
	a.prepare(s)
	a.since = s.now()
	a.trainee.attempts = append(a.trainee.attempts, a)
	s.attempts[a.ID] = a
	for _, id := range a.own() {
		s.locks[id] = a
	}
	if a.Over {
		return
	}
	err := s.o.Fleet.SetSpeed(ctx, a.ID, a.pace())
	if errors.Is(err, fleet.ErrNotFound) {
		a.Over, a.WhyOver, a.Ended = true, OverLost, s.now()
		err = s.keep(ctx, a)
	}
	if err != nil {
		s.o.Log.Error("an attempt cannot be taken up as it was", "attempt", a.ID, "error", err)
	}
}
