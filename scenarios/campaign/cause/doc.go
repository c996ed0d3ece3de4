// Package cause finds the moment at which a loss became inevitable.
//
// It plays a story that ends in a loss, stops it at many earlier moments, and
// lets copies go on from there with another draw of all that was still open:
// when the fault strikes, how a hand bounces the contacts, how a cell near the
// reference reads. The share of copies that lose the same is the probability as
// it stood at that moment. Nothing of the past is drawn anew: a cell that has
// been torn keeps its charge.
//
// The draws of the fault's instant are not random: they are the midpoints of as
// many equal parts of the stated distribution, so that few of them suffice and
// the figure is the same on every machine.
//
// The package must not know how a campaign is planned, run or shown.
package cause
