package telemetry

// Read reads a text of any form that is known: see ReadOptions.Read.
func Read(name string, text []byte) ([]Record, []Finding) { return ReadOptions{}.Read(name, text) }

// Read tells the form by content.
func (o ReadOptions) Read(name string, text []byte) ([]Record, []Finding) {
	return o.Lines(name, text)
}
