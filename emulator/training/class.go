package training

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"locktwin/scenarios/training"
)

// States of a class.
const (
	ClassOpen   = "open"   // trainees may join
	ClassClosed = "closed" // nobody joins any more
	ClassEnded  = "ended"  // its attempts are over
)

// class is one class as it is kept.
type class struct {
	ID          string        `json:"id"`
	Order       uint64        `json:"order"`
	Title       string        `json:"title"`
	Cases       []string      `json:"cases"`
	Mode        training.Mode `json:"mode"`
	Lang        string        `json:"lang"`
	TimeLimit   time.Duration `json:"time_limit_ns"`
	ShowNames   bool          `json:"show_names"`
	State       string        `json:"state"`
	Code        string        `json:"code,omitempty"`
	CodeExpires time.Time     `json:"code_expires,omitzero"`
	HandedOut   bool          `json:"handed_out"`
	Created     time.Time     `json:"created"`
	Ended       time.Time     `json:"ended,omitzero"`
	Joined      int           `json:"joined"` // trainees so far, for their names

	trainees []*trainee
	board    *board
}

// Class is a class as an instructor sees it.
type Class struct {
	ID          string        `json:"id" doc:"Identifier."`
	Title       string        `json:"title" doc:"What it is called."`
	Cases       []string      `json:"cases" nullable:"false" doc:"Ids of the cases that its trainees play."`
	Mode        training.Mode `json:"mode" doc:"How much help they get." enum:"guided,hints,exam"`
	Lang        string        `json:"lang" doc:"Language of who does not choose another." enum:"en,de,fr"`
	TimeLimitNS int64         `json:"time_limit_ns" doc:"Real time for one case, in nanoseconds; 0: no limit."`
	ShowNames   bool          `json:"show_names" doc:"Whether results that leave the server have the names that trainees gave."`
	State       string        `json:"state" doc:"open: trainees may join; closed: nobody joins any more; ended: its attempts are over." enum:"open,closed,ended"`
	Code        string        `json:"code,omitempty" doc:"With this code trainees join, as long as the class is open."`
	CodeExpires time.Time     `json:"code_expires,omitzero" doc:"When the code ends."`
	HandedOut   bool          `json:"handed_out" doc:"Whether trainees see their score and the debrief in exam mode."`
	Trainees    int           `json:"trainees" doc:"How many there are."`
	Created     time.Time     `json:"created" doc:"When it was opened."`
	Ended       time.Time     `json:"ended,omitzero" doc:"When it was ended."`
}

// ClassSpec says which class to open.
type ClassSpec struct {
	Title     string
	Cases     []string
	Mode      training.Mode
	Lang      string
	TimeLimit time.Duration // 0: none
	CodeFor   time.Duration // 0: DefaultCodeTime
	ShowNames bool
}

func (sp *ClassSpec) check(s *Service) error {
	if err := checkLine("title", sp.Title, MaxTitleChars); err != nil {
		return err
	}
	if n := len(sp.Cases); n == 0 || n > MaxCases {
		return fmt.Errorf("%w: %d cases; a class has 1 to %d", ErrInput, n, MaxCases)
	}
	for i, id := range sp.Cases {
		if _, err := s.Case(id); err != nil {
			return err
		}
		if slices.Contains(sp.Cases[:i], id) {
			return fmt.Errorf("%w: case %q is named twice", ErrInput, id)
		}
	}
	if err := checkPlay(sp.Mode, sp.Lang, sp.TimeLimit); err != nil {
		return err
	}
	return checkCodeTime(sp.CodeFor)
}

// checkPlay holds how a case is to be played against what there is.
func checkPlay(m training.Mode, lang string, limit time.Duration) error {
	if !slices.Contains(training.Modes(), m) {
		return fmt.Errorf("%w: mode %.40q; there are %v", ErrInput, m, training.Modes())
	}
	if !slices.Contains(training.Languages(), lang) {
		return fmt.Errorf("%w: language %.40q; there are %v", ErrInput, lang, training.Languages())
	}
	if limit != 0 && (limit < MinTimeLimit || limit > MaxTimeLimit) {
		return fmt.Errorf("%w: a time limit of %v; it has to be %v to %v", ErrInput, limit, MinTimeLimit, MaxTimeLimit)
	}
	return nil
}

