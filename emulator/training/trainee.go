package training

import (
	"context"
	"crypto/subtle"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"time"

	"locktwin/emulator/access"
	"locktwin/scenarios/training"
)

// trainee is one trainee as he is kept.
type trainee struct {
	ID       string    `json:"id"`
	Order    uint64    `json:"order"`
	Class    string    `json:"class,omitempty"` // "": alone
	Name     string    `json:"name"`
	Account  string    `json:"account"` // pseudonym in results
	Lang     string    `json:"lang"`
	Joined   time.Time `json:"joined"`
	Hash     string    `json:"token_sha256"` // of the token, hexadecimal
	Expires  time.Time `json:"token_expires"`
	Frozen   bool      `json:"frozen"`
	Messages []Message `json:"messages,omitempty"`
	Told     int       `json:"told"` // messages so far, for their numbers

	class    *class // nil: alone
	attempts []*attempt
}

// Message is what an instructor says.
type Message struct {
	N       int       `json:"n" doc:"Number, counted from 1 for each trainee."`
	At      time.Time `json:"at" doc:"When it was said."`
	Text    string    `json:"text" doc:"What was said."`
	Trainee string    `json:"trainee,omitempty" doc:"Whom it is for; left out when it is for all of the class."`
}

// TraineeRow is a trainee as an instructor sees him.
type TraineeRow struct {
	ID        string       `json:"id" doc:"Identifier."`
	Name      string       `json:"name" doc:"Name that he gave, or a number."`
	Lang      string       `json:"lang" doc:"His language." enum:"en,de,fr"`
	Joined    time.Time    `json:"joined" doc:"When he joined."`
	Frozen    bool         `json:"frozen" doc:"Whether the instructor has stopped him."`
	Connected int          `json:"connected" doc:"Live feeds that his pages hold open."`
	Attempt   *AttemptRow  `json:"attempt,omitempty" doc:"The attempt that runs, or the latest."`
	Attempts  []AttemptRow `json:"attempts" nullable:"false" doc:"All of them, the oldest first."`
}

// TraineeSelf is a trainee as he sees himself.
type TraineeSelf struct {
	ID       string     `json:"id" doc:"Identifier."`
	Name     string     `json:"name" doc:"Name that he gave, or a number."`
	Lang     string     `json:"lang" doc:"His language." enum:"en,de,fr"`
	Frozen   bool       `json:"frozen" doc:"Whether the instructor has stopped him."`
	Class    *ClassSelf `json:"class,omitempty" doc:"His class, if he is in one."`
	Cases    []CaseSelf `json:"cases" nullable:"false" doc:"What there is to play, and how far he is."`
	Attempt  string     `json:"attempt,omitempty" doc:"Id of the attempt that runs, or of the latest."`
	Messages []Message  `json:"messages" nullable:"false" doc:"What the instructor said, the oldest first."`
}

// ClassSelf is a class as a trainee sees it.
type ClassSelf struct {
	ID        string        `json:"id" doc:"Identifier."`
	Title     string        `json:"title" doc:"What it is called."`
	State     string        `json:"state" doc:"open, closed or ended." enum:"open,closed,ended"`
	Mode      training.Mode `json:"mode" doc:"How much help there is." enum:"guided,hints,exam"`
	HandedOut bool          `json:"handed_out" doc:"Whether score and debrief may be seen in exam mode."`
}

// CaseSelf is a case as a trainee sees it from outside.
type CaseSelf struct {
	ID      string        `json:"id" doc:"Id of the case."`
	Title   training.Text `json:"title" doc:"Its title."`
	Level   int           `json:"level" doc:"1 easy to 3 hard."`
	Attempt string        `json:"attempt,omitempty" doc:"Id of his latest attempt at it."`
	State   string        `json:"state,omitempty" doc:"running or over; left out if he has not begun." enum:"running,over"`
}

