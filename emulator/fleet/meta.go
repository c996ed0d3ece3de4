package fleet

import (
	"bytes"
	"encoding/json"
	"fmt"
	"time"

	"locktwin/model/sim"
)

// metaFormat is the version of meta as bytes.
const metaFormat = 1

// meta is what the fleet itself knows of a lock, beside the lock.
type meta struct {
	Format    int               `json:"format"`
	Version   string            `json:"version"` // of the program that wrote it
	ID        string            `json:"id"`
	Name      string            `json:"name"`
	Address   string            `json:"address"`
	Spec      Spec              `json:"spec"`
	Speed     Speed             `json:"speed"`
	Created   time.Time         `json:"created"`
	LastSeq   uint64            `json:"last_seq"`
	Users     map[uint32]string `json:"users,omitempty"`
	Snapshots []SnapshotInfo    `json:"snapshots,omitempty"`
	Runs      uint64            `json:"runs"` // so far, for their identifiers
	Snaps     uint64            `json:"snaps"`
	Deeds     uint64            `json:"deeds,omitempty"`     // number of the latest one that was noted
	Forgotten uint64            `json:"forgotten,omitempty"` // deeds before those of the record
	Unknown   bool              `json:"unknown,omitempty"`   // it has a past of which there is no record
	Origin    *Origin           `json:"origin,omitempty"`    // where it was forked from
	Repeat    []Deed            `json:"repeat,omitempty"`    // what is still to be done again, the next one first
	Past      []noted           `json:"past,omitempty"`      // of a lock that is being made or exported: its record

	// Simulated time goes on from Sim as it did at Wall, until the fleet was last
	// alive. With factor 0 it stands still.
	Wall   time.Time `json:"wall"`
	Sim    sim.Time  `json:"sim_ns"`
	Factor float64   `json:"factor"`
}

func (m *meta) encode() []byte { return must(json.Marshal(m)) }

func decodeMeta(b []byte) (meta, error) {
	var m meta
	if err := json.Unmarshal(b, &m); err != nil {
		return meta{}, fmt.Errorf("%w: %w", ErrStore, err)
	}
	if m.Format != metaFormat {
		return meta{}, fmt.Errorf("%w: format %d, this program reads format %d", ErrVersion, m.Format, metaFormat)
	}
	return m, nil
}

// eventBlock is how many events are kept under one name: a block is written
// anew whenever an event is added to it.
const eventBlock = 64

func blockKey(block uint64) string { return fmt.Sprintf("%s%012d", keyEvents, block) }

// encodeEvents writes events as JSON, one a line.
func encodeEvents(events []Event) []byte {
	var b bytes.Buffer
	w := json.NewEncoder(&b)
	for i := range events {
		must(0, w.Encode(&events[i]))
	}
	return b.Bytes()
}

func decodeEvents(b []byte) ([]Event, error) {
	var out []Event
	r := json.NewDecoder(bytes.NewReader(b))
	for r.More() {
		var e Event
		if err := r.Decode(&e); err != nil {
			return nil, fmt.Errorf("%w: events: %w", ErrStore, err)
		}
		out = append(out, e)
	}
	return out, nil
}
