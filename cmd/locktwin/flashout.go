package main

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"locktwin/flashsim"
)

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
