package scenarios

// OfTheEnd tells whether a claim is decided by what the lock is and keeps when it is
// judged, whatever happened on the way there.
func OfTheEnd(c Claim) bool {
	switch c.(type) {
	case PINIs, PINAnswer, NoPINWorks, SettingIs, SettingFate, PhonesPaired, AuthorizationsLeft, Usable, ResetAsked, NothingLost, BoltIs:
		return true
	}
	return false
}
