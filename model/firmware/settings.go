package firmware

// setConfig replaces the configuration record.
func (a *App) setConfig(next Config) ErrorCode {
	s := &a.State
	if !next.Valid() || !next.Name.plausible() {
		return ErrBadParameter
	}
	if a.Profile.Save.Moment == SaveOnChange {
		if code := a.mayWrite(); code != NoError {
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
	return NoError
}

// setAdvanced replaces the advanced configuration record.
func (a *App) setAdvanced(next AdvancedConfig) ErrorCode {
	s := &a.State
	if !next.Valid() {
		return ErrBadParameter
	}
	if a.Profile.Save.Moment == SaveOnChange {
		if code := a.mayWrite(); code != NoError {
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
	return NoError
}

// setField changes one field of either record.
func (a *App) setField(c *Command) ErrorCode {
	config, advanced := a.State.Config, a.State.Advanced
	if c.Field == FieldName {
		config.Name = c.Name
		return a.setConfig(config)
	}
	if _, ok := c.Field.access(&config, &advanced, true, c.Value); !ok {
		return ErrBadParameter
	}
	if c.Field.advanced() {
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
	a.armAutoLock()
}
