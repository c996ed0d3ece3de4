package main

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"locktwin/emulator/api"
)

// imageForm is the form of an image, by the end of its file's name.
func imageForm(name string) string {
	if strings.EqualFold(filepath.Ext(name), ".hex") {
		return "hex"
	}
	return "raw"
}

// printMemory shows what there is to see in the memory of a lock.
func printMemory(s *Streams, f *api.Flash) {
	fmt.Fprintf(s.Out, "%s, %d KiB: %s\n", f.Part, f.SizeBytes>>10, statesOf(f.PagesByState))
	fmt.Fprintf(s.Out, "%s, at most %d of %d erase cycles\n", count(f.MarginalWords, "marginal word"), f.CyclesMost, f.Endurance)
	if f.Busy {
		fmt.Fprintln(s.Out, "an operation is in flight")
	}
	for _, a := range f.Areas {
		if a.Store == "" {
			continue
		}
		fmt.Fprintf(s.Out, "\n%s at 0x%05x, store %s\n", a.Name, a.Address, a.Store)
		var rows [][]string
		for _, r := range a.Records {
			rows = append(rows, []string{fmt.Sprintf("  0x%05x", r.Address), r.State, r.Key, r.Why})
		}
		columns(s.Out, nil, rows)
	}
}

// statesOf says how many pages are in which state.
func statesOf(pages map[string]int) string {
	var names, parts []string
	for name := range pages {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		if pages[name] > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", pages[name], name))
		}
	}
	return strings.Join(parts, ", ") + " pages"
}
