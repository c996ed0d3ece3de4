package scenarios

import (
	"embed"
	"io/fs"
)

//go:embed library/*.yaml
var library embed.FS

// Library is the scenario files that ship, one NAME.yaml each.
func Library() fs.FS {
	sub, err := fs.Sub(library, "library")
	if err != nil {
		panic(err) // the name above is a constant, and valid
	}
	return sub
}
