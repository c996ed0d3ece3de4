package campaign

// Shard is a piece of work: a survey, the classes of a part of one, or a search
// for the smallest case of a group. Shards depend on the Spec and on the answers
// to earlier ones, never on the number of workers.
type Shard struct {
	ID      string    `json:"id"` // the same for the same work
	Kind    ShardKind `json:"kind"`
	Variant Variant   `json:"variant"`
	Path    []Fault   `json:"path,omitempty"`
	From    int       `json:"from,omitempty"` // of the classes, inclusive
	To      int       `json:"to,omitempty"`   // exclusive
	Finding *Finding  `json:"finding,omitempty"`
	Failure *Failure  `json:"failure,omitempty"`
	// Weight is what the shard takes, roughly, in experiments.
	Weight int `json:"weight"`
}

// ShardKind says what a shard asks for.
type ShardKind string

// Kinds.
const (
	SurveyShard  ShardKind = "survey"
	ExploreShard ShardKind = "explore"
	ShrinkShard  ShardKind = "shrink"
)

// Answer is what came of a shard.
type Answer struct {
	Shard    string    `json:"shard"` // its ID
	Survey   *Survey   `json:"survey,omitempty"`
	Findings []Finding `json:"findings,omitempty"`
	Case     *Case     `json:"case,omitempty"`
	// Error is why there is no answer. It ends the campaign.
	Error string `json:"error,omitempty"`
}

// Run answers a shard.
func Run(e Engine, s Shard) Answer {
	a := Answer{Shard: s.ID}
	var err error
	switch s.Kind {
	case SurveyShard:
		a.Survey, err = e.Survey(s.Variant, s.Path)
	case ExploreShard:
		a.Findings, err = e.Explore(s.Variant, s.Path, s.From, s.To)
	case ShrinkShard:
		var c Case
		c, err = e.Shrink(s.Variant, *s.Finding, *s.Failure)
		a.Case = &c
	}
	if err != nil {
		return Answer{Shard: s.ID, Error: err.Error()}
	}
	return a
}
