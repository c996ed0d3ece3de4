package remains

import (
	"fmt"
	"sort"

	"locktwin/model/firmware"
)

// Find looks for the way out. It changes nothing of what it is given. Errors wrap
// ErrInput, ErrOptions or ErrNoProfile.
func Find(in Input, o Options) (*WayOut, error) {
	if err := o.fill(); err != nil {
		return nil, err
	}
	if in.Profile != "" {
		if _, err := firmware.LookupProfile(in.Profile); err != nil {
			return nil, fmt.Errorf("%w: %w", ErrInput, err)
		}
	}
	m, err := open(&in)
	if err != nil {
		return nil, err
	}
	fits, w, err := m.fits(in.Profile, in.Seed)
	if err != nil {
		return nil, err
	}
	p := w.profile
	out := &WayOut{Part: m.d.Part().Name, Profile: p.Name, Given: in.Profile != "", Profiles: fits,
		Candidates: []Candidate{}, Remains: []Piece{}, Assumptions: assumptions()}
	l, err := m.build(p, in.Seed)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrInput, err)
	}
	s := &search{m: m, o: o}
	now, rested := s.start(l)
	out.Now = now
	s.scanAll(w)
	out.Reset = reset(p, rested)
	out.LockOut = lockOut(p)
	s.answer(out)
	return out, nil
}

func (o *Options) fill() error {
	for _, f := range [...]struct {
		name     string
		v        *int
		def, top int
	}{{"most", &o.Most, 20, MostCandidates}, {"reads", &o.Reads, 8, mostReads}, {"boots", &o.Boots, 8, mostBoots}} {
		if *f.v < 0 || *f.v > f.top {
			return fmt.Errorf("%w: %s %d, 0..%d", ErrOptions, f.name, *f.v, f.top)
		}
		if *f.v == 0 {
			*f.v = f.def
		}
	}
	return nil
}

// scanAll looks by the profile's layout, and by the one that the layout word names
// where an update has not rewritten it yet.
func (s *search) scanAll(w *where) {
	own := w.profile.Layout
	s.scanLayout(w, own)
	if word := s.m.layoutWord(w); word != 0 && word != own.Version {
		for _, p := range firmware.Profiles() {
			if p.Layout.Version == word {
				s.scanLayout(w, p.Layout)
				break
			}
		}
	}
}

func (s *search) scanLayout(w *where, l firmware.Layout) {
	spec := l.Settings
	if l.PINIn == firmware.AreaAccess {
		spec = l.Access
	}
	e := w.extent(l.PINIn)
	if e.Pages == 0 {
		return
	}
	before := len(s.found)
	a := stretch{base: w.base + e.Addr, page: int(e.Bytes) / e.Pages, pages: spec.Pages, unit: int(s.m.d.Part().UnitBytes()), spec: spec}
	s.scan(a)
	if len(s.found) == before {
		s.found = append(s.found, evidence{Piece: Piece{Addr: a.base, Bytes: a.bytes(), Kind: Blank, Value: 0xFFFF,
			Why: fmt.Sprintf("%s area from 0x%05x on, store %s: no record of a PIN in it, whole or spoiled", l.PINIn, a.base, spec.Design)}})
	}
}

// sameStill is the probability that a PIN was not changed after the newest whole
// copy of it was written (assumption).
const sameStill = 0.9

// posterior weighs every PIN: before anything else all are as likely; then whole
// copies, the newest first; then the pieces, each by its likelihoods.
func (s *search) posterior() []float64 {
	sort.SliceStable(s.found, func(i, j int) bool {
		a, b := &s.found[i], &s.found[j]
		if a.Kind != b.Kind {
			return a.Kind < b.Kind
		}
		return int32(a.Sequence-b.Sequence) > 0
	})
	post := make([]float64, values)
	rest, last := 1.0, uint16(0)
	for i := range s.found {
		e := &s.found[i]
		if e.Kind != Whole || e.Value == last {
			continue
		}
		post[e.Value] += float64(rest * sameStill)
		rest *= 1 - sameStill
		last = e.Value
	}
	for v := 1; v < values; v++ {
		post[v] += rest / (values - 1)
	}
	for i := range s.found {
		if like := s.found[i].like; like != nil {
			for v := range post {
				post[v] *= like[v]
			}
		}
	}
	sum := 0.0
	for _, p := range post {
		sum += p
	}
	for v := range post {
		post[v] /= sum
	}
	return post
}

