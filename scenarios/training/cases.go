package training

import (
	"embed"
	"errors"
	"fmt"
	"io/fs"
)

//go:embed cases/*.yaml
var caseFiles embed.FS

// ErrNoCase is wrapped when there is no case of a name.
var ErrNoCase = errors.New("there is no such case")

// Files are the case files that ship, one NAME.yaml each.
func Files() fs.FS {
	sub, err := fs.Sub(caseFiles, "cases")
	if err != nil {
		panic(err) // the name above is a constant, and valid
	}
	return sub
}

// All reads the cases that ship, in the order of their names. That takes some
// milliseconds; what it returns may be kept and shared, since nothing changes a Case.
// Errors as Parse.
func All() ([]*Case, error) {
	w, err := readWords()
	if err != nil {
		return nil, err
	}
	names, err := fs.Glob(Files(), "*.yaml")
	if err != nil {
		return nil, err
	}
	var all []*Case
	for _, n := range names {
		text, err := fs.ReadFile(Files(), n)
		if err != nil {
			return nil, err
		}
		c, err := parse(n, text, w)
		if err != nil {
			return nil, err
		}
		all = append(all, c)
	}
	return all, nil
}

// Find reads one of the cases that ship. Errors wrap ErrNoCase, or as Parse.
func Find(id string) (*Case, error) {
	text, err := fs.ReadFile(Files(), id+".yaml")
	if err != nil {
		return nil, fmt.Errorf("%w: %.80q", ErrNoCase, id)
	}
	return Parse(id+".yaml", text)
}
