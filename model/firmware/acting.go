package firmware

// Acting tells whether an action of the bolt is under way, pauses within it
// included.
func (s *State) Acting() bool { return s.Motion.moving() }