func checkCodeTime(d time.Duration) error {
	if d != 0 && (d < MinCodeTime || d > MaxCodeTime) {
		return fmt.Errorf("%w: a code for %v; it has to be %v to %v", ErrInput, d, MinCodeTime, MaxCodeTime)
	}
	return nil
}

// checkLine is checkWords for a text that stands in one line beside others: nothing in
// it breaks the line or turns the direction of what follows.
func checkLine(what, text string, most int) error {
	turns := func(r rune) bool { return r >= 0x202a && r <= 0x202e || r >= 0x2066 && r <= 0x2069 }
	if strings.ContainsAny(text, "\n\u0085\u2028\u2029") || strings.ContainsFunc(text, turns) {
		return fmt.Errorf("%w: a %s has one line, and no character that turns its direction", ErrInput, what)
	}
	return checkWords(what, text, most)
}

// checkWords holds a text that people read against what can be shown.
func checkWords(what, text string, most int) error {
	n := utf8.RuneCountInString(text)
	if strings.TrimSpace(text) == "" || n > most || !utf8.ValidString(text) || strings.ContainsFunc(text, func(r rune) bool { return unicode.IsControl(r) && r != '\n' }) {
		return fmt.Errorf("%w: a %s of %d characters; it has to be 1 to %d, and none of them a control character", ErrInput, what, n, most)
	}
	return nil
}

