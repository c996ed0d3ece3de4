package training

import "time"

// Limits bound what a server takes on for trainings.
//
//	| limit      | default | what it bounds                                         |
//	|------------|---------|--------------------------------------------------------|
//	| Classes    | 256     | classes that are kept                                  |
//	| Trainees   | 64      | trainees of one class                                  |
//	| Solo       | 256     | trainees without a class that are kept                 |
//	| Attempts   | 1,024   | attempts that are kept, of all trainees                |
//	| Each       | 32      | attempts of one trainee                                |
//	| Running    | 128     | attempts that are not over                             |
//	| Entries    | 256     | choices of one attempt                                 |
//	| Messages   | 64      | messages of the instructor that a trainee still sees   |
//	| Snapshots  | 16      | snapshots of one attempt's lock, one before a choice   |
//	| WhatIfs    | 4       | locks to try again on, of one attempt                  |
//	| Notices    | 512     | live messages that a slow reader may lag behind        |
//	| ChoiceTime | 2m      | until a choice is carried out                          |
//
// Codes: one address may be wrong once in 5 seconds and 10 times at once, all
// together 20 times as often.
type Limits struct {
	Classes, Trainees, Solo, Attempts, Each, Running, Entries, Messages, Snapshots, WhatIfs, Notices int

	ChoiceTime time.Duration
}

// DefaultLimits are the limits of the table.
func DefaultLimits() Limits {
	return Limits{
		Classes: 256, Trainees: 64, Solo: 256, Attempts: 1024, Each: 32, Running: 128, Entries: 256, Messages: 64, Snapshots: 16, WhatIfs: 4, Notices: 512,
		ChoiceTime: 2 * time.Minute,
	}
}

// Lengths and times that a request may name.
const (
	MaxTitleChars   = 80
	MaxNameChars    = 40
	MaxMessageChars = 500
	MaxCases        = 16
	MinCodeTime     = 5 * time.Minute
	MaxCodeTime     = 7 * 24 * time.Hour
	DefaultCodeTime = 8 * time.Hour
	MinTimeLimit    = time.Minute
	MaxTimeLimit    = 8 * time.Hour

	// DefaultRetention is how long results are kept after an attempt was used last.
	DefaultRetention = 30 * 24 * time.Hour
)

// Limits on guessing of join codes.
const (
	guessesPerSecond = 0.2
	guessBurst       = 10
	guessAll         = 20
)
