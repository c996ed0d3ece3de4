package telemetry

// ReadOptions say how a text is read. The zero value is what most callers want.
type ReadOptions struct {
	Names    bool              // keep personal names, codes and addresses
	Lock     string            // whose lines these are, where the text does not say
	Base     string            // base topic of the gateway; empty: as the topics show
	Entities map[string]Entity // of Home Assistant; those that are missing are guessed by their names
}

// Entity says what one entity of Home Assistant tells.
type Entity struct {
	Lock   string // Nuki-ID; empty: that of the options
	Column string // of the schema, such as "drain_mws"; "-": leave it out
}

// TranslateOptions say whose messages are translated.
type TranslateOptions struct {
	Base  string // base topic of nuki_hub; empty: nukihub
	Lock  string // Nuki-ID, if it is known
	Names bool   // keep personal names, codes and addresses
}

func (o ReadOptions) Read(name string, text []byte) ([]Record, []Finding)  { return nil, nil }
func (o ReadOptions) Lines(name string, text []byte) ([]Record, []Finding) { return nil, nil }
func (o ReadOptions) CSV(name string, text []byte) ([]Record, []Finding)   { return nil, nil }

func Read(name string, text []byte) ([]Record, []Finding) { return ReadOptions{}.Read(name, text) }
func ReadLines(name string, text []byte) ([]Record, []Finding) {
	return ReadOptions{}.Lines(name, text)
}
func ReadCSV(name string, text []byte) ([]Record, []Finding) { return ReadOptions{}.CSV(name, text) }

func AppendLines(b []byte, rs []Record) []byte { return b }
func AppendCSV(b []byte, rs []Record) []byte   { return b }

type Translator struct{}

func NewTranslator(o TranslateOptions) *Translator { return &Translator{} }

func (t *Translator) Message(topic string, payload []byte, retained bool, at UnixMilli) ([]Record, []Finding) {
	return nil, nil
}

func BridgeList(payload []byte, at UnixMilli) ([]Record, []Finding) { return nil, nil }

func Clean(lock string, rs []Record) (Series, []string) { return Series{Lock: lock, Records: rs}, nil }

// Has says whether the record carries a mark of quality.
func (r *Record) Has(quality string) bool {
	for _, q := range r.Quality {
		if q == quality {
			return true
		}
	}
	return false
}