// Joined is what somebody gets who has joined. The token is told once.
type Joined struct {
	Token   string      `json:"token" doc:"Send it with every request from now on; it is told only here."`
	Expires time.Time   `json:"expires" doc:"When it ends."`
	Trainee TraineeSelf `json:"trainee" doc:"Who you are from now on."`
}

// tokenName is what the tokens of a trainee are called.
func (t *trainee) tokenName() string { return "trainee " + t.ID }

// sameText compares without telling by the time it takes where the difference is.
func sameText(x, y string) bool { return subtle.ConstantTimeCompare([]byte(x), []byte(y)) == 1 }

// Join lets somebody into the class that a code leads to. from is the address that
// asks. A name or language may be left out. Errors wrap ErrCode, ErrTooFast,
// ErrInput, ErrLimit or ErrStore.
func (s *Service) Join(ctx context.Context, code, name, lang, from string) (Joined, error) {
	if name != "" {
		if err := checkLine("name", name, MaxNameChars); err != nil {
			return Joined{}, err
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	now := s.now()
	if wait, ok := s.guesses.May(from, now); !ok {
		return Joined{}, &TooFast{int((wait + time.Second - 1) / time.Second)}
	}
	c := s.byCode(readCode(code))
	if c == nil {
		s.guesses.Wrong(from, now)
		return Joined{}, ErrCode
	}
	if lang == "" {
		lang = c.Lang
	}
	if n := len(c.trainees); n >= s.o.Limits.Trainees {
		return Joined{}, fmt.Errorf("%w: a class has at most %d trainees", ErrLimit, n)
	}
	before := c.Joined
	c.Joined++
	if name == "" {
		name = fmt.Sprintf("trainee %d", c.Joined)
	}
	t, token, err := s.admit(ctx, c, s.freeName(c, strings.TrimSpace(name)), lang)
	if err != nil {
		c.Joined = before
		return Joined{}, err
	}
	s.tellClass(c)
	s.tellTrainee(t)
	return Joined{token, t.Expires, s.self(t)}, nil
}

// freeName is the name, with a number if somebody in the class has it.
func (s *Service) freeName(c *class, name string) string {
	taken := func(n string) bool {
		return slices.ContainsFunc(c.trainees, func(t *trainee) bool { return strings.EqualFold(t.Name, n) })
	}
	out := name
	for n := 2; taken(out); n++ {
		out = fmt.Sprintf("%s (%d)", name, n)
	}
	return out
}

// admit makes a trainee and mints a token; the caller holds mu.
func (s *Service) admit(ctx context.Context, c *class, name, lang string) (*trainee, string, error) {
	if !slices.Contains(training.Languages(), lang) {
		return nil, "", fmt.Errorf("%w: language %.40q; there are %v", ErrInput, lang, training.Languages())
	}
	id, err := drawID(s.o.Random, "t-")
	if err != nil {
		return nil, "", err
	}
	account, err := drawUUID(s.o.Random)
	if err != nil {
		return nil, "", err
	}
	s.order++
	now := s.now()
	t := &trainee{ID: id, Order: s.order, Name: name, Account: account, Lang: lang, Joined: now, class: c}
	if c != nil {
		t.Class = c.ID
	}
	life := s.o.Retention
	if life <= 0 || life > DefaultRetention {
		life = DefaultRetention
	}
	scope, err := s.scopeOf(t)
	if err != nil {
		return nil, "", err
	}
	token, err := s.o.Tokens.Mint(s.o.Random, t.tokenName(), scope, life)
	if err != nil {
		return nil, "", fmt.Errorf("%w: %w", ErrLimit, err)
	}
	hash := access.HashToken(token)
	t.Hash, t.Expires = hex.EncodeToString(hash[:]), now.Add(life)
	parts := []kept{t}
	if c != nil {
		parts = append(parts, c)
	}
	if err := s.keep(ctx, parts...); err != nil {
		s.o.Tokens.Revoke(t.tokenName())
		return nil, "", err
	}
	s.trainees[id] = t
	if c != nil {
		c.trainees = append(c.trainees, t)
	}
	s.o.Log.Info("trainee joined", "trainee", id, "class", t.Class)
	return t, token, nil
}

// running is the attempt that is not over, nil if there is none.
func (t *trainee) running() *attempt {
	for _, a := range t.attempts {
		if !a.Over {
			return a
		}
	}
	return nil
}

// latest is the attempt that runs, or the latest.
func (t *trainee) latest() *attempt {
	if a := t.running(); a != nil || len(t.attempts) == 0 {
		return a
	}
	return t.attempts[len(t.attempts)-1]
}

// row shows a trainee to an instructor; the caller holds mu.
func (s *Service) row(t *trainee) TraineeRow {
	r := TraineeRow{ID: t.ID, Name: t.Name, Lang: t.Lang, Joined: t.Joined, Frozen: t.Frozen, Attempts: []AttemptRow{}}
	for _, a := range t.attempts {
		r.Attempts = append(r.Attempts, s.attemptRow(a))
		r.Connected += a.board.open()
	}
	if a := t.latest(); a != nil {
		row := s.attemptRow(a)
		r.Attempt = &row
	}
	return r
}

// self shows a trainee to himself; the caller holds mu.
func (s *Service) self(t *trainee) TraineeSelf {
	v := TraineeSelf{ID: t.ID, Name: t.Name, Lang: t.Lang, Frozen: t.Frozen, Messages: append([]Message{}, t.Messages...), Cases: []CaseSelf{}}
	var cases []string
	if c := t.class; c != nil {
		v.Class = &ClassSelf{ID: c.ID, Title: c.Title, State: c.State, Mode: c.Mode, HandedOut: c.HandedOut}
		cases = c.Cases
	}
	for _, a := range t.attempts {
		if !slices.Contains(cases, a.Case) {
			cases = append(slices.Clone(cases), a.Case)
		}
	}
	for _, id := range cases {
		k := CaseSelf{ID: id}
		if c, err := s.Case(id); err == nil {
			k.Title, k.Level = c.Title, c.Level
		}
		for _, a := range t.attempts {
			if a.Case == id {
				k.Attempt, k.State = a.ID, a.state()
			}
		}
		v.Cases = append(v.Cases, k)
	}
	if a := t.latest(); a != nil {
		v.Attempt = a.ID
	}
	return v
}

// Trainee shows a trainee to himself. Errors wrap ErrNotFound.
func (s *Service) Trainee(id string) (TraineeSelf, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	t, err := s.theTrainee(id)
	if err != nil {
		return TraineeSelf{}, err
	}
	return s.self(t), nil
}

type (
	traineeBody struct {
		Type    string     `json:"type"`
		Trainee TraineeRow `json:"trainee"`
	}
	goneBody struct {
		Type    string `json:"type"`
		Trainee string `json:"trainee"`
	}
	listedBody struct {
		Type     string `json:"type"`
		Trainees int    `json:"trainees"`
	}
)

// tellTrainee tells the instructor how a trainee is; the caller holds mu.
func (s *Service) tellTrainee(t *trainee) {
	if t.class != nil {
		t.class.board.post(NoticeTrainee, traineeBody{NoticeTrainee, s.row(t)})
	}
}

// FollowClass gives a live feed of a class. Errors wrap ErrNotFound.
func (s *Service) FollowClass(id string) (*Feed, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	c, err := s.theClass(id)
	if err != nil {
		return nil, err
	}
	return c.board.subscribe(func() []Notice {
		s.mu.Lock()
		defer s.mu.Unlock()
		v := s.viewOf(c)
		list := []Notice{{NoticeClass, classBody{NoticeClass, v.Class}}}
		for _, r := range v.Trainees {
			list = append(list, Notice{NoticeTrainee, traineeBody{NoticeTrainee, r}})
		}
		return append(list, Notice{NoticeListed, listedBody{NoticeListed, len(v.Trainees)}})
	}, func() {}), nil
}
