package store

// design is one line of the registry.
type design struct {
	name  string
	build func(name string, o Options) (Store, error)
}

// designs lists every variant in the order Names gives.
var designs = []design{}
