package store

// Chip is what the suite needs of a chip.
type Chip interface {
	Medium
	Reboot()
}

// ChipNames names the parts of these tests, in order.
func ChipNames() []string {
	var out []string
	for _, p := range parts {
		out = append(out, p.name)
	}
	return out
}

// NewChip makes a chip of a part for a design. The file systems look after a
// limited number of pages, so they get fewer of the smallest.
func NewChip(part, design string) Chip {
	for _, p := range parts {
		if p.name != part {
			continue
		}
		if (design == "fds" || design == "nvs" || design == "nvs-early") && p.name == "eeprom" {
			p.pages = 128
		}
		return newChip(p)
	}
	return nil
}

// Reboot is a power loss and the next boot.
func (c *chip) Reboot() {
	c.boot++
	c.cutAt = -1
}