// OpenClass opens a class and gives it a code. Errors wrap ErrInput, ErrNotFound,
// ErrLimit or ErrStore.
func (s *Service) OpenClass(ctx context.Context, sp ClassSpec) (Class, error) {
	if err := sp.check(s); err != nil {
		return Class{}, err
	}
	id, err := drawID(s.o.Random, "c-")
	if err != nil {
		return Class{}, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if n := len(s.classes); n >= s.o.Limits.Classes {
		return Class{}, fmt.Errorf("%w: %d classes are kept", ErrLimit, n)
	}
	s.order++
	c := &class{
		ID: id, Order: s.order, Title: strings.TrimSpace(sp.Title), Cases: slices.Clone(sp.Cases), Mode: sp.Mode, Lang: sp.Lang, TimeLimit: sp.TimeLimit, ShowNames: sp.ShowNames,
		State: ClassOpen, Created: s.now(), board: newBoard(s.o.Limits.Notices),
	}
	if err := s.giveCode(c, sp.CodeFor); err != nil {
		return Class{}, err
	}
	if err := s.keep(ctx, c); err != nil {
		return Class{}, err
	}
	s.classes[id] = c
	s.o.Log.Info("class opened", "class", id, "cases", len(c.Cases), "mode", c.Mode)
	s.warmUp(c.Cases)
	return c.view(s.now()), nil
}

// giveCode gives a class a code that no other has.
func (s *Service) giveCode(c *class, d time.Duration) error {
	if d == 0 {
		d = DefaultCodeTime
	}
	for {
		code, err := drawCode(s.o.Random)
		if err != nil {
			return err
		}
		if s.byCode(code) == nil {
			c.Code, c.CodeExpires = code, s.now().Add(d)
			return nil
		}
	}
}

// byCode finds the class that a code leads to. Every code is compared to its end.
func (s *Service) byCode(code string) *class {
	var found *class
	now := s.now()
	for _, c := range s.classes {
		if c.joinable(now) && sameText(c.Code, code) {
			found = c
		}
	}
	return found
}

func (c *class) joinable(now time.Time) bool {
	return c.State == ClassOpen && c.Code != "" && now.Before(c.CodeExpires)
}

func (c *class) view(now time.Time) Class {
	v := Class{
		ID: c.ID, Title: c.Title, Cases: c.Cases, Mode: c.Mode, Lang: c.Lang, TimeLimitNS: int64(c.TimeLimit), ShowNames: c.ShowNames, State: c.State,
		HandedOut: c.HandedOut, Trainees: len(c.trainees), Created: c.Created, Ended: c.Ended,
	}
	if c.joinable(now) {
		v.Code, v.CodeExpires = spellCode(c.Code), c.CodeExpires
	}
	return v
}

// Classes lists the classes, the newest first.
func (s *Service) Classes() []Class {
	s.mu.Lock()
	defer s.mu.Unlock()
	var list []*class
	for _, c := range s.classes {
		list = append(list, c)
	}
	slices.SortFunc(list, func(x, y *class) int { return int(y.Order) - int(x.Order) })
	out := make([]Class, 0, len(list))
	for _, c := range list {
		out = append(out, c.view(s.now()))
	}
	return out
}

// ClassView is a class with its trainees.
type ClassView struct {
	Class    Class        `json:"class" doc:"The class."`
	Trainees []TraineeRow `json:"trainees" nullable:"false" doc:"In the order in which they joined."`
}

// Class gives a class; the error wraps ErrNotFound.
func (s *Service) Class(id string) (ClassView, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	c, err := s.theClass(id)
	if err != nil {
		return ClassView{}, err
	}
	return s.viewOf(c), nil
}

func (s *Service) viewOf(c *class) ClassView {
	v := ClassView{Class: c.view(s.now()), Trainees: make([]TraineeRow, 0, len(c.trainees))}
	for _, t := range c.trainees {
		v.Trainees = append(v.Trainees, s.row(t))
	}
	return v
}

// changeClass changes a class, saves it and tells.
func (s *Service) changeClass(ctx context.Context, id string, change func(*class) error) (Class, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	c, err := s.theClass(id)
	if err != nil {
		return Class{}, err
	}
	before := *c
	if err := change(c); err != nil {
		return Class{}, err
	}
	if err := s.keep(ctx, c); err != nil {
		*c = before
		return Class{}, err
	}
	s.tellClass(c)
	return c.view(s.now()), nil
}

type classBody struct {
	Type  string `json:"type"`
	Class Class  `json:"class"`
}

func (s *Service) tellClass(c *class) {
	c.board.post(NoticeClass, classBody{NoticeClass, c.view(s.now())})
}

// NewCode gives a class another code; the old one is void. d is as
// ClassSpec.CodeFor. Errors wrap ErrNotFound, ErrState, ErrInput or ErrStore.
func (s *Service) NewCode(ctx context.Context, id string, d time.Duration) (Class, error) {
	if err := checkCodeTime(d); err != nil {
		return Class{}, err
	}
	return s.changeClass(ctx, id, func(c *class) error {
		if c.State == ClassEnded {
			return fmt.Errorf("%w: the class has ended", ErrState)
		}
		c.State = ClassOpen
		return s.giveCode(c, d)
	})
}

// CloseClass lets nobody join any more. Errors wrap ErrNotFound, ErrState or
// ErrStore.
func (s *Service) CloseClass(ctx context.Context, id string) (Class, error) {
	return s.changeClass(ctx, id, func(c *class) error {
		if c.State == ClassEnded {
			return fmt.Errorf("%w: the class has ended", ErrState)
		}
		c.State, c.Code, c.CodeExpires = ClassClosed, "", time.Time{}
		return nil
	})
}

// HandOut lets the trainees see their score and the debrief. Errors wrap
// ErrNotFound or ErrStore.
func (s *Service) HandOut(ctx context.Context, id string) (Class, error) {
	v, err := s.changeClass(ctx, id, func(c *class) error {
		c.HandedOut = true
		return nil
	})
	if err != nil {
		return Class{}, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if c := s.classes[id]; c != nil {
		for _, t := range c.trainees {
			s.rescope(t)
			for _, a := range t.attempts {
				s.tellAttempt(a)
			}
		}
	}
	return v, nil
}

// EndClass finishes the attempts that run, as they are, and hands the results out.
// Errors wrap ErrNotFound or ErrStore.
func (s *Service) EndClass(ctx context.Context, id string) (Class, error) {
	if _, err := s.changeClass(ctx, id, func(c *class) error {
		if c.State != ClassEnded {
			c.State, c.Code, c.CodeExpires, c.Ended = ClassEnded, "", time.Time{}, s.now()
		}
		return nil
	}); err != nil {
		return Class{}, err
	}
	s.mu.Lock()
	var running []*attempt
	if c := s.classes[id]; c != nil {
		for _, t := range c.trainees {
			if a := t.running(); a != nil {
				running = append(running, a)
			}
		}
	}
	s.mu.Unlock()
	var failed error
	for _, a := range running {
		if err := s.finish(ctx, a, OverClass); err != nil {
			failed = err
		}
	}
	v, err := s.HandOut(ctx, id)
	if err == nil {
		err = failed
	}
	return v, err
}
