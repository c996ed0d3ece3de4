package futures

import "locktwin/scenarios"

// Chance is a probability with its interval.
type Chance struct {
	P     float64 `json:"p" doc:"Share of the futures, 0 to 1."`
	Low   float64 `json:"low" doc:"Lower end of the 90 % interval after Wilson, 0 to 1."`
	High  float64 `json:"high" doc:"Upper end of it, 0 to 1."`
	Hits  int     `json:"hits" doc:"Futures in which it happened."`
	Count int     `json:"count" doc:"Futures that were played."`
}

// ClassChance is how often one class came.
type ClassChance struct {
	Class  scenarios.Class `json:"class" doc:"What became of it: bricked unstable exposed wrong default denied stale intact."`
	Chance Chance          `json:"chance" doc:"How often."`
}

// Losses is what a situation does.
type Losses struct {
	Situation      Vary          `json:"situation" doc:"What was assumed, defaults filled in."`
	PIN            Chance        `json:"pin" doc:"The PIN is not as it was acknowledged, per change."`
	Settings       Chance        `json:"settings" doc:"A setting is not as it was acknowledged, per change."`
	Authorizations Chance        `json:"authorizations" doc:"The authorizations are not those that were given, per change."`
	Classes        []ClassChance `json:"pin_classes" nullable:"false" doc:"What became of the PIN, by class; classes that never came are left out."`
	ChangesPerYear float64       `json:"changes_per_year" doc:"How often the cells are changed, mean over the futures."`
	PINPerYear     float64       `json:"pin_losses_per_year" doc:"Expected losses of the PIN in a year: chance per change times changes a year."`
}

// Lever is one thing that could be done otherwise, played with the same futures.
type Lever struct {
	ID         string  `json:"id" doc:"Stable name, such as careful-hand."`
	Title      string  `json:"title" doc:"What would be done."`
	After      Losses  `json:"after" doc:"What it would do."`
	Before     Chance  `json:"before" doc:"Loss of the PIN in the base situation, in the same futures."`
	Difference float64 `json:"difference" doc:"Chance of a loss of the PIN per change with it minus without it, in the same futures; negative is better."`
	Low        float64 `json:"low" doc:"Lower end of the 90 % interval of the paired difference (after Agresti and Min)."`
	High       float64 `json:"high" doc:"Upper end of it."`
	PerYear    float64 `json:"difference_per_year" doc:"Expected losses of the PIN in a year with it minus without it; negative is better."`
	Saved      int     `json:"saved" doc:"Futures that lose the PIN without it and keep it with it."`
	Spoiled    int     `json:"spoiled" doc:"Futures that keep the PIN without it and lose it with it."`
}

// Result is the answer to a Question.
type Result struct {
	Hypothesis string  `json:"hypothesis" doc:"What nobody can know from telemetry and was assumed."`
	Interval   string  `json:"interval" doc:"How the intervals were made."`
	Seed       uint64  `json:"seed" doc:"Of what was drawn."`
	Before     Losses  `json:"before" doc:"The situation that was asked about."`
	Vary       *Lever  `json:"after,omitempty" doc:"The variation that was asked for; absent when none was."`
	Levers     []Lever `json:"levers" nullable:"false" doc:"What would lower the losses most, best first."`
}

// Words of a Result.
const (
	hypothesis = "Firmware, capacitor and hand are assumed, no telemetry tells them: "
	interval   = "90 %: Wilson for a chance, Agresti and Min for a paired difference. They tell the number of futures, not whether the assumptions hold."
)
