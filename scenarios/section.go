package scenarios

import (
	"go.yaml.in/yaml/v4"
	"go.yaml.in/yaml/v4/plugin/loaderlimits"

	"locktwin/model"
	"locktwin/model/power"
)

// ParseLock reads the section "lock" of a scenario file by itself, as YAML or
// JSON. name is what errors call the text. Errors as Parse.
func ParseLock(name string, text []byte) (LockSpec, error) { return section(name, text, lockCodec()) }

// ParseCells reads a set of cells by itself, as YAML or JSON. name is what errors
// call the text. Errors as Parse.
func ParseCells(name string, text []byte) (CellsSpec, error) {
	return section(name, text, cellsCodec())
}

// Config is the lock that the section describes. Errors wrap ErrBuild.
func (l *LockSpec) Config(seed uint64) (model.Config, error) { return l.config(seed) }

// Pack is the set as the model takes it.
func (c CellsSpec) Pack() power.PackConfig { return c.normal(CellsSpec{}).pack() }

// section reads one section of a file as if it were the whole of it.
func section[T any](name string, text []byte, c codec[T]) (T, error) {
	p := &parser{source: newSource(name, text), vocab: newVocabulary(), written: map[*yaml.Node]*source{}, places: places{}}
	var none T
	var doc yaml.Node
	if p.text(text) {
		if err := yaml.Load(text, &doc, yaml.WithPlugin(loaderlimits.New(loaderlimits.DepthValue(MaxYAMLDepth)))); err != nil {
			p.syntax(err, text)
		} else if len(doc.Content) == 1 {
			if v, ok := c.decode(p, doc.Content[0]); ok && len(p.problems) == 0 {
				return v, nil
			}
		}
	}
	if len(p.problems) == 0 {
		p.add(p.source, Position{1, 1}, 1, "the text holds nothing", "'kind: ...' and the rest of it", "")
	}
	return none, p.problems.sorted()
}
