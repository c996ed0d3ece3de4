package firmware

// Acting tells whether something is under way that ends by itself: an action of
// the bolt, pauses within it included, an answer that is kept back, or a restart.
// A list, or an answer, that waits until the central confirms is not: it is the
// central's turn, and its patience is not to be used up by time that runs ahead.
func (s *State) Acting() bool {
	if s.Motion.moving() {
		return true
	}
	// A restart gives its Complete a second to be confirmed.
	if _, unconfirmed := s.Server.Deadline(); s.RebootAt != 0 && !unconfirmed {
		return true
	}
	for i := range s.Links {
		if l := &s.Links[i]; l.Conn != 0 && s.owes(l) {
			return true
		}
	}
	return false
}

// owes tells whether an answer is kept back that nothing but time keeps from
// being given.
func (s *State) owes(l *linkState) bool {
	return l.Owed.Owed && l.Unheard == 0 && l.List.Kind == listNone && s.Server.Room(l.Conn) >= shortRoom
}