// leastBits is what the remains have to tell before their values are listed: half
// of all PINs excluded.
const leastBits = 1

// answer ranks the values.
func (s *search) answer(out *WayOut) {
	post := s.posterior()
	out.Bits = known(post)
	for i := range s.found {
		out.Remains = append(out.Remains, s.found[i].Piece)
	}
	order := make([]int, 0, values)
	best := 0.0
	for v := 1; v < values; v++ {
		best = max(best, s.taken[v])
		if s.taken[v] > 0 || out.Bits >= leastBits {
			order = append(order, v)
		}
	}
	sort.SliceStable(order, func(i, j int) bool {
		a, b := order[i], order[j]
		if s.taken[a] != s.taken[b] {
			return s.taken[a] > s.taken[b]
		}
		return post[a] > post[b]
	})
	sum := 0.0
	for i, v := range order[:min(len(order), s.o.Most)] {
		sum += post[v]
		c := Candidate{PIN: uint16(v), Rank: i + 1, Probability: post[v], Cumulative: min(sum, 1), TakenAt: min(s.taken[v], 1), Why: s.why(uint16(v)), Attempts: i + 1}
		c.Seconds = float64(float64(i/out.LockOut.WrongPINs) * out.LockOut.Seconds)
		out.Candidates = append(out.Candidates, c)
	}
	out.Unlisted = max(0, 1-sum)
	out.Trying = trying(&out.Now, best, len(out.Candidates) > 0)
	out.OnlyReset = len(out.Candidates) == 0 && out.Now.NoPIN < out.Now.Starts
}

// why lists what speaks for a value.
func (s *search) why(v uint16) []string {
	why := []string{}
	if t := s.taken[v]; t > 0 {
		why = append(why, fmt.Sprintf("the lock takes it at %.0f of %d starts", t*float64(s.o.Boots), s.o.Boots))
	}
	for i := range s.found {
		e := &s.found[i]
		if e.Kind == Whole && e.Value == v || e.like != nil && e.like[v] > 1.5 {
			why = append(why, e.Why)
		}
	}
	return why
}

// lockOut is what the profile does about wrong PINs.
func lockOut(p *firmware.Profile) LockOut {
	l := LockOut{WrongPINs: p.PIN.Attempts, Seconds: p.PIN.LockOut.Seconds()}
	l.AllSeconds = float64(float64((values-2)/l.WrongPINs) * l.Seconds)
	return l
}

// assumptions lists what the numbers rest on.
func assumptions() []string {
	return []string{
		"Before the image is looked at every PIN from 0001 to 9999 is as likely as any other; habits of people are not counted.",
		fmt.Sprintf("The newest whole copy is the PIN that was set in %.0f of 100 cases, the one before it in as many of the rest.", sameStill*100),
		fmt.Sprintf("A value that the lock takes at every start is the PIN that was set in %.0f of 100 cases, since its owner says that it is refused.", stillTheOwners*100),
		fmt.Sprintf("Bytes that read steadily and are no PIN have turned from 0 to 1 in %.0f of 100 cases, the share of bits unknown; more often the other way on parts that program before they erase.", shareRisen*100),
		"Marginal cells are weighed with simulated chips of the same part that suffered the same cut; after several cuts the last one counts.",
		fmt.Sprintf("In at least %.0f of 100 cases a piece is of another value than the PIN in question.", otherwise*100),
		"Time counts lock-outs alone: a person who types takes longer.",
	}
}
