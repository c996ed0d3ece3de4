package training

import "errors"

// What callers may ask an error for, with errors.Is.
var (
	ErrNotFound = errors.New("the trainings do not have it") // a class, trainee, attempt, case or debrief
	ErrState    = errors.New("it is not the time for that")  // the class has ended, an attempt runs already, the attempt is over
	ErrInput    = errors.New("this is not allowed here")     // a title, a name, a mode, a time
	ErrLimit    = errors.New("a limit of the training is reached")
	ErrFrozen   = errors.New("the instructor has stopped this")
	ErrCode     = errors.New("there is no class with this code, or no longer")
	ErrTooFast  = errors.New("too many codes were tried that are not known here")
	ErrStore    = errors.New("the training cannot be saved")
)

// TooFast is an ErrTooFast that says when to try again.
type TooFast struct{ Seconds int }

// Error says what is wrong.
func (e *TooFast) Error() string { return ErrTooFast.Error() }

// Unwrap is ErrTooFast.
func (e *TooFast) Unwrap() error { return ErrTooFast }
