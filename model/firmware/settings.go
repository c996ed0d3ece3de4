package firmware

import "locktwin/model/keyturner"

// setConfig replaces the configuration record.
func (a *App) setConfig(next Config) keyturner.ErrorCode {
	s := &a.State
	if !next.Valid() || !next.Name.Plausible() {
		return keyturner.ErrBadParameter
	}
	if a.Profile.Save.Moment == SaveOnChange {
		if code := a.mayWrite(); code != keyturner.NoError {
			return code
		}
		if err := a.writeConfig(&next); err != nil {
			return saveError(err)
		}
	} else {
		s.Dirty |= dirtyConfig
		a.scheduleSave()
	}
	s.Config = next
	a.settingsChanged()
	return keyturner.NoError
}

// setAdvanced replaces the advanced configuration record.
func (a *App) setAdvanced(next AdvancedConfig) keyturner.ErrorCode {
	s := &a.State
	if !next.Valid() {
		return keyturner.ErrBadParameter
	}
	if a.Profile.Save.Moment == SaveOnChange {
		if code := a.mayWrite(); code != keyturner.NoError {
			return code
		}
		if err := a.writeAdvanced(&next); err != nil {
			return saveError(err)
		}
	} else {
		s.Dirty |= dirtyAdvanced
		a.scheduleSave()
	}
	s.Advanced = next
	a.settingsChanged()
	return keyturner.NoError
}

// setField changes one field of either record.
func (a *App) setField(c *Command) keyturner.ErrorCode {
	config, advanced := a.State.Config, a.State.Advanced
	if c.Field == FieldName {
		config.Name = c.Name
		return a.setConfig(config)
	}
	if _, ok := c.Field.access(&config, &advanced, true, c.Value); !ok {
		return keyturner.ErrBadParameter
	}
	if c.Field.Advanced() {
		return a.setAdvanced(advanced)
	}
	return a.setConfig(config)
}

// settingsChanged lets a change take effect.
func (a *App) settingsChanged() {
	a.State.Updates++
	a.setRadio()
	a.restLight()
	a.armNight()
	if a.State.Times.Loaded {
		a.armTimeControl()
	}
	a.armAutoLock()
}
