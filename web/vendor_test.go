package web

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
)

// vendored is one entry of vendor.json.
type vendored struct {
	Name        string `json:"name"`
	Version     string `json:"version"`
	Licence     string `json:"licence"`
	LicenceFile string `json:"licence_file"`
	Use         string `json:"use"`
	Origin      string `json:"origin"`
	Integrity   string `json:"integrity"`
	Files       []struct {
		File   string `json:"file"`
		From   string `json:"from"`
		SHA256 string `json:"sha256"`
		Below  string `json:"below"` // was written below it here
	} `json:"files"`
}

// licences are those that may come along, with a sentence of each.
var licences = map[string]string{
	"MIT":          "Permission is hereby granted, free of charge",
	"BSD-3-Clause": "Redistribution and use in source and binary forms",
	"Unlicense":    "free and unencumbered software",
}

// wrongInVendor holds a folder against its list.
func wrongInVendor(files fs.FS) ([]string, error) {
	text, err := fs.ReadFile(files, "vendor.json")
	if err != nil {
		return nil, err
	}
	var list []vendored
	if err := json.Unmarshal(text, &list); err != nil {
		return nil, err
	}
	var out []string
	wrong := func(format string, args ...any) { out = append(out, fmt.Sprintf(format, args...)) }
	if strings.Contains(string(text), "://") {
		wrong("the list names an address")
	}
	listed := []string{"vendor.json"}
	for _, v := range list {
		if v.Name == "" || v.Version == "" || v.Use == "" || v.Origin != "npm" || !strings.HasPrefix(v.Integrity, "sha512-") {
			wrong("%s: name, version, use, origin and integrity have to be there", v.Name)
		}
		for _, f := range v.Files {
			listed = append(listed, f.File)
			got, err := fs.ReadFile(files, f.File)
			if err != nil {
				wrong("%s: %s is not there", v.Name, f.File)
				continue
			}
			original, whole := bytes.CutSuffix(got, []byte(f.Below))
			if !whole || len(f.Below) > 40 {
				wrong("%s: %s does not end in %q", v.Name, f.File, f.Below)
			}
			if sum := sha256.Sum256(original); hex.EncodeToString(sum[:]) != f.SHA256 {
				wrong("%s: %s is not what was taken from npm", v.Name, f.File)
			}
		}
		licence, err := fs.ReadFile(files, v.LicenceFile)
		sentence, known := licences[v.Licence]
		if err != nil || !known || !strings.Contains(string(licence), sentence) {
			wrong("%s: its licence %s is missing, or is none that may come along", v.Name, v.Licence)
		}
	}
	err = fs.WalkDir(files, ".", func(name string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() && !slices.Contains(listed, name) {
			wrong("%s is not in the list", name)
		}
		return err
	})
	return out, err
}

func TestVendoredModulesAreWhatTheyWere(t *testing.T) {
	found, err := wrongInVendor(embedded()["vendor"])
	if err != nil {
		t.Fatal(err)
	}
	for _, w := range found {
		t.Error(w)
	}
}

func TestChangedVendoredModulesAreFound(t *testing.T) {
	found, err := wrongInVendor(fstest.MapFS{
		"vendor.json": {Data: []byte(`[{"name": "a", "version": "1", "use": "x", "origin": "npm", "integrity": "sha512-x", "licence": "MIT", "licence_file": "a/LICENSE",
			"files": [{"file": "a/a.js", "sha256": "00"}, {"file": "a/gone.js", "sha256": "00"}]}, {"name": "b", "origin": "https://b.example"}]`)},
		"a/a.js": {}, "a/LICENSE": {Data: []byte("All rights reserved")}, "more.js": {},
	})
	if err != nil {
		t.Fatal(err)
	}
	// the address; b's fields and licence; a's changed file, lost file and licence; two files that no list has
	if len(found) != 8 {
		t.Errorf("found %q", found)
	}
}
