package schema

import (
	"bytes"
	"flag"
	"os"
	"testing"
)

var update = flag.Bool("update", false, "write the schema file anew")

func TestSchemaFileIsCurrent(t *testing.T) {
	for _, s := range []struct {
		file     string
		generate func() ([]byte, error)
	}{
		{"../scenario.schema.json", Generate},
		{"../training/case.schema.json", GenerateCase},
	} {
		want, err := s.generate()
		if err != nil {
			t.Fatal(err)
		}
		if *update {
			if err := os.WriteFile(s.file, want, 0o644); err != nil {
				t.Fatal(err)
			}
		}
		got, err := os.ReadFile(s.file)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(got, want) {
			t.Errorf("%s is not what the vocabulary says: run 'go generate ./scenarios/schema'", s.file)
		}
	}
}
