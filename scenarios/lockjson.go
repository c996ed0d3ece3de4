package scenarios

import (
	"bytes"
	"encoding/json"
	"fmt"

	"go.yaml.in/yaml/v4"
)

// JSON writes the section about the lock as JSON with the keys of a file:
// quantities are texts with their units, yes and no are true and false. ParseLock
// reads it back. The error tells of a value that no file can hold.
func (l LockSpec) JSON() ([]byte, error) {
	text, err := nodeJSON(lockCodec().encode(l))
	if err != nil {
		return nil, err
	}
	back, err := ParseLock("lock", text)
	if err != nil {
		return nil, err
	}
	if back != l {
		return nil, fmt.Errorf("this lock cannot be written: it says something a file has no words for")
	}
	return text, nil
}

func nodeJSON(n *yaml.Node) ([]byte, error) {
	var b bytes.Buffer
	switch n.Kind {
	case yaml.MappingNode:
		b.WriteByte('{')
		for i := 0; i+1 < len(n.Content); i += 2 {
			if i > 0 {
				b.WriteByte(',')
			}
			key, err := json.Marshal(n.Content[i].Value)
			if err != nil {
				return nil, err
			}
			value, err := nodeJSON(n.Content[i+1])
			if err != nil {
				return nil, err
			}
			b.Write(key)
			b.WriteByte(':')
			b.Write(value)
		}
		b.WriteByte('}')
	case yaml.SequenceNode:
		b.WriteByte('[')
		for i, c := range n.Content {
			if i > 0 {
				b.WriteByte(',')
			}
			value, err := nodeJSON(c)
			if err != nil {
				return nil, err
			}
			b.Write(value)
		}
		b.WriteByte(']')
	default:
		return scalarJSON(n)
	}
	return b.Bytes(), nil
}

func scalarJSON(n *yaml.Node) ([]byte, error) {
	if n.Tag != "!!str" {
		switch _, whole := parseWhole(n.Value); {
		case n.Value == "yes":
			return []byte("true"), nil
		case n.Value == "no":
			return []byte("false"), nil
		case whole:
			return []byte(n.Value), nil
		}
	}
	return json.Marshal(n.Value)
}
