package scenarios

// Update installs other firmware. The flash keeps its content; the new profile
// reads what the old one wrote.
type Update struct{ Profile Profile }

func (Update) isAction() {}

func serviceSteps() []stepKind {
	return []stepKind{
		stepOf("service", "update", "Install other firmware; the memory keeps its content.", "update: ab-slots", "profile", nil,
			must("profile", "The new firmware.", func(u *Update) *Profile { return &u.Profile }, wordOf("profile", Profiles()))),
	}
}
