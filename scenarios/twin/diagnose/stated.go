package diagnose

// stated is how likely the symptoms of a cause are that no play of the simulator
// tells: an event ends in these answers at Rate, and in nothing to see otherwise.
// What is not named is as in a lock that is well.
type stated struct {
	rate    float64
	answers map[string][]chance
}

// outsiders are the causes outside the firmware. All their likelihoods are assumptions:
// a wrong PIN is refused whatever else is so, and the lock is well otherwise; in
// several percent of cases somebody has also changed a setting and takes that for part
// of it.
func outsiders() []hypothesis {
	refused := []chance{{"rejected", 0.97}, {"varies", 0.03}}
	nearlyKept := []chance{{"kept", 0.95}, {"some", 0.03}, {"odd", 0.02}}
	one := func(id string, rate float64, f fault, answers map[string][]chance) hypothesis {
		return hypothesis{id: id, mechanism: id, share: 1, title: mechanismByID(id).title, fault: f, stated: &stated{rate, answers}}
	}
	updated := outside(3)
	updated.after = []chance{{"battery-change", 0.10}, {"charging", 0.03}, {"empty", 0.02}, {"cold", 0.01}, {"update", 0.30}, {"nothing", 0.54}}
	worn := outside(6)
	worn.after = []chance{{"battery-change", 0.20}, {"charging", 0.05}, {"empty", 0.05}, {"cold", 0.10}, {"update", 0.05}, {"nothing", 0.55}}
	byUpdate := outside(2)
	byUpdate.after = []chance{{"battery-change", 0.04}, {"charging", 0.01}, {"empty", 0.01}, {"cold", 0.01}, {"update", 0.85}, {"nothing", 0.08}}
	powerless := outside(6)
	powerless.after = []chance{{"battery-change", 0.60}, {"charging", 0.10}, {"empty", 0.15}, {"cold", 0.03}, {"update", 0.02}, {"nothing", 0.10}}
	// An update that resets the settings resets the PIN in one of three cases.
	withPIN := one("update-reset", 0.30, byUpdate, map[string][]chance{
		keyPIN: {{"rejected", 1}}, keyDefault: {{"accepted", 0.90}, {"rejected", 0.10}},
		keySettings: {{"lost", 0.80}, {"some", 0.10}, {"odd", 0.10}}, keyBatteryType: {{"wrong", 0.40}, {"right", 0.60}},
		keyAuthorizations: {{"kept", 0.97}, {"some", 0.03}},
	})
	withPIN.id, withPIN.share, withPIN.title = "update-reset/pin", 0.5, withPIN.title+", the PIN among them"
	return []hypothesis{
		one("mistaken-pin", 0.05, outside(6), map[string][]chance{
			keyPIN: {{"rejected", 0.90}, {"older", 0.10}}, keySettings: nearlyKept,
		}),
		one("unanswered", 0.10, outside(2), map[string][]chance{
			keyPIN: {{"rejected", 0.70}, {"older", 0.30}}, keySettings: nearlyKept,
		}),
		one("changed-pin", 0.04, outside(3), map[string][]chance{
			keyPIN: refused, keySettings: {{"kept", 0.80}, {"some", 0.10}, {"odd", 0.10}},
		}),
		one("app", 0.05, updated, map[string][]chance{
			keyPIN: {{"rejected", 0.75}, {"varies", 0.20}, {"older", 0.05}}, keySettings: nearlyKept,
			keyOtherPhone: {{"works", 0.95}, {"same", 0.05}}, keyUndone: {{"no", 0.97}, {"yes", 0.03}},
		}),
		one("lock-out", 0.05, outside(3), map[string][]chance{
			keyPIN: {{"rejected", 0.80}, {"varies", 0.20}}, keySettings: nearlyKept,
			keyWaited: {{"works", 0.97}, {"same", 0.03}}, keyUndone: {{"yes", 0.70}, {"no", 0.30}},
		}),
		one("update-reset", 0.30, byUpdate, map[string][]chance{
			keySettings: {{"some", 0.50}, {"lost", 0.40}, {"odd", 0.10}}, keyBatteryType: {{"wrong", 0.40}, {"right", 0.60}},
			keyAuthorizations: {{"kept", 0.97}, {"some", 0.03}},
		}),
		withPIN,
		one("clock", 0.30, powerless, map[string][]chance{
			keyAuthorizations: {{"limited", 0.75}, {"some", 0.10}, {"kept", 0.15}},
		}),
		one("worn", 0.30, worn, map[string][]chance{
			keyPIN:      {{"rejected", 0.45}, {"varies", 0.40}, {"accepted", 0.10}, {"dead", 0.05}},
			keySettings: {{"odd", 0.35}, {"some", 0.25}, {"lost", 0.20}, {"kept", 0.20}}, keyAuthorizations: {{"kept", 0.55}, {"some", 0.35}, {"lost", 0.10}},
			keyPhones: {{"paired", 0.75}, {"unpaired", 0.25}}, keyPage: {{"damaged", 0.80}, {"valid", 0.15}, {"blank", 0.05}},
			keyUndone: {{"yes", 0.25}, {"no", 0.75}}, keyResets: {{"no", 0.70}, {"yes", 0.30}},
		}),
	}
}

// well is what is seen of a lock that has lost nothing. An app that shows another
// battery type than the one in the bay is an everyday mistake.
func well(key string) []chance {
	switch key {
	case keyPIN:
		return []chance{{"accepted", 1}}
	case keyDefault:
		return []chance{{"rejected", 1}}
	case keySettings, keyAuthorizations:
		return []chance{{"kept", 1}}
	case keyPhones:
		return []chance{{"paired", 1}}
	case keyUndone, keyResets:
		return []chance{{"no", 0.97}, {"yes", 0.03}}
	case keyOtherPhone, keyWaited:
		return []chance{{"same", 0.97}, {"works", 0.03}}
	case keyPage:
		return []chance{{"valid", 1}}
	case keyBatteryType:
		return []chance{{"right", 0.90}, {"wrong", 0.10}}
	}
	return nil
}

// of is what is seen of a stated cause when it has struck.
func (s *stated) of(key string) []chance {
	if c, ok := s.answers[key]; ok {
		return c
	}
	return well(key)
}
