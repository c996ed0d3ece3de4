package main

import (
	"fmt"
	"runtime"
	"runtime/debug"
)

type versionCommand struct{}

func (versionCommand) run(s *Streams) int {
	fmt.Fprintf(s.Out, "locktwin %s %s %s/%s\n", version(), runtime.Version(), runtime.GOOS, runtime.GOARCH)
	return exitMet
}

// version is the module's version, or the revision it was built from, or
// "devel" when the build knows neither.
func version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "devel"
	}
	if v := info.Main.Version; v != "" && v != "(devel)" {
		return v
	}
	revision, changed := "", ""
	for _, set := range info.Settings {
		switch set.Key {
		case "vcs.revision":
			revision = set.Value
		case "vcs.modified":
			if set.Value == "true" {
				changed = "+changes"
			}
		}
	}
	if revision == "" {
		return "devel"
	}
	return revision[:min(12, len(revision))] + changed
}
