package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"locktwin/flashsim"
)

// checkOutputs refuses names that cannot be written to, before a story is played
// for nothing: folders that do not exist, anything but ordinary files in the
// way, two outputs of one name.
func checkOutputs(outputs ...output) error {
	seen := map[string]bool{}
	for _, o := range outputs {
		if seen[filepath.Clean(o.name)] {
			return fmt.Errorf("%s %s: two outputs cannot have one name", o.flag, o.name)
		}
		seen[filepath.Clean(o.name)] = true
		if _, err := os.Stat(filepath.Dir(o.name)); err != nil {
			var path *os.PathError
			errors.As(err, &path)
			return fmt.Errorf("%s %s: %w", o.flag, o.name, path.Err)
		}
		if i, err := os.Stat(o.name); err == nil && !i.Mode().IsRegular() {
			return fmt.Errorf("%s %s: is there already and is no ordinary file", o.flag, o.name)
		}
	}
	return nil
}

// output is a file that a flag asks for.
type output struct{ flag, name string }

// writeImage writes the memory as an image with its sidecar beside it, for
// `flash inspect` to read: Intel HEX when the name ends in .hex, else raw.
func writeImage(name string, d *flashsim.Device) error {
	at := onTheBench(d)
	image := func(w io.Writer) error { return d.WriteRaw(w, at) }
	if strings.EqualFold(filepath.Ext(name), ".hex") {
		image = func(w io.Writer) error { return d.WriteHex(w, 0, at) }
	}
	if err := writeWhole(name, image); err != nil {
		return fmt.Errorf("--flash %w", err)
	}
	if err := writeWhole(name+sidecarSuffix, d.WriteSidecar); err != nil {
		return fmt.Errorf("--flash %w", err)
	}
	return nil
}

// writeWhole writes a file beside its final name and moves it there when it is
// complete.
func writeWhole(name string, write func(io.Writer) error) error {
	f, err := os.CreateTemp(filepath.Dir(name), "."+filepath.Base(name)+".*")
	if err != nil {
		return fmt.Errorf("%s: %w", name, withoutPath(err))
	}
	err = write(f)
	if e := f.Chmod(0o644); err == nil {
		err = e
	}
	if e := f.Close(); err == nil {
		err = e
	}
	if err == nil {
		err = os.Rename(f.Name(), name)
	}
	if err != nil {
		os.Remove(f.Name())
		return fmt.Errorf("%s: %w", name, withoutPath(err))
	}
	return nil
}

// hintInspect says how to look into an image that was written.
func (s *Streams) hintInspect(part string, seed uint64, profile, name string) {
	fmt.Fprintf(s.Err, "to look into the memory: locktwin flash inspect --part %s --seed %d --profile %s %s\n",
		part, seed, profile, quoted([]string{name}))
}
