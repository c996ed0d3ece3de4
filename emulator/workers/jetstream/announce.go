package jetstream

import (
	"encoding/json"
	"fmt"

	"locktwin/scenarios/campaign"
)

// announcement is the entry of a campaign in the bucket. Version and Build are
// plain, so that every version can read those of another.
type announcement struct {
	Version string `json:"version"`
	Build   string `json:"build,omitempty"`
	Name    string `json:"name"`
	Spec    []byte `json:"spec"` // packed
}

// announce writes the entry of a campaign, of at most limit bytes.
func announce(spec campaign.Spec, build string, limit int64) ([]byte, error) {
	var p packer
	packed, err := p.pack(spec, campaign.MaxSpecBytes)
	if err != nil {
		return nil, fmt.Errorf("the spec: %w", err)
	}
	b, err := json.Marshal(announcement{Version: spec.Version, Build: build, Name: spec.Name, Spec: packed})
	if err != nil {
		return nil, err
	}
	if int64(len(b)) > limit {
		return nil, fmt.Errorf("the spec: %w: %d bytes packed, the server takes %d", ErrTooLarge, len(b), limit)
	}
	return b, nil
}

// readAnnouncement reads the entry with a key.
func readAnnouncement(b []byte) (announcement, error) {
	var a announcement
	if err := json.Unmarshal(b, &a); err != nil {
		return a, fmt.Errorf("%w: %w", ErrDamaged, err)
	}
	return a, nil
}

// read gives the Spec, which must be that of the campaign with this ID.
func (a announcement) read(id string) (campaign.Spec, error) {
	plain, err := unpack(a.Spec, campaign.MaxSpecBytes)
	if err != nil {
		return campaign.Spec{}, fmt.Errorf("the spec: %w", err)
	}
	spec, err := campaign.DecodeSpec(plain)
	if err != nil {
		return spec, fmt.Errorf("the spec: %w", err)
	}
	is, err := ID(spec, a.Build)
	if err != nil {
		return spec, err
	}
	if is != id {
		return spec, fmt.Errorf("the spec: %w: it is that of campaign %s", ErrDamaged, is)
	}
	return spec, nil
}
