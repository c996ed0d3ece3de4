package access

import "time"

// Guesses bounds how often something secret may be guessed wrongly: by one
// address, and by all together. It is safe for concurrent use.
type Guesses struct{ each, all *rates }

// NewGuesses makes it: perSecond and burst are for one address, and all is by how
// much all addresses together may do more.
func NewGuesses(perSecond float64, burst, all int) *Guesses {
	return &Guesses{newRates(perSecond, burst), newRates(perSecond*float64(all), burst*all)}
}

// May tells whether an address may guess now. When not, wait is how long until it
// may. It has to be asked before the guess is looked at: a right one that came too
// early does not count either.
func (g *Guesses) May(address string, now time.Time) (wait time.Duration, ok bool) {
	if wait, ok = g.each.full(address, now); !ok {
		return wait, false
	}
	return g.all.full("", now)
}

// Wrong counts a wrong guess.
func (g *Guesses) Wrong(address string, now time.Time) {
	g.each.take(address, now)
	g.all.take("", now)
}
