package firmware

// Acting tells whether something is under way that ends by itself: an action of
// the bolt, pauses within it included, an answer that is kept back, a list that
// is being sent, or a restart.
func (s *State) Acting() bool {
	if s.Motion.moving() || s.RebootAt != 0 {
		return true
	}
	for i := range s.Links {
		if l := &s.Links[i]; l.Conn != 0 && (l.Owed.Owed || l.List.Kind != listNone) {
			return true
		}
	}
	return false
}
