package report

import (
	"fmt"

	"locktwin/scenarios/campaign"
)

// modelled lists what the figures of a report stand on, in short. The long list
// with a source for each number is docs/fidelity.md.
func modelled(s *campaign.Spec) []string {
	out := []string{
		"The charge of each memory cell while it is programmed and erased, and where a cut leaves it; a bit near the reference reads differently from time to time.",
		"Program and erase times, pulses with verify, minimum voltages and what a reset does to an operation in flight, for each part of the catalogue.",
		"Stores and boot code as they run: what a boot reads is what decides.",
	}
	if s.Store != nil {
		return append(out,
			"A supply that falls in a straight line to the level of the brown-out reset.",
			"Error correction, column leakage and disturbed neighbours where the Spec switches them on.")
	}
	return append(out,
		"Cells with charge, age and temperature, the contact, and the rail between them and the chip, checked against a circuit simulator to 1 mV and 3 µs.",
		"Brown-out reset and power-fail warning with the spread of their thresholds.",
		"The motor, the radio's average charge, the clock, and what of RAM survives.",
		"Phones that pair, set, verify and unlock as the published protocol has it.")
}

// notModelled lists what a reader might expect and does not get.
func notModelled(s *campaign.Spec) []string {
	out := []string{
		"What a torn word reads like is not published by makers: voltages and shares inside a memory cell are assumptions. That each effect exists, and its direction, is sourced.",
		"Read disturb, coupling between the bits of a word, radiation, and defects of single chips.",
		"Operations that are suspended and resumed, and other masters of the flash.",
	}
	if s.Store != nil {
		return append(out,
			"Machine code: a core below its minimum voltage that executes nonsense.",
			"Everything around the store: rail, cells, motor, radio. A sweep of the whole lock has these.")
	}
	return append(out,
		"Machine code: below its minimum voltage the core does wrong things at a stated rate, an assumption.",
		"Ringing leads, brush noise and ground shift; the bridge is averaged over its PWM period.",
		"The transient of the regulator's output capacitor; arcs, fretting and oxide of contacts.",
		"Passivation, gas and leaks of cells; heat that stays in the motor or the board.",
		"How people insert cells is assumed throughout.")
}

// handSentence states the distribution that probabilities are for.
func handSentence(r *campaign.Result) string {
	h := &r.Spec.Hand
	out := "The stated hand: the fault strikes " + handWords(h) + "."
	if h.Source != "" {
		out += " Source: " + h.Source + "."
	} else if h.Shape == campaign.AnyInstant {
		out += " Nobody has measured when it does; this is the assumption that says least."
	} else {
		out += " No source is given for these figures: they are an assumption of the Spec."
	}
	if len(r.Variants) > 0 {
		if w := r.Variants[0].Within; w > 0 && w < 1 {
			out += fmt.Sprintf(" Of such faults %s fall into the window; the others lose nothing here.", Percent(w))
		}
	}
	return out
}
